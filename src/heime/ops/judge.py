"""`./heime judge FILE...`: replay scenario files through the clinical core, as the server judges.

One JSON object a file on standard output; what does not meet its expectation, and what cannot be
read, on standard error. No clock, no network: the same file gives the same bytes.
"""

import argparse
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from heime.core.errors import Refused
from heime.ops.scenarios import answer, files
from heime.ops.scenarios.files import Unusable
from heime.ops.scenarios.shapes import Expect, Scenario, Session

MET, MISSED, UNUSABLE = 0, 1, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.json")


def run(args: argparse.Namespace) -> int:
    worst = MET
    for path in args.files:
        worst = max(worst, one(path))
    return worst


def one(path: Path) -> int:
    """Judge one file; prints the answer, returns what it adds to the exit status."""
    try:
        case = files.read(path.read_bytes())
        said = answer.of(case)
    except OSError as fault:
        print(f"{path}: {fault.strerror}", file=sys.stderr)
        return UNUSABLE
    except (Unusable, Refused) as fault:
        print(f"{path}: {fault}", file=sys.stderr)
        return UNUSABLE
    except Exception as fault:  # ours to mend; the other files are judged all the same
        print(f"{path}: file: could not be judged ({type(fault).__name__})", file=sys.stderr)
        return UNUSABLE
    # Bytes, so that no locale can change them.
    sys.stdout.buffer.write(msgspec.json.encode(said) + b"\n")
    sys.stdout.buffer.flush()
    misses = list(missed(case, said))
    for miss in misses:
        print(miss, file=sys.stderr)
    return MISSED if misses else MET


def missed(case: Scenario, said: dict[str, Any]) -> list[str]:
    """One line for each thing that was expected and did not come."""
    if case.steps is not UNSET:
        return [
            line
            for number, step in enumerate(case.steps, 1)
            if step.expect is not UNSET
            for line in _compared(
                f"{case.source} step {number}", step.expect, said["steps"][number - 1]
            )
        ]
    return [] if case.expect is UNSET else _compared(case.source, case.expect, said)


def _compared(who: str, expect: Expect, said: dict[str, Any]) -> list[str]:
    found = []
    for name in ("zone", "state", "priority", "remeasure_after_minutes", "outcome"):
        wanted = getattr(expect, name)
        if wanted is not UNSET and wanted != said.get(name):
            found.append(f"{who}: {name}: expected {_text(wanted)}, got {_text(said.get(name))}")
    fired = {reason["rule"] for reason in said["reasons"]}
    for rule in expect.rules:
        if rule not in fired:
            found.append(f"{who}: rules: expected {rule}, got {', '.join(sorted(fired)) or 'none'}")
    for rule in expect.rules_absent:
        if rule in fired:
            found.append(f"{who}: rules_absent: {rule} is among the reasons")
    for wanted_session in expect.sessions:
        found += _session(who, wanted_session, said["sessions"])
    for name, number in expect.values.items():
        if name in said["values"] and not _same(number, said["values"][name]):
            found.append(f"{who}: values.{name}: expected {number}, got {said['values'][name]}")
    return found


def _session(who: str, wanted: Session, sessions: list[dict[str, Any]]) -> list[str]:
    holding = next((one for one in sessions if wanted.input in one["inputs"]), None)
    if holding is None:
        return [f"{who}: sessions: none holds {wanted.input}"]
    return [
        f"{who}: sessions.{wanted.input}.{name}: expected {_text(value)}, got {holding[name]}"
        for name in ("zone", "state")
        if (value := getattr(wanted, name)) is not UNSET and value != holding[name]
    ]


def _text(value: object) -> str:
    return "null" if value is None else str(value)


def _same(wanted: str, got: str) -> bool:
    """Equal once rounded half away from zero to the decimals given (format 5)."""
    step = Decimal(wanted)
    return Decimal(got).quantize(step, rounding=ROUND_HALF_UP) == step
