"""Putting notices in the outbox, in the transaction of what they tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection


@dataclass(frozen=True, slots=True)
class News:
    """What somebody outside must hear of: what happened, and the id of what it is about.

    account: who is told; none: the team's phone.
    """

    what: str
    about: UUID
    enrolment: UUID
    municipality: int
    team: UUID
    at: datetime
    account: UUID | None = None


_POST = """
INSERT INTO notice (id, municipality_id, enrolment_id, team_id, what, about, created_at, due_at,
    tries, receipt, account_id)
SELECT id, municipality, enrolment, team, what, about, at, at, 0, '', account
  FROM unnest(%b::uuid[], %b::smallint[], %b::uuid[], %b::uuid[], %s::text[], %b::uuid[],
    %b::timestamptz[], %b::uuid[])
    AS q(id, municipality, enrolment, team, what, about, at, account)
"""


async def post(conn: AsyncConnection, news: Sequence[News]) -> None:
    """Leave notices to be sent as soon as the jobs process comes by."""
    await conn.execute(
        _POST,
        [
            [uuid7.uuid7() for _ in news],
            [one.municipality for one in news],
            [one.enrolment for one in news],
            [one.team for one in news],
            [one.what for one in news],
            [one.about for one in news],
            [one.at for one in news],
            [one.account for one in news],
        ],
    )
