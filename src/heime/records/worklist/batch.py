"""Cases and awaited readings, as receiving and the due loop read and write them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection, AsyncCursor

from heime.core.kinds import Kind
from heime.core.zone import Priority, Zone


@dataclass(frozen=True, slots=True)
class Wait:
    """A reading that is waited for (records.worklist.models.Awaited)."""

    enrolment: UUID
    municipality: int
    kind: Kind
    why: str
    zone: Zone
    since: datetime
    due_at: datetime
    measured_at: datetime
    measurement: UUID
    judged_at: datetime


@dataclass(frozen=True, slots=True)
class Trigger:
    """The judgement that makes work: which one, of which session."""

    enrolment: UUID
    municipality: int
    zone: Zone
    priority: Priority
    kind: Kind
    session_at: datetime
    measured_at: datetime
    measurement: UUID
    judged_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's open case: how bad it stands, and by which judgement."""

    id: UUID
    due_at: datetime
    trigger: Trigger
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that a judgement did to a case: opened, worsened or joined it."""

    case: UUID
    what: str
    trigger: Trigger
    at: datetime


_AWAITED = """
SELECT enrolment_id, municipality_id, kind, why, zone, since, due_at, measured_at, measurement_id,
       judged_at
  FROM awaited WHERE enrolment_id = ANY (%b::uuid[])
"""


def wait_of(row: Sequence) -> Wait:
    enrolment, municipality, kind, why, zone, *rest = row
    return Wait(enrolment, municipality, Kind(kind), why, Zone(zone), *rest)


async def waits(conn: AsyncConnection, enrolments: Sequence[UUID]) -> AsyncCursor:
    """Ask what is awaited from these people; rows for `wait_of`."""
    return await conn.execute(_AWAITED, [list(enrolments)], binary=True)


_STANDING = """
SELECT id, due_at, opened_at, changed_at, enrolment_id, municipality_id, zone, priority, kind,
       measured_at, measurement_id, judged_at
  FROM case_ WHERE enrolment_id = ANY (%b::uuid[]) AND state <> 'closed'
"""


def standing_of(row: Sequence) -> Standing:
    id_, due, opened, changed, enrolment, municipality, zone, priority, kind, *rest = row
    measured_at, measurement, judged_at = rest
    trigger = Trigger(
        enrolment,
        municipality,
        Zone(zone),
        Priority(priority),
        Kind(kind),
        measured_at,
        measured_at,
        measurement,
        judged_at,
    )
    return Standing(id_, due, trigger, opened, changed)


async def standing(conn: AsyncConnection, enrolments: Sequence[UUID]) -> AsyncCursor:
    """Ask for these people's open cases; rows for `standing_of`."""
    return await conn.execute(_STANDING, [list(enrolments)], binary=True)


# A closed case is looked for as well: the same session judged again, by a further reading or by
# time, is no news to somebody who has already taken care of it.
_SEEN = """
SELECT enrolment_id, kind, session_at, max(zone * 10 + priority)
  FROM case_event
 WHERE enrolment_id = ANY (%b::uuid[]) AND session_at >= %s
   AND what IN ('opened', 'joined', 'worsened')
 GROUP BY enrolment_id, kind, session_at
"""


async def seen(conn: AsyncConnection, enrolments: Sequence[UUID], since: datetime) -> AsyncCursor:
    """Ask which sessions have already made work: rows (enrolment, kind, session_at, worst).

    worst: zone times ten plus priority, which sorts as cases do.
    """
    return await conn.execute(_SEEN, [list(enrolments), since], binary=True)


async def write_waits(conn: AsyncConnection, waits: Sequence[Wait]) -> None:
    """Start or move on waiting for these readings."""
    await conn.execute(
        """
        INSERT INTO awaited (enrolment_id, municipality_id, kind, why, zone, since, due_at,
            measured_at, measurement_id, judged_at)
        SELECT * FROM unnest(%b::uuid[], %b::smallint[], %b::smallint[], %s::text[],
            %b::smallint[], %b::timestamptz[], %b::timestamptz[], %b::timestamptz[], %b::uuid[],
            %b::timestamptz[])
        ON CONFLICT (enrolment_id, kind) DO UPDATE SET
            why = excluded.why, zone = excluded.zone, since = excluded.since,
            due_at = excluded.due_at, measured_at = excluded.measured_at,
            measurement_id = excluded.measurement_id, judged_at = excluded.judged_at,
            leased_until = NULL
        """,
        _columns(
            (
                w.enrolment,
                w.municipality,
                int(w.kind),
                w.why,
                int(w.zone),
                w.since,
                w.due_at,
                w.measured_at,
                w.measurement,
                w.judged_at,
            )
            for w in waits
        ),
    )


async def end_waits(conn: AsyncConnection, places: Sequence[tuple[UUID, Kind]]) -> None:
    """Wait no more for these people's readings of these kinds."""
    await conn.execute(
        """
        DELETE FROM awaited a USING unnest(%b::uuid[], %b::smallint[]) AS q(enrolment, kind)
         WHERE a.enrolment_id = q.enrolment AND a.kind = q.kind
        """,
        _columns((enrolment, int(kind)) for enrolment, kind in places),
    )


async def open_cases(conn: AsyncConnection, cases: Sequence[Standing]) -> None:
    """Open cases. The caller holds the locks and knows that none is open for these people."""
    await conn.execute(
        """
        INSERT INTO case_ (id, municipality_id, enrolment_id, zone, priority, opened_at,
            changed_at, due_at, kind, measured_at, measurement_id, judged_at, state, outcome, note)
        SELECT *, 'open', '', '' FROM unnest(%b::uuid[], %b::smallint[], %b::uuid[], %b::smallint[],
            %b::smallint[], %b::timestamptz[], %b::timestamptz[], %b::timestamptz[], %b::smallint[],
            %b::timestamptz[], %b::uuid[], %b::timestamptz[])
        """,
        _columns(
            (
                c.id,
                c.trigger.municipality,
                c.trigger.enrolment,
                int(c.trigger.zone),
                int(c.trigger.priority),
                c.opened_at,
                c.changed_at,
                c.due_at,
                int(c.trigger.kind),
                c.trigger.measured_at,
                c.trigger.measurement,
                c.trigger.judged_at,
            )
            for c in cases
        ),
    )


async def change_cases(conn: AsyncConnection, cases: Sequence[Standing]) -> None:
    """Write how open cases stand now; whoever has one keeps it."""
    await conn.execute(
        """
        UPDATE case_ c SET zone = q.zone, priority = q.priority, changed_at = q.changed_at,
            due_at = q.due_at, kind = q.kind, measured_at = q.measured_at,
            measurement_id = q.measurement, judged_at = q.judged_at
          FROM unnest(%b::uuid[], %b::smallint[], %b::smallint[], %b::timestamptz[],
            %b::timestamptz[], %b::smallint[], %b::timestamptz[], %b::uuid[], %b::timestamptz[])
            AS q(id, zone, priority, changed_at, due_at, kind, measured_at, measurement, judged_at)
         WHERE c.id = q.id
        """,
        _columns(
            (
                c.id,
                int(c.trigger.zone),
                int(c.trigger.priority),
                c.changed_at,
                c.due_at,
                int(c.trigger.kind),
                c.trigger.measured_at,
                c.trigger.measurement,
                c.trigger.judged_at,
            )
            for c in cases
        ),
    )


async def write_events(conn: AsyncConnection, events: Sequence[Happened]) -> None:
    """Add to the cases' histories."""
    await conn.execute(
        """
        INSERT INTO case_event (id, municipality_id, enrolment_id, case_id, at, what, zone,
            priority, kind, session_at, measured_at, measurement_id, judged_at)
        SELECT * FROM unnest(%b::uuid[], %b::smallint[], %b::uuid[], %b::uuid[], %b::timestamptz[],
            %s::text[], %b::smallint[], %b::smallint[], %b::smallint[], %b::timestamptz[],
            %b::timestamptz[], %b::uuid[], %b::timestamptz[])
        """,
        _columns(
            (
                uuid7.uuid7(),
                e.trigger.municipality,
                e.trigger.enrolment,
                e.case,
                e.at,
                e.what,
                int(e.trigger.zone),
                int(e.trigger.priority),
                int(e.trigger.kind),
                e.trigger.session_at,
                e.trigger.measured_at,
                e.trigger.measurement,
                e.trigger.judged_at,
            )
            for e in events
        ),
    )


def _columns(rows: Iterable[tuple]) -> list[list]:
    """Rows as columns, which is how unnest takes them."""
    return [list(column) for column in zip(*rows, strict=True)]
