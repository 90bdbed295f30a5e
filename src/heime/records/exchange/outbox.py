"""The outbox as the jobs process empties it: claim, send, then mark sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

LEASE = timedelta(minutes=1)
"""How long one try may take before another may try."""
AGAIN = (5, 15, 60, 300, 900)
"""Seconds to wait after each failed try; after the last, always as long as that."""
GIVE_UP = timedelta(hours=24)
"""Whoever has not been told by then has seen the thing itself, or somebody else has."""


class Claimed(NamedTuple):
    """A notice that is to be sent now, and where. name: nothing else is known of the receiver.

    account: whoever is told; for a team's notice, whoever has its list just now.
    """

    id: UUID
    what: str
    about: UUID
    team: UUID
    tries: int
    account: UUID | None
    enrolment: UUID | None
    language: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Sent:
    channel: str
    receipt: str


# An account that is closed is told nothing more. The team's own phone is asked where the receiver
# has left no number; a notice to a person never goes to anybody else.
_CLAIM = """
WITH claimed AS (
    UPDATE notice SET due_at = clock_timestamp() + %(lease)s, tries = tries + 1
     WHERE id = (SELECT id FROM notice
                  WHERE sent_at IS NULL AND given_up_at IS NULL AND due_at <= clock_timestamp()
                  ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, what, about, team_id, tries, account_id, municipality_id, enrolment_id)
SELECT n.id, n.what, n.about, n.team_id, n.tries, n.account_id, n.enrolment_id,
       coalesce(a.language, m.language),
       CASE WHEN n.account_id IS NULL THEN coalesce(t.phone, '')
            WHEN a.is_active THEN coalesce(o.phone, '') ELSE '' END,
       CASE WHEN n.account_id IS NULL THEN coalesce(t.email, '')
            WHEN a.is_active THEN coalesce(o.email, '') ELSE '' END
  FROM claimed n JOIN municipality m ON m.number = n.municipality_id
  LEFT JOIN account a ON a.id = n.account_id
  LEFT JOIN account_address o ON o.account_id = n.account_id
  LEFT JOIN team_address t ON t.team_id = n.team_id
"""


async def claim(conn: AsyncConnection) -> Claimed | None:
    """The next notice that is due, ours for LEASE; None when there is none."""
    cursor = await conn.execute(_CLAIM, {"lease": LEASE})
    row = await cursor.fetchone()
    return Claimed(*row) if row else None


async def sent(conn: AsyncConnection, notice: UUID, how: Sent) -> None:
    await conn.execute(
        "UPDATE notice SET sent_at = clock_timestamp(), channel = %s, receipt = %s, failed = NULL"
        " WHERE id = %s",
        [how.channel, how.receipt[:120], notice],
    )


async def hold(conn: AsyncConnection, notice: UUID, until: datetime) -> None:
    """Not now: whoever is told has asked for quiet. It is no try."""
    await conn.execute(
        "UPDATE notice SET due_at = %s, tries = greatest(tries - 1, 0) WHERE id = %s",
        [until, notice],
    )


async def failed(conn: AsyncConnection, one: Claimed, reason: str, *, try_again: bool) -> None:
    """Try later, each time after a longer while; or give up, which stays to be seen."""
    wait = timedelta(seconds=AGAIN[min(one.tries, len(AGAIN)) - 1])
    await conn.execute(
        "UPDATE notice SET failed = %(why)s, due_at = clock_timestamp() + %(wait)s,"
        " given_up_at = CASE WHEN %(again)s AND created_at > clock_timestamp() - %(limit)s"
        " THEN NULL ELSE clock_timestamp() END WHERE id = %(id)s",
        {"why": reason[:60], "again": try_again, "limit": GIVE_UP, "wait": wait, "id": one.id},
    )
