"""What nobody measured in time: the confirmation, the second cuff reading, the valid value.

A wait that has run out is judged again at that moment, by the same rules; silence never turns an
alarm green (C-2). A case that was set aside comes back in the same way. Run by the due loop, and by
receiving when it meets one that is overdue.
"""

from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from heime.core import judging as core
from heime.core import validity
from heime.core.kinds import Kind
from heime.core.reading import Reading
from heime.core.takes import LENGTH
from heime.flow import courses as remembered
from heime.flow import judge as judging
from heime.flow import raise_case
from heime.flow.courses import Courses
from heime.flow.judge import Known
from heime.flow.raise_case import Changed, Lists
from heime.records.measurements import batch as measurements
from heime.records.measurements.batch import Judged, Near
from heime.records.people.locks import enrolment_lock_key
from heime.records.plans import batch as plans
from heime.records.plans.batch import InForce
from heime.records.worklist.batch import Wait


async def settle(
    conn: AsyncConnection,
    wait: Wait,
    near: Known,
    in_force: InForce,
    courses: Courses,
    *,
    at: datetime,
) -> Judged:
    """Judge what was awaited, now that its time is out. Writes nothing: the caller does.

    near: the readings around the one that waits; it is read from the database when it lies
    outside what the caller knows.
    """
    known = near
    if not any(reading.id == wait.measurement for reading in near.readings):
        known = await _known(conn, wait, near.enrolments, near.municipality)
    reading = next(r for r in known.readings if r.id == wait.measurement)
    answered = any(_is_valid_answer(other, wait) for other in known.readings)
    if wait.why == "valid" and not answered:
        return Judged(
            wait.enrolment,
            wait.municipality,
            wait.kind,
            wait.measurement,
            wait.measured_at,
            at,
            None,
            core.nothing_valid(reading),
        )
    return await judging.judge(conn, reading, known, in_force, courses, now=at)


def _is_valid_answer(other: Reading, wait: Wait) -> bool:
    return validity.rejected_by(other) is None and abs(
        other.measured_at - wait.measured_at
    ) <= LENGTH + timedelta(minutes=5)


async def _known(
    conn: AsyncConnection, wait: Wait, enrolments: tuple[UUID, ...], municipality: int
) -> Known:
    question = Near(enrolments, Kind(wait.kind), wait.measured_at)
    cursor = await measurements.nearby(conn, [question])
    return Known(enrolments, municipality, (await measurements.nearby_of(cursor, 1))[0])


async def time_out(
    conn: AsyncConnection, enrolment: UUID, *, simulated_at: datetime | None = None
) -> set[Changed]:
    """Settle everything that is overdue from one person, in one transaction, and bring their case
    back when the time is out for which it was set aside or handed over.

    Safe to repeat: what another worker or an arriving reading settled meanwhile is gone when the
    lock is ours.
    """
    async with conn.transaction():
        await conn.execute(
            "SELECT pg_advisory_xact_lock(%s::bigint)", [enrolment_lock_key(enrolment)]
        )
        cursor = await conn.execute("SELECT clock_timestamp()")
        row = await cursor.fetchone()
        assert row is not None  # noqa: S101  a SELECT without FROM has one row
        now: datetime = simulated_at or row[0]
        team, municipality, enrolments = await person(conn, enrolment)
        lists = await Lists.read(
            await raise_case.ask(conn, [enrolment], [team], since=now - timedelta(days=1))
        )
        overdue = [wait for wait in lists.waiting.values() if wait.due_at <= now]
        in_force = InForce(await (await plans.versions(conn, [enrolment])).fetchall())
        await in_force.load(conn)
        courses = await remembered.read(conn, [enrolment])
        judged: list[Judged] = []
        for n, wait in enumerate(overdue):
            at = now + timedelta(microseconds=2 * n)
            near = await _known(conn, wait, enrolments, municipality)
            one = await settle(conn, wait, near, in_force, courses, at=at)
            judged += _followed_up(one, lists, courses, in_force, team=team, at=at)
            if one.verdict.changes_at is None or one.verdict.changes_at <= at:
                lists.wait_no_more((wait.enrolment, wait.kind))
        lists.wake(enrolment, team=team, at=now)
        if judged:
            await measurements.keep_judgements(conn, judged)
            await courses.write(conn)
        if judged or lists.changed:
            await lists.write(conn)
        return lists.changed


def _followed_up(
    one: Judged, lists: Lists, courses: Courses, in_force: InForce, *, team: UUID, at: datetime
) -> list[Judged]:
    """The judgement, and what it and others of the day come to together when that is worse."""
    lists.follow_up(one, team=team, at=at, by_time=True)
    plan = None if one.plan_version is None else in_force.plan(one.plan_version)
    together = courses.together(one, plan, at=at + timedelta(microseconds=1))
    if together is None or not lists.is_worse(together):
        return [one]
    lists.follow_up(together, team=team, at=at)
    return [one, together]


async def person(conn: AsyncConnection, enrolment: UUID) -> tuple[UUID, int, tuple[UUID, ...]]:
    """A person's team, municipality, and their enrolment with earlier ones whose history counts.

    Raises LookupError for nobody.
    """
    cursor = await conn.execute(
        """
        SELECT e.team_id, e.municipality_id,
               ARRAY(SELECT t.earlier_id FROM transfer t WHERE t.enrolment_id = e.id)
          FROM enrolment e WHERE e.id = %s
        """,
        [enrolment],
    )
    row = await cursor.fetchone()
    if row is None:
        raise LookupError("no such enrolment")
    return row[0], row[1], (enrolment, *row[2])
