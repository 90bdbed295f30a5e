"""Answered questionnaires, as receiving keeps and looks back at them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from heime.core.asked import Answers
from heime.core.topics import label

COLUMNS = "id, questionnaire, answered_at, received_at, items, total, safe_now, by"


@dataclass(frozen=True, slots=True)
class Form:
    """An answered questionnaire to be kept."""

    answers: Answers
    number: int
    version: str
    enrolment: UUID
    municipality: int
    source: int


def answers(row: tuple[Any, ...]) -> Answers:
    """A row of COLUMNS as the core judges it."""
    id_, questionnaire, answered_at, received_at, items, total, safe_now, by = row
    return Answers(id_, label(questionnaire), answered_at, received_at, items, total, safe_now, by)


async def keep(conn: AsyncConnection, form: Form) -> None:
    one = form.answers
    await conn.execute(
        f"INSERT INTO response ({COLUMNS}, version, enrolment_id, municipality_id, source_id)"  # noqa: S608  only names of our own
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            one.id, form.number, one.answered_at, one.received_at,
            None if one.items is None else Jsonb(dict(one.items)), one.total, one.safe_now, one.by,
            form.version, form.enrolment, form.municipality, form.source,
        ],
    )  # fmt: skip


async def newest_between(
    conn: AsyncConnection, enrolment: UUID, number: int, start: datetime, end: datetime
) -> Answers | None:
    """The newest answers to a questionnaire from `start` until before `end` (S-R3)."""
    cursor = await conn.execute(
        f"SELECT {COLUMNS} FROM response"  # noqa: S608  only names of our own
        " WHERE enrolment_id = %s AND questionnaire = %s AND answered_at >= %s AND answered_at < %s"
        " ORDER BY answered_at DESC, received_at DESC LIMIT 1",
        [enrolment, number, start, end],
    )
    row = await cursor.fetchone()
    return None if row is None else answers(row)


async def has_newer(conn: AsyncConnection, enrolment: UUID, number: int, after: datetime) -> bool:
    """Whether later answers to the same questionnaire are known (L-1)."""
    cursor = await conn.execute(
        "SELECT EXISTS (SELECT FROM response"
        " WHERE enrolment_id = %s AND questionnaire = %s AND answered_at > %s)",
        [enrolment, number, after],
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def used(
    conn: AsyncConnection, source: int, key: UUID
) -> tuple[UUID, UUID, datetime | None] | None:
    """What a source has used a key for: (digest, id, when those answers came), None if for nothing.

    A key that was used for a reading has no moment.
    """
    cursor = await conn.execute(
        "SELECT r.digest, r.measurement_id, (SELECT received_at FROM response"
        " WHERE id = r.measurement_id) FROM receipt r WHERE r.source_id = %s AND r.key = %s",
        [source, key],
    )
    row = await cursor.fetchone()
    return None if row is None else (row[0], row[1], row[2])
