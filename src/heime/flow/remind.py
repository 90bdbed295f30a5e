"""Somebody is reminded of what they agreed to and have not done: made once, in one transaction
with the notice that is to be sent.

Run by the due loop for one person at a time, at the moments when a reminder may be due. What has
been done, put off, paused, ended or refused meanwhile is asked about here, and once more when the
notice is about to leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

from heime.core import expectations, home_course, home_tasks, reminders
from heime.core.events import HOME
from heime.core.missing import Window
from heime.core.person import Pause
from heime.core.phases import Change, Phase, unwatched
from heime.core.protection import Protection
from heime.core.reminders import Known, Quiet, Step, Way, Wish
from heime.core.topics import label
from heime.records.home import batch as home
from heime.records.measurements import courses
from heime.records.plans import batch as plans
from heime.records.plans.batch import InForce
from heime.records.reminders import batch
from heime.records.reminders.batch import Wisher

LOOK_AHEAD = timedelta(days=1)
DAYS_BACK = 2
"""Windows that ended longer ago remind nobody: silence is the team's by then (M-1, M-2)."""
NOTICE = {Way.PUSH: "reminder", Way.SMS: "reminder-sms"}
"""What the outbox is told. Neither says what it is about, or about whom."""


@dataclass(frozen=True, slots=True)
class _Person:
    municipality: int
    team: UUID
    protection: Protection
    known: Known


async def remind(
    conn: AsyncConnection, enrolment: UUID, *, simulated_at: datetime | None = None
) -> int:
    """Make the reminders that are due, and say when to look next. Return how many notices.

    Safe to repeat: what was made stands, and the row of the look lets one at a time through.
    """
    async with conn.transaction():
        cursor = await conn.execute(
            "SELECT clock_timestamp() FROM reminder_look WHERE enrolment_id = %s FOR UPDATE",
            [enrolment],
        )
        row = await cursor.fetchone()
        if row is None:
            return 0
        now: datetime = simulated_at or row[0]
        person = await _person(conn, enrolment, now)
        if person is None:
            await batch.look_again(conn, enrolment, now + LOOK_AHEAD, now=now)
            return 0
        moments = [reminders.next_end(person.known.windows, now=now), now + LOOK_AHEAD]
        count = 0
        for wisher in await batch.wishers(conn, enrolment, now=now):
            made, at = await _remind_one(conn, enrolment, person, wisher, now)
            count += made
            moments.append(at)
        await batch.look_again(conn, enrolment, min(at for at in moments if at), now=now)
        return count


async def _person(conn: AsyncConnection, enrolment: UUID, now: datetime) -> _Person | None:
    """None for somebody from whom nothing is waited for: no plan, or no longer followed up."""
    cursor = await conn.execute(
        "SELECT e.municipality_id, e.team_id, p.protection FROM enrolment e"
        " JOIN patient p ON p.id = e.patient_id WHERE e.id = %s AND e.phase = 'active'"
        " AND (e.ends_at IS NULL OR e.ends_at > %s)",
        [enrolment, now],
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    in_force = InForce(await (await plans.versions(conn, [enrolment])).fetchall())
    await in_force.load(conn)
    version = in_force.at(enrolment, now)
    plan = None if version is None else in_force.plan(version)
    if plan is None:
        return None
    begun = max((at for at, _ in in_force.steps(enrolment) if at <= now), default=now)
    today = now.astimezone(HOME).date()
    windows = expectations.windows(
        plan.expectations, today - timedelta(days=DAYS_BACK), today + timedelta(days=1)
    )
    going = home_course.under_way(await home.started(conn, enrolment), now)
    course = going.course if going else None
    agreed = [window for window in windows if window.start >= begun]
    known = Known(
        [
            *agreed,
            *home_tasks.of_course(course, agreed, today - timedelta(days=1)),
        ],
        await _newest(conn, enrolment),
        (*plan.person.pauses, *await _away(conn, enrolment)),
        frozenset(await home.skipped(conn, enrolment)),
    )
    return _Person(row[0], row[1], Protection(row[2]), known)


async def _newest(conn: AsyncConnection, enrolment: UUID) -> dict[str, datetime]:
    return {
        label(one.kind): datetime.fromtimestamp(one.course.last.start, HOME)
        for one in await courses.read(conn, [enrolment])
        if one.course.last is not None
    }


async def _away(conn: AsyncConnection, enrolment: UUID) -> Sequence[Pause]:
    cursor = await conn.execute(
        "SELECT at, nullif(before, ''), after FROM phase_change WHERE enrolment_id = %s"
        " ORDER BY at, id",
        [enrolment],
    )
    steps = [
        Change(at, None if before is None else Phase(before), Phase(after))
        for at, before, after in await cursor.fetchall()
    ]
    return unwatched(steps, now=Phase.ACTIVE)


async def _remind_one(
    conn: AsyncConnection, enrolment: UUID, person: _Person, wisher: Wisher, now: datetime
) -> tuple[int, datetime]:
    """Make what is due for one account. Return how many notices, and when to look next."""
    since = now - timedelta(days=DAYS_BACK + 1)
    wish = _wish(wisher)
    later = await batch.later(conn, enrolment, wisher.account, since=since)
    known = replace(person.known, later=later)
    planned = reminders.planned(known, wish.quiet, now=now)
    made = await batch.made(conn, enrolment, wisher.account, since=since)
    due = reminders.due(planned, {one[:3] for one in made}, wish.quiet, now=now)
    count = 0
    for step in Step:
        of_step = [one for one in due if one.step is step]
        way = reminders.way(step, wish, person.protection)
        if not of_step or way is None:
            continue
        just_before = step is not Step.LATER and any(
            one.step is step and now - one.at < reminders.TOGETHER for one in made
        )
        notice = None if just_before else await _tell(conn, enrolment, person, wisher, way, now)
        count += notice is not None
        await batch.keep(
            conn, of_step, enrolment=enrolment, municipality=person.municipality,
            account=wisher.account, notice=notice, now=now,
        )  # fmt: skip
    return count, reminders.next_at(planned, now=now) or now + LOOK_AHEAD


def _wish(wisher: Wisher) -> Wish:
    if wisher.push is None or wisher.quiet_from is None or wisher.quiet_until is None:
        return Wish()
    return Wish(wisher.push, bool(wisher.sms), Quiet(wisher.quiet_from, wisher.quiet_until))


async def _tell(
    conn: AsyncConnection, enrolment: UUID, person: _Person, wisher: Wisher, way: Way,
    now: datetime,
) -> UUID:  # fmt: skip
    notice = uuid7.uuid7()
    await conn.execute(
        "INSERT INTO notice (id, municipality_id, enrolment_id, team_id, what, about, created_at,"
        " due_at, tries, receipt, account_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, '', %s)",
        [notice, person.municipality, enrolment, person.team, NOTICE[way], enrolment, now, now,
         wisher.account],
    )  # fmt: skip
    return notice


async def still_wanted(
    conn: AsyncConnection, notice: UUID, *, simulated_at: datetime | None = None
) -> bool:
    """Whether a reminder that is about to leave still has something to remind of, and may.

    True for a notice that is no reminder.
    """
    async with conn.transaction():
        of = await batch.of_notice(conn, notice)
        if of is None:
            return True
        enrolment, account, windows = of
        cursor = await conn.execute("SELECT clock_timestamp()")
        row = await cursor.fetchone()
        assert row is not None  # noqa: S101  a SELECT without FROM has one row
        now: datetime = simulated_at or row[0]
        person = await _person(conn, enrolment, now)
        asked = await batch.wishers(conn, enrolment, now=now)
        wisher = next((one for one in asked if one.account == account), None)
        if person is None or wisher is None:
            return False
        quiet = _wish(wisher).quiet
        steps = {(what, end): step for what, end, step in windows}
        return any(
            _still(window, steps[window.what, window.end], person.known, quiet, now)
            for window in person.known.windows
            if (window.what, window.end) in steps
        )


def _still(window: Window, step: Step, known: Known, quiet: Quiet, now: datetime) -> bool:
    if not reminders.is_open(window, known, now=now):
        return False
    return step is Step.LATER or not quiet.holds(now)
