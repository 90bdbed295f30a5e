"""Who works where: a role is given by one administrator, confirmed by another, ended at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotFound, NotYours, Refused
from heime.core.roles import ROLES, Place, Role, may_hold
from heime.flow.break_glass import ProveFirst
from heime.records.access.reach import LIVE
from heime.records.audit.writes import note
from heime.records.people.models import (
    Account,
    Membership,
    Municipality,
    Organisation,
    OrganisationMunicipality,
    Team,
    TeamMunicipality,
)

GIVEN_BY_ADMINISTRATORS = frozenset(
    role
    for role, terms in ROLES.items()
    if terms.place in (Place.TEAM, Place.ORGANISATION, Place.MUNICIPALITY)
)


class BadRole(Refused):
    """A role that this person cannot hold, or not in this place."""

    code = "bad-role"


@dataclass(frozen=True, slots=True)
class Where:
    """One place: exactly one of these, of the kind that the role is held in."""

    team: UUID | None = None
    organisation: UUID | None = None
    municipality: int | None = None


@dataclass(slots=True)
class Places:
    """Where an administrator gives roles."""

    municipalities: list[Municipality]
    teams: list[Team]
    organisations: list[Organisation]


def places_of(by: Actor) -> Places:
    """The municipalities one administers, the teams that serve them, and who works for them."""
    numbers = by.municipalities_as(Role.ADMINISTRATOR)
    serve = TeamMunicipality.objects.filter(LIVE, municipality_id__in=numbers)
    work = OrganisationMunicipality.objects.filter(LIVE, municipality_id__in=numbers)
    return Places(
        list(Municipality.objects.filter(number__in=numbers).order_by("name")),
        list(Team.objects.filter(id__in=serve.values("team_id")).order_by("name")),
        list(Organisation.objects.filter(id__in=work.values("organisation_id")).order_by("name")),
    )


def _administered(by: Actor) -> QuerySet[Membership]:
    places = places_of(by)
    return Membership.objects.filter(
        Q(team__in=places.teams)
        | Q(organisation__in=places.organisations)
        | Q(municipality__in=places.municipalities)
    )


def staff_of(by: Actor, *, now: datetime) -> list[Membership]:
    """Every role that is held or waits where this administrator gives roles."""
    return list(
        _administered(by)
        .filter(Q(ends_at=None) | Q(ends_at__gt=now))
        .select_related("account", "team", "organisation", "municipality", "given_by")
        .order_by("account__name", "role")
    )


def give(username: str, role: Role, where: Where, *, by: Actor, now: datetime) -> Membership:
    """Give somebody a role. It counts when another administrator has confirmed it.

    Raises ProveFirst, NotFound, NotYours for oneself, BadRole and NotAllowedNow.
    """
    _must_be_sure(by, now)
    account = Account.objects.filter(username=username.strip().lower(), is_active=True).first()
    if account is None:
        raise NotFound("There is no open account with this user name.")
    if account.id == by.account_id:
        raise NotYours("Nobody gives themselves a role.")
    _must_fit(account, role, where, by)
    place: dict[str, Any] = {
        "team_id": where.team,
        "organisation_id": where.organisation,
        "municipality_id": where.municipality,
    }
    same = Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), account=account, role=role, **place
    )
    if same.exists():
        raise NotAllowedNow("They have this role already, or it waits to be confirmed.")
    made = Membership.objects.create(
        account=account, role=role, starts_at=now, given_by_id=by.account_id, **place
    )
    _note("role.given", made, by=by, now=now)
    return made


def confirm(membership_id: int, *, by: Actor, now: datetime) -> None:
    """Be the second administrator behind a role: neither who gave it nor who gets it.

    Raises ProveFirst, NotFound, NotYours and NotAllowedNow.
    """
    _must_be_sure(by, now)
    found = _one_of(membership_id, by)
    if by.account_id in (found.given_by_id, found.account_id):
        raise NotYours("Another administrator must confirm this.")
    waiting = Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), id=found.id, confirmed_by=None,
        given_by__isnull=False,
    )  # fmt: skip
    if not waiting.update(confirmed_by_id=by.account_id):
        raise NotAllowedNow("This role does not wait to be confirmed.")
    _note("role.confirmed", found, by=by, now=now)


def end(membership_id: int, *, by: Actor, now: datetime) -> None:
    """End a role at once; one person is enough. Raises NotFound and NotAllowedNow."""
    found = _one_of(membership_id, by)
    live = Membership.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), id=found.id)
    if not live.update(ends_at=now):
        raise NotAllowedNow("This role has ended already.")
    _note("role.ended", found, by=by, now=now)


def _must_be_sure(by: Actor, now: datetime) -> None:
    if not by.is_sure(now):
        raise ProveFirst("Prove again who you are.")


def _must_fit(account: Account, role: Role, where: Where, by: Actor) -> None:
    if role not in GIVEN_BY_ADMINISTRATORS or not may_hold(role, account.profession):
        raise BadRole("This person's profession does not go with this role.")
    places = places_of(by)
    of_kind = {
        Place.TEAM: where.team in {team.id for team in places.teams},
        Place.ORGANISATION: where.organisation in {one.id for one in places.organisations},
        Place.MUNICIPALITY: where.municipality in {one.number for one in places.municipalities},
    }
    chosen = [place for place in (where.team, where.organisation, where.municipality) if place]
    if len(chosen) != 1 or not of_kind[ROLES[role].place]:
        raise BadRole("This role is not held in that kind of place, or you do not administer it.")


def _one_of(membership_id: int, by: Actor) -> Membership:
    found = _administered(by).filter(id=membership_id).first()
    if found is None:
        raise NotFound("There is no such role where you give roles.")
    return found


def _note(what: str, of: Membership, *, by: Actor, now: datetime) -> None:
    """About staff, not about a person who is followed up: who it was is said by an id."""
    note(
        what, by=by, at=now, municipality_id=of.municipality_id,
        detail=f"{of.role} {of.account_id}",
    )  # fmt: skip
