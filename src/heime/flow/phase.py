"""The course of a follow-up: referred, taken in, active, paused, ended; and what each step brings.

What a phase means for who may see what is core/phases.py, asked whenever somebody looks. Here is
what a step does besides: ending closes the rights of others and what meters may send, and nobody
is watched for silence but those who are active.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from heime.core.actor import Actor
from heime.core.phases import PHASES, Phase, moved
from heime.core.rights import Ground
from heime.flow import keeping
from heime.records.access.models import Binding, Right
from heime.records.access.reach import LIVE
from heime.records.audit.writes import note
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


def move(enrolment_id: UUID, to: Phase, *, by: Actor, now: datetime) -> Enrolment:
    """Take a follow-up one step on. By a clinician of the team.

    Raises NotFound, and NotAllowedNow for a step that there is not from where it is.
    """
    person = keeping.worked_with(by, enrolment_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [enrolment_lock_key(enrolment_id)])
    person.refresh_from_db(fields=["phase", "ends_at"])
    before = Phase(person.phase)
    person.phase = moved(before, to)
    if to is Phase.ENDED:
        person.ends_at = now
        _close(person, by=by, now=now)
    Enrolment.objects.filter(id=person.id).update(phase=person.phase, ends_at=person.ends_at)
    watch(person, now)
    note(
        "phase.changed", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id, detail=f"{before} {to}",
    )  # fmt: skip
    changed(person.team_id, person.id)
    return person


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
