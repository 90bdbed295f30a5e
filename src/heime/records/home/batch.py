"""Phones and what they sent, on the connection that receives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from heime.core.home_course import Started


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
class Fetched:
    """A result of a meter's that came before: when it was taken, and what was answered."""

    at: datetime
    made: UUID
    answer: dict[str, Any]


async def of_record(conn: AsyncConnection, enrolment: UUID, record: UUID) -> list[Fetched]:
    """What came under one name of a meter's (core.home_entry.MeterRecord), the first first."""
    cursor = await conn.execute(
        "SELECT at, made, answer FROM home_entry"
        " WHERE enrolment_id = %s AND record = %s AND made IS NOT NULL ORDER BY received_at",
        [enrolment, record],
    )
    return [Fetched(*row) for row in await cursor.fetchall()]


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
    record: UUID | None = None


async def keep(conn: AsyncConnection, of: Phone, one: Entry) -> None:
    await conn.execute(
        "INSERT INTO home_entry (id, enrolment_id, municipality_id, device_id, account_id, sort,"
        " by, at, phone_at, received_at, digest, made, content, answer, record)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            one.id, of.enrolment, of.municipality, of.device, of.account, one.sort, one.by, one.at,
            one.phone_at, one.received_at, one.digest, one.made,
            None if one.content is None else Jsonb(one.content), Jsonb(one.answer), one.record,
        ],
    )  # fmt: skip


async def started(conn: AsyncConnection, enrolment: UUID) -> list[Started]:
    """Courses of standby medicine that were started from home."""
    cursor = await conn.execute(
        "SELECT started_on, made_at, breath_at_start FROM home_course"
        " WHERE enrolment_id = %s AND medicine = 'standby' ORDER BY started_on DESC",
        [enrolment],
    )
    return [Started(*row) for row in await cursor.fetchall()]


SKIPPED = """
SELECT coalesce(json_agg(json_build_array(content ->> 'what', content ->> 'from')), '[]')
  FROM home_entry WHERE enrolment_id = ANY (%(people)b::uuid[]) AND sort = 'not_today'
   AND at > now() - interval '30 days'
"""
"""Part of a statement: what these people said that they would not do, as JSON."""


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


@dataclass(frozen=True, slots=True)
class Made:
    """A reading or form that an entry became. kind: a number of core.topics."""

    id: UUID
    kind: int
    at: datetime


async def made_by(conn: AsyncConnection, enrolment: UUID, entry: UUID) -> Made | None:
    """What an entry of this person's became; None when it became no reading or form."""
    cursor = await conn.execute(
        "SELECT h.made, coalesce(m.kind, r.questionnaire), coalesce(m.measured_at, r.answered_at)"
        " FROM home_entry h"
        " LEFT JOIN measurement m ON m.enrolment_id = h.enrolment_id AND m.measured_at = h.at"
        " AND m.id = h.made"
        " LEFT JOIN response r ON r.enrolment_id = h.enrolment_id AND r.id = h.made"
        " WHERE h.enrolment_id = %s AND h.id = %s AND h.sort IN ('reading', 'answers')",
        [enrolment, entry],
    )
    row = await cursor.fetchone()
    return None if row is None or row[1] is None else Made(*row)


async def mark(
    conn: AsyncConnection, of: Phone, about: Made, *, why: str, by: str, at: datetime
) -> bool:
    """Keep that something is wrong, as somebody at home says. False when that was said before."""
    cursor = await conn.execute(
        "INSERT INTO home_mark (municipality_id, enrolment_id, about, kind, measured_at, why,"
        " account_id, by, made_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [of.municipality, of.enrolment, about.id, about.kind, about.at, why, of.account, by, at],
    )
    return cursor.rowcount == 1


async def team_of(conn: AsyncConnection, enrolment: UUID) -> UUID | None:
    """The team that follows somebody up."""
    cursor = await conn.execute("SELECT team_id FROM enrolment WHERE id = %s", [enrolment])
    row = await cursor.fetchone()
    return None if row is None else row[0]


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise that is past its time, and whom it is about. account: who was told."""

    id: UUID
    enrolment: UUID
    municipality: int
    team: UUID
    case: UUID
    account: UUID
    made_at: datetime


async def due_promises(conn: AsyncConnection, most: int, at: datetime | None) -> list[Promised]:
    """Those past their time that nobody has settled, the oldest first. at: by another clock."""
    cursor = await conn.execute(
        "SELECT p.id, p.enrolment_id, p.municipality_id, e.team_id, p.case_id, p.account_id,"
        " p.made_at FROM home_promise p JOIN enrolment e ON e.id = p.enrolment_id"
        " WHERE p.settled_at IS NULL AND p.due_at <= coalesce(%s, clock_timestamp())"
        " ORDER BY p.due_at LIMIT %s",
        [at, most],
    )
    return [Promised(*row) for row in await cursor.fetchall()]


# Somebody looked when they opened the person since then, did anything in the case, or it is no
# longer on the list.
_LOOKED = """
SELECT EXISTS (SELECT FROM case_ c WHERE c.id = %(case)s
            AND (c.state NOT IN ('open', 'taken') OR c.taken_at >= %(since)s))
    OR EXISTS (SELECT FROM case_event e WHERE e.case_id = %(case)s AND e.at >= %(since)s
            AND e.by_id IS NOT NULL AND e.what <> 'marked')
    OR EXISTS (SELECT FROM seen s WHERE s.enrolment_id = %(enrolment)s AND s.at >= %(since)s)
"""


async def was_looked_at(conn: AsyncConnection, one: Promised) -> bool:
    """Whether anybody of the team has looked since it was promised."""
    cursor = await conn.execute(
        _LOOKED, {"case": one.case, "enrolment": one.enrolment, "since": one.made_at}
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def settle(conn: AsyncConnection, promise: UUID, *, kept: bool, at: datetime) -> bool:
    """Say how it went. False when that was said meanwhile."""
    cursor = await conn.execute(
        "UPDATE home_promise SET settled_at = %s, kept = %s WHERE id = %s AND settled_at IS NULL",
        [at, kept, promise],
    )
    return cursor.rowcount == 1
