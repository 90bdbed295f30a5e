"""Step 6: a case is closed with what came of it, by two if it was dangerous; or taken up again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heime.core.actor import Actor
from heime.core.casework import CaseState, Move, Outcome, check_move, needs_two
from heime.core.errors import MissingText, NotAllowedNow, TwoNeeded
from heime.core.hours import due_at
from heime.core.zone import Priority, Zone
from heime.flow.work_case import hours_of, locked, move, refreshed, told
from heime.records.worklist.models import Case, CaseEvent

LONGEST_NOTE = 4000
LONGEST_REASON = 400
MOST_MINUTES = 600


def close(
    case_id: UUID,
    *,
    outcome: Outcome,
    text: str,
    by: Actor,
    now: datetime,
    minutes: int | None = None,
    alone_because: str = "",
    seen: datetime | None = None,
) -> Case:
    """Close a case with its outcome and the note of what was done.

    alone_because: why one person closes alone what two should (core.casework.needs_two).
    seen: the newest change that the one who closes has seen; what came after it must be seen first.
    Raises MissingText without a note; NotFound; TwoNeeded for a red with high priority that nobody
    gave a reason for closing alone; NotAllowedNow unless one has the case and has seen all of it.
    """
    words, reason = _note(text, minutes), alone_because.strip()
    if len(reason) > LONGEST_REASON:
        raise MissingText(f"The reason has at most {LONGEST_REASON} characters.")
    with transaction.atomic():
        case = locked(case_id, by, now)
        check_move(Move.CLOSE, CaseState(case.state), case.taken_by_id, by.account_id)
        _nothing_new(case, since=seen)
        if _is_for_two(case) and not reason:
            raise TwoNeeded("A colleague must confirm that this case is closed.")
        return move(
            case, Move.CLOSE, CaseState.CLOSED, by=by, now=now, text=reason,
            change={
                "closed_by": by.account_id, "closed_at": now, "outcome": outcome.value,
                "note": words, "minutes": minutes,
                "alone_because": reason if _is_for_two(case) else "",
            },
        )  # fmt: skip


def propose(
    case_id: UUID,
    *,
    outcome: Outcome,
    text: str,
    by: Actor,
    now: datetime,
    minutes: int | None = None,
    seen: datetime | None = None,
) -> Case:
    """Propose that a red case with high priority is closed: a colleague confirms it (`confirm`).

    Any move of the case makes the proposal void, and so does whatever joins it.
    Raises as `close` does, and NotAllowedNow for a case that one person may close.
    """
    words = _note(text, minutes)
    with transaction.atomic():
        case = locked(case_id, by, now)
        check_move(Move.CLOSE, CaseState(case.state), case.taken_by_id, by.account_id)
        _nothing_new(case, since=seen)
        if not _is_for_two(case):
            raise NotAllowedNow("This case needs nobody to confirm that it is closed.")
        Case.objects.filter(id=case.id).update(
            closing_by_id=by.account_id, closing_at=now, closing_outcome=outcome.value,
            note=words, minutes=minutes, changed_at=now,
        )  # fmt: skip
        told(case, "closing-asked", by=by, at=now)
        return refreshed(case)


def confirm(case_id: UUID, *, by: Actor, now: datetime) -> Case:
    """Agree that a case is closed as a colleague proposed. Never the same person.

    Raises NotFound, and NotAllowedNow when nothing is proposed, when it is one's own proposal, or
    when something came after it.
    """
    with transaction.atomic():
        case = locked(case_id, by, now)
        if case.closing_by_id is None or case.closing_by_id == by.account_id:
            raise NotAllowedNow("Somebody else must have proposed that this case is closed.")
        _nothing_new(case, since=case.closing_at)
        return move(
            case, Move.CONFIRM, CaseState.CLOSED, by=by, now=now,
            change={
                "closing_by": case.closing_by_id, "closing_at": case.closing_at,
                "closing_outcome": case.closing_outcome, "outcome": case.closing_outcome,
                "closed_by": by.account_id, "closed_at": now,
            },
        )  # fmt: skip


def keep_open(case_id: UUID, *, by: Actor, now: datetime, text: str = "") -> Case:
    """Say no to a proposal, with what is left to do; or take one's own back. The note stays.

    Raises NotFound, NotAllowedNow when nothing is proposed, MissingText for a no without a word.
    """
    words = text.strip()
    with transaction.atomic():
        case = locked(case_id, by, now)
        if case.closing_by_id is None:
            raise NotAllowedNow("Nobody has proposed that this case is closed.")
        own = case.closing_by_id == by.account_id
        if (not own and not words) or len(words) > LONGEST_REASON:
            raise MissingText("Say what is left to do.")
        Case.objects.filter(id=case.id).update(
            closing_by_id=None, closing_at=None, closing_outcome="", changed_at=now
        )
        told(case, "closing-undone" if own else "closing-refused", by=by, at=now, text=words)
        return refreshed(case)


def reopen(case_id: UUID, *, by: Actor, now: datetime) -> Case:
    """Take up a closed case again: a new one, linked to the old, with whoever takes it up.

    Raises NotFound, and NotAllowedNow when it is not closed, or the person has an open case.
    """
    with transaction.atomic():
        old = locked(case_id, by, now)
        open_now = Case.objects.exclude(state=CaseState.CLOSED).filter(
            enrolment_id=old.enrolment_id
        )
        if old.state != CaseState.CLOSED or open_now.exists():
            raise NotAllowedNow("There is an open case to go on with.")
        made = Case.objects.create(
            municipality_id=old.municipality_id, enrolment_id=old.enrolment_id, earlier_id=old.id,
            state=CaseState.TAKEN, taken_by_id=by.account_id, taken_at=now, zone=old.zone,
            priority=old.priority, kind=old.kind, measured_at=old.measured_at,
            measurement_id=old.measurement_id, judged_at=old.judged_at, known=old.known,
            opened_at=now, changed_at=now,
            due_at=due_at(Zone(old.zone), Priority(old.priority), now, hours_of(old, now)),
        )  # fmt: skip
        told(refreshed(made), "reopened", by=by, at=now)
        return made


def _note(text: str, minutes: int | None) -> str:
    words = text.strip()
    if not words or len(words) > LONGEST_NOTE:
        raise MissingText(f"A case is closed with a note of 1 to {LONGEST_NOTE} characters.")
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise NotAllowedNow("Nobody uses that many minutes on one case.")
    return words


def _is_for_two(case: Case) -> bool:
    return needs_two(Zone(case.zone), Priority(case.priority))


def _nothing_new(case: Case, *, since: datetime | None) -> None:
    """Nobody closes what they have not seen."""
    if since is None:
        return
    newer = CaseEvent.objects.filter(case_id=case.id, at__gt=since, kind__isnull=False)
    if newer.exclude(why="").exists():
        raise NotAllowedNow("Something has come since this was read.")
