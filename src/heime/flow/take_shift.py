"""Who has a team's list now: taken by one, left with a note, and signed for by the next."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from heime.core.actor import Actor
from heime.core.errors import MissingText, NotAllowedNow, NotYours
from heime.records.audit.writes import note
from heime.records.duty.models import Shift
from heime.records.duty.reads import latest_shift

LONGEST = 4000


def take(team_id: UUID, *, by: Actor, now: datetime, after: UUID | None) -> Shift:
    """Take over a team's list, having read what the one before wrote.

    after: the newest shift that one saw; None when there was none. Taking what one already has
    changes nothing. Raises NotYours, and NotAllowedNow when somebody else took it meanwhile.
    """
    _must_work_in(team_id, by)
    with transaction.atomic():
        before = latest_shift(team_id)
        if before and before.ended_at is None and before.account_id == by.account_id:
            return before
        if (before.id if before else None) != after:
            raise NotAllowedNow("Somebody else took the list just now.")
        if before and before.ended_at is None:
            Shift.objects.filter(id=before.id, ended_at=None).update(ended_at=now)
        made = Shift(team_id=team_id, account_id=by.account_id, started_at=now, follows=before)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise NotAllowedNow("Somebody else took the list just now.") from None
        note("shift.taken", by=by, at=now, detail=f"team {team_id}")
        return made


def leave(shift_id: UUID, *, text: str, by: Actor, now: datetime) -> Shift:
    """Leave the list, with a note to the next one. Raises MissingText, NotAllowedNow, NotYours."""
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise MissingText(f"Write a few words to the next one, at most {LONGEST} characters.")
    with transaction.atomic():
        mine = Shift.objects.filter(id=shift_id, account_id=by.account_id).first()
        if mine is None:
            raise NotYours("This shift is not yours to leave.")
        if not Shift.objects.filter(id=mine.id, ended_at=None).update(ended_at=now, note=said):
            raise NotAllowedNow("Somebody has taken over from you already.")
        note("shift.left", by=by, at=now, detail=f"team {mine.team_id}")
        mine.ended_at, mine.note = now, said
        return mine


def _must_work_in(team_id: UUID, by: Actor) -> None:
    if team_id not in by.team_ids:
        raise NotYours("Only somebody who works on the team's list can have it.")
