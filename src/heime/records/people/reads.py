"""What is known of a team. Whom somebody reaches: records/access/reach.py."""

import json
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from heime.core.actor import Actor
from heime.core.hours import Hours
from heime.records.people.hours import OPENINGS, hours_from, lines_of
from heime.records.people.models import Account, Team
from heime.records.planned import planned_once


def teams_of(actor: Actor) -> list[Team]:
    return list(Team.objects.filter(id__in=actor.team_ids).order_by("name"))


_NAMES = """
SELECT name FROM team WHERE id = ANY (%s)
UNION ALL SELECT name FROM organisation WHERE id = ANY (%s)
UNION ALL SELECT name FROM municipality WHERE number = ANY (%s)
"""


def names_of(
    teams: Collection[UUID], organisations: Collection[UUID], municipalities: Collection[int]
) -> list[str]:
    """What places are called, in no order."""
    asked = [list(teams), list(organisations), list(municipalities)]
    return [name for (name,) in planned_once(_NAMES, asked)]


def hours_of_team(team: Team, around: date) -> Hours:
    """When a team is open, its calendar and holidays taken into account."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {OPENINGS} FROM team WHERE id = %s", [team.id])  # noqa: S608  ours
        row = cursor.fetchone()
    found = row[0] if row else []
    lines = lines_of(json.loads(found) if isinstance(found, str) else found)
    return hours_from(team.opens, team.closes, lines, around)


def colleagues(team_id: UUID) -> list[Account]:
    """Everybody who works in a team now, by name."""
    live = Q(membership__starts_at__lte=Now()) & (
        Q(membership__ends_at=None) | Q(membership__ends_at__gt=Now())
    )
    found = Account.objects.filter(live, membership__team_id=team_id, is_active=True)
    return list(found.distinct().order_by("name"))
