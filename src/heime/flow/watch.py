"""What was agreed and did not come (M-1, M-2), and the home blood-pressure week when it ends.

Run by the due loop for one person at a time, at the moments when something may have to be done: a
silence has lasted long enough, a week is over. That a window has just ended is grey on a page and
nobody's work, so nothing is run for it: cost follows trouble, not the number of people.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

import msgspec
import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

from heime.core import expectations, explain, hbpm, missing
from heime.core.course import Course
from heime.core.events import HOME
from heime.core.kinds import Kind
from heime.core.missing import Gap, Window
from heime.core.person import Pause
from heime.core.phases import Change, Phase, unwatched
from heime.core.plan import Plan
from heime.core.topics import HBPM_WEEK, label
from heime.core.topics import missing as missing_topic
from heime.core.verdict import found
from heime.core.zone import Zone
from heime.flow import raise_case
from heime.flow.courses import Courses
from heime.flow.raise_case import Changed, Lists
from heime.records.home import batch as home
from heime.records.intake import batch as intake
from heime.records.measurements import batch as measurements
from heime.records.measurements import courses as stored
from heime.records.measurements import history
from heime.records.measurements.batch import Judged
from heime.records.measurements.courses import Remembered
from heime.records.people.locks import enrolment_lock_key
from heime.records.plans import batch as plans
from heime.records.plans.batch import InForce
from heime.records.worklist import watches

LOOK_AHEAD = timedelta(days=1)
"""Everybody is looked at again within this. A silence is nobody's work before it has lasted as long
(missing.AFTER), so that none is found too late, whatever a new plan asks for."""
WEEK_COUNTS = timedelta(days=12)
"""How long after its end a home week is still judged: when the loop stood still."""


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
        known = await _ask(conn, enrolment)
        now = simulated_at or known.now
        in_force = InForce(known.versions)
        await in_force.load(conn)
        version = in_force.at(enrolment, now)
        plan = None if version is None else in_force.plan(version)
        if plan is None:
            await watches.look_again(conn, enrolment, now + LOOK_AHEAD)
            return set()
        silence = _silence(Courses(known.courses).all_of(enrolment))
        told = set(known.skipped)  # with a reason: not missed, and asked for again next time
        windows = [
            one
            for one in _asked_for(in_force, enrolment, plan, silence, now)
            if (one.what, one.start) not in told
        ]
        gaps = _gaps(plan, windows, silence, known.away, now)
        weeks = [
            one async for one in _weeks(conn, plan, enrolment, known.municipality, version, now)
        ]
        fired = [
            _missed(gap, enrolment, known.municipality, version, now) for gap in gaps if gap.rule
        ]
        changed = set[Changed]()
        if fired or weeks:
            changed = await _make_work(conn, enrolment, known.team, fired, weeks, at=now)
        await watches.look_again(conn, enrolment, _next(plan, gaps, now))
        return changed


@dataclass(frozen=True, slots=True)
class _Known:
    """What is asked of one person, under their lock."""

    now: datetime
    team: UUID
    municipality: int
    versions: list[tuple[UUID, int, datetime, str]]
    courses: list[Remembered]
    phases: list[tuple[datetime, Phase | None, Phase]]
    skipped: list[tuple[str, datetime]]

    @property
    def away(self) -> tuple[Pause, ...]:
        """When nothing was waited for. Whoever is asked about is active now."""
        steps = [Change(at, before, after) for at, before, after in self.phases]
        return unwatched(steps, now=Phase.ACTIVE)


# One statement: this is run for everybody every day, and its cost is the number of its statements.
_ASK = f"""
SELECT json_build_object('now', clock_timestamp(), 'team', e.team_id,
    'municipality', e.municipality_id, 'versions', ({plans.VERSIONS}),
    'courses', ({stored.COURSES}), 'phases', ({intake.PHASES}), 'skipped', ({home.SKIPPED}))::text
  FROM enrolment e WHERE e.id = ANY (%(people)b::uuid[])
"""  # noqa: S608  only names of our own
_READ = msgspec.json.Decoder(_Known)


async def _ask(conn: AsyncConnection, enrolment: UUID) -> _Known:
    """Raises LookupError for nobody."""
    cursor = await conn.execute(_ASK, {"people": [enrolment]})
    row = await cursor.fetchone()
    if row is None:
        raise LookupError("no such enrolment")
    return _READ.decode(row[0])


async def _make_work(
    conn: AsyncConnection,
    enrolment: UUID,
    team: UUID,
    fired: Sequence[Judged],
    weeks: Sequence[Judged],
    *,
    at: datetime,
) -> set[Changed]:
    """Keep and follow up what nothing has been made of before."""
    since = min((one.measured_at for one in fired), default=at) - WEEK_COUNTS
    lists = await Lists.read(await raise_case.ask(conn, [enrolment], [team], since=since))
    fresh = [one for one in fired if (enrolment, one.kind, one.measured_at) not in lists.seen]
    judged = [*fresh, *weeks]
    for one in judged:
        lists.follow_up(one, team=team, at=at)
    if judged:
        await measurements.keep_judgements(conn, judged)
        await lists.write(conn)
    return lists.changed


def _silence(courses: Sequence[Course]) -> _Silence:
    newest: dict[str, datetime] = {}
    worsening = set()
    for course in courses:
        if course.last is not None:
            what = label(course.topic)
            newest[what] = datetime.fromtimestamp(course.last.start, HOME)
            final = course.last_final()
            if final is not None and final.zone > Zone.GREY:
                worsening.add(what)
    return _Silence(newest, frozenset(worsening))


def _asked_for(
    in_force: InForce, enrolment: UUID, plan: Plan, silence: _Silence, now: datetime
) -> list[Window]:
    """The windows that nothing has answered since, each by the version that held when it began,
    of what the plan still asks for. Before the first plan nothing was agreed.
    """
    asked = plan.expectations
    still = {one.what for one in asked}
    steps = in_force.steps(enrolment)
    ends = [start for start, _ in steps[1:]] + [now]
    found: list[Window] = []
    for (start, version), end in zip(steps, ends, strict=True):
        held = in_force.plan(version)
        if held is None:
            continue
        for one in asked if held is plan else held.expectations:
            first = max(start, silence.newest.get(one.what, start))
            if one.what not in still or first >= end:
                continue
            days = expectations.windows([one], _day(first), _day(end))
            found += [window for window in days if start <= window.start < end]
    return found


def _day(moment: datetime) -> date:
    return moment.astimezone(HOME).date()


def _gaps(
    plan: Plan,
    windows: Sequence[Window],
    silence: _Silence,
    away: Sequence[Pause],
    now: datetime,
) -> list[Gap]:
    """What is missing. What was to come while they were away is not: there or in the plan."""
    pauses = (*plan.person.pauses, *away)
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
    now: datetime,
) -> AsyncIterator[Judged]:
    """Home weeks that have ended and have not been judged: the mean, or that it is not complete."""
    for start in plan.weeks:
        end = _midnight(hbpm.ends(start))
        due = "HBPM" in plan.rules and end <= now < end + WEEK_COUNTS
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
    """When next something may have to be done, as far as is known now."""
    return min([*_moments(plan, gaps, now), now + LOOK_AHEAD])


def _moments(plan: Plan, gaps: Sequence[Gap], now: datetime) -> Iterator[datetime]:
    for gap in gaps:
        if gap.changes_at is not None and gap.changes_at > now:
            yield gap.changes_at
    for start in plan.weeks:
        if _midnight(hbpm.ends(start)) > now:
            yield _midnight(hbpm.ends(start))
