"""Hand-overs that nobody answered in time are the team's again: run by the due loop.

Each is one transaction; safe to repeat. The case behind an answered hand-over comes back too, by
the same deadline that it would have come back at by itself.
"""

from datetime import datetime
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

from heime.core.hand_over import LASTS
from heime.flow.raise_case import Changed
from heime.records.audit import batch as audit
from heime.records.audit.batch import Act
from heime.records.exchange import batch as exchange
from heime.records.exchange.batch import News

_DUE = """
SELECT id FROM hand_over
 WHERE ended_at IS NULL AND (state IN ('sent', 'asked') AND due_at <= coalesce(%(at)s, now())
       OR state = 'accepted' AND sent_at <= coalesce(%(at)s, now()) - %(lasts)s)
 ORDER BY due_at
"""
_LATE = """
UPDATE hand_over SET state = 'late', ended_at = coalesce(%(at)s, clock_timestamp())
 WHERE id = %(id)s AND ended_at IS NULL AND state = ANY (ARRAY['sent', 'asked', 'accepted'])
   AND (state = 'accepted' OR due_at <= coalesce(%(at)s, clock_timestamp()))
RETURNING municipality_id, enrolment_id, team_id, sent_by_id, ended_at
"""
# The rest of what it takes to be back is the cases' own: they come back when their time is out.
_CASES = """
UPDATE case_ c SET waits_until = greatest(clock_timestamp(), c.aside_at + interval '1 ms')
  FROM hand_over h
 WHERE h.case_id = c.id AND c.state = 'handed-over' AND c.waits_until > clock_timestamp()
   AND h.sent_at >= c.aside_at AND h.state NOT IN ('sent', 'asked')
RETURNING c.enrolment_id, h.team_id
"""


async def take_back(conn: AsyncConnection, *, simulated_at: datetime | None = None) -> set[Changed]:
    """Everything that is past due, and the cases of what has been answered."""
    cursor = await conn.execute(_DUE, {"at": simulated_at, "lasts": LASTS})
    found = set()
    for (id_,) in await cursor.fetchall():
        one = await _late(conn, id_, simulated_at)
        if one is not None:
            found.add(one)
    cursor = await conn.execute(_CASES)
    return found | {Changed(team, enrolment) for enrolment, team in await cursor.fetchall()}


async def _late(conn: AsyncConnection, id_: UUID, at: datetime | None) -> Changed | None:
    async with conn.transaction():
        row = await (await conn.execute(_LATE, {"id": id_, "at": at})).fetchone()
        if row is None:
            return None  # answered just now
        municipality, enrolment, team, sender, moment = row
        await conn.execute(
            "INSERT INTO hand_over_act (id, municipality_id, enrolment_id, hand_over_id, at, what,"
            " text) VALUES (%s, %s, %s, %s, %s, 'late', '')",
            [uuid7.uuid7(), municipality, enrolment, id_, moment],
        )
        await exchange.post(
            conn,
            [
                News("hand-over-back", id_, enrolment, municipality, team, moment, account)
                for account in (None, sender)
            ],
        )
        late = Act("hand-over.late", None, enrolment, municipality)
        await audit.note(conn, [late], at=moment)
        return Changed(team, enrolment)
