"""Step 4: somebody takes a case, gives it back, sets it aside, or hands it over."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from heime.core.actor import Actor
from heime.core.casework import CaseState, Move, check_move
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.hours import HOME, Hours, due_at
from heime.core.roles import Scope
from heime.core.setting_aside import Back, Waits, back_to, is_over, latest
from heime.core.zone import Priority, Zone
from heime.records.audit.writes import note
from heime.records.people import reads as people
from heime.records.people.locks import enrolment_lock_key
from heime.records.worklist.models import Case, CaseEvent
from heime.records.worklist.notify import changed
from heime.records.worklist.reads import case_seen_by

LONGEST_REASON = 200
_NOT_CLOSING: dict[str, object] = {"closing_by": None, "closing_at": None, "closing_outcome": ""}
_STAYS: dict[str, object] = {"aside_at": None, "waits_until": None, "waits_for": ""}
_ACCOUNTS = ("taken_by", "closed_by", "closing_by")


def take(case_id: UUID, *, by: Actor, now: datetime) -> Case:
    """Make a case one's own, also one that nobody else set aside. Twice changes nothing.

    Raises NotFound, and NotAllowedNow when a colleague has it or it is away or closed.
    """
    with transaction.atomic():
        case = locked(case_id, by, now)
        if case.state == CaseState.TAKEN and case.taken_by_id == by.account_id:
            return case
        return move(case, Move.TAKE, CaseState.TAKEN, by=by, now=now, change=_held(by, now))


def take_over(case_id: UUID, *, by: Actor, now: datetime) -> Case:
    """Take a case that a colleague has, knowing that they have it."""
    with transaction.atomic():
        case = locked(case_id, by, now)
        return move(case, Move.TAKE_OVER, CaseState.TAKEN, by=by, now=now, change=_held(by, now))


def release(case_id: UUID, *, by: Actor, now: datetime) -> Case:
    """Give a case back to the team. Raises NotFound, and NotAllowedNow unless one has it."""
    with transaction.atomic():
        case = locked(case_id, by, now)
        left = {"taken_by": None, "taken_at": None}
        return move(case, Move.GIVE_BACK, CaseState.OPEN, by=by, now=now, change=left)


def set_aside(
    case_id: UUID, *, until: datetime, for_: Waits, by: Actor, now: datetime, text: str = ""
) -> Case:
    """Set a case aside until a time. It comes back by itself, or when something breaks through
    (core/setting_aside.py); its next deadline is counted from when it is back.

    Raises MissingText for what is waited for when it is OTHER; NotFound; NotAllowedNow for a time
    that is past or later than its zone allows, or when a colleague has it.
    """
    text = text.strip()
    if (for_ is Waits.OTHER and not text) or len(text) > LONGEST_REASON:
        raise MissingText(f"Say what it waits for, in at most {LONGEST_REASON} characters.")
    with transaction.atomic():
        case = locked(case_id, by, now)
        if not now < until <= latest(Zone(case.zone), now, hours_of(case, now)):
            raise NotAllowedNow("A case cannot be set aside until then.")
        return move(
            case, Move.SET_ASIDE, CaseState.WAITING, by=by, now=now, why=for_.value, text=text,
            change={"aside_at": now, "waits_until": until, "waits_for": for_.value},
        )  # fmt: skip


def bring_back(case_id: UUID, *, by: Actor, now: datetime) -> Case:
    """Take up again what was set aside: to whoever had it. Undoes setting aside."""
    with transaction.atomic():
        case = locked(case_id, by, now)
        if case.state != CaseState.WAITING:
            raise NotAllowedNow("This case is not set aside.")
        return come_back(case_id, Back.BY_HAND, by=by, now=now)


def hand_over(case_id: UUID, *, to: str, until: datetime, by: Actor, now: datetime) -> Case:
    """Somebody outside the team has been asked, and has until a time to answer.

    to: a short word for the sort of receiver (at most 12 characters). After `until` the case is
    back on the list by itself, whether or not anybody calls `come_back`. Raises NotFound, and
    NotAllowedNow unless one has the case.
    """
    with transaction.atomic():
        case = locked(case_id, by, now)
        if until <= now:
            raise NotAllowedNow("They must be given time to answer.")
        return move(
            case, Move.HAND_OVER, CaseState.HANDED_OVER, by=by, now=now, why=to,
            change={"aside_at": now, "waits_until": until, "waits_for": to},
        )  # fmt: skip


def come_back(case_id: UUID, why: Back, *, by: Actor, now: datetime) -> Case:
    """A case that was handed over or set aside is the team's again, with a new deadline.

    Raises NotFound, and NotAllowedNow when it is not away.
    """
    with transaction.atomic():
        case = locked(case_id, by, now)
        return _back(case, why, by=by, at=now, now=now)


def locked(case_id: UUID, by: Actor, now: datetime) -> Case:
    """The case, when nobody else is judging or changing anything about its person, back if its
    time is out. Read again under the lock: what stood before it may be a moment old.

    Raises NotFound.
    """
    case = case_seen_by(by, case_id, Scope.WORK)
    if case is None:
        raise NotFound("There is no such case, or it is not yours to see.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [enrolment_lock_key(case.enrolment_id)])
    fresh = case_seen_by(by, case_id, Scope.WORK)
    if fresh is None:
        raise NotFound("There is no such case, or it is not yours to see.")
    if is_over(CaseState(fresh.state), fresh.waits_until, now):
        assert fresh.waits_until is not None  # noqa: S101  or it would not be over
        fresh = _back(fresh, Back.TIME, by=None, at=fresh.waits_until, now=now)
    return fresh


def hours_of(case: Case, now: datetime) -> Hours:
    return people.hours_of_team(case.enrolment.team, now.astimezone(HOME).date())


def _held(by: Actor, now: datetime) -> dict[str, object]:
    return _STAYS | {"taken_by": by.account_id, "taken_at": now}


def _back(case: Case, why: Back, *, by: Actor | None, at: datetime, now: datetime) -> Case:
    hours = hours_of(case, at)
    state, holder = back_to(case.taken_by_id, case.aside_at or at, at=at, hours=hours)
    change = _STAYS | {
        "due_at": due_at(Zone(case.zone), Priority(case.priority), at, hours), "changed_at": now,
        "taken_by": holder, "taken_at": case.taken_at if holder else None,
    }  # fmt: skip
    return move(case, Move.COME_BACK, state, by=by, now=at, why=why.value, change=change)


def move(
    case: Case,
    what: Move,
    to: CaseState,
    *,
    by: Actor | None,
    now: datetime,
    why: str = "",
    text: str = "",
    change: Mapping[str, object],
) -> Case:
    """Change a case if it still is as it was read; leave the event and the log entry.

    change: columns besides the state. by: None for what time alone does. Raises NotAllowedNow.
    """
    if by is not None:
        check_move(what, CaseState(case.state), case.taken_by_id, by.account_id)
    # Whatever moves a case but its closing makes a proposal to close it void.
    values = {"state": to.value, "changed_at": now} | _NOT_CLOSING | dict(change)
    columns = {f"{name}_id" if name in _ACCOUNTS else name: value for name, value in values.items()}
    changed_rows = Case.objects.filter(
        id=case.id, state=case.state, taken_by_id=case.taken_by_id
    ).update(**columns)
    if not changed_rows:
        raise NotAllowedNow("Somebody else changed this case just now.")
    told(case, what.value, by=by, at=now, why=why, text=text)
    return refreshed(case)


def told(
    case: Case, what: str, *, by: Actor | None, at: datetime, why: str = "", text: str = ""
) -> None:
    """Leave what happened in a case: the event, the log entry, and word to the open pages."""
    CaseEvent.objects.create(
        municipality_id=case.municipality_id, enrolment_id=case.enrolment_id, case=case,
        at=at, what=what, why=why, text=text, by_id=by.account_id if by else None,
        zone=case.zone, priority=case.priority,
    )  # fmt: skip
    if by is not None:
        note(
            f"case.{what}", by=by, at=at,
            enrolment_id=case.enrolment_id, municipality_id=case.municipality_id,
        )  # fmt: skip
    changed(case.enrolment.team_id, case.enrolment_id)


def refreshed(case: Case) -> Case:
    """The case as it now is, with what the pages show of it."""
    case.refresh_from_db(
        from_queryset=Case.objects.select_related(
            "enrolment__patient", "enrolment__team", "municipality", "taken_by", "closed_by",
            "closing_by",
        )
    )  # fmt: skip
    return case
