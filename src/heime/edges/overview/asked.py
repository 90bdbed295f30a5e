"""What of the overview is asked for: which days, whose people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from heime.core.actor import Actor
from heime.core.phases import Phase
from heime.core.roles import Scope
from heime.records.access.reach import enrolments_within
from heime.records.people import reads as people
from heime.records.people.models import Enrolment, Municipality, Team

PERIODS = (7, 30, 90)
USUAL = 30
FOLLOWED_UP = (Phase.ACTIVE, Phase.PAUSED, Phase.ENDED)
"""Whose days are counted: neither a referral nor an intake is a day of follow-up."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A period up to now, and one team and municipality or all of the actor's (None)."""

    days: int
    upto: datetime
    team: Team | None
    municipality: int | None
    teams: list[Team]
    municipalities: list[Municipality]

    @property
    def since(self) -> datetime:
        return self.upto - timedelta(days=self.days)

    @property
    def query(self) -> str:
        """The same choice, as an address says it."""
        chosen = {"dager": str(self.days)}
        if self.team is not None:
            chosen["lag"] = str(self.team.id)
        if self.municipality is not None:
            chosen["kommune"] = str(self.municipality)
        return urlencode(chosen)


def asked(request: HttpRequest, actor: Actor, now: datetime) -> Asked:
    """What the address asks for; what it says that is not the actor's counts as not said."""
    teams = people.teams_of(actor)
    days, place = request.GET.get("dager", ""), request.GET.get("kommune", "")
    team = next((one for one in teams if str(one.id) == request.GET.get("lag")), None)
    places = list(
        Municipality.objects.filter(
            number__in=_people(actor, [team] if team else teams).values("municipality_id")
        ).order_by("name")
    )
    return Asked(
        days=int(days) if days in {str(one) for one in PERIODS} else USUAL,
        upto=now,
        team=team,
        municipality=next((one.number for one in places if str(one.number) == place), None),
        teams=teams,
        municipalities=places,
    )


def followed(actor: Actor, what: Asked) -> list[Enrolment]:
    """Whose days the numbers are made of: followed up in the period, by the chosen team."""
    found = _people(actor, [what.team] if what.team else what.teams)
    if what.municipality is not None:
        found = found.filter(municipality_id=what.municipality)
    return list(
        found.filter(starts_at__lt=what.upto)
        .filter(Q(ends_at=None) | Q(ends_at__gt=what.since))
        .select_related("patient", "municipality", "team")
        .order_by("id")
    )


def _people(actor: Actor, teams: list[Team]) -> QuerySet[Enrolment]:
    ids: list[UUID] = [team.id for team in teams]
    return enrolments_within(actor, Scope.CASES).filter(team_id__in=ids, phase__in=FOLLOWED_UP)
