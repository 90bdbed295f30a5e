"""Writing figures and the state of the machinery, as the due loop does."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from psycopg import AsyncConnection


class Published(NamedTuple):
    """A cell that is released; None where a column may not be shown."""

    table: str
    place: str
    topic: str
    people: int | None = None
    cases: int | None = None
    minutes: int | None = None


async def released_on(conn: AsyncConnection) -> date | None:
    """The day of the release that stands."""
    cursor = await conn.execute("SELECT max(released_on) FROM figure")
    row = await cursor.fetchone()
    return row[0] if row else None


async def release(conn: AsyncConnection, cells: Sequence[Published], *, on: date) -> None:
    """Put this release in the place of the one before; two of them side by side tell too much."""
    async with conn.transaction():
        await conn.execute("DELETE FROM figure")
        async with conn.cursor() as cursor:
            await cursor.executemany(
                'INSERT INTO figure (released_on, "table", place, topic, people, cases, minutes)'
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [(on, *cell) for cell in cells],
            )


async def keep_state(conn: AsyncConnection, parts: Sequence[tuple[str, int, int]]) -> None:
    """How each part does now: name, how many wait, and seconds since the oldest was due."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO service_state (name, waits, oldest, seen_at)"
            " VALUES (%s, %s, %s, clock_timestamp()) ON CONFLICT (name) DO UPDATE"
            " SET waits = excluded.waits, oldest = excluded.oldest, seen_at = excluded.seen_at",
            parts,
        )
