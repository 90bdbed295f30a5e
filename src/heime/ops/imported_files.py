"""The files of one import: who their references mean, and which readings are in them."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import msgspec

from heime.core import validity
from heime.core.kinds import Kind
from heime.core.reading import Reading
from heime.edges.fhir import observation, wire
from heime.edges.fhir.observation import Incoming
from heime.edges.fhir.outcome import Unusable
from heime.ops import fhir_files
from heime.ops.fhir_files import Found
from heime.ops.import_report import Report


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


class Files:
    """What is read again and again: each time from the disk, since files may be large.

    rounded: keep one decimal of numbers with more than four, which are refused otherwise.
    """

    def __init__(self, paths: Sequence[Path], now: datetime, *, rounded: bool) -> None:
        self.people = People()
        self._paths = paths
        self._now = now
        self._rounded = rounded

    def patients(self, report: Report) -> Iterator[Found]:
        """Every Patient. What is no FHIR at all goes into the report, here and nowhere else."""
        for path in self._paths:
            yield from (found for found in _resources(path, report) if found.type == "Patient")

    def newest(self) -> list[tuple[Found, Incoming]]:
        """The newest valid reading of each person and kind in all the files."""
        newest: dict[tuple[UUID | None, Kind], tuple[Found, Incoming]] = {}
        for path in self._paths:
            for found in _resources(path, Report()):
                if found.type != "Observation":
                    continue
                try:
                    reading = self._read(found)
                except Unusable:
                    continue  # said when the readings are handed over
                place = (reading.subject.enrolment, reading.kind)
                if is_valid(reading, self._now) and (
                    place not in newest or reading.measured_at > newest[place][1].measured_at
                ):
                    newest[place] = (found, reading)
        return list(newest.values())

    def readings(
        self, path: Path, sent: set[tuple[Path, str]], report: Report
    ) -> Iterator[tuple[str, Incoming]]:
        """The readings of a file that were not sent yet; the rest goes into the report."""
        for found in _resources(path, Report()):
            if found.type == "Observation":
                try:
                    reading = self._read(found)
                except Unusable as refusal:
                    report.refuse(found.where, refusal)
                else:
                    if (path, found.place) not in sent:
                        yield found.where, reading
            elif found.type != "Patient":
                report.passed_over[found.type or "no resource"] += 1

    def _read(self, found: Found) -> Incoming:
        """The reading, its subject one of ours where the file's own is known. Raises Unusable."""
        body = _TOO_FINE.sub(_round, found.body) if self._rounded else found.body
        resource = wire.observation(body)
        named = resource.subject.reference if resource.subject else ""
        meant = self.people.meant(found.file, named)
        if meant is not None:
            ours = wire.Reference(reference=f"Patient/{meant}")
            resource = msgspec.structs.replace(resource, subject=ours)
        return observation.read(resource, self._now)


_TOO_FINE = re.compile(rb'"value"\s*:\s*(-?\d+\.\d{5,})(?=[\s,}])')


def _round(match: re.Match[bytes]) -> bytes:
    return b'"value":%s' % str(round(Decimal(match[1].decode()), 1)).encode()


def _resources(path: Path, report: Report) -> Iterator[Found]:
    try:
        yield from fhir_files.resources(path)
    except Unusable as refusal:
        report.refuse(path.name, refusal)


def is_valid(reading: Incoming, now: datetime) -> bool:
    """A rejected reading makes none of the older ones history."""
    as_kept = Reading(
        id=UUID(int=0), kind=reading.kind, value=reading.value, second=reading.second,
        measured_at=reading.measured_at, received_at=now, quality=reading.quality,
    )  # fmt: skip
    return validity.rejected_by(as_kept) is None
