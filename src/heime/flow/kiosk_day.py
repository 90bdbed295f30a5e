"""What a lent tablet shows: asked by its own token, of one person, and no more than may hang there.

Which parts those are: docs/adr/0031-what-a-tablet-on-the-wall-may-know.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg import AsyncConnection

from heime.core.errors import UnknownSender
from heime.core.expectations import NOT_DAILY
from heime.core.home_known import Known
from heime.core.home_tasks import Task, tasks
from heime.flow import home_picture
from heime.records.access import batch as access
from heime.records.audit import batch as audit
from heime.records.audit.batch import Act
from heime.records.kiosk import batch as kiosk
from heime.records.kiosk.batch import Card

LOGGED_EVERY = timedelta(hours=1)
"""A tablet asks every few minutes and shows the same: one look in the log stands for an hour."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The card, and what there is to do; nothing of it for a tablet that is to clear itself."""

    card: Card
    tasks: list[Task]
    known: Known | None
    texts: dict[str, dict[str, str]]
    now: datetime


async def day(conn: AsyncConnection, token: str) -> Shown:
    """Raises UnknownSender for a token of no lent tablet, or of one that may not send just now."""
    async with conn.transaction():
        card, now = await _card(conn, token)
        if card.wipe:
            return Shown(card, [], None, {}, now)
        if not card.may_send:
            raise UnknownSender("The right that this tablet was bound by has ended.")
        about = await home_picture.about(conn, card.enrolment, now=now)
        await kiosk.was_read(conn)
        if card.read_at is None or now - card.read_at >= LOGGED_EVERY:
            act = Act("kiosk.read", None, card.enrolment, card.municipality, str(card.device))
            await audit.note(conn, [act], at=now)
        on_the_wall = [
            one for one in tasks(card.enrolment, about.known, now) if one.what not in NOT_DAILY
        ]
        return Shown(card, on_the_wall, about.known, about.texts, now)


async def cleared(conn: AsyncConnection, token: str) -> None:
    """The tablet has cleared itself, as it was asked to; from here on its token opens nothing.

    Raises UnknownSender for one that was not asked to.
    """
    async with conn.transaction():
        card, now = await _card(conn, token)
        if not await kiosk.is_wiped(conn):
            raise UnknownSender("This tablet was not asked to clear itself.")
        act = Act("kiosk.cleared", None, card.enrolment, card.municipality, str(card.device))
        await audit.note(conn, [act], at=now)


async def _card(conn: AsyncConnection, token: str) -> tuple[Card, datetime]:
    await access.open_context(conn, {token})
    card = await kiosk.card(conn)
    if card is None:
        raise UnknownSender("This is the token of no tablet that was lent.")
    cursor = await conn.execute("SELECT clock_timestamp()")
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  a SELECT without FROM has one row
    return card, row[0]
