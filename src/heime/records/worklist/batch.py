"""Cases and awaited readings, as receiving and the due loop read and write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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


_AWAITED = """
SELECT enrolment_id, municipality_id, kind, why, zone, since, due_at, measured_at, measurement_id,
       judged_at
  FROM awaited
"""


def wait_of(row: Sequence) -> Wait:
    enrolment, municipality, kind, why, zone, *rest = row
    return Wait(enrolment, municipality, Kind(kind), why, Zone(zone), *rest)


async def waits(conn: AsyncConnection, enrolments: Sequence[UUID]) -> AsyncCursor:
    """Ask what is awaited from these people; rows for `wait_of`."""
    return await conn.execute(
        _AWAITED + " WHERE enrolment_id = ANY (%s::uuid[])", [list(enrolments)], binary=True
    )


async def wait(conn: AsyncConnection, wait: Wait) -> None:
    """Start or move on waiting for a reading of one kind from one person."""
    await conn.execute(
        """
        INSERT INTO awaited (enrolment_id, municipality_id, kind, why, zone, since, due_at,
            measured_at, measurement_id, judged_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (enrolment_id, kind) DO UPDATE SET
            why = excluded.why, zone = excluded.zone, since = excluded.since,
            due_at = excluded.due_at, measured_at = excluded.measured_at,
            measurement_id = excluded.measurement_id, judged_at = excluded.judged_at,
            leased_until = NULL
        """,
        [wait.enrolment, wait.municipality, int(wait.kind), wait.why, int(wait.zone), wait.since,
         wait.due_at, wait.measured_at, wait.measurement, wait.judged_at],
    )


async def wait_no_more(conn: AsyncConnection, enrolment: UUID, kind: Kind) -> None:
    await conn.execute(
        "DELETE FROM awaited WHERE enrolment_id = %s AND kind = %s", [enrolment, int(kind)]
    )


HANDLED = timedelta(hours=2)
"""How far back a closed case is looked for before the same session may open a new one."""

_STANDING = """
SELECT id, zone, priority FROM case_ WHERE enrolment_id = %s AND state <> 'closed'
"""
_SEEN = """
SELECT e.case_id FROM case_event e
 WHERE e.enrolment_id = %s AND e.kind = %s AND e.session_at = %s
   AND (e.zone, e.priority) >= (%s, %s) AND e.what IN ('opened', 'joined', 'worsened')
 LIMIT 1
"""


async def standing(
    conn: AsyncConnection, trigger: Trigger
) -> tuple[tuple[UUID, Zone, Priority] | None, bool]:
    """The person's open case, and whether this session already made work at this zone or worse.

    No reading reopens what somebody has taken care of unless it got worse: the same session
    judged again, by a further reading or by time, is not a new event.
    """
    cursor = await conn.execute(_STANDING, [trigger.enrolment])
    row = await cursor.fetchone()
    seen = await conn.execute(
        _SEEN,
        [trigger.enrolment, int(trigger.kind), trigger.session_at, int(trigger.zone),
         int(trigger.priority)],
    )
    known = await seen.fetchone() is not None
    return (None if row is None else (row[0], Zone(row[1]), Priority(row[2]))), known


async def open_case(
    conn: AsyncConnection, trigger: Trigger, *, due_at: datetime, at: datetime
) -> UUID:
    """Open a case. The caller holds the enrolment's lock and knows that none is open."""
    case = uuid7.uuid7()
    await conn.execute(
        """
        INSERT INTO case_ (id, municipality_id, enrolment_id, state, zone, priority, opened_at,
            changed_at, due_at, kind, measured_at, measurement_id, judged_at, outcome, note)
        VALUES (%s, %s, %s, 'open', %s, %s, %s, %s, %s, %s, %s, %s, %s, '', '')
        """,
        [case, trigger.municipality, trigger.enrolment, int(trigger.zone), int(trigger.priority),
         at, at, due_at, int(trigger.kind), trigger.measured_at, trigger.measurement,
         trigger.judged_at],
    )
    await _event(conn, case, "opened", trigger, at=at)
    return case


async def worsen_case(
    conn: AsyncConnection, case: UUID, trigger: Trigger, *, due_at: datetime, at: datetime
) -> None:
    """Raise an open case to a worse judgement; whoever has it keeps it. The deadline only nears."""
    await conn.execute(
        """
        UPDATE case_ SET zone = %s, priority = %s, changed_at = %s, due_at = least(due_at, %s),
            kind = %s, measured_at = %s, measurement_id = %s, judged_at = %s
         WHERE id = %s
        """,
        [int(trigger.zone), int(trigger.priority), at, due_at, int(trigger.kind),
         trigger.measured_at, trigger.measurement, trigger.judged_at, case],
    )
    await _event(conn, case, "worsened", trigger, at=at)


async def join_case(conn: AsyncConnection, case: UUID, trigger: Trigger, *, at: datetime) -> None:
    """Add a judgement to an open case that already stands as bad or worse."""
    await conn.execute("UPDATE case_ SET changed_at = %s WHERE id = %s", [at, case])
    await _event(conn, case, "joined", trigger, at=at)


async def _event(
    conn: AsyncConnection, case: UUID, what: str, trigger: Trigger, *, at: datetime
) -> None:
    await conn.execute(
        """
        INSERT INTO case_event (id, municipality_id, enrolment_id, case_id, at, what, zone,
            priority, kind, session_at, measured_at, measurement_id, judged_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [uuid7.uuid7(), trigger.municipality, trigger.enrolment, case, at, what,
         int(trigger.zone), int(trigger.priority), int(trigger.kind), trigger.session_at,
         trigger.measured_at, trigger.measurement, trigger.judged_at],
    )
