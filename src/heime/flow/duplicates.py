"""The same person twice in one municipality: found for somebody to decide, linked, parted again.

Nothing is poured together: the rows stay where they are, and who reaches the one reads the other's
too. Judging uses a twin's history only when somebody makes that link as well (Transfer).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from uuid import UUID

from django.db.models import Q

from heime.core import national_id
from heime.core.actor import Actor
from heime.core.duplicates import Record, Why, why
from heime.core.errors import NotAllowedNow
from heime.core.identifiers import Kind
from heime.core.national_id import BadNationalId
from heime.core.protection import Protection
from heime.core.roles import Scope
from heime.flow import keeping, protect_address, see_people
from heime.records.access.reach import enrolments_within
from heime.records.audit.writes import note, note_each
from heime.records.people import numbers
from heime.records.people.changes import Identifier, PatientLink
from heime.records.people.models import Enrolment


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, each by a follow-up of it, that may be of the same person."""

    one: Enrolment
    other: Enrolment
    why: Why


def found(*, by: Actor, now: datetime) -> list[Pair]:
    """Pairs among those whom one's team follows up, the surest first; those linked are left out.

    Looking is logged for everybody on the list, as for any list.
    """
    people = _records(by)
    linked = _linked()
    pairs = [
        Pair(people[one.patient][1], people[other.patient][1], because)
        for one, other in _near(list(people.values()))
        if tuple(sorted((one.patient, other.patient))) not in linked
        and (because := why(one, other)) is not None
    ]
    shown = {e.id: e.municipality_id for pair in pairs for e in (pair.one, pair.other)}
    note_each("person.listed", sorted(shown.items()), by=by, at=now)
    return sorted(pairs, key=lambda pair: list(Why).index(pair.why))


def like(enrolment_id: UUID, *, by: Actor, now: datetime) -> list[Pair]:
    """Pairs of this person, who is always `one`, with others of the municipality whom one's team
    follows up. Whoever is shown is logged. Raises NotFound."""
    person = keeping.worked_with(by, enrolment_id)
    people = _records(by, Q(municipality_id=person.municipality_id))
    mine, _newest = people.pop(person.patient_id)
    linked = _linked()
    pairs = [
        Pair(person, other, because)
        for record, other in people.values()
        if tuple(sorted((record.patient, mine.patient))) not in linked
        and (mine.born == record.born or mine.helped or record.helped
             or mine.numbers & record.numbers)
        and (because := why(mine, record)) is not None
    ]  # fmt: skip
    see_people.listed([(p.other.id, p.other.municipality_id) for p in pairs], by=by, now=now)
    return sorted(pairs, key=lambda pair: list(Why).index(pair.why))


def other_by_number(
    enrolment_id: UUID, number: str, *, by: Actor, now: datetime
) -> Enrolment | None:
    """Another record of the municipality, of those that one's team follows up, by a national
    number of theirs. That somebody looked is logged, and not for what. Raises NotFound."""
    person = keeping.worked_with(by, enrolment_id)
    see_people.searched(by=by, now=now, detail="number")
    digits = "".join(number.split())
    try:
        national_id.parse(digits)
    except BadNationalId:
        return None
    found = enrolments_within(by, Scope.WORK).filter(
        numbers.known_by(digits, of="patient__"), municipality_id=person.municipality_id
    )
    return found.exclude(patient_id=person.patient_id).order_by("-starts_at").first()


def link(one: UUID, other: UUID, reason: str, *, by: Actor, now: datetime) -> PatientLink:
    """Decide that two records (by an enrolment of each) are of the same person.

    Raises NotFound, MissingText, and NotAllowedNow for the same record, two municipalities, or two
    that are linked already.
    """
    words = keeping.said(reason, "Write how you know that they are the same person")
    two = [keeping.worked_with(by, enrolment) for enrolment in (one, other)]
    first, second = sorted((two[0].patient_id, two[1].patient_id))
    if first == second or two[0].municipality_id != two[1].municipality_id:
        raise NotAllowedNow("Only two records of one municipality are linked.")
    if PatientLink.objects.filter(patient_id=first, twin_id=second, ended_at=None).exists():
        raise NotAllowedNow("These are linked already.")
    made = PatientLink.objects.create(
        municipality_id=two[0].municipality_id, patient_id=first, twin_id=second, reason=words,
        linked_by_id=by.account_id, linked_at=now,
    )  # fmt: skip
    for person in two:
        _note("person.linked", person, by=by, now=now)
        if person.patient.protection:
            level = Protection(person.patient.protection)
            protect_address.protect_twins(person, level, by=by, now=now)
    return made


def part(one: UUID, other: UUID, *, by: Actor, now: datetime) -> None:
    """It was not the same person after all: both are as they were. Raises as `link`."""
    two = [keeping.worked_with(by, enrolment) for enrolment in (one, other)]
    first, second = sorted((two[0].patient_id, two[1].patient_id))
    live = PatientLink.objects.filter(patient_id=first, twin_id=second, ended_at=None)
    if not live.update(ended_at=now, ended_by_id=by.account_id):
        raise NotAllowedNow("These are not linked.")
    for person in two:
        _note("person.parted", person, by=by, now=now)


def _linked() -> set[tuple[UUID, UUID]]:
    return set(PatientLink.objects.filter(ended_at=None).values_list("patient_id", "twin_id"))


def _records(by: Actor, some: Q | None = None) -> dict[UUID, tuple[Record, Enrolment]]:
    """Everybody within reach once, or some of them, with the newest follow-up of each."""
    people = enrolments_within(by, Scope.WORK).filter(some or Q())
    around = people.select_related("patient", "municipality", "team").order_by("starts_at")
    newest = {person.patient_id: person for person in around}
    known: dict[UUID, set[bytes]] = {patient: set() for patient in newest}
    helped: set[UUID] = set()
    for row in Identifier.objects.filter(patient_id__in=newest):
        known[row.patient_id].add(bytes(row.lookup))
        if row.system in (Kind.HNR, Kind.FHN):
            helped.add(row.patient_id)
    made = {}
    for patient, person in newest.items():
        about = person.patient
        if about.national_id_lookup:
            known[patient].add(bytes(about.national_id_lookup))
        record = Record(
            patient, about.given, about.family, about.birth_date, frozenset(known[patient]),
            helped=patient in helped and not about.national_id,
        )  # fmt: skip
        made[patient] = (record, person)
    return made


def _near(people: Sequence[tuple[Record, Enrolment]]) -> list[tuple[Record, Record]]:
    """Pairs of one municipality that share a birth date, a number, or a doubt about the number:
    comparing every name with every other would take minutes for a large municipality."""
    groups: dict[tuple[int, object], list[Record]] = {}
    for record, person in people:
        keys: list[object] = [record.born, *record.numbers]
        for key in keys:
            if key is not None:
                groups.setdefault((person.municipality_id, key), []).append(record)
    doubtful = [(r, e) for r, e in people if r.helped]
    near = {
        tuple(sorted((one, other), key=lambda r: r.patient))
        for group in groups.values()
        for one, other in combinations(group, 2)
    }
    for record, person in doubtful:
        for other, theirs in people:
            if other is not record and theirs.municipality_id == person.municipality_id:
                near.add(tuple(sorted((record, other), key=lambda r: r.patient)))
    return [(pair[0], pair[1]) for pair in sorted(near, key=lambda p: (p[0].patient, p[1].patient))]


def _note(what: str, person: Enrolment, *, by: Actor, now: datetime) -> None:
    note(what, by=by, at=now, enrolment_id=person.id, municipality_id=person.municipality_id)
