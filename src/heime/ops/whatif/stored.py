"""Stored histories and plans, read as the worker reads them and noted in the log."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from heime.core.casework import Outcome
from heime.core.person import Pause
from heime.core.phases import Change, Phase, unwatched
from heime.core.plan import Plan
from heime.core.record import Item
from heime.core.whatif_compare import Done
from heime.records.audit import batch as audit
from heime.records.audit.batch import Act
from heime.records.measurements import history
from heime.records.plans import batch as plans
from heime.records.plans.batch import InForce


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of one person: facts, the plans as they held, the newest one's content, and the
    cases as they were worked. content: None for somebody who never had a plan.

    shadow: from when, and what, a signed version says that runs in shadow; None without one.
    away: when nothing was waited for.
    """

    enrolment: UUID
    conditions: tuple[str, ...]
    items: list[Item]
    steps: list[tuple[datetime, Plan | None]]
    content: dict[str, Any] | None
    done: list[Done]
    shadow: tuple[datetime, dict[str, Any]] | None = None
    away: tuple[Pause, ...] = ()


_PEOPLE = """
SELECT id, municipality_id, conditions FROM enrolment
 WHERE (%(people)s::uuid[] IS NULL OR id = ANY (%(people)s))
   AND (%(condition)s::text IS NULL OR %(condition)s = ANY (conditions))
 ORDER BY id
"""
_CONTENT = """
SELECT content FROM plan_version
 WHERE enrolment_id = %s AND approved_at IS NOT NULL AND NOT shadow
 ORDER BY valid_from DESC, number DESC LIMIT 1
"""
_SHADOW = """
SELECT valid_from, content FROM plan_version
 WHERE enrolment_id = %s AND status = 'approved' AND shadow
 ORDER BY valid_from DESC, number DESC LIMIT 1
"""
_PHASES = """
SELECT e.phase, c.at, nullif(c.before, ''), c.after
  FROM enrolment e LEFT JOIN phase_change c ON c.enrolment_id = e.id
 WHERE e.id = %s ORDER BY c.at, c.id
"""
_CASES = "SELECT opened_at, closed_at, outcome FROM case_ WHERE enrolment_id = %s"


async def everybody(
    conn: AsyncConnection,
    people: Sequence[UUID] | None,
    condition: str | None,
    *,
    since: datetime,
    at: datetime,
) -> AsyncIterator[Stored]:
    """The people asked for, one after the other; each is noted in the log with what was read.

    since: readings and forms from then on. at: the moment of asking.
    """
    asked = {"people": None if people is None else list(people), "condition": condition}
    cursor = await conn.execute(_PEOPLE, asked)
    for enrolment, municipality, conditions in await cursor.fetchall():
        async with conn.transaction():
            stored = await _one(conn, enrolment, tuple(conditions), since)
            act = Act("what-if", None, enrolment, municipality)
            await audit.note(conn, [act], at=at)
        yield stored


async def _one(
    conn: AsyncConnection, enrolment: UUID, conditions: tuple[str, ...], since: datetime
) -> Stored:
    in_force = InForce(await (await plans.versions(conn, [enrolment])).fetchall())
    await in_force.load(conn)
    steps = [(start, in_force.plan(version)) for start, version in in_force.steps(enrolment)]
    items: list[Item] = [
        *await history.readings(conn, [enrolment], since),
        *await history.forms(conn, [enrolment], since),
    ]
    row = await (await conn.execute(_CONTENT, [enrolment])).fetchone()
    cases = await (await conn.execute(_CASES, [enrolment])).fetchall()
    done = [
        Done(opened, closed, Outcome(outcome) if outcome else None)
        for opened, closed, outcome in cases
    ]
    content = None if row is None else row[0]
    beside = await (await conn.execute(_SHADOW, [enrolment])).fetchone()
    shadow = None if beside is None else (beside[0], beside[1])
    away = await _away(conn, enrolment)
    return Stored(enrolment, conditions, items, steps, content, done, shadow, away)


async def _away(conn: AsyncConnection, enrolment: UUID) -> tuple[Pause, ...]:
    rows = await (await conn.execute(_PHASES, [enrolment])).fetchall()
    steps = [
        Change(at, Phase(before) if before else None, Phase(after))
        for _now, at, before, after in rows
        if at is not None
    ]
    return unwatched(steps, now=Phase(rows[0][0])) if rows else ()
