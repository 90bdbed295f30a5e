"""`./heime import FILE…`: FHIR files into one municipality, from the command line.

People first, then their readings, through the same translation and the same receiving as the door.
Twice is once: a person is found again by identity number, a reading by its key or its content.

The newest reading of each person and kind goes before all others. A file may hold years, and what
is older than two hours is judged by whether something newer is known (L-1): sent in order of time,
each old reading would be the newest so far, and each abnormal one a call to make.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Protocol, TextIO
from uuid import UUID

import msgspec
import psycopg

from heime.core import validity
from heime.core.errors import Refused
from heime.core.kinds import Kind
from heime.core.reading import Reading
from heime.edges.fhir import observation, wire
from heime.edges.fhir.observation import Incoming
from heime.edges.fhir.outcome import Unusable
from heime.ops import datafolder, fhir_files, up
from heime.ops.fhir_files import Found
from heime.ops.import_report import Progress, Report, summary
from heime.ops.imported_people import Person, person_in
from heime.ops.installation import KEYS, ROLES, refused

BATCH = 200
"""Readings handed over at a time: one transaction, and one step of the progress line."""


class Taken(Protocol):
    """A reading that was taken in; `new` is false when it was there already."""

    @property
    def new(self) -> bool: ...


class Sink(Protocol):
    """Where people and readings go: the municipality that was chosen, or a list in a test."""

    def person(self, person: Person) -> UUID:
        """The person's enrolment, found or made. Raises Refused (NotFound: made only if asked)."""
        ...

    def receive(self, readings: list[Incoming]) -> Sequence[Taken | Refused]:
        """Keep them, and answer each in its place.

        Each subject is an enrolment that `person` gave, or as the file said.
        """
        ...


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
    try:
        settings = settings_of(args.data)
    except datafolder.FolderRefused as error:
        return refused(error)
    mode = settings.get("HEIME_MODE") or os.environ.get("HEIME_MODE", "real")
    complaint = wrong_wish(args.files, args.lenient_ids, mode)
    if complaint:
        print(f"heime: {complaint}", file=sys.stderr)
        return 2
    for name in settings:
        os.environ.pop(f"{name}_FILE", None)  # a secret may not come in two ways
    os.environ.update(settings, HEIME_PROCESS="owner")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")
    import_module("django").setup()
    into = import_module("heime.ops.import_into")
    try:
        with into.town(args.municipality, settings, create_people=args.create_people) as sink:
            report = import_files(
                args.files, sink, clock(), lenient_ids=args.lenient_ids, progress=sys.stderr
            )
    except into.CannotImport as error:
        return refused(error)
    except psycopg.OperationalError:
        return refused("The database does not answer. What was told as taken in is kept; run the"
                       " same import again for the rest.")  # fmt: skip
    print(summary(report))
    return 0 if report.done else 1


def settings_of(data: Path | None) -> dict[str, str]:
    """The settings of the installation: of the folder that is named, else those that are given,
    else of the one that runs here.

    :raises FolderRefused: nothing runs there, or more than one does
    """
    given = {
        name: value for name in (*ROLES.values(), *KEYS.values()) if (value := up.setting(name))
    }
    if data is None and set(ROLES.values()) <= set(given):
        return given
    named = data or (Path(os.environ["HEIME_DATA"]) if "HEIME_DATA" in os.environ else None)
    folders = [named] if named else [datafolder.default("demo"), datafolder.default("real")]
    running = [told for folder in folders if (told := datafolder.running(folder))]
    if len(running) > 1:
        raise datafolder.FolderRefused("A demo and a real one run here: say which with --data.")
    if not running or "settings" not in running[0]:
        where = f" in {named}" if named else ""
        raise datafolder.FolderRefused(f"No Heime runs{where}. Start it first, then import.")
    return dict(running[0]["settings"])


def wrong_wish(files: Iterable[Path], lenient_ids: bool, mode: str) -> str:
    """Why this import is not even begun; "" when nothing stands against it."""
    if lenient_ids and mode == "real":
        return "--lenient-ids invents identity numbers; it is refused in real use."
    missing = [path.name for path in files if not path.is_file()]
    return f"there is no file {', '.join(missing)}." if missing else ""


def import_files(
    files: Sequence[Path], sink: Sink, now: datetime, *, lenient_ids: bool, progress: TextIO
) -> Report:
    """Read the files three times: for the people, for the newest of each, and for the rest."""
    report = Report(files=len(files))
    people = People()
    for path in files:
        for found in _resources(path, report):
            if found.type == "Patient":
                _enrol(found, sink, people, report, lenient_ids)
    first = _newest(files, people, now)
    line = Progress(progress, report)
    _hand_over([(_where(found), reading) for found, reading in first], sink, report, line)
    sent = {(found.file, found.place) for found, _ in first}
    for number, path in enumerate(files, start=1):
        rest = _readings(path, sent, people, now, report)
        _hand_over(rest, sink, report, line)
        line.end_of_file(number)
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


def _read(found: Found, people: People, now: datetime) -> Incoming:
    """The reading, its subject one of ours where the file's own is known. Raises Unusable."""
    resource = wire.observation(found.body)
    meant = people.meant(found.file, resource.subject.reference if resource.subject else "")
    if meant is not None:
        ours = wire.Reference(reference=f"Patient/{meant}")
        resource = msgspec.structs.replace(resource, subject=ours)
    return observation.read(resource, now)


def _newest(files: Sequence[Path], people: People, now: datetime) -> list[tuple[Found, Incoming]]:
    """The newest valid reading of each person and kind in all the files."""
    newest: dict[tuple[UUID | None, Kind], tuple[Found, Incoming]] = {}
    silent = Report()  # what is wrong with a file or a reading is said when all are read
    for path in files:
        for found in _resources(path, silent):
            if found.type != "Observation":
                continue
            try:
                reading = _read(found, people, now)
            except Unusable:
                continue
            place = (reading.subject.enrolment, reading.kind)
            if is_valid(reading, now) and (
                place not in newest or reading.measured_at > newest[place][1].measured_at
            ):
                newest[place] = (found, reading)
    return list(newest.values())


def is_valid(reading: Incoming, now: datetime) -> bool:
    """A rejected reading makes none of the older ones history."""
    as_kept = Reading(
        id=UUID(int=0), kind=reading.kind, value=reading.value, second=reading.second,
        measured_at=reading.measured_at, received_at=now, quality=reading.quality,
    )  # fmt: skip
    return validity.rejected_by(as_kept) is None


def _readings(
    path: Path,
    sent: set[tuple[Path, str]],
    people: People,
    now: datetime,
    report: Report,
) -> Iterator[tuple[str, Incoming]]:
    """The readings of a file that were not sent yet; the rest goes into the report."""
    silent = Report()  # the same files: what is wrong with them has been said
    for found in _resources(path, silent):
        if found.type == "Observation":
            try:
                reading = _read(found, people, now)
            except Unusable as refusal:
                report.refuse(_where(found), refusal)
            else:
                if (path, found.place) not in sent:
                    yield _where(found), reading
        elif found.type != "Patient":
            report.passed_over[found.type or "no resource"] += 1


def _hand_over(
    readings: Iterable[tuple[str, Incoming]], sink: Sink, report: Report, line: Progress
) -> None:
    """Send them in batches, and note what became of each."""
    waiting = list(islice(rest := iter(readings), BATCH))
    while waiting:
        results = sink.receive([reading for _, reading in waiting])
        for (where, _), result in zip(waiting, results, strict=True):
            if isinstance(result, Refused):
                report.refuse(where, result)
            elif result.new:
                report.new += 1
            else:
                report.known += 1
        line.grow()
        waiting = list(islice(rest, BATCH))


def _where(found: Found) -> str:
    return f"{found.file.name} {found.place}".strip()


def clock() -> datetime:
    return datetime.now(UTC)
