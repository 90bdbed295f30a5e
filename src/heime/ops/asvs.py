"""OWASP ASVS against Heime: docs/safety/asvs.toml, the page made from it, and what must be so.

Every requirement of levels 1 and 2 without WebRTC is there, and the eight of level 3 that were
chosen. What is met, wholly or partly, names a test or a place; each that is named is there.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from heime.ops.safety import ROOT, defined_in

DATA = "docs/safety/asvs.toml"
PAGE = "docs/safety/asvs.md"
CHAPTERS = {
    1: ("Encoding and sanitising", 8, 19), 2: ("Validation and business logic", 4, 7),
    3: ("Web front end", 8, 11), 4: ("API and web service", 2, 8), 5: ("Files", 4, 5),
    6: ("Authentication", 13, 22), 7: ("Sessions", 6, 12), 8: ("Authorisation", 4, 3),
    9: ("Self-contained tokens", 4, 3), 10: ("OAuth and OIDC", 5, 24), 11: ("Cryptography", 3, 11),
    12: ("Secure communication", 3, 6), 13: ("Configuration", 1, 12), 14: ("Data protection", 2, 7),
    15: ("Secure coding", 3, 10), 16: ("Logging and errors", 0, 16),
}  # fmt: skip
"""Chapter → its name, and how many requirements of level 1 and 2 it has (reliability.md 1.3)."""
CHOSEN = {"6.3.8", "7.5.3", "8.1.3", "8.1.4", "8.2.4", "8.3.2", "8.3.3", "8.4.2"}
"""Of level 3."""
SHOWN = {"met": "met", "partly": "partly", "missing": "**missing**", "not-applicable": "n/a"}


class Requirement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One requirement by its number in the standard. says: what is so here, in our own words.

    by: a file, or a test by its pytest id.
    """

    id: str
    level: int
    status: Literal["met", "partly", "missing", "not-applicable"]
    says: str
    by: tuple[str, ...] = ()


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    requirement: tuple[Requirement, ...]


def read(root: Path = ROOT) -> tuple[Requirement, ...]:
    return msgspec.toml.decode((root / DATA).read_bytes(), type=Table).requirement


def faults(root: Path = ROOT) -> list[str]:
    """What is wrong with the table."""
    try:
        table = read(root)
    except (msgspec.MsgspecError, OSError) as error:
        return [f"{DATA}: {error}"]
    found = [f"{DATA}: {one}" for one in (*incomplete(table), *_of_traces(table, root))]
    page = root / PAGE
    if not page.exists() or page.read_text(encoding="utf-8") != written(table):
        found.append(f"{PAGE} is not what {DATA} says: run ./heime fix")
    return found


def incomplete(table: tuple[Requirement, ...]) -> Iterator[str]:
    """What is there twice, in the wrong order, or not at all."""
    numbers = [_number(one) for one in table]
    if numbers != sorted(set(numbers)):
        yield "each requirement stands once, in the order of the standard"
    for chapter, (_name, *counts) in CHAPTERS.items():
        for level, wanted in enumerate(counts, 1):
            found = sum(1 for one in table if _number(one)[0] == chapter and one.level == level)
            if found != wanted:
                yield f"V{chapter} has {found} requirements of level {level}, and not {wanted}"
    if (third := {one.id for one in table if one.level == 3}) != CHOSEN:
        yield f"of level 3 stand {sorted(third)}, and not {sorted(CHOSEN)}"


def _of_traces(table: tuple[Requirement, ...], root: Path) -> Iterator[str]:
    for one in table:
        if one.status in ("met", "partly") and not one.by:
            yield f"{one.id}: name a test or a place"
        for place in one.by:
            name, _, inside = place.partition("::")
            if not (root / name).exists():
                yield f"{one.id}: there is no {name}"
            elif inside and inside.replace("::", ".") not in set(defined_in(root / name)):
                yield f"{one.id}: there is no test {place}"


def _number(one: Requirement) -> tuple[int, ...]:
    return tuple(int(part) for part in one.id.split("."))


def write(root: Path = ROOT) -> None:
    """Make the page anew from the data."""
    (root / PAGE).write_text(written(read(root)), encoding="utf-8")


def written(table: tuple[Requirement, ...]) -> str:
    """The page: how many of each, then each chapter as a table."""
    count = Counter(one.status for one in table)
    lines = [
        "# OWASP ASVS 5.0.0",
        "",
        "Made from `asvs.toml` by `./heime fix`; change it there. `./heime check` fails when this",
        "page differs, when a requirement is missing, and when a test or a file that is named is",
        "not there. That a test is named does not say that it is enough: nobody outside has",
        "looked.",
        "",
        "Levels 1 and 2 without V17 (there is no WebRTC), and eight of level 3. The requirements",
        "stand in the standard; here stands what is so in Heime.",
        "",
        f"{len(table)} requirements: {count['met']} met, {count['partly']} partly,"
        f" {count['missing']} missing, {count['not-applicable']} not applicable.",
        "",
        "## Missing",
        "",
        *(f"- {one.id}: {one.says}" for one in table if one.status == "missing"),
    ]
    for chapter, (name, *_counts) in CHAPTERS.items():
        rows = [one for one in table if _number(one)[0] == chapter]
        lines += ["", f"## V{chapter} {name}", "", "| No. | Level | | What is so | Shown by |"]
        lines += ["| --- | ---: | --- | --- | --- |", *(_row(one) for one in rows)]
    return "\n".join(lines) + "\n"


def _row(one: Requirement) -> str:
    shown = "<br>".join(_shown(place) for place in one.by)
    return f"| {one.id} | {one.level} | {SHOWN[one.status]} | {one.says} | {shown} |"


def _shown(place: str) -> str:
    name, _, inside = place.partition("::")
    said = inside or name.rsplit("/", 1)[-1]
    return f"[`{said}`](../../{name})"
