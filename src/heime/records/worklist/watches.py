"""When to look next whether something agreed has not come: one row for each person watched."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

_BEGIN = """
INSERT INTO watch (enrolment_id, municipality_id, due_at)
SELECT DISTINCT ON (v.enrolment_id) v.enrolment_id, v.municipality_id, clock_timestamp()
  FROM plan_version v JOIN enrolment e ON e.id = v.enrolment_id
 WHERE v.status = 'approved' AND (e.ends_at IS NULL OR e.ends_at > clock_timestamp())
   AND NOT EXISTS (SELECT FROM watch w WHERE w.enrolment_id = v.enrolment_id)
ON CONFLICT DO NOTHING
"""


async def begin(conn: AsyncConnection) -> None:
    """Watch over everybody who has an approved plan and is not watched yet."""
    await conn.execute(_BEGIN)


async def due(conn: AsyncConnection, most: int) -> list[UUID]:
    """People to look at now, the longest overdue first."""
    cursor = await conn.execute(
        """
        SELECT enrolment_id FROM watch
         WHERE due_at <= clock_timestamp()
           AND (leased_until IS NULL OR leased_until < clock_timestamp())
         ORDER BY due_at LIMIT %s
        """,
        [most],
    )
    return [enrolment for (enrolment,) in await cursor.fetchall()]


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
