"""Cases and awaited readings, as receiving and the due loop read and write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import uuid_utils.compat as uuid7
from psycopg import AsyncConnection, AsyncCursor

from heime.core.casework import CaseState
from heime.core.setting_aside import Known
from heime.core.zone import Priority, Zone
from heime.records.people.hours import OPENINGS, Opens


@dataclass(frozen=True, slots=True)
class Wait:
    """A reading that is waited for (records.worklist.models.Awaited)."""

    enrolment: UUID
    municipality: int
    kind: int
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
    kind: int
    session_at: datetime
    measured_at: datetime
    measurement: UUID
    judged_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's open case: how bad it stands, by which judgement, and where it is.

    aside_at, waits_until, waits_for: of one that is away. known: what it has held, by kind.
    """

    id: UUID
    due_at: datetime
    trigger: Trigger
    opened_at: datetime
    changed_at: datetime
    state: CaseState = CaseState.OPEN
    taken_by: UUID | None = None
    aside_at: datetime | None = None
    waits_until: datetime | None = None
    waits_for: str = ""
    known: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that a judgement, or time, did to a case: opened, worsened, joined it, or brought
    it back. why: core.setting_aside. trigger: of what is back by time, the case's own.
    """

    case: UUID
    what: str
    trigger: Trigger
    at: datetime
    why: str = ""


class Seen(NamedTuple):
    """The worst that a session has made work for: zone times ten plus priority, as cases sort."""

    enrolment: UUID
    kind: int
    session_at: datetime
    worst: int


class Open(NamedTuple):
    """When a team is open."""

    team: UUID
    opens: time
    closes: time
    calendar: list[Opens] = []


@dataclass(frozen=True, slots=True)
class Stand:
    """What stands on the lists about some people, and when those who follow them up are open."""

    waits: list[Wait]
    cases: list[Standing]
    seen: list[Seen]
    hours: list[Open]


# `state || ''` keeps the planner from reading the index of all open cases for those of a few
# people: while its statistics are young it looks cheap, and was half of this question.
# One answer in JSON rather than four in rows: one statement to send and to plan. A closed case
# counts as seen too: the same session judged again, by a further reading or by time, is no news
# to somebody who has already taken care of it.
STAND = f"""
json_build_object(
    'waits', (SELECT coalesce(json_agg(one), '[]') FROM (
        SELECT enrolment_id AS enrolment, municipality_id AS municipality, kind, why, zone, since,
               due_at, measured_at, measurement_id AS measurement, judged_at
          FROM awaited WHERE enrolment_id = ANY (%(people)b::uuid[])) AS one),
    'cases', (SELECT coalesce(json_agg(one), '[]') FROM (
        SELECT id, due_at, opened_at, changed_at, state, taken_by_id AS taken_by, aside_at,
               waits_until, waits_for, known, json_build_object(
                   'enrolment', enrolment_id, 'municipality', municipality_id, 'zone', zone,
                   'priority', priority, 'kind', kind, 'session_at', measured_at,
                   'measured_at', measured_at, 'measurement', measurement_id,
                   'judged_at', judged_at) AS trigger
          FROM case_
         WHERE enrolment_id = ANY (%(people)b::uuid[]) AND state || '' <> 'closed') AS one),
    'seen', (SELECT coalesce(json_agg(json_build_array(
                        enrolment_id, kind, session_at, worst)), '[]') FROM (
        SELECT enrolment_id, kind, session_at, max(zone * 10 + priority) AS worst
          FROM case_event
         WHERE enrolment_id = ANY (%(people)b::uuid[]) AND session_at >= %(since)s
           AND what IN ('opened', 'joined', 'worsened')
         GROUP BY enrolment_id, kind, session_at) AS one),
    'hours', (SELECT coalesce(json_agg(json_build_array(id, opens, closes,
                    {OPENINGS})), '[]')
          FROM team WHERE id = ANY (%(teams)b::uuid[])))
"""  # noqa: S608  only names of our own
"""Part of a statement: what stands about `people` of `teams`, and what their sessions from `since`
on have made work of, as JSON for `Stand`."""
STAND_OF_PEOPLE = STAND.replace(
    "%(teams)b::uuid[]", "ARRAY(SELECT team_id FROM enrolment WHERE id = ANY (%(people)b::uuid[]))"
)
"""The same before it is known who follows them up: of the teams that do."""
_READ = msgspec.json.Decoder(Stand)


async def stand(
    conn: AsyncConnection, people: Sequence[UUID], teams: Sequence[UUID], since: datetime
) -> AsyncCursor:
    """Ask what STAND asks, alone; `stand_of` reads the answer."""
    asked = {"people": list(people), "teams": list(teams), "since": since}
    return await conn.execute(f"SELECT {STAND}::text", asked)


async def stand_of(cursor: AsyncCursor) -> Stand:
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  a SELECT without FROM has one row
    return _READ.decode(row[0])


# One statement for all that a batch changes, made of the parts that it changes: an empty part costs
# nearly as much as a full one, and most batches only move waits. The caller holds the locks, and so
# knows that no case is open for those it opens one for. Whoever has taken a case keeps it, unless
# it comes back open to everybody.
_CASE = """
    id uuid, municipality smallint, enrolment uuid, zone smallint, priority smallint,
    opened_at timestamptz, changed_at timestamptz, due_at timestamptz, kind smallint,
    measured_at timestamptz, measurement uuid, judged_at timestamptz, state text, known json,
    aside_at timestamptz, waits_until timestamptz, waits_for text
"""
_PARTS = {
    "waits": """
    INSERT INTO awaited (enrolment_id, municipality_id, kind, why, zone, since, due_at,
        measured_at, measurement_id, judged_at)
    SELECT * FROM json_to_recordset(%(waits)s::json) AS q(enrolment uuid, municipality smallint,
        kind smallint, why text, zone smallint, since timestamptz, due_at timestamptz,
        measured_at timestamptz, measurement uuid, judged_at timestamptz)
    ON CONFLICT (enrolment_id, kind) DO UPDATE SET
        why = excluded.why, zone = excluded.zone, since = excluded.since,
        due_at = excluded.due_at, measured_at = excluded.measured_at,
        measurement_id = excluded.measurement_id, judged_at = excluded.judged_at,
        leased_until = NULL
""",
    "ended": """
    DELETE FROM awaited a
     USING json_to_recordset(%(ended)s::json) AS q(enrolment uuid, kind smallint)
     WHERE a.enrolment_id = q.enrolment AND a.kind = q.kind
""",
    "opened": f"""
    INSERT INTO case_ (id, municipality_id, enrolment_id, zone, priority, opened_at, changed_at,
        due_at, kind, measured_at, measurement_id, judged_at, state, known, outcome, note)
    SELECT id, municipality, enrolment, zone, priority, opened_at, changed_at, due_at, kind,
           measured_at, measurement, judged_at, state, known, '', ''
      FROM json_to_recordset(%(opened)s::json) AS q({_CASE})
""",  # noqa: S608  only names of our own
    "changed": f"""
    UPDATE case_ c SET zone = q.zone, priority = q.priority, changed_at = q.changed_at,
        due_at = q.due_at, kind = q.kind, measured_at = q.measured_at,
        measurement_id = q.measurement, judged_at = q.judged_at, state = q.state, known = q.known,
        aside_at = q.aside_at, waits_until = q.waits_until, waits_for = q.waits_for,
        taken_by_id = CASE WHEN q.state = 'open' THEN NULL ELSE c.taken_by_id END,
        taken_at = CASE WHEN q.state = 'open' THEN NULL ELSE c.taken_at END
      FROM json_to_recordset(%(changed)s::json) AS q({_CASE})
     WHERE c.id = q.id
""",  # noqa: S608  only names of our own
    "events": """
    INSERT INTO case_event (id, municipality_id, enrolment_id, case_id, at, what, zone, priority,
        kind, session_at, measured_at, measurement_id, judged_at, why)
    SELECT * FROM json_to_recordset(%(events)s::json) AS q(id uuid, municipality smallint,
        enrolment uuid, case_id uuid, at timestamptz, what text, zone smallint, priority smallint,
        kind smallint, session_at timestamptz, measured_at timestamptz, measurement uuid,
        judged_at timestamptz, why text)
""",
}


@cache
def _writing(*names: str) -> str:
    """The statement that writes these parts, all but the last as common table expressions."""
    *first, last = names
    before = ", ".join(f"{name} AS ({_PARTS[name]})" for name in first)
    return f"WITH {before} {_PARTS[last]}" if first else _PARTS[last]


async def write(
    conn: AsyncConnection,
    *,
    waits: Sequence[Wait] = (),
    ended: Sequence[tuple[UUID, int]] = (),
    opened: Sequence[Standing] = (),
    changed: Sequence[Standing] = (),
    events: Sequence[Happened] = (),
) -> None:
    """Start or move on waiting, wait no more, open and change cases, add to their histories."""
    parts: dict[str, list[Any]] = {
        "waits": list(waits),
        "ended": [{"enrolment": enrolment, "kind": kind} for enrolment, kind in ended],
        "opened": [_case(case) for case in opened],
        "changed": [_case(case) for case in changed],
        "events": [_event(event) for event in events],
    }
    rows = {name: msgspec.json.encode(of).decode() for name, of in parts.items() if of}
    if rows:
        await conn.execute(_writing(*rows), rows)


def _case(case: Standing) -> dict[str, Any]:
    return msgspec.to_builtins(case.trigger) | {
        "id": case.id, "opened_at": case.opened_at, "changed_at": case.changed_at,
        "due_at": case.due_at, "state": case.state, "aside_at": case.aside_at,
        "waits_until": case.waits_until, "waits_for": case.waits_for,
        "known": msgspec.to_builtins(case.known),
    }  # fmt: skip


def _event(event: Happened) -> dict[str, Any]:
    return msgspec.to_builtins(event.trigger) | {
        "id": uuid7.uuid7(), "case_id": event.case, "at": event.at, "what": event.what,
        "why": event.why,
    }  # fmt: skip
