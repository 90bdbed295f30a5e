"""The sealer: closes over what has been logged, every few seconds, behind those who write.

It runs beside the due loop in the jobs process, on a connection of its own, so that neither waits
for the other. Several may run: one works at a time, and nobody who writes the log waits for it.
"""

import asyncio
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import AsyncConnection

from heime.core.hours import HOME
from heime.ops.audit import anchor, signals

log = logging.getLogger(__name__)

EVERY = 10.0
"""Seconds between links of a chain; the tail is at most about twice as old."""
AT_ONCE = 20_000
LATE = timedelta(minutes=1)
NIGHT = 2
"""From this hour on, local time, the night's anchor is written."""


async def keep_sealing(url: str, stop: asyncio.Event) -> None:
    """Seal until told to stop, reconnecting when the database was away. As the worker's role."""
    while not stop.is_set():
        try:
            async with await AsyncConnection.connect(
                url, autocommit=True, connect_timeout=5, options="-c timezone=UTC"
            ) as conn:
                while not stop.is_set():
                    await seal(conn)
                    await asyncio.to_thread(nightly, url, datetime.now(UTC))
                    await _sleep(stop, EVERY)
        except psycopg.OperationalError:
            await _sleep(stop, 5)
        except Exception as fault:  # alarms must go on, and so must sealing
            log.error("sealing the log failed: %s", type(fault).__name__)
            await _sleep(stop, EVERY)


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


async def seal(conn: AsyncConnection) -> int:
    """Close over everything that has settled; returns how much. Complains of a long tail."""
    made = 0
    while True:
        row = await (await conn.execute("SELECT seal_log(%s)", [AT_ONCE])).fetchone()
        assert row is not None  # noqa: S101  a function always answers
        made += row[0]
        if row[0] < AT_ONCE / 2:
            break
    row = await (await conn.execute("SELECT entries, now() - oldest FROM unsealed()")).fetchone()
    if row is not None and row[1] is not None and row[1] > LATE:
        log.error("%s log entries are not sealed; the oldest is %s old", row[0], row[1])
    return made


def nightly(url: str, now: datetime) -> None:
    """Once a night: the heads of all chains into the data folder, and yesterday's signals."""
    local = now.astimezone(HOME)
    folder = os.environ.get("HEIME_DATA")
    if not folder or local.hour < NIGHT or anchor.tonights(Path(folder), local).exists():
        return
    with psycopg.connect(url, connect_timeout=5) as conn:
        try:
            with conn.transaction():
                signals.make(conn, local.date() - timedelta(days=1), now)
        except psycopg.Error as fault:  # the command can make them again; the anchor must be made
            log.error("the signals of yesterday were not made: %s", type(fault).__name__)
        anchor.keep_one(conn, Path(folder), local)
