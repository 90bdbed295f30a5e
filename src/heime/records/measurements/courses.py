"""What is remembered from judgement to judgement (core.course), read and written with a batch."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from heime.core.course import Course

COURSES = """
SELECT coalesce(json_agg(json_build_array(enrolment_id, kind, newest, sittings)), '[]')
  FROM course WHERE enrolment_id = ANY (%(people)b::uuid[])
"""
"""Part of a statement: the courses of `people`, as JSON for `Remembered`."""


class Remembered(NamedTuple):
    """A course as it is stored."""

    enrolment: UUID
    kind: int
    newest: UUID | None
    sittings: str

    @property
    def course(self) -> Course:
        return Course(self.kind, self.sittings, self.newest)


_KEEP = """
INSERT INTO course (enrolment_id, kind, municipality_id, newest, sittings)
SELECT * FROM json_to_recordset(%s::json)
    AS q(enrolment uuid, kind smallint, municipality smallint, newest uuid, sittings text)
ON CONFLICT (enrolment_id, kind) DO UPDATE
   SET newest = excluded.newest, sittings = excluded.sittings
"""


async def keep(conn: AsyncConnection, courses: Sequence[tuple[UUID, int, Course]]) -> None:
    """Keep (enrolment, municipality, course)."""
    rows = [
        {
            "enrolment": enrolment,
            "kind": course.topic,
            "municipality": municipality,
            "newest": course.newest,
            "sittings": course.text,
        }
        for enrolment, municipality, course in courses
    ]
    await conn.execute(_KEEP, [msgspec.json.encode(rows).decode()])


async def read(conn: AsyncConnection, people: Sequence[UUID]) -> list[Remembered]:
    """The courses of some people, asked alone."""
    cursor = await conn.execute(f"SELECT ({COURSES})::text", {"people": list(people)})
    row = await cursor.fetchone()
    return [] if row is None else msgspec.json.decode(row[0], type=list[Remembered])
