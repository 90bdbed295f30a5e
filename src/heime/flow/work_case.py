"""Step 4: somebody takes a case, gives it back, or closes it with what came of it."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from heime.core.actor import Actor
from heime.core.casework import CaseState, Outcome, check_move
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.roles import Scope
from heime.records.audit.writes import note
from heime.records.people.locks import enrolment_lock_key
from heime.records.worklist.models import Case, CaseEvent
from heime.records.worklist.notify import changed
from heime.records.worklist.reads import case_seen_by

LONGEST_NOTE = 4000


def take(case_id: UUID, *, by: Actor, now: datetime) -> Case:
    """Make a case one's own. Taking what one already has changes nothing.

    Raises NotFound, and NotAllowedNow when a colleague has it or it is closed.
    """
    with transaction.atomic():
        case = _locked(case_id, by)
        if case.state == CaseState.TAKEN:
            if case.taken_by_id == by.account_id:
                return case
            raise NotAllowedNow("A colleague has this case.")
        _move(case, CaseState.TAKEN, "taken", by=by, now=now, taken_by=by.account_id, taken_at=now)
        return case


def take_over(case_id: UUID, *, by: Actor, now: datetime) -> Case:
    """Take a case that a colleague has, knowing that they have it."""
    with transaction.atomic():
        case = _locked(case_id, by)
        if case.state != CaseState.TAKEN or case.taken_by_id == by.account_id:
            raise NotAllowedNow("Nobody else has this case now.")
        _move(case, CaseState.TAKEN, "taken", by=by, now=now, taken_by=by.account_id, taken_at=now)
        return case


def release(case_id: UUID, *, by: Actor, now: datetime) -> Case:
    """Give a case back to the team. Raises NotFound, and NotAllowedNow unless one has it."""
    with transaction.atomic():
        case = _locked(case_id, by)
        _must_have(case, by)
        _move(case, CaseState.OPEN, "released", by=by, now=now, taken_by=None, taken_at=None)
        return case


def close(case_id: UUID, *, outcome: Outcome, text: str, by: Actor, now: datetime) -> Case:
    """Close a case with its outcome and a note of what was done.

    Raises MissingText without a note; NotFound; NotAllowedNow unless one has the case.
    """
    text = text.strip()
    if not text or len(text) > LONGEST_NOTE:
        raise MissingText(f"A case is closed with a note of 1 to {LONGEST_NOTE} characters.")
    with transaction.atomic():
        case = _locked(case_id, by)
        _must_have(case, by)
        _move(
            case, CaseState.CLOSED, "closed", by=by, now=now,
            closed_by=by.account_id, closed_at=now, outcome=outcome.value, note=text,
        )  # fmt: skip
        return case


def _locked(case_id: UUID, by: Actor) -> Case:
    """The case, when nobody else is judging or changing anything about its person.

    Read again under the lock: what stood before it may be a moment old.
    """
    case = case_seen_by(by, case_id, Scope.WORK)
    if case is None:
        raise NotFound("There is no such case, or it is not yours to see.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [enrolment_lock_key(case.enrolment_id)])
    fresh = case_seen_by(by, case_id, Scope.WORK)
    if fresh is None:
        raise NotFound("There is no such case, or it is not yours to see.")
    return fresh


def _must_have(case: Case, by: Actor) -> None:
    if case.state != CaseState.TAKEN or case.taken_by_id != by.account_id:
        raise NotAllowedNow("Only somebody who has a case may do this with it.")


def _move(
    case: Case,
    to: CaseState,
    what: str,
    *,
    by: Actor,
    now: datetime,
    **fields: object,
) -> None:
    """Change a case if it still is as it was read; leave the event and the log entry."""
    check_move(CaseState(case.state), to)
    columns = {
        f"{name}_id" if name in ("taken_by", "closed_by") else name: value
        for name, value in fields.items()
    }
    changed_rows = Case.objects.filter(
        id=case.id, state=case.state, taken_by_id=case.taken_by_id
    ).update(state=to.value, changed_at=now, **columns)
    if not changed_rows:
        raise NotAllowedNow("Somebody else changed this case just now.")
    CaseEvent.objects.create(
        municipality_id=case.municipality_id, enrolment_id=case.enrolment_id, case=case,
        at=now, what=what, by_id=by.account_id, zone=case.zone, priority=case.priority,
    )  # fmt: skip
    note(
        f"case.{what}", by=by, at=now,
        enrolment_id=case.enrolment_id, municipality_id=case.municipality_id,
    )  # fmt: skip
    changed(case.enrolment.team_id, case.enrolment_id)
    case.refresh_from_db(
        from_queryset=Case.objects.select_related(
            "enrolment__patient", "enrolment__team", "municipality", "taken_by", "closed_by"
        )
    )
