"""Reading the log with its seals, for whoever verifies it. As the owner: nobody else sees all."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.rows import args_row, class_row

from heime.core.log_chain import Entry, Seal

AT_ONCE = 5000

# An entry as text, as it was sealed (migration 0004). Written out here, and not asked of a function
# in the database: whoever can change the rows could change the function with them.
LINE = """
    e.id || '|' || (extract(epoch FROM e.at) * 1000000)::bigint
    || '|' || coalesce(e.enrolment_id::text, '') || '|' || coalesce(e.account_id::text, '')
    || '|' || coalesce(e.sign_in_id::text, '') || '|' || coalesce(e.source_id::text, '')
    || '|' || coalesce(e.municipality_id::text, '')
    || '|' || length(e.action) || ':' || e.action
    || '|' || coalesce(length(e.detail) || ':' || e.detail, '')
    || '|' || coalesce(e.request_id::text, '')
    || '|' || coalesce(length(e.resource) || ':' || e.resource, '')
    || '|' || coalesce(length(e.ground) || ':' || e.ground, '')
    || '|' || coalesce(length(e.purpose) || ':' || e.purpose, '')
    || '|' || coalesce(length(e.role) || ':' || e.role, '')
    || '|' || coalesce(e.organisation_id::text, '') || '|' || coalesce(e.denied::text, '')
    || '|' || coalesce(length(e.device) || ':' || e.device, '')
"""
_ENTRIES = f"""
SELECT e.id, coalesce(e.municipality_id, 0)::int, (extract(epoch FROM e.at) * 1000000)::bigint,
       convert_to({LINE}, 'UTF8')
  FROM public.audit_entry e
 WHERE e.id > %(after)s AND (%(upto)s::bigint IS NULL OR e.id <= %(upto)s)
   AND (%(chain)s::int IS NULL OR coalesce(e.municipality_id, 0) = %(chain)s)
 ORDER BY e.id
"""  # noqa: S608  only our own names
_SEAL = """
SELECT chain, day, n, first, last, entries, (extract(epoch FROM sealed_at) * 1000000)::bigint
       AS sealed_at, previous, hash, marks
  FROM public.seal
"""
_OF_PART = """
 WHERE (%(chain)s::int IS NULL OR chain = %(chain)s) AND (%(day)s::date IS NULL OR day = %(day)s)
"""
_BEFORE = """
 JOIN (SELECT chain AS of, max(last) AS newest FROM public.seal WHERE day < %(day)s GROUP BY chain)
   AS earlier ON chain = of AND last = newest
 WHERE %(chain)s::int IS NULL OR chain = %(chain)s
"""

Connection = psycopg.Connection[Any]


def entries(
    conn: Connection, *, after: int, upto: int | None, chain: int | None
) -> Iterator[Entry]:
    """Entries by id, streamed."""
    known = {"after": after, "upto": upto, "chain": chain}
    return _streamed(conn, _ENTRIES, known, args_row(Entry))


def seals(conn: Connection, *, chain: int | None, day: date | None) -> Iterator[Seal]:
    """Links in the order in which their last entries were written, streamed."""
    known = {"chain": chain, "day": day}
    return _streamed(conn, f"{_SEAL} {_OF_PART} ORDER BY last", known, class_row(Seal))


def _streamed(conn: Connection, query: str, known: dict[str, Any], row: Any) -> Iterator[Any]:
    name = f"of_{uuid4().hex}"
    with conn.cursor(name=name, binary=True, row_factory=row) as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(query.encode(), known)
        yield from cursor


def before(conn: Connection, *, chain: int | None, day: date) -> dict[int, Seal]:
    """The last link before a day, of each chain."""
    with conn.cursor(binary=True, row_factory=class_row(Seal)) as cursor:
        cursor.execute(f"{_SEAL} {_BEFORE}".encode(), {"chain": chain, "day": day})
        return {seal.chain: seal for seal in cursor}


def heads(conn: Connection) -> list[Seal]:
    """The newest link of each chain, by chain."""
    newest = "WHERE last IN (SELECT max(last) FROM public.seal GROUP BY chain) ORDER BY chain"
    with conn.cursor(binary=True, row_factory=class_row(Seal)) as cursor:
        cursor.execute(f"{_SEAL} {newest}".encode())
        return cursor.fetchall()


def horizon(conn: Connection) -> int:
    """Up to this entry everything has been sealed; 0 before the first seal."""
    row = conn.execute("SELECT coalesce(max(last), 0) FROM public.seal").fetchone()
    assert row is not None  # noqa: S101  a plain count always answers
    return int(row[0])
