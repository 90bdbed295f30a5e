"""The set-based statements by which readings are kept and their surroundings read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, AsyncCursor

from heime.core.events import HOME
from heime.core.judging import local_day
from heime.core.kinds import Kind
from heime.core.reading import Quality, Reading
from heime.core.session import Before
from heime.core.verdict import Verdict
from heime.core.zone import Zone

NEARBY = 40
"""Readings of one kind read around an arrival, at most; the newest. Sessions that hold more are
carried on from their last judgement (core.session.Before), so judging reads a bounded number."""
AROUND = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Near:
    """A question for the readings of one kind around one moment, or of all its local day."""

    enrolments: tuple[UUID, ...]
    kind: Kind
    at: datetime
    all_day: bool = False

    @property
    def window(self) -> tuple[datetime, datetime]:
        """What is looked at: what was measured after the one and before the other."""
        if not self.all_day:
            return self.at - AROUND, self.at + AROUND
        midnight = datetime.combine(local_day(self.at), time(), HOME)
        tomorrow = datetime.combine(local_day(self.at) + timedelta(days=1), time(), HOME)
        return midnight - timedelta(microseconds=1), tomorrow


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
    """A verdict to be kept: on what, when, by which version of the plan.

    kind: a number of core.topics. measurement: the id of what was judged, be it a form or a gap.
    """

    enrolment: UUID
    municipality: int
    kind: int
    measurement: UUID
    measured_at: datetime
    judged_at: datetime
    plan_version: int | None
    verdict: Verdict


READING = "id, value, second, measured_at, received_at, quality, decimals, manual, device"


def reading_of(kind: int, row: Sequence) -> Reading:
    """A row of READING, as the core judges it."""
    id_, value, second, measured_at, received_at, quality, decimals, manual, device = row
    return Reading(
        id=id_,
        kind=Kind(kind),
        value=value,
        second=second,
        measured_at=measured_at,
        received_at=received_at,
        quality=Quality(quality) if quality else Quality.NONE,
        decimals=decimals,
        manual=manual,
        device=device or "",
    )


# Rows travel to the database as one JSON text: half the cost of an array for each column, on this
# side and on that one (docs/performance.md), and one prepared statement whatever is null in them.


def _json(rows: Sequence[dict[str, Any]]) -> str:
    return msgspec.json.encode(rows).decode()


COUNTS = (
    "NOT EXISTS (SELECT FROM invalidation i WHERE i.enrolment_id = measurement.enrolment_id"
    " AND i.measurement_id = measurement.id)"
)
"""Of measurements: nobody has said that it does not count (records/happenings keeps who did)."""

# The two outer bounds repeat what each row's own bounds say, so that the months that cannot
# matter are left out before the statement starts.
_NEARBY = f"""
SELECT q.n, q.kind, m.*
  FROM json_to_recordset(%(asked)s::json)
       AS q(n int, enrolment uuid, kind smallint, since timestamptz, upto timestamptz)
 CROSS JOIN LATERAL (
    SELECT {READING} FROM measurement
     WHERE enrolment_id = q.enrolment AND kind = q.kind
       AND measured_at > q.since AND measured_at < q.upto
       AND measured_at > %(from)s AND measured_at < %(upto)s AND {COUNTS}
     ORDER BY measured_at DESC LIMIT {NEARBY}) AS m
"""  # noqa: S608  only names of our own


async def nearby(conn: AsyncConnection, questions: Sequence[Near]) -> AsyncCursor:
    """Ask for the readings around each question; `nearby_of` reads the answer."""
    asked = [
        {
            "n": n, "enrolment": enrolment, "kind": question.kind,
            "since": question.window[0], "upto": question.window[1],
        }
        for n, question in enumerate(questions)
        for enrolment in question.enrolments
    ]  # fmt: skip
    windows = [question.window for question in questions]
    return await conn.execute(
        _NEARBY,
        {
            "asked": _json(asked),
            "from": min(since for since, _ in windows),
            "upto": max(upto for _, upto in windows),
        },
        binary=True,
    )


async def nearby_of(cursor: AsyncCursor, questions: int) -> list[list[Reading]]:
    """The readings around each question, oldest first."""
    found: list[list[Reading]] = [[] for _ in range(questions)]
    for n, kind, *row in await cursor.fetchall():
        found[n].append(reading_of(kind, row))
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


_NEWER = f"""
SELECT EXISTS (SELECT FROM measurement
  WHERE enrolment_id = %s AND kind = %s AND measured_at >= %s AND NOT rejected AND {COUNTS})
"""  # noqa: S608  only names of our own


async def has_newer(conn: AsyncConnection, enrolment: UUID, kind: Kind, after: datetime) -> bool:
    """Whether a valid reading taken at or after `after` is known (L-1)."""
    cursor = await conn.execute(_NEWER, [enrolment, int(kind), after])
    row = await cursor.fetchone()
    return bool(row and row[0])


_WEIGHTS = f"""
SELECT q.n, q.kind, m.*
  FROM json_to_recordset(%(asked)s::json) AS q(n int, enrolment uuid, kind smallint, at timestamptz)
 CROSS JOIN LATERAL (
    SELECT (q.at AT TIME ZONE 'Europe/Oslo')::date - generate_series(0, 7)) AS d(day)
 CROSS JOIN LATERAL (
    SELECT {READING} FROM measurement
     WHERE enrolment_id = q.enrolment AND kind = q.kind
       AND measured_at >= day::timestamp AT TIME ZONE 'Europe/Oslo'
       AND measured_at < (day + 1)::timestamp AT TIME ZONE 'Europe/Oslo'
       AND measured_at >= %(from)s AND measured_at < %(upto)s
       AND NOT rejected AND {COUNTS}
     ORDER BY measured_at LIMIT 12) AS m
"""  # noqa: S608  only names of our own


async def weeks_of_weights(conn: AsyncConnection, questions: Sequence[Near]) -> AsyncCursor:
    """Ask for the first few valid weights of each local day of the week that ends with the day of
    each question; `nearby_of` reads the answer.
    """
    asked = [
        {"n": n, "enrolment": enrolment, "kind": question.kind, "at": question.at}
        for n, question in enumerate(questions)
        for enrolment in question.enrolments
    ]
    moments = [question.at for question in questions]
    bounds = {
        "from": min(moments) - timedelta(days=10), "upto": max(moments) + timedelta(days=2)
    }  # fmt: skip
    return await conn.execute(_WEIGHTS, {"asked": _json(asked)} | bounds, binary=True)


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
SELECT * FROM json_to_recordset(%s::json) AS q(id uuid, enrolment uuid, measured_at timestamptz,
    received_at timestamptz, value int, second int, source int, quality int, municipality smallint,
    kind smallint, decimals smallint, manual bool, rejected bool, device text)
"""


async def keep(conn: AsyncConnection, facts: Sequence[Fact]) -> None:
    """Keep the measurements themselves."""
    rows = [
        {
            "id": r.id, "enrolment": fact.enrolment, "measured_at": r.measured_at,
            "received_at": r.received_at, "value": r.value, "second": r.second,
            "source": fact.source, "quality": int(r.quality), "municipality": fact.municipality,
            "kind": r.kind, "decimals": r.decimals, "manual": r.manual, "rejected": fact.rejected,
            "device": r.device or None,
        }
        for fact in facts
        for r in [fact.reading]
    ]  # fmt: skip
    await conn.execute(_KEEP, [_json(rows)])


_JUDGE = """
INSERT INTO judgement (enrolment_id, measurement_id, measured_at, judged_at, session_at,
    plan_version_id, municipality_id, kind, zone, state, priority, rules, inputs, computed, facts)
SELECT * FROM json_to_recordset(%s::json) AS q(enrolment uuid, measurement uuid,
    measured_at timestamptz, judged_at timestamptz, session_at timestamptz, plan int,
    municipality smallint, kind smallint, zone smallint, state smallint, priority smallint,
    rules text[], inputs uuid[], computed int[], facts jsonb)
"""


async def keep_judgements(conn: AsyncConnection, judged: Sequence[Judged]) -> None:
    """Keep what was judged. Inputs that are just the measurement itself cost nothing."""
    rows = [
        {
            "enrolment": j.enrolment, "measurement": j.measurement, "measured_at": j.measured_at,
            "judged_at": j.judged_at, "session_at": v.started_at, "plan": j.plan_version,
            "municipality": j.municipality, "kind": j.kind, "zone": v.zone, "state": v.state,
            "priority": v.priority, "rules": v.rules or None,
            "inputs": None if v.inputs == (j.measurement,) else v.inputs, "computed": _computed(j),
            "facts": _named(v),
        }
        for j in judged
        for v in [j.verdict]
    ]  # fmt: skip
    await conn.execute(_JUDGE, [_json(rows)])


def _computed(judged: Judged) -> tuple[int, ...] | None:
    """Numbers that are not simply the measurement's own: means, medians, gains."""
    verdict = judged.verdict
    if verdict.inputs == (judged.measurement,) and judged.kind != Kind.BODY_WEIGHT:
        return None
    return verdict.values or None


def _named(verdict: Verdict) -> dict[str, str] | None:
    """Named numbers that `computed` does not hold already."""
    if not verdict.facts:
        return None
    return {name: text for name, text in verdict.facts if name != "weight_gain_kg"} or None
