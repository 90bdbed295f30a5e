"""Who may sign somebody's plan, and telling them that one waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from heime.core.actor import DOCTOR, Actor
from heime.core.rights import Ground
from heime.core.roles import ROLES, Role, Scope
from heime.records.access.models import Right
from heime.records.exchange.notices import tell
from heime.records.people.models import Enrolment, Membership
from heime.records.plans.models import PlanVersion

_TEAM = [role for role in Role if Scope.APPROVAL in ROLES[role].reach and role is not Role.GP]


@dataclass(frozen=True, slots=True)
class Signer:
    """A doctor who may sign. is_gp: of the person's GP's office, not of the team."""

    account_id: UUID
    name: str
    is_gp: bool


def signers_of(enrolment: Enrolment, *, now: datetime) -> list[Signer]:
    """The team's doctors and those of the person's GP's office, as far as the asker knows of it;
    whether each reaches the person is asked when they sign."""
    live = Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))
    confirmed = Q(given_by=None) | Q(confirmed_by__isnull=False)
    offices = Right.objects.filter(
        live, enrolment_id=enrolment.id, ground=Ground.GP, scopes__contains=[Scope.APPROVAL]
    ).values("organisation_id")
    posts = Membership.objects.filter(live & confirmed).filter(
        Q(team_id=enrolment.team_id, role__in=_TEAM) | Q(organisation_id__in=offices, role=Role.GP)
    )
    found: dict[UUID, Signer] = {}
    for account_id, name, role in posts.filter(
        account__profession=DOCTOR, account__is_active=True
    ).values_list("account_id", "account__name", "role"):
        found.setdefault(account_id, Signer(account_id, name, role == Role.GP))
    return sorted(found.values(), key=lambda one: (one.is_gp, one.name))


def ask(version: PlanVersion, chosen: Sequence[UUID], *, by: Actor, now: datetime) -> int:
    """Tell those of the chosen who may sign that the plan waits; return how many. No health in it.

    by: nobody is told of what they have just done themselves.
    """
    enrolment = Enrolment.objects.get(id=version.enrolment_id)
    may = {one.account_id for one in signers_of(enrolment, now=now)} - {by.account_id}
    told = sorted(may & set(chosen))
    for account in told:
        _tell("plan-to-approve", version, enrolment, account, now)
    return len(told)


def answered(version: PlanVersion, *, by: Actor, now: datetime) -> None:
    """A signed plan: tell the person themselves, where they have a sign-in of their own that the
    signer may know of."""
    enrolment = Enrolment.objects.get(id=version.enrolment_id)
    own = Right.objects.filter(
        enrolment_id=enrolment.id, ground=Ground.SELF, account__isnull=False, ends_at=None
    )
    for account_id in own.values_list("account_id", flat=True):
        if account_id != by.account_id and account_id is not None:
            _tell("plan-approved", version, enrolment, account_id, now)


def _tell(
    what: str, version: PlanVersion, enrolment: Enrolment, account: UUID, now: datetime
) -> None:
    tell(
        what, about=version.uid, enrolment_id=enrolment.id,
        municipality_id=enrolment.municipality_id, team_id=enrolment.team_id, now=now,
        account_id=account,
    )  # fmt: skip
