"""The due loop: what is past due is done, one row after the other, and its own age is watched.

Runs as the worker's role. Only the holder of the lease works; another process of the same kind
waits and takes over when the lease runs out. Everything here may be done twice without harm.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
from django.conf import settings
from psycopg import AsyncConnection

from heime.edges.partners.channels import Channels
from heime.flow.climb import climb_due
from heime.flow.keep_promises import keep_promises
from heime.flow.raise_case import Changed
from heime.flow.remind import remind
from heime.flow.take_back import take_back
from heime.flow.time_out import time_out
from heime.flow.watch import watch
from heime.ops import figures, outbox
from heime.ops.audit.sealer import keep_sealing
from heime.ops.printed import keep_printing
from heime.records.keeping import batch as keeping
from heime.records.reminders import batch as reminders
from heime.records.signin import once
from heime.records.worklist import watches

log = logging.getLogger(__name__)

EVERY = 0.5
"""Seconds between looks for overdue work."""
LEASE = timedelta(seconds=10)
FAILED_WAITS = timedelta(minutes=1)
"""A person whose overdue work fails is tried again after this, so that others are not held up."""
AT_ONCE = 200
"""Rows taken at a time."""
BEGIN_EVERY = timedelta(minutes=10)
"""How soon somebody with a new plan is watched over; nothing can be missing before that."""
CLIMB_EVERY = timedelta(seconds=5)
"""How often reds that nobody has are looked at; their steps are minutes apart."""
REMIND_EVERY = timedelta(seconds=15)
"""How often it is asked whether somebody is to be reminded: of what was missed hours ago."""
MONTHS_AHEAD = 3


def run() -> None:
    """Work until SIGTERM or SIGINT; what is in hand is finished first."""
    asyncio.run(_until_told_to_stop(settings.DATABASE_URLS["worker"], outbox.channels()))


async def _until_told_to_stop(url: str, channels: Channels) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    await asyncio.gather(
        work(url, channels, stop), keep_sealing(url, stop), keep_printing(url, stop)
    )


async def work(url: str, channels: Channels, stop: asyncio.Event) -> None:
    """Look for overdue work every half second, reconnecting when the database was away."""
    me = uuid4()
    pause = EVERY
    while not stop.is_set():
        try:
            async with await AsyncConnection.connect(
                url, autocommit=True, connect_timeout=5, options="-c timezone=UTC"
            ) as conn:
                pause = EVERY
                await _make_months(conn)
                await watches.begin(conn)
                await reminders.begin(conn)
                while not stop.is_set():
                    await look(conn, channels, me=me)
                    await _sleep(stop, EVERY)
        except psycopg.OperationalError:
            log.warning("the database is away; trying again in %.1f s", pause)
            await _sleep(stop, pause)
            pause = min(pause * 2, 5)


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


async def look(conn: AsyncConnection, channels: Channels, *, me: UUID) -> bool:
    """One round: settle what nobody measured in time, send what must leave, look for what did not
    come; False: not ours.
    """
    if not await _lease(conn, me):
        return False
    await _tell(conn, await _settle_overdue(conn))
    await _every(conn, "climbing", CLIMB_EVERY, _climb)
    await _every(conn, "reminders", REMIND_EVERY, _remind)
    while await outbox.send_next(conn, channels):
        pass
    if await _lease(conn, me):  # a long round may have used it up
        await _tell(conn, await _watch_over(conn))
    await _every(conn, "months", timedelta(days=1), _make_months)
    await _every(conn, "watches", BEGIN_EVERY, watches.begin)
    await _every(conn, "reminded", BEGIN_EVERY, reminders.begin)
    await _every(conn, "sign-ins", BEGIN_EVERY, once.forget_old)
    await _every(conn, "retention", timedelta(days=1), keeping.let_go)
    await _every(conn, "figures", figures.LOOK_EVERY, figures.keep_figures)
    await _every(conn, "state", figures.STATE_EVERY, figures.keep_state)
    await conn.execute(
        "UPDATE loop SET done_at = clock_timestamp() WHERE name = 'due' AND holder = %s", [me]
    )
    return True


async def _lease(conn: AsyncConnection, me: UUID) -> bool:
    cursor = await conn.execute(
        """
        INSERT INTO loop (name, done_at, holder, leased_until)
        VALUES ('due', clock_timestamp(), %(me)s, clock_timestamp() + %(lease)s)
        ON CONFLICT (name) DO UPDATE
           SET holder = %(me)s, leased_until = clock_timestamp() + %(lease)s
         WHERE loop.holder = %(me)s OR loop.leased_until IS NULL
            OR loop.leased_until < clock_timestamp()
        RETURNING holder
        """,
        {"me": me, "lease": LEASE},
    )
    return await cursor.fetchone() is not None


async def _settle_overdue(conn: AsyncConnection) -> set[Changed]:
    cursor = await conn.execute(
        """
        SELECT enrolment_id FROM (
            SELECT enrolment_id, due_at FROM awaited
             WHERE due_at <= clock_timestamp()
               AND (leased_until IS NULL OR leased_until < clock_timestamp())
            UNION ALL
            SELECT enrolment_id, waits_until FROM case_ WHERE waits_until <= clock_timestamp()
        ) AS overdue GROUP BY enrolment_id ORDER BY min(due_at) LIMIT %s
        """,
        [AT_ONCE],
    )
    changed: set[Changed] = set()
    for (enrolment,) in await cursor.fetchall():
        try:
            changed |= await time_out(conn, enrolment)
        except psycopg.OperationalError:
            raise
        except Exception as fault:
            log.error("overdue work of enrolment %s failed: %s", enrolment, type(fault).__name__)
            await conn.execute(
                "UPDATE awaited SET leased_until = clock_timestamp() + %s WHERE enrolment_id = %s",
                [FAILED_WAITS, enrolment],
            )
    return changed


async def _watch_over(conn: AsyncConnection) -> set[Changed]:
    changed: set[Changed] = set()
    for enrolment in await watches.due(conn, AT_ONCE):
        try:
            changed |= await watch(conn, enrolment)
        except psycopg.OperationalError:
            raise
        except Exception as fault:
            log.error("watching over enrolment %s failed: %s", enrolment, type(fault).__name__)
            await watches.leave_alone(conn, enrolment, FAILED_WAITS)
    return changed


async def _climb(conn: AsyncConnection) -> None:
    """A fault here must not stop the loop: the next round tries again, and the log says so."""
    try:
        found = await climb_due(conn) | await take_back(conn) | await keep_promises(conn)
        await _tell(conn, found)
    except psycopg.OperationalError:
        raise
    except Exception as fault:
        log.error("climbing, taking back or promises failed: %s", type(fault).__name__)


async def _remind(conn: AsyncConnection) -> None:
    for enrolment in await reminders.due(conn, AT_ONCE):
        try:
            await remind(conn, enrolment)
        except psycopg.OperationalError:
            raise
        except Exception as fault:
            log.error("reminding enrolment %s failed: %s", enrolment, type(fault).__name__)
            await reminders.leave_alone(conn, enrolment, FAILED_WAITS)


async def _tell(conn: AsyncConnection, changed: set[Changed]) -> None:
    if changed:
        await conn.execute(
            "SELECT pg_notify('heime_changed', what) FROM unnest(%s::text[]) AS what",
            [sorted(f"{change.team} {change.enrolment}" for change in changed)],
        )


async def _make_months(conn: AsyncConnection) -> None:
    """Partitions for the months ahead, so that no reading ever finds its month missing."""
    await conn.execute(
        "SELECT make_partitions((now() + make_interval(months => %s))::date)", [MONTHS_AHEAD]
    )


async def _every(
    conn: AsyncConnection,
    name: str,
    length: timedelta,
    job: Callable[[AsyncConnection], Awaitable[None]],
) -> None:
    cursor = await conn.execute(
        """
        INSERT INTO loop (name, done_at) VALUES (%s, clock_timestamp())
        ON CONFLICT (name) DO UPDATE SET done_at = clock_timestamp()
         WHERE loop.done_at < clock_timestamp() - %s
        RETURNING name
        """,
        [name, length],
    )
    if await cursor.fetchone() is not None:
        await job(conn)
