"""What was agreed and did not come (M-1, M-2), and the home blood-pressure week when it ends.

Run by the due loop for one person at a time, at the moments when something can have changed: a
window ends, a silence has lasted long enough, a week is over.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

from heime.core import expectations, explain, hbpm, missing
from heime.core.course import Course
from heime.core.events import HOME
from heime.core.kinds import Kind
from heime.core.missing import Gap, Window
from heime.core.plan import Plan
from heime.core.topics import HBPM_WEEK, label
from heime.core.topics import missing as missing_topic
from heime.core.verdict import found
from heime.core.zone import Zone
from heime.flow import raise_case
from heime.flow.courses import Courses
from heime.flow.raise_case import Changed, Lists
from heime.flow.time_out import person
from heime.records.measurements import batch as measurements
from heime.records.measurements import courses as stored
from heime.records.measurements import history
from heime.records.measurements.batch import Judged
from heime.records.people.locks import enrolment_lock_key
from heime.records.plans import batch as plans
from heime.records.plans.batch import InForce
from heime.records.worklist import watches

LOOK_BACK = timedelta(days=12)
"""How far back a window is still asked for; M-1 has spoken long before."""
LOOK_AHEAD = timedelta(days=8)
"""A plan that asks for nothing for so long is looked at again then."""


@dataclass(frozen=True, slots=True)
class _Silence:
    """What the courses of a person say of each kind: the newest, and whether it was a warning."""

    newest: dict[str, datetime]
    worsening: frozenset[str]


async def watch(
    conn: AsyncConnection, enrolment: UUID, *, simulated_at: datetime | None = None
) -> set[Changed]:
    """Judge what is missing from one person, and say when to look next; one transaction.

    Safe to repeat: a silence that has made work makes it once.
    """
    async with conn.transaction():
        await conn.execute(
            "SELECT pg_advisory_xact_lock(%s::bigint)", [enrolment_lock_key(enrolment)]
        )
        now = simulated_at or await _clock(conn)
        team, municipality, _ = await person(conn, enrolment)
        lists = await Lists.read(
            await raise_case.ask(conn, [enrolment], [team], since=now - LOOK_BACK)
        )
        in_force = InForce(await (await plans.versions(conn, [enrolment])).fetchall())
        await in_force.load(conn)
        version = in_force.at(enrolment, now)
        plan = None if version is None else in_force.plan(version)
        if plan is None:
            await watches.look_again(conn, enrolment, now + LOOK_AHEAD)
            return set()
        silence = _silence(Courses(await stored.read(conn, [enrolment])).all_of(enrolment))
        gaps = _gaps(plan, silence, now)
        judged = [
            _missed(gap, enrolment, municipality, version, now)
            for gap in gaps
            if gap.rule and (enrolment, missing_topic(gap.what), gap.since) not in lists.seen
        ]
        judged += [
            week
            async for week in _weeks(conn, plan, enrolment, municipality, version, lists, now=now)
        ]
        for one in judged:
            lists.follow_up(one, team=team, at=now)
        if judged:
            await measurements.keep_judgements(conn, judged)
            await lists.write(conn)
        await watches.look_again(conn, enrolment, _next(plan, gaps, now))
        return lists.changed


async def _clock(conn: AsyncConnection) -> datetime:
    cursor = await conn.execute("SELECT clock_timestamp()")
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  a SELECT without FROM has one row
    now: datetime = row[0]
    return now


def _silence(courses: Sequence[Course]) -> _Silence:
    newest: dict[str, datetime] = {}
    worsening = set()
    for course in courses:
        if course.sats:
            what = label(course.topic)
            newest[what] = datetime.fromtimestamp(course.sats[-1].start, HOME)
            last = course.last_final()
            if last is not None and last.zone > Zone.GREY:
                worsening.add(what)
    return _Silence(newest, frozenset(worsening))


def _windows(plan: Plan, now: datetime, upto: timedelta) -> list[Window]:
    today = now.astimezone(HOME).date()
    first = today - timedelta(days=LOOK_BACK.days)
    return expectations.windows(plan.expectations, first, today + upto)


def _gaps(plan: Plan, silence: _Silence, now: datetime) -> list[Gap]:
    windows = _windows(plan, now, timedelta())
    pauses = plan.person.pauses
    return missing.gaps(windows, silence.newest, silence.worsening, plan.rules, pauses, now=now)


def _missed(
    gap: Gap, enrolment: UUID, municipality: int, version: int | None, now: datetime
) -> Judged:
    verdict = found(gap.since, [(gap.rule, gap.zone)], (), facts=tuple(explain.of_gap(gap).items()))
    return Judged(
        enrolment,
        municipality,
        missing_topic(gap.what),
        uuid7.uuid7(),
        gap.since,
        now,
        version,
        verdict,
    )


async def _weeks(
    conn: AsyncConnection,
    plan: Plan,
    enrolment: UUID,
    municipality: int,
    version: int | None,
    lists: Lists,
    *,
    now: datetime,
) -> AsyncIterator[Judged]:
    """Home weeks that have ended and have not been judged: the mean, or that it is not complete."""
    for start in plan.weeks:
        end = _midnight(hbpm.ends(start))
        due = "HBPM" in plan.rules and end <= now < end + LOOK_BACK
        if not due or await watches.is_judged(conn, enrolment, HBPM_WEEK, end):
            continue
        readings = await history.between(
            conn, enrolment, Kind.BLOOD_PRESSURE, _midnight(start), end
        )
        week = hbpm.week(readings, start)
        fired = [] if week.zone is Zone.GREEN else [("HBPM", week.zone or Zone.GREY)]
        facts = tuple(explain.of_week(week).items())
        inputs = tuple(reading.id for reading in week.readings)
        verdict = found(end, fired, inputs, facts=facts)
        yield Judged(enrolment, municipality, HBPM_WEEK, uuid7.uuid7(), end, now, version, verdict)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HOME)


def _next(plan: Plan, gaps: Sequence[Gap], now: datetime) -> datetime:
    return min(_moments(plan, gaps, now), default=now + LOOK_AHEAD)


def _moments(plan: Plan, gaps: Sequence[Gap], now: datetime) -> Iterator[datetime]:
    """When something can change: a window ends, a silence has lasted, a week is over."""
    for window in _windows(plan, now, LOOK_AHEAD):
        if window.end > now:
            yield window.end
    for gap in gaps:
        if gap.changes_at is not None and gap.changes_at > now:
            yield gap.changes_at
    for start in plan.weeks:
        if _midnight(hbpm.ends(start)) > now:
            yield _midnight(hbpm.ends(start))
