"""What the printed list holds, read in one question (migrations/0003_printed.py)."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import AsyncConnection

from heime.core.actor import Actor
from heime.core.roles import Scope
from heime.records.access.reach import enrolments_within

NEEDED = (Scope.CONTACT, Scope.VALUES, Scope.PLAN, Scope.CASES)
"""What somebody must reach of a person to have them on paper: it says something of each."""
FOLLOWED_UP = ("active", "paused")


def of_people(actor: Actor) -> list[dict[str, Any]]:
    """Everybody whom one's own teams follow up, through both walls."""
    found = enrolments_within(actor, Scope.WORK).filter(
        team_id__in=actor.team_ids, phase__in=FOLLOWED_UP, ends_at=None
    )
    for scope in NEEDED:
        found = found.filter(id__in=enrolments_within(actor, scope).values("id"))
    ids = list(found.values_list("id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT printed_list(%s)", [ids])
        row = cursor.fetchone()
    return _rows(row)


async def teams(conn: AsyncConnection) -> Sequence[tuple[UUID, str]]:
    """Every team, as the jobs process sees it."""
    return await (await conn.execute("SELECT id, name FROM team ORDER BY name")).fetchall()


async def of_team(conn: AsyncConnection, team: UUID) -> tuple[list[dict[str, Any]], int]:
    """Everybody whom a team follows up, and how many are left out: they refused somebody there."""
    row = await (await conn.execute("SELECT printed_list_of_team(%s)", [team])).fetchone()
    assert row is not None  # noqa: S101  a function always answers
    return list(row[0]["people"]), int(row[0]["left_out"])


def _rows(row: Any) -> list[dict[str, Any]]:
    return list(json.loads(row[0]) if isinstance(row[0], str) else row[0])
