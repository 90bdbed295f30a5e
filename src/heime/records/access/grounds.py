"""Why somebody sees a person: the team's care, or a right that holds now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from heime.core.actor import Actor
from heime.core.rights import GROUNDS, Ground
from heime.core.roles import Scope
from heime.records.access.models import Objection, Right
from heime.records.access.reach import CONFIRMED, LIVE, enrolments_within, within_reach
from heime.records.people.models import Account, Enrolment, Membership

CARE = "care"
"""The ground of the person's own team; others are of core/rights.Ground."""
_STRENGTH = [CARE, *(ground.value for ground in Ground)]


@dataclass(frozen=True, slots=True)
class Because:
    """One reason that somebody sees a person. until: None for one that has no date of its own."""

    ground: str
    until: datetime | None = None
    right: UUID | None = None


def because(actor: Actor, people: Sequence[Enrolment]) -> dict[UUID, Because]:
    """Of people that the actor reaches: the strongest reason for each. Care before all others."""
    teams = actor.teams_with(Scope.CONTACT)
    found = {person.id: Because(CARE) for person in people if person.team_id in teams}
    rest = [person.id for person in people if person.id not in found]
    held = Right.objects.filter(LIVE, CONFIRMED, enrolment_id__in=rest).filter(_held_by(actor))
    for right in sorted(held, key=lambda one: _STRENGTH.index(one.ground)):
        found.setdefault(right.enrolment_id, Because(right.ground, right.ends_at, right.id))
    return found


def _held_by(actor: Actor) -> Q:
    return Q(account_id=actor.account_id) | Q(
        organisation_id__in=actor.organisations_with(Scope.CONTACT)
    )


def held_by(actor: Actor) -> list[Right]:
    """What somebody has been given themselves and still has, besides their own record."""
    return list(
        Right.objects.filter(LIVE, account_id=actor.account_id)
        .exclude(ground=Ground.SELF)
        .select_related("given_by")
        .order_by("ends_at")
    )


def own_rights_to(enrolment_id: UUID, actor: Actor) -> list[Right]:
    """By what somebody reaches one person as themselves, not through their work: one's own record
    first. A right that waits for a second clinician, or an emergency, is not among them."""
    held = Right.objects.filter(
        LIVE, CONFIRMED, enrolment_id=enrolment_id, account_id=actor.account_id
    ).exclude(ground=Ground.EMERGENCY)
    return sorted(held, key=lambda one: (_STRENGTH.index(one.ground), one.starts_at))


def here_at_home(actor: Actor) -> dict[UUID, frozenset[Scope]]:
    """Whom somebody reaches by rights of their own, and what of them: enrolment → scopes."""
    held = Right.objects.filter(LIVE, CONFIRMED, account_id=actor.account_id)
    found: dict[UUID, frozenset[Scope]] = {}
    for right in held.exclude(ground=Ground.EMERGENCY):
        given = frozenset(Scope(one) for one in right.scopes)
        found[right.enrolment_id] = found.get(right.enrolment_id, frozenset()) | given
    return found


def own_enrolments(actor: Actor) -> list[Enrolment]:
    """The follow-ups that are one's own: one for each municipality and time, the newest first."""
    own = Right.objects.filter(LIVE, account_id=actor.account_id, ground=Ground.SELF)
    return list(
        enrolments_within(actor, Scope.RIGHTS)
        .filter(id__in=own.values("enrolment_id"))
        .select_related("patient", "team", "municipality")
        .order_by("-starts_at")
    )


def objections_of(enrolment_id: UUID, actor: Actor) -> list[Objection]:
    """Every objection of a person's, those that wait for an answer first."""
    return list(
        Objection.objects.filter(within_reach(actor, Scope.RIGHTS), enrolment_id=enrolment_id)
        .select_related("right__account", "right__organisation")
        .order_by(F("answered_at").desc(nulls_first=True), "-made_at")
    )


def who_cares_for(person: Enrolment) -> list[Account]:
    """Those who work in the person's team now."""
    working = Membership.objects.filter(LIVE, team_id=person.team_id).filter(
        Q(given_by=None) | Q(confirmed_by__isnull=False)
    )
    return list(
        Account.objects.filter(id__in=working.values("account_id"), is_active=True).order_by("name")
    )


def counts(right: Right) -> bool:
    """Whether a right that holds now has had its second clinician, where it needs one."""
    return right.second_by_id is not None or not GROUNDS[Ground(right.ground)].second


def name_of(right: Right, actor: Actor) -> str:
    """Whom a right is to, for its holder; empty when it opens nothing now (paused, blocked)."""
    found = enrolments_within(actor, Scope.CONTACT).filter(id=right.enrolment_id)
    person = found.select_related("patient").first()
    return f"{person.patient.given} {person.patient.family}" if person else ""
