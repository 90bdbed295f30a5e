"""What has become of a person: other numbers, moves, twins, death, a hidden address, in time order.

Read together for the team that follows them up. No number and no address is in it: only what kind
of number it was, and that an address is protected.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from heime.core.actor import Actor
from heime.core.roles import Scope
from heime.core.sight import Reader
from heime.flow import keeping, move
from heime.flow.what_there_is import BECAME, Kind
from heime.records.access.reach import enrolments_within, histories_of
from heime.records.people.became import became_of
from heime.records.people.changes import Move, PatientLink, ProtectedAddress
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
    sealed = ProtectedAddress.objects.filter(enrolment_id=person.id)
    places = Municipality.objects.filter(active=True).exclude(number=person.municipality_id)
    return Story(
        person,
        changes(person, linked),
        move.open_offer(person.id, by=by),
        _twins(person, linked, by),
        sealed.exists(),
        list(places.order_by("name")),
    )


def changes(
    person: Enrolment, linked: Sequence[Enrolment], there_is: Collection[Kind] = BECAME
) -> list[Change]:
    """What has happened to somebody whom the reader, a clinician, works with; the newest first.

    linked: as linked_with says. there_is: what is known to be kept about them, where that is known.
    """
    names = {str(one.patient_id): f"{one.patient.given} {one.patient.family}" for one in linked}
    found = list(_follow_up(person, linked))
    if not BECAME.isdisjoint(there_is):
        found += _became(person, names)
    return sorted(found, key=lambda change: change.at, reverse=True)


def linked_with(enrolment_id: UUID, *, by: Reader) -> list[Enrolment]:
    """Earlier follow-ups and twin records that are linked with this one, the newest first."""
    ids = histories_of(by, enrolment_id, Scope.CONTACT)[1:]
    if not ids:
        return []
    found = Enrolment.objects.filter(id__in=ids).select_related("patient", "municipality", "team")
    return sorted(found, key=lambda one: ids.index(one.id))


def _follow_up(person: Enrolment, linked: Sequence[Enrolment]) -> Iterator[Change]:
    from_where = {one.id: one.municipality.name for one in linked}
    moved = Transfer.objects.filter(enrolment_id=person.id, earlier_id__in=list(from_where))
    came = list(moved.select_related("linked_by"))
    for one in came:
        place = from_where[one.earlier_id]
        yield Change(What.CAME, one.linked_at, one.linked_by.name, place)
    if not any(one.linked_at == person.starts_at for one in came):
        yield Change(What.BEGAN, person.starts_at)
    if person.ends_at is not None:
        yield Change(What.ENDED, person.ends_at)


def _became(person: Enrolment, names: Mapping[str, str]) -> Iterator[Change]:
    """The other one of a link is named only while it is live: it is what lets one read it."""
    for one in became_of(person):
        what = What(one.what)
        linked = what in (What.LINKED, What.PARTED)
        about = names.get(one.about, "") if linked else one.about
        yield Change(what, one.at, one.by, about, one.given_by, one.day, one.reason)


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
