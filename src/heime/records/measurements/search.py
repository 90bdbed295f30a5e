"""Reading measurements back for an integration client, within what its token gives."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for of one person. All that is given must hold.

    kinds: None for any. since, before: measured_at >= since and < before.
    after: (measured_at, id) of the last row of the page before, in the order asked for.
    """

    enrolment: UUID
    kinds: tuple[int, ...] | None
    since: datetime | None
    before: datetime | None
    not_in: tuple[tuple[datetime, datetime], ...]
    newest_first: bool
    after: tuple[datetime, UUID] | None
    id: UUID | None
    count: int


COLUMNS = """m.id, m.enrolment_id, m.kind, m.value, m.second, m.decimals, m.measured_at,
    m.received_at, m.rejected, coalesce(m.device, ''), m.manual,
    (SELECT i.made_at FROM invalidation i
      WHERE i.enrolment_id = m.enrolment_id AND i.measurement_id = m.id), m.quality"""
"""The last but one: when staff said that it does not count (records/happenings), else null."""


async def find(conn: AsyncConnection, wanted: Wanted) -> list[tuple]:
    """The rows, COLUMNS each, at most `count`. Row-level security holds what may be seen."""
    where = ["m.enrolment_id = %(enrolment)s"]
    values: dict[str, object] = {"enrolment": wanted.enrolment, "count": wanted.count}
    if wanted.kinds is not None:
        where.append("m.kind = ANY (%(kinds)s::smallint[])")
        values["kinds"] = list(wanted.kinds)
    if wanted.id is not None:
        where.append("m.id = %(id)s")
        values["id"] = wanted.id
    for name, sign in (("since", ">="), ("before", "<")):
        if (moment := getattr(wanted, name)) is not None:
            where.append(f"m.measured_at {sign} %({name})s")
            values[name] = moment
    for n, (start, end) in enumerate(wanted.not_in):
        where.append(f"NOT (m.measured_at >= %(from{n})s AND m.measured_at < %(to{n})s)")
        values |= {f"from{n}": start, f"to{n}": end}
    if wanted.after is not None:
        sign = "<" if wanted.newest_first else ">"
        where.append(f"(m.measured_at, m.id) {sign} (%(last)s, %(last_id)s)")
        values |= {"last": wanted.after[0], "last_id": wanted.after[1]}
    order = "DESC" if wanted.newest_first else "ASC"
    cursor = await conn.execute(
        f"SELECT {COLUMNS} FROM measurement m WHERE {' AND '.join(where)}"  # noqa: S608  fixed texts
        f" ORDER BY m.measured_at {order}, m.id {order} LIMIT %(count)s",
        values,
        binary=True,
    )
    return await cursor.fetchall()


async def by_id(conn: AsyncConnection, id_: UUID) -> tuple | None:
    """One row by its id alone, COLUMNS; None when there is none that may be seen."""
    cursor = await conn.execute(
        f"SELECT {COLUMNS} FROM measurement m WHERE m.id = %s",  # noqa: S608  fixed text
        [id_],
        binary=True,
    )
    return await cursor.fetchone()
