"""Somebody at home was told when they would have been seen to. Run by the due loop when that is
past: was it so? A promise that was broken is on the list, and whoever was told is told the truth.

Safe to repeat and to be killed anywhere: each promise is settled once, in one transaction.
"""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from heime.flow.raise_case import Changed
from heime.records.audit import batch as audit
from heime.records.audit.batch import Act
from heime.records.exchange import batch as exchange
from heime.records.exchange.batch import News
from heime.records.home import batch as home
from heime.records.home.batch import Promised
from heime.records.people.locks import enrolment_lock_key

AT_ONCE = 200
"""Promises taken at a time."""
BROKEN = "promise-broken"


async def keep_promises(
    conn: AsyncConnection, *, simulated_at: datetime | None = None
) -> set[Changed]:
    """Settle every promise that is past its time."""
    changed: set[Changed] = set()
    for one in await home.due_promises(conn, AT_ONCE, simulated_at):
        if await _settle(conn, one, simulated_at):
            changed.add(Changed(one.team, one.enrolment))
    return changed


async def _settle(conn: AsyncConnection, one: Promised, simulated_at: datetime | None) -> bool:
    """Settle one. Whether it was broken."""
    async with conn.transaction():
        await conn.execute(
            "SELECT pg_advisory_xact_lock(%s::bigint)", [enrolment_lock_key(one.enrolment)]
        )
        now = simulated_at or await _clock(conn)
        kept = await home.was_looked_at(conn, one)
        if not await home.settle(conn, one.id, kept=kept, at=now) or kept:
            return False
        await exchange.post(conn, [_news(one, account, now) for account in (one.account, None)])
        act = Act("home.promise-broken", None, one.enrolment, one.municipality)
        await audit.note(conn, [act], at=now)
        return True


def _news(one: Promised, account: UUID | None, now: datetime) -> News:
    what = BROKEN if account else f"{BROKEN}-team"
    return News(what, one.case, one.enrolment, one.municipality, one.team, now, account)


async def _clock(conn: AsyncConnection) -> datetime:
    cursor = await conn.execute("SELECT clock_timestamp()")
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  a SELECT without FROM has one row
    now: datetime = row[0]
    return now
