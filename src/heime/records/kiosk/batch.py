"""What a tablet may know, on the connection of its own token."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection


@dataclass(frozen=True, slots=True)
class Card:
    """The tablet behind the token of this transaction, and what it may show of whom it hangs with.

    wipe: it is to clear itself. may_send: its right still holds; without it nothing else is known.
    """

    device: UUID
    enrolment: UUID
    municipality: int
    mode: str
    text_size: int
    read_at: datetime | None
    wipe: bool
    may_send: bool
    given_name: str
    language: str
    team: UUID
    team_name: str
    team_phone: str


async def card(conn: AsyncConnection) -> Card | None:
    """None for a token that is of no tablet that was lent."""
    cursor = await conn.execute(
        "SELECT device, enrolment, municipality, mode, text_size, read_at, wipe, may_send,"
        " given_name, language, team, team_name, team_phone FROM kiosk_card()"
    )
    row = await cursor.fetchone()
    return None if row is None else Card(*row)


async def was_read(conn: AsyncConnection) -> None:
    """The tablet has fetched the day just now."""
    await conn.execute("SELECT kiosk_seen(false)")


async def is_wiped(conn: AsyncConnection) -> bool:
    """The tablet has cleared itself: from here on its token opens nothing. False for no tablet."""
    cursor = await conn.execute("SELECT kiosk_seen(true)")
    row = await cursor.fetchone()
    return bool(row and row[0])
