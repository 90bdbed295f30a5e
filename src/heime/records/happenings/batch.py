"""What judging must know of happenings, and what staff enter, on the connection that receives."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from heime.core.happenings import How, Reset, Sort, resets
from heime.core.kinds import Kind
from heime.core.news2 import SEVEN, Vitals

HAPPENINGS = """
SELECT coalesce(json_agg(json_build_array(enrolment_id, id, sort, kind, starts_at, ends_at,
                         entered_at, ended_known_at, struck_at)), '[]')
  FROM happening WHERE enrolment_id = ANY (%(people)b::uuid[]) AND sort <> 'medicine'
"""
"""Part of a statement: what happened to `people`, as JSON for `Told`."""


class Told(NamedTuple):
    """A happening, as far as baselines hang on it."""

    enrolment: UUID
    id: UUID
    sort: Sort
    kind: int | None
    starts_at: datetime
    ends_at: datetime | None
    entered_at: datetime
    ended_known_at: datetime | None
    struck_at: datetime | None

    @property
    def resets(self) -> Iterable[Reset]:
        kind = None if self.kind is None else Kind(self.kind)
        return resets(
            self.id, self.sort, kind, starts_at=self.starts_at, ends_at=self.ends_at,
            known_at=self.entered_at, ended_known_at=self.ended_known_at, undone_at=self.struck_at,
        )  # fmt: skip


async def read(conn: AsyncConnection, people: Sequence[UUID]) -> list[Told]:
    """What happened to some people, asked alone."""
    cursor = await conn.execute(f"SELECT ({HAPPENINGS})::text", {"people": list(people)})
    row = await cursor.fetchone()
    return [] if row is None else msgspec.json.decode(row[0], type=list[Told])


class Invalid(NamedTuple):
    """That a reading does not count, from when on."""

    measurement: UUID
    made_at: datetime
    still_done: bool


async def invalid(conn: AsyncConnection, enrolment: UUID) -> list[Invalid]:
    """The readings of one person that do not count, in the order that was said."""
    cursor = await conn.execute(
        "SELECT measurement_id, made_at, still_done FROM invalidation"
        " WHERE enrolment_id = %s ORDER BY made_at",
        [enrolment],
    )
    return [Invalid(*row) for row in await cursor.fetchall()]


async def keep_invalid(
    conn: AsyncConnection,
    about: tuple[int, UUID, UUID, int, datetime],
    *,
    reason: str,
    text: str,
    still_done: bool,
    by: UUID,
    at: datetime,
) -> bool:
    """Keep that a reading does not count: (municipality, enrolment, reading, kind, measured at).

    False when that was said before.
    """
    cursor = await conn.execute(
        "INSERT INTO invalidation (municipality_id, enrolment_id, measurement_id, kind,"
        " measured_at, reason, text, still_done, made_by_id, made_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [*about, reason, text, still_done, by, at],
    )
    return cursor.rowcount == 1


async def keep_entered(
    conn: AsyncConnection,
    things: Sequence[UUID],
    municipality: int,
    enrolment: UUID,
    *,
    how: How,
    by: UUID,
    at: datetime,
) -> None:
    """Keep who entered these, and how they came by them. The first time stands."""
    await conn.execute(
        "INSERT INTO entered (id, municipality_id, enrolment_id, how, entered_by_id, entered_at)"
        " SELECT id, %s, %s, %s, %s, %s FROM unnest(%s::uuid[]) AS id ON CONFLICT DO NOTHING",
        [municipality, enrolment, how.value, by, at, list(things)],
    )


_SEVEN = ", ".join(SEVEN)


async def keep_set(
    conn: AsyncConnection,
    vitals: Vitals,
    municipality: int,
    enrolment: UUID,
    readings: Sequence[UUID],
) -> None:
    """Keep a whole set. readings: those of the seven that also stand by themselves."""
    seven = [getattr(vitals, name) for name in SEVEN]
    await conn.execute(
        f"INSERT INTO vital_set (id, municipality_id, enrolment_id, measured_at, received_at,"  # noqa: S608
        f" spread_minutes, by, readings, {_SEVEN})"
        f" VALUES (%s, %s, %s, %s, %s, %s, %s, %s{', %s' * len(SEVEN)})",
        [
            vitals.id, municipality, enrolment, vitals.measured_at, vitals.received_at,
            vitals.spread_minutes, vitals.by, list(readings), *seven,
        ],
    )  # fmt: skip


async def sets(conn: AsyncConnection, enrolment: UUID) -> list[Vitals]:
    """The sets of one person, in the order they arrived."""
    cursor = await conn.execute(
        f"SELECT id, measured_at, received_at, by, spread_minutes, {_SEVEN} FROM vital_set"  # noqa: S608
        " WHERE enrolment_id = %s ORDER BY received_at, measured_at, id",
        [enrolment],
    )
    return [_vitals(row) for row in await cursor.fetchall()]


def _vitals(row: Sequence) -> Vitals:
    id_, measured_at, received_at, by, spread, *seven = row
    named = dict(zip(SEVEN, seven, strict=True))
    return Vitals(id_, measured_at, received_at, by, spread_minutes=spread, **named)


async def has_newer_set(conn: AsyncConnection, enrolment: UUID, after: datetime) -> bool:
    """Whether a set taken later is known (L-1)."""
    cursor = await conn.execute(
        "SELECT EXISTS (SELECT FROM vital_set WHERE enrolment_id = %s AND measured_at > %s)",
        [enrolment, after],
    )
    row = await cursor.fetchone()
    return bool(row and row[0])
