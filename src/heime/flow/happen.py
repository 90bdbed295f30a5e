"""Staff tell what happened to a person: a hospital stay, oxygen, a drug, a diagnosis, a meter.

It stands on the time line, starts baselines anew where RS-1 says so, and asks a doctor to look at
the plan again (core/happenings). Nothing is worked out from what is written.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from heime.core.actor import Actor
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.happenings import Sort, ToldBy
from heime.core.kinds import Kind
from heime.flow.enter import person_for
from heime.flow.keeping import said
from heime.records.audit.writes import note
from heime.records.happenings.models import Happening
from heime.records.people.locks import enrolment_lock_key
from heime.records.worklist.notify import changed

AHEAD = timedelta(days=1)
"""A stay or a change that begins later than this has not happened."""
BACK = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Told:
    """What happened, as it was told. kind: of a new meter, what it measures."""

    sort: Sort
    starts_at: datetime
    text: str
    told_by: ToldBy
    ends_at: datetime | None = None
    kind: Kind | None = None


def tell(enrolment_id: UUID, told: Told, *, by: Actor, now: datetime) -> Happening:
    """Keep what happened. Raises NotFound, MissingText, and NotAllowedNow for times that cannot be.

    Only a stay has an end; only a new meter has a kind.
    """
    person = person_for(by, enrolment_id)
    text = said(told.text, "Say what it was")
    if not now - BACK <= told.starts_at <= now + AHEAD:
        raise NotAllowedNow("It can have begun within the last year, and not in days to come.")
    if told.ends_at is not None and not told.starts_at <= told.ends_at <= now + AHEAD:
        raise NotAllowedNow("It ended before it began, or in days to come.")
    if told.sort is Sort.DEVICE and told.kind is None:
        raise MissingText("Say what the meter measures.")
    with transaction.atomic():
        _lock(enrolment_id)
        made = Happening.objects.create(
            municipality_id=person.municipality_id, enrolment_id=person.id, sort=told.sort,
            starts_at=told.starts_at, ends_at=told.ends_at if told.sort is Sort.STAY else None,
            kind=told.kind if told.sort is Sort.DEVICE else None, text=text,
            told_by=told.told_by, entered_by_id=by.account_id, entered_at=now,
            ended_known_at=now if told.ends_at and told.sort is Sort.STAY else None,
        )  # fmt: skip
        _noted("happening.told", made, by=by, now=now)
    changed(person.team_id, person.id)
    return made


def end_stay(happening_id: UUID, ends_at: datetime, *, by: Actor, now: datetime) -> Happening:
    """A stay has ended. Raises NotFound, and NotAllowedNow when it has an end or cannot have this.

    That the end was told asks for a signature of its own.
    """
    stay = _own(happening_id, by)
    if stay.sort != Sort.STAY or not stay.starts_at <= ends_at <= now + AHEAD:
        raise NotAllowedNow("It ended before it began, or in days to come.")
    with transaction.atomic():
        _lock(stay.enrolment_id)
        found = Happening.objects.filter(id=stay.id, ends_at=None, struck_at=None).update(
            ends_at=ends_at, ended_known_at=now
        )
        if not found:
            raise NotAllowedNow("Somebody else changed this just now.")
        _noted("happening.ended", stay, by=by, now=now)
    changed(stay.enrolment.team_id, stay.enrolment_id)
    stay.refresh_from_db()
    return stay


def strike(happening_id: UUID, why: str, *, by: Actor, now: datetime) -> Happening:
    """It never was, or not like that: it stays, struck out, and nothing follows from it any more.

    Raises NotFound, MissingText, and NotAllowedNow for one that is struck out already.
    """
    wrong = _own(happening_id, by)
    reason = said(why, "Say what is wrong")
    with transaction.atomic():
        _lock(wrong.enrolment_id)
        found = Happening.objects.filter(id=wrong.id, struck_at=None).update(
            struck_at=now, struck_by_id=by.account_id, struck_why=reason
        )
        if not found:
            raise NotAllowedNow("Somebody else changed this just now.")
        _noted("happening.struck", wrong, by=by, now=now)
    changed(wrong.enrolment.team_id, wrong.enrolment_id)
    wrong.refresh_from_db()
    return wrong


def _own(happening_id: UUID, by: Actor) -> Happening:
    """Something that happened to somebody whom the actor follows up."""
    found = Happening.objects.select_related("enrolment").filter(id=happening_id).first()
    if found is None:
        raise NotFound("There is no such thing about anybody whom you follow up.")
    person_for(by, found.enrolment_id)
    return found


def _lock(enrolment_id: UUID) -> None:
    """Nobody judges this person meanwhile: each judgement is before it, or after."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [enrolment_lock_key(enrolment_id)])


def _noted(action: str, about: Happening, *, by: Actor, now: datetime) -> None:
    note(
        action, by=by, at=now, enrolment_id=about.enrolment_id,
        municipality_id=about.municipality_id, detail=f"{about.sort} {about.id}",
        resource="values",
    )  # fmt: skip
