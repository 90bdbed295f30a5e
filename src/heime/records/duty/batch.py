"""What the due loop reads and writes of duty, as the worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, NamedTuple
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

from heime.records.people.hours import OPENINGS

FREED = ("opened", "worsened", "released", "back", "reopened")
"""Events after which a red has nobody again, or is worse than before."""


class Free(NamedTuple):
    """A red case that nobody has, since when, and the person's language."""

    case: UUID
    enrolment: UUID
    municipality: int
    team: UUID
    priority: int
    due_at: datetime
    free_at: datetime
    language: str


_FREE = """
SELECT c.id, c.enrolment_id, c.municipality_id, e.team_id, c.priority, c.due_at,
       greatest(c.opened_at, (SELECT max(v.at) FROM case_event v
                               WHERE v.case_id = c.id AND v.what = ANY (%(freed)s))),
       p.language
  FROM case_ c JOIN enrolment e ON e.id = c.enrolment_id JOIN patient p ON p.id = e.patient_id
 WHERE c.state = 'open' AND c.zone = %(red)s AND (%(case)s::uuid IS NULL OR c.id = %(case)s)
 ORDER BY c.priority DESC, c.due_at
"""


async def free_reds(conn: AsyncConnection, red: int, case: UUID | None = None) -> list[Free]:
    """Every red that nobody has now; of one case only when it is named."""
    cursor = await conn.execute(_FREE, {"freed": list(FREED), "red": red, "case": case})
    return [Free(*row) for row in await cursor.fetchall()]


class TeamRow(NamedTuple):
    """A team's calendar, its own minutes, who is on call now, its lead and who works its list."""

    team: UUID
    opens: time
    closes: time
    calendar: Any
    minutes: Any
    on_call: list[UUID]
    leads: list[UUID]
    workers: list[UUID]


# Whoever has ended, or whose role waits for a second administrator, is told nothing.
_TEAMS = f"""
WITH post AS (
    SELECT m.team_id, m.account_id, m.role FROM membership m JOIN account a ON a.id = m.account_id
     WHERE m.team_id = ANY (%(teams)s) AND a.is_active AND m.starts_at <= %(now)s
       AND (m.ends_at IS NULL OR m.ends_at > %(now)s)
       AND (m.given_by_id IS NULL OR m.confirmed_by_id IS NOT NULL))
SELECT team.id, team.opens, team.closes, {OPENINGS},
       (SELECT coalesce(json_agg(json_build_array(
               s.step, s.municipality_id, s.red, s.high, s.account_id, s.text)), '[]')
          FROM route_step s WHERE s.team_id = team.id),
       ARRAY(SELECT o.account_id FROM on_call o WHERE o.team_id = team.id
                AND o.starts_at <= %(now)s AND o.ends_at > %(now)s ORDER BY o.starts_at, o.id),
       ARRAY(SELECT p.account_id FROM post p WHERE p.team_id = team.id AND p.role = 'lead'),
       ARRAY(SELECT p.account_id FROM post p WHERE p.team_id = team.id
                AND p.role IN ('nurse', 'therapist', 'doctor'))
  FROM team WHERE team.id = ANY (%(teams)s)
"""  # noqa: S608  only names of our own


async def teams(conn: AsyncConnection, ids: Sequence[UUID], now: datetime) -> list[TeamRow]:
    cursor = await conn.execute(_TEAMS, {"teams": list(ids), "now": now})
    return [TeamRow(*row) for row in await cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step that is to be kept: see records.duty.models.Climb."""

    case: UUID
    enrolment: UUID
    municipality: int
    since: datetime
    step: str
    at: datetime
    told: Sequence[UUID]
    text: str
    patient_text: str


async def step_up(conn: AsyncConnection, one: Stepped) -> bool:
    """Keep a step; False when it has happened already in this stretch."""
    cursor = await conn.execute(
        "INSERT INTO climb (id, municipality_id, enrolment_id, case_id, since, step, at, told,"
        " text, patient_text) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (case_id, since, step) DO NOTHING",
        [uuid7.uuid7(), one.municipality, one.enrolment, one.case, one.since, one.step, one.at,
         list(one.told), one.text, one.patient_text],
    )  # fmt: skip
    return cursor.rowcount == 1


async def steps_since(conn: AsyncConnection, case: UUID, since: datetime) -> set[str]:
    """The steps that have happened in this stretch."""
    cursor = await conn.execute(
        "SELECT step FROM climb WHERE case_id = %s AND since = %s", [case, since]
    )
    return {step for (step,) in await cursor.fetchall()}


async def own_accounts(conn: AsyncConnection, enrolment: UUID) -> list[UUID]:
    """The person's own sign-in, where they have one."""
    cursor = await conn.execute(
        "SELECT account_id FROM access_right WHERE enrolment_id = %s AND ground = 'self'"
        " AND starts_at <= now() AND (ends_at IS NULL OR ends_at > now())",
        [enrolment],
    )
    return [account for (account,) in await cursor.fetchall()]


async def note_event(conn: AsyncConnection, one: Free, at: datetime) -> None:
    """That the case climbed, in its own history."""
    await conn.execute(
        "INSERT INTO case_event (id, municipality_id, enrolment_id, case_id, at, what, zone,"
        " priority) SELECT %s, municipality_id, enrolment_id, id, %s, 'climbed', zone, priority"
        " FROM case_ WHERE id = %s",
        [uuid7.uuid7(), at, one.case],
    )
