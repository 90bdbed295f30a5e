"""All that came from one person, and all that was judged, in the order it was known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from heime.core.asked import Answers
from heime.core.kinds import Kind
from heime.core.reading import Reading
from heime.records.measurements import responses
from heime.records.measurements.batch import COUNTS, READING, reading_of

COUNTED = "enrolment_id = ANY (%s)"


@dataclass(frozen=True, slots=True)
class Known:
    """One judgement as it was kept. kind: a number of core.topics."""

    kind: int
    about: UUID
    measured_at: datetime
    judged_at: datetime
    version: int | None
    zone: int
    state: int
    priority: int | None
    rules: frozenset[str]
    inputs: frozenset[UUID]


async def readings(
    conn: AsyncConnection,
    enrolments: Sequence[UUID],
    since: datetime | None = None,
    *,
    all_of_them: bool = False,
) -> list[Reading]:
    """In the order they arrived. since: only those measured from then on.

    all_of_them: those too that somebody has said do not count.
    """
    cursor = await conn.execute(
        f"SELECT kind, {READING} FROM measurement"  # noqa: S608  only names of our own
        f" WHERE {COUNTED} AND (%s::timestamptz IS NULL OR measured_at >= %s)"
        f" AND (%s OR {COUNTS}) ORDER BY received_at, measured_at, id",
        [list(enrolments), since, since, all_of_them],
        binary=True,
    )
    return [reading_of(kind, row) for kind, *row in await cursor.fetchall()]


async def forms(
    conn: AsyncConnection, enrolments: Sequence[UUID], since: datetime | None = None
) -> list[Answers]:
    """In the order they arrived."""
    cursor = await conn.execute(
        f"SELECT {responses.COLUMNS} FROM response"  # noqa: S608  only names of our own
        f" WHERE {COUNTED} AND (%s::timestamptz IS NULL OR answered_at >= %s)"
        " ORDER BY received_at, answered_at, id",
        [list(enrolments), since, since],
    )
    return [responses.answers(row) for row in await cursor.fetchall()]


async def judgements(conn: AsyncConnection, enrolment: UUID) -> list[Known]:
    """In the order they were made."""
    cursor = await conn.execute(
        "SELECT kind, measurement_id, measured_at, judged_at, plan_version_id, zone, state,"
        " priority, rules, inputs FROM judgement WHERE enrolment_id = %s ORDER BY judged_at",
        [enrolment],
        binary=True,
    )
    return [_known(row) for row in await cursor.fetchall()]


def _known(row: tuple[Any, ...]) -> Known:
    kind, about, measured_at, judged_at, version, zone, state, priority, rules, inputs = row
    used = frozenset(inputs or (about,))
    said = frozenset(rules or ())
    return Known(kind, about, measured_at, judged_at, version, zone, state, priority, said, used)


async def between(
    conn: AsyncConnection, enrolment: UUID, kind: Kind, start: datetime, end: datetime
) -> list[Reading]:
    """Readings of a kind that were taken from `start` until before `end`, oldest first."""
    cursor = await conn.execute(
        f"SELECT kind, {READING} FROM measurement"  # noqa: S608  only names of our own
        " WHERE enrolment_id = %s AND kind = %s AND measured_at >= %s AND measured_at < %s"
        f" AND {COUNTS} ORDER BY measured_at, received_at, id",
        [enrolment, int(kind), start, end],
        binary=True,
    )
    return [reading_of(number, row) for number, *row in await cursor.fetchall()]
