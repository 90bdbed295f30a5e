"""Phones and what they sent, on the connection that receives."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb


@dataclass(frozen=True, slots=True)
class Phone:
    """The phone behind the token of this transaction, which may send now.

    own: whether it was bound by the person themselves. language: of whoever bound it.
    """

    device: UUID
    source: int
    enrolment: UUID
    municipality: int
    account: UUID
    own: bool
    language: str


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry that came before: what it was, and what was answered."""

    digest: UUID
    made: UUID | None
    answer: dict[str, Any]


async def phone(conn: AsyncConnection) -> Phone | None:
    """Who sends; None when the token is unknown, run out or revoked, or its right has ended."""
    cursor = await conn.execute(
        "SELECT device, source, enrolment, municipality, account, own, language FROM ctx_home()"
    )
    row = await cursor.fetchone()
    return None if row is None else Phone(*row)


async def seen(conn: AsyncConnection, of: Phone, at: datetime) -> None:
    """The phone was heard from."""
    await conn.execute("UPDATE home_device SET seen_at = %s WHERE id = %s", [at, of.device])


async def known(conn: AsyncConnection, enrolment: UUID, id_: UUID) -> Stored | None:
    """What a phone of this person's has sent under an id before."""
    cursor = await conn.execute(
        "SELECT digest, made, answer FROM home_entry WHERE enrolment_id = %s AND id = %s",
        [enrolment, id_],
    )
    row = await cursor.fetchone()
    return None if row is None else Stored(*row)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is kept; fields as of HomeEntry."""

    id: UUID
    sort: str
    by: str
    at: datetime
    phone_at: datetime
    received_at: datetime
    digest: UUID
    made: UUID | None
    content: dict[str, Any] | None
    answer: dict[str, Any]


async def keep(conn: AsyncConnection, of: Phone, one: Entry) -> None:
    await conn.execute(
        "INSERT INTO home_entry (id, enrolment_id, municipality_id, device_id, account_id, sort,"
        " by, at, phone_at, received_at, digest, made, content, answer)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            one.id, of.enrolment, of.municipality, of.device, of.account, one.sort, one.by, one.at,
            one.phone_at, one.received_at, one.digest, one.made,
            None if one.content is None else Jsonb(one.content), Jsonb(one.answer),
        ],
    )  # fmt: skip


async def started(conn: AsyncConnection, enrolment: UUID) -> list[tuple[date, int | None]]:
    """Courses of standby medicine that were started from home: day and breath, newest first."""
    cursor = await conn.execute(
        "SELECT started_on, breath_at_start FROM home_course"
        " WHERE enrolment_id = %s AND medicine = 'standby' ORDER BY started_on DESC",
        [enrolment],
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def skipped(conn: AsyncConnection, enrolment: UUID) -> list[tuple[str, datetime]]:
    """What was not done, with a reason, lately: what, and when its window began."""
    cursor = await conn.execute(
        "SELECT content ->> 'what', (content ->> 'from')::timestamptz FROM home_entry"
        " WHERE enrolment_id = %s AND sort = 'not_today' AND at > now() - interval '30 days'",
        [enrolment],
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Open:
    """A person's open case, as far as a promise hangs on it. holder: whoever has it; or empty."""

    id: UUID
    zone: int
    state: str
    due_at: datetime
    holder: str


async def open_case(conn: AsyncConnection, enrolment: UUID) -> Open | None:
    cursor = await conn.execute(
        "SELECT id, zone, state, due_at, coalesce(home_holder(enrolment_id), '') FROM case_"
        " WHERE enrolment_id = %s AND state <> 'closed'",
        [enrolment],
    )
    row = await cursor.fetchone()
    return None if row is None else Open(*row)


async def promise(conn: AsyncConnection, of: Phone, case: Open, entry: UUID, at: datetime) -> None:
    """Keep what was promised: once for a case and a moment, however many entries ask."""
    await conn.execute(
        "INSERT INTO home_promise (id, municipality_id, enrolment_id, case_id, entry_id,"
        " account_id, made_at, due_at) VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [of.municipality, of.enrolment, case.id, entry, of.account, at, case.due_at],
    )
