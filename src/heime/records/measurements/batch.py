"""The set-based statements by which readings are kept and their surroundings read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection, AsyncCursor

from heime.core.kinds import Kind
from heime.core.reading import Quality, Reading
from heime.core.session import Before, Verdict
from heime.core.zone import Zone

NEARBY = 40
"""Readings of one kind read around an arrival, at most; the newest. Sessions that hold more are
carried on from their last judgement (core.session.Before), so judging reads a bounded number."""
AROUND = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Near:
    """A question for the readings of one kind around one moment."""

    enrolments: tuple[UUID, ...]
    kind: Kind
    at: datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """A measurement to be kept."""

    reading: Reading
    enrolment: UUID
    municipality: int
    source: int
    rejected: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict to be kept: on which measurement, when, by which version of the plan."""

    enrolment: UUID
    municipality: int
    kind: Kind
    measurement: UUID
    measured_at: datetime
    judged_at: datetime
    plan_version: int | None
    verdict: Verdict


_READING = "id, value, second, measured_at, received_at, quality, decimals, manual, device"


def _reading(kind: int, row: Sequence) -> Reading:
    id_, value, second, measured_at, received_at, quality, decimals, manual, device = row
    return Reading(
        id=id_,
        kind=Kind(kind),
        value=value,
        second=second,
        measured_at=measured_at,
        received_at=received_at,
        quality=Quality(quality),
        decimals=decimals,
        manual=manual,
        device=device or "",
    )


# The two outer bounds repeat what each row's own bounds say, so that the months that cannot
# matter are left out before the statement starts.
_NEARBY = f"""
SELECT q.n, q.kind, m.*
  FROM unnest(%(enrolment)b::uuid[], %(kind)b::smallint[], %(at)b::timestamptz[], %(n)b::int[])
       AS q(enrolment, kind, at, n)
 CROSS JOIN LATERAL (
    SELECT {_READING} FROM measurement
     WHERE enrolment_id = q.enrolment AND kind = q.kind
       AND measured_at > q.at - interval '1 hour' AND measured_at < q.at + interval '1 hour'
       AND measured_at > %(from)s AND measured_at < %(upto)s
     ORDER BY measured_at DESC LIMIT {NEARBY}) AS m
"""


async def nearby(conn: AsyncConnection, questions: Sequence[Near]) -> AsyncCursor:
    """Ask for the readings around each question; `nearby_of` reads the answer."""
    rows = [(e, q.kind, q.at, n) for n, q in enumerate(questions) for e in q.enrolments]
    return await conn.execute(
        _NEARBY,
        {
            "enrolment": [row[0] for row in rows],
            "kind": [int(row[1]) for row in rows],
            "at": [row[2] for row in rows],
            "n": [row[3] for row in rows],
            "from": min(row[2] for row in rows) - AROUND,
            "upto": max(row[2] for row in rows) + AROUND,
        },
        binary=True,
    )


async def nearby_of(cursor: AsyncCursor, questions: int) -> list[list[Reading]]:
    """The readings around each question, oldest first."""
    found: list[list[Reading]] = [[] for _ in range(questions)]
    for n, kind, *row in await cursor.fetchall():
        found[n].append(_reading(kind, row))
    for readings in found:
        readings.sort(key=lambda r: (r.measured_at, r.received_at, r.id))
    return found


_BEFORE = """
SELECT j.session_at, j.zone, j.rules FROM judgement j
 WHERE j.enrolment_id = %s AND j.kind = %s AND j.measured_at = %s AND j.measurement_id = %s
 ORDER BY j.judged_at DESC LIMIT 1
"""


async def before(conn: AsyncConnection, enrolment: UUID, oldest: Reading) -> tuple[Before, bool]:
    """How the session stood after `oldest`, and whether a critical value had settled it."""
    cursor = await conn.execute(
        _BEFORE, [enrolment, int(oldest.kind), oldest.measured_at, oldest.id]
    )
    row = await cursor.fetchone()
    if row is None:
        return Before(oldest.measured_at, all_green=False), False
    session_at, zone, rules = row
    return Before(session_at, all_green=zone == Zone.GREEN and not rules), "C-6" in (rules or ())


_NEWER = """
SELECT EXISTS (SELECT FROM measurement
  WHERE enrolment_id = %s AND kind = %s AND measured_at >= %s AND NOT rejected)
"""


async def has_newer(conn: AsyncConnection, enrolment: UUID, kind: Kind, after: datetime) -> bool:
    """Whether a valid reading taken at or after `after` is known (L-1)."""
    cursor = await conn.execute(_NEWER, [enrolment, int(kind), after])
    row = await cursor.fetchone()
    return bool(row and row[0])


_WEIGHTS = f"""
SELECT m.* FROM generate_series(0, 7) AS back
 CROSS JOIN LATERAL (
    SELECT {_READING} FROM measurement
     WHERE enrolment_id = ANY (%(enrolments)b::uuid[]) AND kind = {int(Kind.BODY_WEIGHT)}
       AND measured_at >= (%(day)s::date - back)::timestamp AT TIME ZONE 'Europe/Oslo'
       AND measured_at < (%(day)s::date - back + 1)::timestamp AT TIME ZONE 'Europe/Oslo'
       AND measured_at >= %(from)s AND measured_at < %(upto)s
       AND NOT rejected
     ORDER BY measured_at LIMIT 4) AS m
 ORDER BY m.measured_at
"""


async def week_of_weights(
    conn: AsyncConnection, enrolments: Sequence[UUID], day: date, at: datetime
) -> list[Reading]:
    """The first few valid weights of each local day from a week before `day` to `day` itself."""
    cursor = await conn.execute(
        _WEIGHTS,
        {
            "enrolments": list(enrolments),
            "day": day,
            "from": at - timedelta(days=10),
            "upto": at + timedelta(days=2),
        },
        binary=True,
    )
    return [_reading(Kind.BODY_WEIGHT, row) for row in await cursor.fetchall()]


_RECEIPTS = """
SELECT r.source_id, r.key, r.digest, r.measurement_id
  FROM unnest(%b::int[], %b::uuid[]) AS q(source, key)
  JOIN receipt r ON r.source_id = q.source AND r.key = q.key
"""


async def receipts(conn: AsyncConnection, keys: Sequence[tuple[int, UUID]]) -> AsyncCursor:
    """Ask which of these keys each source has used before; rows (source, key, digest, id)."""
    return await conn.execute(
        _RECEIPTS, [[source for source, _ in keys], [key for _, key in keys]], binary=True
    )


# A replay writes too: it raises the count, so that its answer waits for the disk and the standby
# like the first one did. A key that another batch used for another reading since we looked divides
# by zero: the transaction ends there without a round trip to ask, and the rows are taken anew.
_KEEP_RECEIPTS = """
INSERT INTO receipt (source_id, key, digest, measurement_id, replays)
SELECT *, 0 FROM unnest(%b::int[], %b::uuid[], %b::uuid[], %b::uuid[])
ON CONFLICT (source_id, key) DO UPDATE
   SET replays = receipt.replays + 1 / (receipt.measurement_id = excluded.measurement_id)::int
"""


async def keep_receipts(
    conn: AsyncConnection, rows: Sequence[tuple[int, UUID, UUID, UUID]]
) -> None:
    """Write (source, key, digest, measurement). A key may stand only once in `rows`."""
    unique = {(source, key): row for row in rows for source, key in [row[:2]]}
    await conn.execute(
        _KEEP_RECEIPTS, [list(column) for column in zip(*unique.values(), strict=True)]
    )


_RECEIVED_AT = """
SELECT received_at FROM measurement
 WHERE enrolment_id = %s AND kind = %s AND measured_at = %s AND id = %s
"""


async def received_at(
    conn: AsyncConnection, enrolment: UUID, kind: Kind, measured_at: datetime, id_: UUID
) -> datetime | None:
    """When a measurement first came, so that a repeated answer is the first one again."""
    cursor = await conn.execute(_RECEIVED_AT, [enrolment, int(kind), measured_at, id_])
    row = await cursor.fetchone()
    return None if row is None else row[0]


_KEEP = """
INSERT INTO measurement (id, enrolment_id, measured_at, received_at, value, second, source_id,
    quality, municipality_id, kind, decimals, manual, rejected, device)
SELECT * FROM unnest(%b::uuid[], %b::uuid[], %b::timestamptz[], %b::timestamptz[], %b::int[],
    %b::int[], %b::int[], %b::int[], %b::smallint[], %b::smallint[], %b::smallint[], %s::bool[],
    %s::bool[], %s::text[])
"""


async def keep(conn: AsyncConnection, facts: Sequence[Fact]) -> None:
    """Keep the measurements themselves."""
    readings = [fact.reading for fact in facts]
    await conn.execute(
        _KEEP,
        [
            [r.id for r in readings],
            [fact.enrolment for fact in facts],
            [r.measured_at for r in readings],
            [r.received_at for r in readings],
            [r.value for r in readings],
            [r.second for r in readings],
            [fact.source for fact in facts],
            [int(r.quality) for r in readings],
            [fact.municipality for fact in facts],
            [int(r.kind) for r in readings],
            [r.decimals for r in readings],
            [r.manual for r in readings],
            [fact.rejected for fact in facts],
            [r.device or None for r in readings],
        ],
    )


# Arrays of arrays must be of one length in SQL, so lists travel as text and are split there.
_JUDGE = """
INSERT INTO judgement (enrolment_id, measurement_id, measured_at, judged_at, session_at,
    plan_version_id, municipality_id, kind, zone, state, priority, rules, inputs, computed)
SELECT e, m, at, judged, session, plan, municipality, kind, zone, state, priority,
       string_to_array(rules, ' '), string_to_array(inputs, ' ')::uuid[],
       string_to_array(computed, ' ')::int[]
  FROM unnest(%b::uuid[], %b::uuid[], %b::timestamptz[], %b::timestamptz[], %b::timestamptz[],
    %b::int[], %b::smallint[], %b::smallint[], %b::smallint[], %b::smallint[], %b::smallint[],
    %s::text[], %s::text[], %s::text[])
    AS q(e, m, at, judged, session, plan, municipality, kind, zone, state, priority, rules, inputs,
         computed)
"""


async def keep_judgements(conn: AsyncConnection, judged: Sequence[Judged]) -> None:
    """Keep what was judged. Inputs that are just the measurement itself cost nothing."""
    verdicts = [j.verdict for j in judged]
    await conn.execute(
        _JUDGE,
        [
            [j.enrolment for j in judged],
            [j.measurement for j in judged],
            [j.measured_at for j in judged],
            [j.judged_at for j in judged],
            [v.started_at for v in verdicts],
            [j.plan_version for j in judged],
            [j.municipality for j in judged],
            [int(j.kind) for j in judged],
            [int(v.zone) for v in verdicts],
            [int(v.state) for v in verdicts],
            [None if v.priority is None else int(v.priority) for v in verdicts],
            [" ".join(v.rules) or None for v in verdicts],
            [
                None
                if j.verdict.inputs == (j.measurement,)
                else " ".join(map(str, j.verdict.inputs))
                for j in judged
            ],
            [_computed(j) for j in judged],
        ],
    )


def _computed(judged: Judged) -> str | None:
    """Numbers that are not simply the measurement's own: means, medians, gains."""
    verdict = judged.verdict
    if verdict.inputs == (judged.measurement,) and judged.kind is not Kind.BODY_WEIGHT:
        return None
    return " ".join(map(str, verdict.values)) or None
