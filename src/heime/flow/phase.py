"""The course of a follow-up: referred, taken in, active, paused, ended; and what each step brings.

What a phase means for who may see what is core/phases.py, asked whenever somebody looks. Here is
what a step does besides: ending closes the rights of others and what meters may send, and nobody
is watched for silence but those who are active. Each step is kept with its moment, so that what was
not waited for is not missed afterwards.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from heime.core import intake
from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow
from heime.core.hours import HOME
from heime.core.intake import Step
from heime.core.phases import (
    LONGEST_PAUSE,
    PHASES,
    Phase,
    WhyEnded,
    WhyPaused,
    check_pause,
    moved,
)
from heime.core.rights import Ground
from heime.flow import intake_state, keeping
from heime.records.access.models import Binding, Right
from heime.records.access.reach import LIVE
from heime.records.audit.writes import note
from heime.records.intake.models import PhaseChange
from heime.records.people.locks import enrolment_lock_key
from heime.records.people.models import Enrolment
from heime.records.worklist.models import Watch
from heime.records.worklist.notify import changed

_WATCHED = """
INSERT INTO watch (enrolment_id, municipality_id, due_at)
SELECT DISTINCT v.enrolment_id, v.municipality_id, %s::timestamptz FROM plan_version v
 WHERE v.enrolment_id = %s AND v.status = 'approved' AND NOT v.shadow
ON CONFLICT DO NOTHING
"""


def move(
    enrolment_id: UUID,
    to: Phase,
    *,
    by: Actor,
    now: datetime,
    why: str = "",
    first_day: date | None = None,
) -> Enrolment:
    """Take a follow-up one step on. By a clinician of the team.

    why: of WhyPaused or WhyEnded. first_day: the first day after a pause; the longest that a pause
    may be when nobody says. Raises NotFound, and NotAllowedNow for a step that there is not from
    where it is, a start before everything is in order, and a pause that is too long.
    """
    person = keeping.worked_with(by, enrolment_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [enrolment_lock_key(enrolment_id)])
    person.refresh_from_db(fields=["phase", "ends_at"])
    before = Phase(person.phase)
    person.phase = moved(before, to)
    if before is Phase.INTAKE and to is Phase.ACTIVE:
        intake.check(Step.START, intake_state.of(enrolment_id, by=by).steps)
    day = first_day
    if to is Phase.PAUSED:
        today = now.astimezone(HOME).date()
        day = day or today + LONGEST_PAUSE
        check_pause(day, today=today)
    if to is Phase.ENDED:
        person.ends_at = now
        _close(person, by=by, now=now)
    Enrolment.objects.filter(id=person.id).update(phase=person.phase, ends_at=person.ends_at)
    remember(person, before, by=by, now=now, why=_why(to, why), first_day=day)
    watch(person, now)
    note(
        "phase.changed", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id, detail=f"{before} {to}",
    )  # fmt: skip
    changed(person.team_id, person.id)
    return person


def of(enrolment_id: UUID, *, by: Actor) -> Phase:
    """The phase that somebody is in now. Raises NotFound."""
    return Phase(keeping.worked_with(by, enrolment_id).phase)


def extend(enrolment_id: UUID, first_day: date, *, by: Actor, now: datetime) -> PhaseChange:
    """The pause goes on: somebody has asked, and names another first day after it.

    Raises NotFound, and NotAllowedNow for somebody who is not paused or a pause that is too long.
    """
    person = keeping.worked_with(by, enrolment_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [enrolment_lock_key(enrolment_id)])
    person.refresh_from_db(fields=["phase"])
    if person.phase != Phase.PAUSED:
        raise NotAllowedNow("This follow-up is not paused.")
    check_pause(first_day, today=now.astimezone(HOME).date())
    before = PhaseChange.objects.filter(enrolment_id=person.id, after=Phase.PAUSED).order_by("-at")
    why = before.values_list("why", flat=True).first() or WhyPaused.OTHER
    made = remember(person, Phase.PAUSED, by=by, now=now, why=why, first_day=first_day)
    note(
        "phase.changed", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id, detail="paused paused",
    )  # fmt: skip
    changed(person.team_id, person.id)
    return made


def remember(
    person: Enrolment,
    before: Phase | None,
    *,
    by: Actor,
    now: datetime,
    why: str = "",
    first_day: date | None = None,
) -> PhaseChange:
    """Keep from when they are in the phase that they are in now. before: None when it began."""
    return PhaseChange.objects.create(
        municipality_id=person.municipality_id, enrolment_id=person.id, before=before or "",
        after=person.phase, at=now, why=why, first_day=first_day, made_by_id=by.account_id,
    )  # fmt: skip


def _why(to: Phase, said: str) -> str:
    known = {Phase.PAUSED: WhyPaused, Phase.ENDED: WhyEnded}.get(to)
    if known is None:
        return ""
    return said if said in {one.value for one in known} else "other"


def _close(person: Enrolment, *, by: Actor, now: datetime) -> None:
    """Nobody else reaches them any more, and no meter of theirs is listened to."""
    given = Right.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), enrolment_id=person.id)
    # One's own record stays one's own; an emergency is somebody else's answer to give.
    others = given.exclude(ground__in=[Ground.SELF, Ground.EMERGENCY])
    for right in others:
        keeping.logged("right.ended", right, by=by, now=now)
    others.update(ends_at=now, ended_by_id=by.account_id)
    Binding.objects.filter(LIVE, enrolment_id=person.id).update(ends_at=now)


def watch(person: Enrolment, now: datetime) -> None:
    """Look for silence if the phase says so, from now; else no longer."""
    if not PHASES[Phase(person.phase)].watched:
        Watch.objects.filter(enrolment_id=person.id).delete()
        return
    with connection.cursor() as cursor:
        cursor.execute(_WATCHED, [now, person.id])
