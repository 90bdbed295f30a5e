"""Whom one may write to about a person: those who have a right to the messages now."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from heime.core.actor import Actor
from heime.core.phases import PHASES, Phase
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.records.access.models import Block, Right
from heime.records.access.reach import CONFIRMED, LIVE, contacts_of
from heime.records.people.models import Enrolment

_KIN = (Ground.CONSENT, Ground.INCAPACITY, Ground.GUARDIAN)
_OFFICES = (Ground.GP, Ground.REFERRAL)


@dataclass(frozen=True, slots=True)
class Others:
    """Who has a right to a person's messages now, besides the team and the person themselves.

    kin: account → name and relation. offices: organisation → name.
    """

    kin: dict[UUID, tuple[str, str]]
    offices: dict[UUID, str]


def who_may_be_written_to(person: Enrolment, by: Actor) -> Others:
    """Those whom the actor can know of: whoever keeps the rights knows all, kin only themselves."""
    if not PHASES[Phase(person.phase)].others:
        return Others({}, {})
    held = Right.objects.filter(
        LIVE, CONFIRMED, enrolment_id=person.id, scopes__contains=[Scope.MESSAGES]
    ).select_related("organisation")
    blocked = Block.objects.filter(LIVE, enrolment_id=person.id).filter(
        Q(scopes=[]) | Q(scopes__contains=[Scope.MESSAGES])
    )
    refused = {one.account_id or one.organisation_id for one in blocked}
    if None in refused:  # everybody outside the team
        return Others({}, {})
    named = {one.account_id: (one.name, one.relation) for one in contacts_of(person.id, by)}
    kin = held.filter(ground__in=_KIN)
    offices = held.filter(ground__in=_OFFICES)
    return Others(
        {
            one.account_id: named[one.account_id]
            for one in kin
            if one.account_id and one.account_id in named and one.account_id not in refused
        },
        {
            one.organisation.id: one.organisation.name
            for one in offices
            if one.organisation and one.organisation.id not in refused
        },
    )
