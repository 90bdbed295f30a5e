"""Step 3: what was judged becomes work, or is waited for.

Called inside the transaction that judged, with the enrolment's lock held.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from heime.core import casework, hours
from heime.core.session import LENGTH
from heime.core.zone import Priority, State, Zone
from heime.records.exchange import batch as exchange
from heime.records.measurements.batch import Judged
from heime.records.people.hours import hours_of
from heime.records.worklist import batch as worklist
from heime.records.worklist.batch import Trigger, Wait


@dataclass(frozen=True, slots=True)
class Changed:
    """A row of some team's list changed: whoever shows it should look again."""

    team: UUID
    enrolment: UUID


async def follow_up(
    conn: AsyncConnection, judged: Judged, waiting: Wait | None, *, team: UUID, at: datetime
) -> bool:
    """Do what a fresh judgement asks for. Returns whether the worklist changed.

    waiting: what was awaited of this kind from this person until now.
    """
    listed = await _await(conn, judged, waiting)
    verdict = judged.verdict
    if verdict.state is State.FINAL and verdict.zone is not Zone.GREEN:
        return await make_work(conn, judged, team=team, at=at) or listed
    return listed


async def _await(conn: AsyncConnection, judged: Judged, before: Wait | None) -> bool:
    after = waiting_after(judged, before)
    if after is before:
        return False
    if after is None:
        await worklist.wait_no_more(conn, judged.enrolment, judged.kind)
    else:
        await worklist.wait(conn, after)
    return True


def waiting_after(judged: Judged, before: Wait | None) -> Wait | None:
    """What is awaited of this kind once `follow_up` has dealt with a judgement."""
    verdict = judged.verdict
    if verdict.state is State.REJECTED:
        return before or (_wait(judged, "valid") if verdict.changes_at else None)
    if verdict.changes_at is not None:
        return _wait(judged, _why(judged))
    return None if before is None or _answers(judged, before) else before


def _why(judged: Judged) -> str:
    rules = judged.verdict.rules
    return "pair" if "C-8" in rules and "C-1" not in rules else "confirmation"


def _answers(judged: Judged, waiting: Wait) -> bool:
    """Whether a settled verdict ends what was waited for: its own session's, or any valid value."""
    if waiting.why == "valid":
        return judged.measured_at > waiting.measured_at - LENGTH
    start = judged.verdict.started_at
    return start - LENGTH < waiting.measured_at < start + LENGTH


def _wait(judged: Judged, why: str) -> Wait:
    verdict = judged.verdict
    assert verdict.changes_at is not None  # noqa: S101  the caller asked
    return Wait(
        judged.enrolment, judged.municipality, judged.kind, why, verdict.zone, verdict.started_at,
        verdict.changes_at, judged.measured_at, judged.measurement, judged.judged_at,
    )


async def make_work(conn: AsyncConnection, judged: Judged, *, team: UUID, at: datetime) -> bool:
    """Open a case, or add to the open one: at most one is open, and it only ever gets worse."""
    verdict = judged.verdict
    trigger = Trigger(
        judged.enrolment, judged.municipality, verdict.zone, verdict.priority or Priority.LOW,
        judged.kind, verdict.started_at, judged.measured_at, judged.measurement, judged.judged_at,
    )
    standing, known = await worklist.standing(conn, trigger)
    if known:
        return False
    if standing is None:
        due = await _due(conn, trigger, team=team, at=at)
        case = await worklist.open_case(conn, trigger, due_at=due, at=at)
    else:
        case, zone, priority = standing
        if not casework.rises(
            trigger.zone, trigger.priority, above_zone=zone, above_priority=priority
        ):
            await worklist.join_case(conn, case, trigger, at=at)
            return True
        due = await _due(conn, trigger, team=team, at=at)
        await worklist.worsen_case(conn, case, trigger, due_at=due, at=at)
    if trigger.zone is Zone.RED:
        await exchange.post(
            conn, what="case-red", about=case, enrolment=judged.enrolment,
            municipality=judged.municipality, team=team, at=at,
        )
    return True


async def _due(conn: AsyncConnection, trigger: Trigger, *, team: UUID, at: datetime) -> datetime:
    open_hours = await hours_of(conn, team, at.astimezone(hours.HOME).date())
    return hours.due_at(trigger.zone, trigger.priority, at, open_hours)
