"""What is known of a team. Whom somebody reaches: records/access/reach.py."""

from datetime import date

from heime.core.actor import Actor
from heime.core.hours import Hours
from heime.records.people.hours import closed_days
from heime.records.people.models import Team


def teams_of(actor: Actor) -> list[Team]:
    return list(Team.objects.filter(id__in=actor.team_ids).order_by("name"))


def hours_of_team(team: Team, around: date) -> Hours:
    """When a team is open, holidays taken into account."""
    return Hours(team.opens, team.closes, closed_days(around))
