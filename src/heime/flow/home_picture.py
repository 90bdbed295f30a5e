"""What a person's values come to as a whole, on the connection that received one of them.

The phone judges from the same by itself; core/home_known.py is what both are made from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from heime.core.events import Event, EventKind
from heime.core.happenings import Reset
from heime.core.home_known import Known
from heime.core.person import Pause
from heime.core.phases import Change, Phase, unwatched
from heime.core.plan import Plan
from heime.core.record import Item
from heime.records.happenings import batch as happenings
from heime.records.home import batch as home
from heime.records.measurements import history
from heime.records.plans import batch as plans
from heime.records.plans.batch import InForce

LOOK_BACK = timedelta(days=200)
"""As far as any rule looks (N-2), and a little more."""

_PHASES = """
SELECT e.phase, c.at, nullif(c.before, ''), c.after
  FROM enrolment e LEFT JOIN phase_change c ON c.enrolment_id = e.id
 WHERE e.id = %s ORDER BY c.at, c.id
"""
_TEXTS = """
SELECT content -> 'texts' FROM plan_version
 WHERE enrolment_id = %s AND status IN ('approved', 'replaced') AND NOT shadow
   AND valid_from <= %s ORDER BY valid_from DESC, number DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class About:
    """A person's facts as one answer needs them. texts: of the plan in force (CarePlan.texts)."""

    known: Known
    texts: dict[str, dict[str, str]]


async def about(conn: AsyncConnection, enrolment: UUID, *, now: datetime) -> About:
    """Everything that their own screen is judged from."""
    in_force = InForce(await (await plans.versions(conn, [enrolment])).fetchall())
    await in_force.load(conn)
    read = [(start, in_force.plan(version)) for start, version in in_force.steps(enrolment)]
    steps: list[tuple[datetime, Plan]] = [(at, plan) for at, plan in read if plan is not None]
    since = now - LOOK_BACK
    items: list[Item] = [
        *await history.readings(conn, [enrolment], since),
        *await history.forms(conn, [enrolment], since),
        *await happenings.sets(conn, enrolment),
    ]
    for told in await happenings.read(conn, [enrolment]):
        items += resets_of(list(told.resets), since)
    cursor = await conn.execute(_TEXTS, [enrolment, now])
    row = await cursor.fetchone()
    known = Known(
        tuple(steps), tuple(items), await _away(conn, enrolment),
        tuple(await home.started(conn, enrolment)),
        frozenset(await home.skipped(conn, enrolment)),
    )  # fmt: skip
    return About(known, (row and row[0]) or {})


def resets_of(resets: Sequence[Reset], since: datetime) -> list[Event]:
    """What starts a baseline anew, as things that happened. What was struck out is none."""
    return [
        Event(_id_of(one), EventKind.BASELINE_RESET, one.at, one.known_at, measure=one.kind)
        for one in resets
        if one.undone_at is None and one.at >= since
    ]


def _id_of(one: Reset) -> UUID:
    """A stay starts everything anew twice: each of the two is a thing of its own."""
    moment = int(one.at.timestamp()) & 0xFFFF_FFFF
    return UUID(int=one.id.int ^ moment)


async def _away(conn: AsyncConnection, enrolment: UUID) -> tuple[Pause, ...]:
    rows: list[tuple[Any, ...]] = await (await conn.execute(_PHASES, [enrolment])).fetchall()
    steps = [
        Change(at, Phase(before) if before else None, Phase(after))
        for _now, at, before, after in rows
        if at is not None
    ]
    return unwatched(steps, now=Phase(rows[0][0])) if rows else ()
