"""By what right each row of a mixed batch came, decided row by row in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, AsyncCursor

from heime.core.arrival import Sent, SentAnswers


@dataclass(frozen=True, slots=True)
class Right:
    """What one row's own token gives, now.

    source: None when the token is unknown, expired or revoked.
    enrolment, municipality, team: None when the token gives no right to this person.
    earlier: enrolments whose history an explicit transfer makes usable for judging.
    """

    source: int | None
    sort: str | None
    enrolment: UUID | None
    municipality: int | None
    team: UUID | None
    earlier: tuple[UUID, ...]


async def open_context(
    conn: AsyncConnection, tokens: set[str], about: Iterable[UUID | None] = ()
) -> None:
    """Tell the database who asks, for this transaction only: what no token gives, it refuses.

    about: whom it asks about, if that is known. A gateway may be bound to thousands, and every
        statement is checked against what the tokens give; so it is checked against these few.
    """
    await conn.execute(
        "SELECT set_config('heime.token', %s, true), set_config('heime.about', %s, true)",
        [",".join(sorted(tokens)), ",".join(map(str, about))],
    )


# Every row is matched with the binding or mandate of its own token: a batch holds the readings of
# many senders, and none may ride on another's right.
_RIGHTS = """
SELECT q.n, b.source_id, s.sort, e.id, e.municipality_id, e.team_id,
       ARRAY(SELECT t.earlier_id FROM transfer t WHERE t.enrolment_id = e.id)
  FROM unnest(%b::bytea[], %b::uuid[], %b::bytea[]) WITH ORDINALITY AS q(hash, enrolment, lookup, n)
  LEFT JOIN bearer b ON b.token_hash = q.hash AND b.revoked_at IS NULL AND b.expires_at > now()
  LEFT JOIN source s ON s.id = b.source_id
  LEFT JOIN enrolment e ON (q.enrolment IS NULL OR e.id = q.enrolment)
       AND (q.enrolment IS NOT NULL OR q.lookup IS NOT NULL)
       AND (q.lookup IS NULL OR e.patient_id IN (
            SELECT p.id FROM patient p WHERE p.national_id_lookup = q.lookup))
       AND e.starts_at <= now() AND (e.ends_at IS NULL OR e.ends_at > now())
       AND CASE s.sort
           WHEN 'gateway' THEN EXISTS (
                SELECT FROM binding bd WHERE bd.source_id = s.id AND bd.enrolment_id = e.id
                   AND bd.starts_at <= now() AND (bd.ends_at IS NULL OR bd.ends_at > now()))
           WHEN 'client' THEN EXISTS (
                SELECT FROM mandate md WHERE md.source_id = s.id
                   AND md.municipality_id = e.municipality_id
                   AND md.starts_at <= now() AND (md.ends_at IS NULL OR md.ends_at > now()))
           ELSE false END
 ORDER BY q.n
"""
# The common batch names everybody by our own id: without the identity numbers the planner keeps
# to one index look-up a row.
_RIGHTS_BY_ID = (
    _RIGHTS.replace("(q.enrolment IS NULL OR e.id = q.enrolment)", "e.id = q.enrolment")
    .replace("       AND (q.enrolment IS NOT NULL OR q.lookup IS NOT NULL)\n", "")
    .replace(
        """       AND (q.lookup IS NULL OR e.patient_id IN (
            SELECT p.id FROM patient p WHERE p.national_id_lookup = q.lookup))
""",
        "",
    )
)
# By a number that was replaced: asked only for the few rows that the number in force did not find.
_RIGHTS_BY_OLD = _RIGHTS.replace(
    "SELECT p.id FROM patient p WHERE p.national_id_lookup = q.lookup",
    "SELECT i.patient_id FROM identifier i WHERE i.lookup = q.lookup",
)


# A phone at home: as a gateway, and nothing else that holds a token is let in by this way.
_RIGHTS_FROM_HOME = """
SELECT q.n, h.source, CASE WHEN h.source IS NULL THEN NULL ELSE 'at-home' END, e.id,
       e.municipality_id, e.team_id,
       ARRAY(SELECT t.earlier_id FROM transfer t WHERE t.enrolment_id = e.id)
  FROM unnest(%b::bytea[], %b::uuid[], %b::bytea[]) WITH ORDINALITY AS q(hash, enrolment, lookup, n)
  LEFT JOIN bearer b ON b.token_hash = q.hash
  LEFT JOIN ctx_home() h ON h.source = b.source_id
  LEFT JOIN enrolment e ON e.id = q.enrolment AND e.id = h.enrolment AND e.starts_at <= now()
       AND (e.ends_at IS NULL OR e.ends_at > now())
 ORDER BY q.n
"""


# Somebody of the team, known by their sign-in; the database says whom they work with.
_RIGHTS_OF_STAFF = """
SELECT q.n, CASE WHEN (SELECT ctx_account()) IS NULL THEN NULL ELSE -1 END, 'staff', e.id,
       e.municipality_id, e.team_id,
       ARRAY(SELECT t.earlier_id FROM transfer t WHERE t.enrolment_id = e.id)
  FROM unnest(%b::bytea[], %b::uuid[], %b::bytea[]) WITH ORDINALITY AS q(hash, enrolment, lookup, n)
  LEFT JOIN enrolment e ON e.id = q.enrolment AND e.starts_at <= now()
       AND (e.ends_at IS NULL OR e.ends_at > now())
       AND e.id = ANY ((SELECT ctx_enrolments())::uuid[])
 ORDER BY q.n
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question by what right each row of a batch came, under way."""

    batch: Sequence[Sent | SentAnswers]
    cursor: AsyncCursor[tuple[Any, ...]]


async def ask(conn: AsyncConnection, batch: Sequence[Sent] | Sequence[SentAnswers]) -> Asked:
    """Ask for the right of each row; `rights` waits for the answer.

    What staff enter, and what comes from home, never travels with what others send.
    """
    if all(sent.by_staff for sent in batch):
        return await _ask(conn, _RIGHTS_OF_STAFF, batch)
    if all(sent.from_home for sent in batch):
        return await _ask(conn, _RIGHTS_FROM_HOME, batch)
    by_id = all(sent.lookup is None for sent in batch)
    return await _ask(conn, _RIGHTS_BY_ID if by_id else _RIGHTS, batch)


async def rights(conn: AsyncConnection, asked: Asked) -> list[Right]:
    """The right of each row, in order. Someone known under two enrolments is nobody: see below."""
    batch = asked.batch
    found = await _read(asked)
    missed = [
        n
        for n, right in enumerate(found)
        if batch[n].lookup is not None and right.enrolment is None and right.source is not None
    ]
    if missed:
        by_old = await _read(await _ask(conn, _RIGHTS_BY_OLD, [batch[n] for n in missed]))
        for n, right in zip(missed, by_old, strict=True):
            found[n] = right
    return found


async def _ask(conn: AsyncConnection, query: str, batch: Sequence[Sent | SentAnswers]) -> Asked:
    hashes = {sent.token: sha256(sent.token.encode()).digest() for sent in batch}
    cursor = await conn.execute(
        query,
        [
            [hashes[sent.token] for sent in batch],
            [sent.enrolment for sent in batch],
            [sent.lookup for sent in batch],
        ],
        binary=True,
    )
    return Asked(batch, cursor)


async def _read(asked: Asked) -> list[Right]:
    found: list[Right | None] = [None] * len(asked.batch)
    for n, source, sort, enrolment, municipality, team, earlier in await asked.cursor.fetchall():
        right = Right(source, sort, enrolment, municipality, team, tuple(earlier))
        if found[n - 1] is not None:
            # One person, two live enrolments that this sender may write to: we do not choose.
            right = Right(source, sort, None, None, None, ())
        found[n - 1] = right
    return [right for right in found if right is not None]
