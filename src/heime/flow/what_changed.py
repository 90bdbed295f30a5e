"""What has become of a person: other numbers, moves, twins, death, a hidden address, in time order.

Read together for the team that follows them up. No number and no address is in it: only what kind
of number it was, and that an address is protected.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from heime.core.actor import Actor
from heime.core.roles import Scope
from heime.flow import keeping, move
from heime.records.access.reach import enrolments_within, histories_of
from heime.records.people import numbers
from heime.records.people.changes import Death, Identifier, Move, PatientLink, ProtectedAddress
from heime.records.people.models import Enrolment, Municipality, Transfer


class What(StrEnum):
    BEGAN = "began"
    CAME = "came"
    ENDED = "ended"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NUMBER_ADDED = "number-added"
    NUMBER_REPLACED = "number-replaced"
    LINKED = "linked"
    PARTED = "parted"
    DIED = "died"
    DIED_BY_MISTAKE = "died-by-mistake"
    PROTECTED = "protected"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened. by: the name of who did it, where that is kept.

    about: the place of a move, the kind of a number (core/identifiers.Kind), or who a twin record
    names. given_by: who gave a number out. day: of a death. reason: what somebody wrote.
    """

    what: What
    at: datetime
    by: str = ""
    about: str = field(default="", repr=False)
    given_by: str = ""
    day: date | None = None
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Story:
    """A person's changes, the newest first, and what stands now.

    twins: linked records, each by its newest follow-up, as far as the reader may part them.
    keeps_address: whether a protected address is sealed here. places: where they may move to.
    """

    person: Enrolment
    changes: list[Change]
    offer: Move | None
    twins: list[Enrolment]
    keeps_address: bool
    places: list[Municipality]


def of(enrolment_id: UUID, *, by: Actor) -> Story:
    """For a clinician of the team. Raises NotFound for everybody else."""
    person = keeping.worked_with(by, enrolment_id)
    linked = linked_with(enrolment_id, by=by)
    found = [
        *_follow_up(person, linked), *_moves(person), *_numbers(person), *_links(person, linked),
        *_deaths(person), *_address(person),
    ]  # fmt: skip
    sealed = ProtectedAddress.objects.filter(enrolment_id=person.id)
    places = Municipality.objects.filter(active=True).exclude(number=person.municipality_id)
    return Story(
        person,
        sorted(found, key=lambda change: change.at, reverse=True),
        move.open_offer(person.id, by=by),
        _twins(person, linked, by),
        sealed.exists(),
        list(places.order_by("name")),
    )


def linked_with(enrolment_id: UUID, *, by: Actor) -> list[Enrolment]:
    """Earlier follow-ups and twin records that are linked with this one, the newest first."""
    ids = histories_of(by, enrolment_id, Scope.CONTACT)[1:]
    found = Enrolment.objects.filter(id__in=ids).select_related("patient", "municipality", "team")
    return sorted(found, key=lambda one: ids.index(one.id))


def _follow_up(person: Enrolment, linked: Sequence[Enrolment]) -> Iterator[Change]:
    from_where = {one.id: one.municipality.name for one in linked}
    moved = Transfer.objects.filter(enrolment_id=person.id, earlier_id__in=from_where)
    came = list(moved.select_related("linked_by"))
    for one in came:
        place = from_where[one.earlier_id]
        yield Change(What.CAME, one.linked_at, one.linked_by.name, place)
    if not any(one.linked_at == person.starts_at for one in came):
        yield Change(What.BEGAN, person.starts_at)
    if person.ends_at is not None:
        yield Change(What.ENDED, person.ends_at)


def _moves(person: Enrolment) -> Iterator[Change]:
    offers = Move.objects.filter(enrolment_id=person.id)
    for one in offers.select_related("to", "proposed_by", "answered_by"):
        yield Change(
            What.OFFERED, one.proposed_at, one.proposed_by.name, one.to.name, reason=one.reason
        )
        if one.answered_at is not None and one.answered_by is not None:
            yield Change(What(one.answer), one.answered_at, one.answered_by.name, one.to.name)


def _numbers(person: Enrolment) -> Iterator[Change]:
    """A number that was kept beside and then came to count is no old one, and stands here once."""
    counts = bytes(person.patient.national_id_lookup or b"")
    for one in numbers.of_patient(person.patient_id):
        if one.starts_at is not None:
            yield Change(What.NUMBER_ADDED, one.starts_at, about=one.system, given_by=one.assigner)
        is_old = one.use == Identifier.Use.OLD and bytes(one.lookup) != counts
        if one.ends_at is not None and is_old:
            yield Change(What.NUMBER_REPLACED, one.ends_at, about=one.system, given_by=one.assigner)


def _links(person: Enrolment, linked: Sequence[Enrolment]) -> Iterator[Change]:
    """The other one is named only while the link is live: it is what lets one read it."""
    names = {one.patient_id: f"{one.patient.given} {one.patient.family}" for one in linked}
    own = Q(patient_id=person.patient_id) | Q(twin_id=person.patient_id)
    for one in PatientLink.objects.filter(own).select_related("linked_by", "ended_by"):
        other = one.twin_id if one.patient_id == person.patient_id else one.patient_id
        name = names.get(other, "")
        yield Change(What.LINKED, one.linked_at, one.linked_by.name, name, reason=one.reason)
        if one.ended_at is not None and one.ended_by is not None:
            yield Change(What.PARTED, one.ended_at, one.ended_by.name, name)


def _deaths(person: Enrolment) -> Iterator[Change]:
    deaths = Death.objects.filter(enrolment_id=person.id)
    for one in deaths.select_related("recorded_by", "corrected_by"):
        yield Change(What.DIED, one.recorded_at, one.recorded_by.name, day=one.died_on)
        if one.corrected_at is not None and one.corrected_by is not None:
            yield Change(
                What.DIED_BY_MISTAKE, one.corrected_at, one.corrected_by.name, reason=one.reason
            )


def _address(person: Enrolment) -> Iterator[Change]:
    kept = ProtectedAddress.objects.filter(enrolment_id=person.id).select_related("written_by")
    for one in kept:
        yield Change(What.PROTECTED, one.written_at, one.written_by.name)


def _twins(person: Enrolment, linked: Sequence[Enrolment], by: Actor) -> list[Enrolment]:
    """Of each twin record the newest follow-up that the reader works with."""
    others = {one.patient_id for one in linked} - {person.patient_id}
    live = PatientLink.objects.filter(
        Q(patient_id=person.patient_id, twin_id__in=others)
        | Q(twin_id=person.patient_id, patient_id__in=others),
        ended_at=None,
    )
    twins = {one for pair in live.values_list("patient_id", "twin_id") for one in pair} & others
    theirs = enrolments_within(by, Scope.WORK).filter(patient_id__in=twins)
    newest = {one.patient_id: one for one in theirs.select_related("patient").order_by("starts_at")}
    return list(newest.values())
