"""`./heime import FILE…`: FHIR files into one municipality, from the command line.

People first, then their readings, through the same translation and the same receiving as the door.
Twice is once: a person is found again by identity number, a reading by its key or its content.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TextIO
from uuid import UUID

import msgspec

from heime.core.arrival import Kept
from heime.core.errors import Refused
from heime.edges.fhir import observation, wire
from heime.edges.fhir.observation import Incoming
from heime.edges.fhir.outcome import Unusable
from heime.ops import fhir_files
from heime.ops.fhir_files import Found
from heime.ops.imported_people import Person, person_in

BATCH = 500
"""Readings handed over at a time: one transaction, and one step of the progress line."""
MOST_PLACES = 5
"""Places named for one kind of refusal; the rest are counted."""

MOST_KINDS = 8
"""Types of other resources named in the summary."""


class Sink(Protocol):
    """Where people and readings go: the municipality that was chosen, or a list in a test."""

    def person(self, person: Person) -> UUID:
        """The person's enrolment, found or made. Raises Refused (NotFound: made only if asked)."""
        ...

    def receive(self, readings: list[Incoming]) -> Sequence[Kept | Refused]:
        """Keep them, and answer each in its place.

        Each subject is an enrolment that `person` gave, or as the file said.
        """
        ...


@dataclass(slots=True)
class Report:
    """What became of everything that was read."""

    files: int = 0
    people: int = 0
    new: int = 0
    known: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    refused: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def refuse(self, where: str, refusal: Refused) -> None:
        self.refused.setdefault((refusal.code, str(refusal)), []).append(where)

    @property
    def done(self) -> bool:
        """Whether there is anything to show for it, or nothing was asked."""
        return bool(self.people or self.new or self.known) or not self.refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JSON or NDJSON, R4")
    parser.add_argument(
        "--municipality", type=int, required=True, metavar="N", help="its four-digit number"
    )
    parser.add_argument(
        "--create-people", action="store_true", help="enrol people who are not followed up yet"
    )
    parser.add_argument(
        "--lenient-ids",
        action="store_true",
        help="for public examples: invent an identity number where the file has no valid one",
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the installation")


def run(args: argparse.Namespace) -> int:
    """Import the files. 0 when something was taken in, 1 when nothing was, 2 for a wrong wish."""
    mode = os.environ.get("HEIME_MODE", "real")
    complaint = wrong_wish(args.files, args.lenient_ids, mode)
    if complaint:
        print(f"heime: {complaint}", file=sys.stderr)
        return 2
    report = import_files(
        args.files, sink_for(args), clock(), lenient_ids=args.lenient_ids, progress=sys.stderr
    )
    print(summary(report))
    return 0 if report.done else 1


def sink_for(args: argparse.Namespace) -> Sink:
    """The chosen municipality of the installation in `--data`."""
    raise NotImplementedError("the municipality's own sink")


def wrong_wish(files: Iterable[Path], lenient_ids: bool, mode: str) -> str:
    """Why this import is not even begun; "" when nothing stands against it."""
    if lenient_ids and mode == "real":
        return "--lenient-ids invents identity numbers; it is refused in real use."
    missing = [path.name for path in files if not path.is_file()]
    return f"there is no file {', '.join(missing)}." if missing else ""


def import_files(
    files: Sequence[Path], sink: Sink, now: datetime, *, lenient_ids: bool, progress: TextIO
) -> Report:
    """Read the files twice: for the people, and for their readings."""
    report = Report(files=len(files))
    people = People()
    for path in files:
        for found in _resources(path, report):
            if found.type == "Patient":
                _enrol(found, sink, people, report, lenient_ids)
    silent = Report()  # the same files: what is wrong with them has been said
    waiting: list[tuple[str, Incoming]] = []
    for number, path in enumerate(files, start=1):
        for found in _resources(path, silent):
            if found.type == "Observation":
                _understand(found, people, now, report, waiting)
            elif found.type != "Patient":
                report.passed_over[found.type or "no resource"] += 1
            if len(waiting) >= BATCH:
                _hand_over(waiting, sink, report)
                _tell(progress, number, report)
        _hand_over(waiting, sink, report)
        _tell(progress, number, report)
    progress.write("\n")
    return report


def _resources(path: Path, report: Report) -> Iterable[Found]:
    try:
        yield from fhir_files.resources(path)
    except Unusable as refusal:
        report.refuse(path.name, refusal)


class People:
    """Which enrolment a reference of a file means.

    Ids like Patient/1 are used again by other files for other people. A reference is looked up in
    its own file first, and in the others only if it means one person in all of them.
    """

    def __init__(self) -> None:
        self._in_file: dict[tuple[Path, str], UUID] = {}
        self._anywhere: dict[str, set[UUID]] = {}

    def learn(self, found: Found, resource_id: str, enrolment: UUID) -> None:
        for name in (found.full_url, f"Patient/{resource_id}" if resource_id else ""):
            if name:
                self._in_file[(found.file, name)] = enrolment
                self._anywhere.setdefault(name, set()).add(enrolment)

    def meant(self, file: Path, reference: str) -> UUID | None:
        """The enrolment, or None when nobody is known by it, or several are."""
        here = self._in_file.get((file, reference))
        everywhere = self._anywhere.get(reference, set())
        return here or (next(iter(everywhere)) if len(everywhere) == 1 else None)


def _enrol(found: Found, sink: Sink, people: People, report: Report, lenient_ids: bool) -> None:
    try:
        person, resource_id = person_in(found.body, lenient_ids=lenient_ids)
        people.learn(found, resource_id, sink.person(person))
        report.people += 1
    except Refused as refusal:
        report.refuse(_where(found), refusal)


def _understand(
    found: Found,
    people: People,
    now: datetime,
    report: Report,
    waiting: list[tuple[str, Incoming]],
) -> None:
    try:
        resource = wire.observation(found.body)
        meant = people.meant(found.file, resource.subject.reference if resource.subject else "")
        if meant is not None:
            ours = wire.Reference(reference=f"Patient/{meant}")
            resource = msgspec.structs.replace(resource, subject=ours)
        waiting.append((_where(found), observation.read(resource, now)))
    except Unusable as refusal:
        report.refuse(_where(found), refusal)


def _hand_over(waiting: list[tuple[str, Incoming]], sink: Sink, report: Report) -> None:
    if not waiting:
        return
    results = sink.receive([reading for _, reading in waiting])
    for (where, _), result in zip(waiting, results, strict=True):
        if isinstance(result, Refused):
            report.refuse(where, result)
        elif result.new:
            report.new += 1
        else:
            report.known += 1
    waiting.clear()


def _where(found: Found) -> str:
    return f"{found.file.name} {found.place}".strip()


# --- What the person at the terminal sees -------------------------------------------------------


def _tell(progress: TextIO, file: int, report: Report) -> None:
    """One line that grows in place on a terminal; on a file, nothing but the end is worth it."""
    if progress.isatty():
        progress.write(
            f"\rfile {file} of {report.files}: {report.people} people, "
            f"{report.new + report.known} readings"
        )
        progress.flush()


def summary(report: Report) -> str:
    """What was done, and every kind of refusal with the first places it was met."""
    lines = [
        f"{report.files} files, {report.people} people, {report.new} new readings, "
        f"{report.known} that were here already."
    ]
    if report.passed_over:
        first = report.passed_over.most_common(MOST_KINDS)
        rest = report.passed_over.total() - sum(count for _, count in first)
        kinds = ", ".join(f"{count} {kind}" for kind, count in first)
        lines.append(f"Passed over: {kinds}{f' and {rest} others' if rest else ''}.")
    total = sum(map(len, report.refused.values()))
    if total:
        lines.append(f"Refused: {total}.")
    for (code, text), places in sorted(report.refused.items(), key=lambda item: -len(item[1])):
        more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
        lines.append(f"  {len(places)} × {code}: {text}")
        lines.append(f"      {', '.join(places[:MOST_PLACES])}{more}")
    return "\n".join(lines)


def clock() -> datetime:
    return datetime.now(UTC)
