"""Answered questionnaires, as receiving keeps and looks back at them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from heime.core.asked import Answers
from heime.core.topics import label
from heime.records.measurements.search import Wanted

COLUMNS = "id, questionnaire, answered_at, received_at, items, total, safe_now, by"
SHOWN = f"{COLUMNS}, version, enrolment_id"


@dataclass(frozen=True, slots=True)
class Form:
    """An answered questionnaire to be kept."""

    answers: Answers
    number: int
    version: str
    enrolment: UUID
    municipality: int
    source: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A form as it is read back."""

    answers: Answers
    version: str
    enrolment: UUID


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


async def has_newer(
    conn: AsyncConnection, enrolment: UUID, number: int, after: datetime, by: str
) -> bool:
    """Whether later answers of the same respondent to the same questionnaire are known (L-1)."""
    cursor = await conn.execute(
        "SELECT EXISTS (SELECT FROM response"
        " WHERE enrolment_id = %s AND questionnaire = %s AND answered_at > %s AND by = %s)",
        [enrolment, number, after, by],
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


def _shown(row: tuple[Any, ...]) -> Shown:
    *of_answers, version, enrolment = row
    return Shown(answers(tuple(of_answers)), version, enrolment)


# A person answers a few forms a day: the index by person is enough, whatever else is asked.
_FIND = f"""
SELECT {SHOWN} FROM response
 WHERE enrolment_id = %(enrolment)s
   AND (%(kinds)s::smallint[] IS NULL OR questionnaire = ANY (%(kinds)s))
   AND (%(id)s::uuid IS NULL OR id = %(id)s)
   AND (%(since)s::timestamptz IS NULL OR answered_at >= %(since)s)
   AND (%(before)s::timestamptz IS NULL OR answered_at < %(before)s)
   AND NOT EXISTS (SELECT FROM unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[])
                       AS q(start, ends) WHERE answered_at >= start AND answered_at < ends)
   AND (%(last)s::timestamptz IS NULL OR CASE WHEN %(newest_first)s
        THEN (answered_at, id) < (%(last)s, %(last_id)s)
        ELSE (answered_at, id) > (%(last)s, %(last_id)s) END)
"""  # noqa: S608  only names of our own


async def find(conn: AsyncConnection, wanted: Wanted) -> list[Shown]:
    """One person's forms, at most `count`. `kinds` are numbers of core.topics.ASKED, and
    measured_at is when it was answered. Row-level security holds what may be seen.
    """
    order = "DESC" if wanted.newest_first else "ASC"
    last, last_id = wanted.after or (None, None)
    cursor = await conn.execute(
        f"{_FIND} ORDER BY answered_at {order}, id {order} LIMIT %(count)s",
        {
            "enrolment": wanted.enrolment,
            "kinds": None if wanted.kinds is None else list(wanted.kinds),
            "id": wanted.id,
            "since": wanted.since,
            "before": wanted.before,
            "starts": [start for start, _ in wanted.not_in],
            "ends": [end for _, end in wanted.not_in],
            "newest_first": wanted.newest_first,
            "last": last,
            "last_id": last_id,
            "count": wanted.count,
        },
    )
    return [_shown(row) for row in await cursor.fetchall()]


async def by_id(conn: AsyncConnection, id_: UUID) -> Shown | None:
    """One form by its id alone; None when there is none that may be seen."""
    cursor = await conn.execute(f"SELECT {SHOWN} FROM response WHERE id = %s", [id_])  # noqa: S608
    row = await cursor.fetchone()
    return None if row is None else _shown(row)
