"""Municipalities, teams and organisations join and leave while Heime runs.

Said by those who run it, at a terminal (ops/municipality.py and its neighbours): there is nobody
inside yet who could ask. Nothing is deleted; agreements have a first and a last day.
"""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db.models import Q, QuerySet

from heime.core import identifiers
from heime.core.errors import NotAllowedNow, NotFound
from heime.records.access.models import Mandate
from heime.records.people import keys
from heime.records.people.changes import IdentityKey
from heime.records.people.models import (
    Enrolment,
    Membership,
    Municipality,
    Organisation,
    OrganisationMunicipality,
    Team,
    TeamMunicipality,
)


@dataclass(frozen=True, slots=True)
class Left:
    """What a municipality that leaves has, and somebody must take over or bring to an end."""

    followed_up: int
    teams: list[str]
    organisations: list[str]
    posts: int
    senders: int


def add(
    number: int, *, name: str, region: str, language: str, now: datetime, new_key: bytes
) -> Municipality:
    """A municipality joins, or comes back. Its people's numbers get a key of their own.

    name, region, language: empty to keep what is known. new_key: 32 random bytes, used if it has no
    key yet. Raises NotFound for one that is not known and is not described, NotAllowedNow.
    """
    known = Municipality.objects.filter(number=number).first()
    if known is None:
        if not (name and region and language):
            raise NotFound(f"{number} is not known here: give it --name, --region and --language.")
        known = Municipality(number=number)
    elif known.active and not (name or region or language):
        raise NotAllowedNow(f"{number} {known.name} takes part already.")
    known.name, known.region = name or known.name, region or known.region
    known.language, known.active = language or known.language, True
    known.save()
    if not IdentityKey.objects.filter(municipality=known, retired_at=None).exists():
        wrapped, by = keys.wrap(new_key, keys.SEAL)
        IdentityKey.objects.create(
            purpose=keys.SEAL, municipality=known, wrapped=wrapped, wrapped_by=by, made_at=now
        )
    return known


def leave(number: int, *, when: datetime, now: datetime) -> Left:
    """A municipality leaves: senders' mandates, agreements and posts end then. Say it again with
    another date to change it, as long as that is to come. Its people and their records stay.

    Raises NotFound, and NotAllowedNow for a date that is past.
    """
    here = Municipality.objects.filter(number=number, active=True).first()
    if here is None:
        raise NotFound(f"{number} is not the number of an active municipality here.")
    if when < now:
        raise NotAllowedNow("The last day is to come, or today.")
    left = _left(here, now)
    for rows in _ending(here, now):
        rows.update(ends_at=when)
    if when == now:
        Municipality.objects.filter(number=number).update(active=False)
    return left


def _ending(
    here: Municipality, now: datetime
) -> list[
    QuerySet[TeamMunicipality]
    | QuerySet[Mandate]
    | QuerySet[Membership]
    | QuerySet[OrganisationMunicipality]
]:
    going_on = Q(ends_at=None) | Q(ends_at__gt=now)
    return [
        TeamMunicipality.objects.filter(going_on, municipality=here),
        OrganisationMunicipality.objects.filter(going_on, municipality=here),
        Mandate.objects.filter(going_on, municipality=here),
        Membership.objects.filter(going_on, municipality=here),
    ]


def _left(here: Municipality, now: datetime) -> Left:
    going_on = Q(ends_at=None) | Q(ends_at__gt=now)
    teams = TeamMunicipality.objects.filter(going_on, municipality=here)
    work = OrganisationMunicipality.objects.filter(going_on, municipality=here)
    return Left(
        followed_up=Enrolment.objects.filter(going_on, municipality=here).count(),
        teams=sorted(teams.values_list("team__name", flat=True)),
        organisations=sorted(work.values_list("organisation__name", flat=True)),
        posts=Membership.objects.filter(going_on, municipality=here).count(),
        senders=Mandate.objects.filter(going_on, municipality=here).count(),
    )


def add_team(
    name: str,
    municipalities: list[int],
    *,
    opens: time,
    closes: time,
    now: datetime,
    until: datetime | None = None,
) -> Team:
    """A follow-up team, or further agreements of one that is there. Raises NotFound and
    NotAllowedNow."""
    if opens >= closes:
        raise NotAllowedNow("The team closes before it opens.")
    _must_take_part(municipalities)
    team, new = Team.objects.get_or_create(name=name, defaults={"opens": opens, "closes": closes})
    if not new and not municipalities:
        raise NotAllowedNow(f"There is a team {name} already.")
    for number in municipalities:
        TeamMunicipality.objects.update_or_create(
            team=team, municipality_id=number, defaults={"starts_at": now, "ends_at": until}
        )
    return team


def add_organisation(
    name: str,
    sort: str,
    municipalities: list[int],
    *,
    number: str = "",
    parent: UUID | None = None,
    her: int | None = None,
    resh: int | None = None,
    now: datetime,
    until: datetime | None = None,
) -> Organisation:
    """A hospital, one of its departments, a GP office or a legevakt district, and whom it serves.

    number: in the register of organisations. Raises BadIdentifier, NotFound and NotAllowedNow.
    """
    checked = identifiers.organisation_number(number) if number else None
    _must_take_part(municipalities)
    if (sort == Organisation.Sort.DEPARTMENT) is not (parent is not None):
        raise NotAllowedNow("A department belongs to a hospital, and nothing else does.")
    if checked and Organisation.objects.filter(number=checked).exists():
        raise NotAllowedNow(f"{checked} is here already.")
    made = Organisation.objects.create(
        sort=sort, name=name, number=checked, parent_id=parent, her_id=her, resh_id=resh
    )
    OrganisationMunicipality.objects.bulk_create(
        OrganisationMunicipality(
            organisation=made, municipality_id=place, starts_at=now, ends_at=until
        )
        for place in municipalities
    )
    return made


def _must_take_part(municipalities: list[int]) -> None:
    known = set(
        Municipality.objects.filter(number__in=municipalities, active=True).values_list(
            "number", flat=True
        )
    )
    if missing := sorted(set(municipalities) - known):
        raise NotFound(f"{', '.join(map(str, missing))}: no active municipality here.")
