"""What the due loop leaves for those who see no people: the day's figures, and how it does itself.

Neither may ever hold up what is clinical: a fault here is logged, and tried again later.
"""

import logging
from datetime import timedelta

import psycopg
from psycopg import AsyncConnection

from heime.flow.release_figures import release_figures
from heime.ops.health import UNDONE
from heime.records.figures import batch

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(minutes=10)
"""How soon after midnight the new day's figures are there."""
STATE_EVERY = timedelta(seconds=15)


async def keep_figures(conn: AsyncConnection) -> None:
    """Release today's figures, if that has not been done."""
    try:
        await release_figures(conn)
    except psycopg.OperationalError:
        raise
    except Exception as fault:
        log.error("the figures of today could not be released: %s", type(fault).__name__)


async def keep_state(conn: AsyncConnection) -> None:
    """Write down what is undone, and how old the oldest of it is."""
    try:
        cursor = await conn.execute(UNDONE)
        rows = await cursor.fetchall()
        parts = [
            (what, waits, round((age or timedelta()).total_seconds())) for what, waits, age in rows
        ]
        await batch.keep_state(conn, parts)
    except psycopg.OperationalError:
        raise
    except Exception as fault:
        log.error("the state of the machinery could not be kept: %s", type(fault).__name__)
