"""An integration client reads measurements and answers: what it may, and what is then logged."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from psycopg import AsyncConnection

from heime.core.errors import NotFound, NotYours, Refused, UnknownPerson, UnknownSender
from heime.records.access import batch as access
from heime.records.audit import batch as audit
from heime.records.audit.batch import Act
from heime.records.measurements import responses, search
from heime.records.measurements.responses import Shown
from heime.records.measurements.search import Wanted

T = TypeVar("T")

Row = tuple[Any, ...]
"""The columns of records.measurements.search.COLUMNS."""

_WHO = """
SELECT b.source_id, s.sort, clock_timestamp(), ARRAY(
        SELECT md.municipality_id FROM mandate md
         WHERE md.source_id = b.source_id
           AND md.starts_at <= now() AND (md.ends_at IS NULL OR md.ends_at > now()))
  FROM bearer b JOIN source s ON s.id = b.source_id
 WHERE b.token_hash = sha256(convert_to(%s, 'UTF8')) AND b.revoked_at IS NULL
   AND b.expires_at > now()
"""
_SEEN = "SELECT municipality_id FROM enrolment WHERE id = %s AND municipality_id = ANY (%s)"


@dataclass(frozen=True, slots=True)
class Reader:
    """A client that may read, and where: the application's own answer, beside the database's."""

    source: int
    municipalities: list[int]
    now: datetime


async def search_measurements(conn: AsyncConnection, token: str, wanted: Wanted) -> list[Row]:
    """The measurements of one person, oldest or newest first.

    Raises UnknownSender, NotYours for a gateway (which sends and never reads; it is logged), and
    UnknownPerson for somebody this client may not see, whether or not they exist.
    """
    return await _search(conn, token, wanted, "measurement.searched", search.find)


async def read_measurement(conn: AsyncConnection, token: str, id_: UUID) -> Row:
    """One measurement. Raises as `search_measurements`, and NotFound when it is not to be seen."""
    async with conn.transaction():
        reader = await _reader(conn, token)
        if isinstance(reader, Reader):
            row = await search.by_id(conn, id_)
            if row is not None and await _may_see(conn, reader, row[1], "measurement.read"):
                return row
            reader = await _denied(
                conn, reader, NotFound("There is no observation of that id for this client.")
            )
    raise reader


async def search_answers(conn: AsyncConnection, token: str, wanted: Wanted) -> list[Shown]:
    """The answered questionnaires of one person. Raises as `search_measurements`."""
    return await _search(conn, token, wanted, "answers.searched", responses.find)


async def read_answers(conn: AsyncConnection, token: str, id_: UUID) -> Shown:
    """One answered questionnaire. Raises as `read_measurement`."""
    async with conn.transaction():
        reader = await _reader(conn, token)
        if isinstance(reader, Reader):
            form = await responses.by_id(conn, id_)
            if form is not None and await _may_see(conn, reader, form.enrolment, "answers.read"):
                return form
            reader = await _denied(
                conn, reader, NotFound("There are no answers of that id for this client.")
            )
    raise reader


async def check_sender(conn: AsyncConnection, token: str) -> None:
    """For what is about nobody, and for any sender to read. Raises UnknownSender."""
    async with conn.transaction():
        await access.open_context(conn, {token})
        cursor = await conn.execute(_WHO, [token])
        if await cursor.fetchone() is None:
            raise UnknownSender("This token is unknown, expired or revoked.")


async def _reader(conn: AsyncConnection, token: str) -> Reader | Refused:
    """The client behind a token; a refusal for everybody else, with the log entry written."""
    await access.open_context(conn, {token})
    cursor = await conn.execute(_WHO, [token])
    row = await cursor.fetchone()
    if row is None:
        return UnknownSender("This token is unknown, expired or revoked.")
    source, sort, now, municipalities = row
    if sort != "client":
        await audit.note(conn, [Act("denied", source, detail="read-by-gateway")], at=now)
        return NotYours("A gateway sends and never reads.")
    return Reader(source, municipalities, now)


async def _search(
    conn: AsyncConnection,
    token: str,
    wanted: Wanted,
    action: str,
    find: Callable[[AsyncConnection, Wanted], Awaitable[list[T]]],
) -> list[T]:
    async with conn.transaction():
        reader = await _reader(conn, token)
        if isinstance(reader, Reader):
            if await _may_see(conn, reader, wanted.enrolment, action):
                return await find(conn, wanted)
            reader = await _denied(
                conn, reader, UnknownPerson("There is nobody of that id that this client may see.")
            )
    raise reader


async def _may_see(conn: AsyncConnection, reader: Reader, enrolment: UUID, action: str) -> bool:
    """Whether this person is among theirs; when they are, the look is in the log."""
    cursor = await conn.execute(_SEEN, [enrolment, reader.municipalities])
    row = await cursor.fetchone()
    if row is None:
        return False
    await audit.note(conn, [Act(action, reader.source, enrolment, row[0])], at=reader.now)
    return True


async def _denied(conn: AsyncConnection, reader: Reader, refusal: Refused) -> Refused:
    await audit.note(conn, [Act("denied", reader.source, detail=refusal.code)], at=reader.now)
    return refusal
