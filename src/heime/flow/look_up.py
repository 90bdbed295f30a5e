"""An integration client reads measurements: what it may, and what is then in the log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from heime.core.errors import NotFound, NotYours, Refused, UnknownPerson, UnknownSender
from heime.records.access import batch as access
from heime.records.audit import batch as audit
from heime.records.audit.batch import Act
from heime.records.measurements import search
from heime.records.measurements.search import Wanted

Row = tuple[Any, ...]
"""The columns of records.measurements.search.COLUMNS."""

_WHO = """
SELECT b.source_id, s.sort, clock_timestamp() FROM bearer b JOIN source s ON s.id = b.source_id
 WHERE b.token_hash = sha256(convert_to(%s, 'UTF8')) AND b.revoked_at IS NULL
   AND b.expires_at > now()
"""
_SEEN = "SELECT municipality_id FROM enrolment WHERE id = %s"


async def search_measurements(conn: AsyncConnection, token: str, wanted: Wanted) -> list[Row]:
    """The measurements of one person, oldest or newest first.

    Raises UnknownSender, NotYours for a gateway (which sends and never reads; it is logged), and
    UnknownPerson for somebody this client may not see, whether or not they exist.
    """
    refusal: Refused
    async with conn.transaction():
        source, now = await _reader(conn, token)
        if isinstance(source, int):
            cursor = await conn.execute(_SEEN, [wanted.enrolment])
            row = await cursor.fetchone()
            if row is not None:
                act = Act("measurement.searched", source, wanted.enrolment, row[0])
                await audit.note(conn, [act], at=now)
                return await search.find(conn, wanted)
            await audit.note(conn, [Act("denied", source, detail="unknown-person")], at=now)
            refusal = UnknownPerson("There is nobody of that id that this client may see.")
        else:
            refusal = source
    raise refusal


async def read_measurement(conn: AsyncConnection, token: str, id_: UUID) -> Row:
    """One measurement. Raises as `search_measurements`, and NotFound when it is not to be seen."""
    refusal: Refused
    async with conn.transaction():
        source, now = await _reader(conn, token)
        if isinstance(source, int):
            row = await search.by_id(conn, id_)
            if row is not None:
                seen = await (await conn.execute(_SEEN, [row[1]])).fetchone()
                act = Act("measurement.read", source, row[1], seen[0] if seen else None)
                await audit.note(conn, [act], at=now)
                return row
            await audit.note(conn, [Act("denied", source, detail="not-found")], at=now)
            refusal = NotFound("There is no observation of that id that this client may see.")
        else:
            refusal = source
    raise refusal


async def _reader(conn: AsyncConnection, token: str) -> tuple[int | Refused, datetime]:
    """(source id, now) of a client; (refusal, now) for everybody else, with the log entry written."""
    await access.open_context(conn, {token})
    cursor = await conn.execute(_WHO, [token])
    row = await cursor.fetchone()
    if row is None:
        return UnknownSender("This token is unknown, expired or revoked."), datetime.min
    source, sort, now = row
    if sort != "client":
        await audit.note(conn, [Act("denied", source, detail="read-by-gateway")], at=now)
        return NotYours("A gateway sends and never reads."), now
    return source, now
