"""Putting a notice in the outbox, in the transaction of what it tells."""

from datetime import datetime
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

_POST = """
INSERT INTO notice (id, municipality_id, enrolment_id, team_id, what, about, created_at, due_at,
    tries, receipt)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, '')
"""


async def post(
    conn: AsyncConnection, *, what: str, about: UUID, enrolment: UUID, municipality: int,
    team: UUID, at: datetime,
) -> None:
    """Leave one notice to be sent as soon as the jobs process comes by."""
    await conn.execute(
        _POST, [uuid7.uuid7(), municipality, enrolment, team, what, about, at, at]
    )
