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
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Protocol, TextIO
from uuid import UUID

import psycopg

from heime.core.errors import Refused
from heime.edges.fhir.observation import Incoming
from heime.ops import datafolder, up
from heime.ops.import_report import Progress, Report, summary
from heime.ops.imported_files import Files
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
    parser.add_argument(
        "--round",
        action="store_true",
        help="for public examples: keep one decimal of values with more than four, which are "
        "refused otherwise",
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the installation")


def run(args: argparse.Namespace) -> int:
    """Import the files. 0 when something was taken in, 1 when nothing was, 2 for a wrong wish."""
    try:
        settings = settings_of(args.data)
    except datafolder.FolderRefused as error:
        return refused(error)
    mode = settings.get("HEIME_MODE") or os.environ.get("HEIME_MODE", "real")
    complaint = wrong_wish(args.files, args.lenient_ids, args.round, mode)
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
                args.files,
                sink,
                clock(),
                lenient_ids=args.lenient_ids,
                rounded=args.round,
                progress=sys.stderr,
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


def wrong_wish(files: Iterable[Path], lenient_ids: bool, rounded: bool, mode: str) -> str:
    """Why this import is not even begun; "" when nothing stands against it."""
    if lenient_ids and mode == "real":
        return "--lenient-ids invents identity numbers; it is refused in real use."
    if rounded and mode == "real":
        return "--round changes readings; it is refused in real use."
    missing = [path.name for path in files if not path.is_file()]
    return f"there is no file {', '.join(missing)}." if missing else ""


def import_files(
    paths: Sequence[Path],
    sink: Sink,
    now: datetime,
    *,
    lenient_ids: bool,
    progress: TextIO,
    rounded: bool = False,
) -> Report:
    """Read the files three times: for the people, for the newest of each, and for the rest."""
    report = Report(files=len(paths))
    files = Files(paths, now, rounded=rounded)
    people: set[UUID] = set()
    for found in files.patients(report):
        try:
            person, resource_id = person_in(found.body, lenient_ids=lenient_ids)
            enrolment = sink.person(person)
        except Refused as refusal:
            report.refuse(found.where, refusal)
        else:
            files.people.learn(found, resource_id, enrolment)
            people.add(enrolment)
            report.people = len(people)
    first = files.newest()
    line = Progress(progress, report)
    _hand_over([(found.where, reading) for found, reading in first], sink, report, line)
    sent = {(found.file, found.place) for found, _ in first}
    for number, path in enumerate(paths, start=1):
        _hand_over(files.readings(path, sent, report), sink, report, line)
        line.end_of_file(number)
    return report


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


def clock() -> datetime:
    return datetime.now(UTC)
