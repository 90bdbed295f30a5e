"""Who reaches whom, and what is known of a person and their team."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from heime.core.actor import Actor
from heime.core.hours import Hours
from heime.records.people.hours import closed_days
from heime.records.people.models import Contact, Team, TeamMunicipality


def within_reach(actor: Actor) -> Q:
    """Rows about people whom the actor's teams follow up, in municipalities those teams serve.

    The application's own wall, for every table that carries enrolment and municipality. The
    database has another (access/migrations/0002_two_walls.py); each must hold alone.
    """
    served = TeamMunicipality.objects.filter(team_id__in=actor.team_ids)
    return Q(enrolment__team_id__in=actor.team_ids) & Q(
        municipality_id__in=served.values("municipality_id")
    )


def teams_of(actor: Actor) -> list[Team]:
    return list(Team.objects.filter(id__in=actor.team_ids).order_by("name"))


def hours_of_team(team: Team, around: date) -> Hours:
    """When a team is open, holidays taken into account."""
    return Hours(team.opens, team.closes, closed_days(around))


def contacts_of(enrolment_id: UUID, actor: Actor) -> Sequence[Contact]:
    """Next of kin, in the order the person wants them called."""
    return list(
        Contact.objects.filter(within_reach(actor), enrolment_id=enrolment_id).order_by("rank")
    )
