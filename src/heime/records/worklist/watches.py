"""When to look next whether something agreed has not come: one row for each person watched."""

from datetime import datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

_BEGIN = """
INSERT INTO watch (enrolment_id, municipality_id, due_at)
SELECT DISTINCT ON (v.enrolment_id) v.enrolment_id, v.municipality_id,
       coalesce(%(at)s, clock_timestamp())
  FROM plan_version v JOIN enrolment e ON e.id = v.enrolment_id
 WHERE v.status = 'approved' AND NOT v.shadow AND e.phase = 'active'
   AND (e.ends_at IS NULL OR e.ends_at > clock_timestamp())
   AND NOT EXISTS (SELECT FROM watch w WHERE w.enrolment_id = v.enrolment_id)
ON CONFLICT DO NOTHING
"""
_END = """
DELETE FROM watch w USING enrolment e
 WHERE e.id = w.enrolment_id AND (e.phase <> 'active' OR e.ends_at <= clock_timestamp())
"""


async def begin(conn: AsyncConnection, *, at: datetime | None = None) -> None:
    """Watch over everybody active who has an approved plan and is not watched yet, and no longer
    over those who have left or are paused. at: when to look first, if not now.
    """
    await conn.execute(_END)
    await conn.execute(_BEGIN, {"at": at})


async def due(conn: AsyncConnection, most: int, *, at: datetime | None = None) -> list[UUID]:
    """People to look at now, or at another moment, the longest overdue first."""
    cursor = await conn.execute(
        """
        SELECT w.enrolment_id FROM watch w JOIN enrolment e ON e.id = w.enrolment_id
         WHERE w.due_at <= coalesce(%(at)s, clock_timestamp())
           AND (w.leased_until IS NULL OR w.leased_until < clock_timestamp())
           AND e.phase = 'active' AND (e.ends_at IS NULL OR e.ends_at > clock_timestamp())
         ORDER BY w.due_at LIMIT %(most)s
        """,
        {"at": at, "most": most},
    )
    return [enrolment for (enrolment,) in await cursor.fetchall()]


async def leave_alone(conn: AsyncConnection, enrolment: UUID, length: timedelta) -> None:
    """Look at this person again after a while, so that others are not held up by what failed."""
    await conn.execute(
        "UPDATE watch SET leased_until = clock_timestamp() + %s WHERE enrolment_id = %s",
        [length, enrolment],
    )


async def look_again(conn: AsyncConnection, enrolment: UUID, at: datetime) -> None:
    await conn.execute(
        "UPDATE watch SET due_at = %s, leased_until = NULL WHERE enrolment_id = %s",
        [at, enrolment],
    )


async def is_judged(conn: AsyncConnection, enrolment: UUID, kind: int, at: datetime) -> bool:
    """Whether a judgement of this kind and moment stands already."""
    cursor = await conn.execute(
        "SELECT EXISTS (SELECT FROM judgement"
        " WHERE enrolment_id = %s AND kind = %s AND measured_at = %s)",
        [enrolment, kind, at],
    )
    row = await cursor.fetchone()
    return bool(row and row[0])
