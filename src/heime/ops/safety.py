"""The hazard log: docs/safety/hazards.toml, the page made from it, and what must be true of both.

A hazard is under control when the control is in the code and a test proves it. What is not built
or not proved is open, with what is missing; the number of open hazards may only fall.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[3]
DATA = "docs/safety/hazards.toml"
PAGE = "docs/safety/hazards.md"
CASES = "docs/rulebook/cases/"
SEVERITY = {1: "negligible", 2: "minor", 3: "serious", 4: "critical", 5: "catastrophic"}


class Control(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a control stands. symbol: a name in a Python file, else words that the file holds."""

    file: str
    symbol: str


class Hazard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One hazard.

    tests: a test by its pytest id, or a case of the rulebook, which every check replays.
    open: what is still missing; a hazard with nothing there is under control.
    """

    number: int
    name: str
    cause: str
    harm: str
    severity: int
    control: str
    controls: tuple[Control, ...] = ()
    tests: tuple[str, ...] = ()
    open: str = ""


class Log(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """most_open: how many hazards may be open. Closed one? Lower it."""

    most_open: int
    hazard: tuple[Hazard, ...]


def read(root: Path = ROOT) -> Log:
    return msgspec.toml.decode((root / DATA).read_bytes(), type=Log)


def faults(root: Path = ROOT) -> list[str]:
    """What is wrong with the hazard log."""
    try:
        log = read(root)
    except (msgspec.MsgspecError, OSError) as error:
        return [f"{DATA}: {error}"]
    found = [f"{DATA}: {fault}" for fault in (*_of_the_log(log), *_of_traces(log, root))]
    page = root / PAGE
    if not page.exists() or page.read_text(encoding="utf-8") != written(log):
        found.append(f"{PAGE} is not what {DATA} says: run ./heime fix")
    return found


def _of_the_log(log: Log) -> Iterator[str]:
    numbers = [hazard.number for hazard in log.hazard]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"the hazards must be numbered 1, 2, 3 … without gaps, not {numbers}"
    count = len(_open(log))
    if count > log.most_open:
        yield f"{count} hazards are open, and only {log.most_open} may be"
    if count < log.most_open:
        yield f"only {count} hazards are open now: lower most_open from {log.most_open}"
    for hazard in log.hazard:
        if hazard.severity not in SEVERITY:
            yield f"hazard {hazard.number}: a severity is 1 to 5"
        if not hazard.open and not (hazard.controls and hazard.tests):
            yield f"hazard {hazard.number}: trace it to a control and a test, or say what is open"


def _of_traces(log: Log, root: Path) -> Iterator[str]:
    for hazard in log.hazard:
        for control in hazard.controls:
            path = root / control.file
            if not path.is_file():
                yield f"hazard {hazard.number}: there is no file {control.file}"
            elif not _holds(path, control.symbol):
                yield f"hazard {hazard.number}: {control.file} has no {control.symbol}"
        for test in hazard.tests:
            name, _, inside = test.partition("::")
            if not (root / name).is_file():
                yield f"hazard {hazard.number}: there is no file {name}"
            elif name.startswith(CASES):
                continue
            elif inside.replace("::", ".") not in set(defined_in(root / name)):
                yield f"hazard {hazard.number}: there is no test {test}"


def _holds(path: Path, symbol: str) -> bool:
    if path.suffix == ".py":
        return symbol in set(defined_in(path))
    return symbol in path.read_text(encoding="utf-8")


def defined_in(path: Path) -> Iterator[str]:
    """What a Python file defines: functions, classes with their methods, and constants."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            methods = (ast.FunctionDef, ast.AsyncFunctionDef)
            yield from (
                f"{node.name}.{part.name}" for part in node.body if isinstance(part, methods)
            )
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _open(log: Log) -> list[Hazard]:
    return [hazard for hazard in log.hazard if hazard.open]


def write(root: Path = ROOT) -> None:
    """Make the page anew from the data."""
    (root / PAGE).write_text(written(read(root)), encoding="utf-8")


def written(log: Log) -> str:
    """The page: how it stands in one table, then each hazard by itself."""
    lines = [
        "# Hazard log",
        "",
        "Made from `hazards.toml` by `./heime fix`; change it there. `./heime check` fails when",
        "this page differs, when a control or a test that is named is not there, and when more",
        "hazards are open than the file allows: the number may only fall.",
        "",
        "A hazard is **under control** when its control is in the code and a test proves it. It is",
        "**open** when something is missing, even where much is built. Severity goes from 1",
        "(negligible) to 5 (catastrophic). How likely each is must be set by the risk group of",
        "those who take Heime into use: no figure here stands for that.",
        "",
        f"{len(log.hazard)} hazards, {len(_open(log))} open.",
        "",
        "| No. | Hazard | Severity | |",
        "| ---: | --- | ---: | --- |",
        *(f"| {h.number} | {h.name} | {h.severity} | {_state(h)} |" for h in log.hazard),
    ]
    for hazard in log.hazard:
        lines += ["", *_section(hazard)]
    return "\n".join(lines) + "\n"


def _state(hazard: Hazard) -> str:
    return "open" if hazard.open else "under control"


def _section(hazard: Hazard) -> list[str]:
    severity = f"{hazard.severity}, {SEVERITY.get(hazard.severity, 'unknown')}"
    lines = [
        f"## {hazard.number}. {hazard.name}",
        "",
        f"- **Cause:** {hazard.cause}",
        f"- **Harm:** {hazard.harm} Severity {severity}.",
        f"- **What protects:** {hazard.control}",
    ]
    if hazard.controls:
        named = (f"[`{c.symbol}`](../../{c.file}) in {c.file}" for c in hazard.controls)
        lines += ["- **In the code:**", *(f"  - {name}" for name in named)]
    if hazard.tests:
        lines += ["- **Proved by:**", *(f"  - `{test}`" for test in hazard.tests)]
    lines += [f"- **Open:** {hazard.open}" if hazard.open else "- **Under control.**"]
    return lines
