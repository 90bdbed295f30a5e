"""A person refuses: this one, this organisation, or everybody outside the team may not see it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotFound, NotYours, Refused
from heime.core.rights import Ground
from heime.core.roles import READING, Scope
from heime.flow import keeping
from heime.records.access.models import Block, Right
from heime.records.access.reach import LIVE, within_reach
from heime.records.audit.writes import note
from heime.records.people.models import Account, Enrolment, Organisation, Team

MAY_BE_REFUSED = READING
"""What a block can be about; none chosen means everything."""


class OwnTeam(Refused):
    """The whole team that follows somebody up cannot be blocked: that is to end the follow-up."""

    code = "own-team"


@dataclass(frozen=True, slots=True)
class Against:
    """Whom: at most one of these; none is a reservation, against all outside the own team."""

    account: UUID | None = None
    organisation: UUID | None = None
    team: UUID | None = None


def make(
    enrolment_id: UUID,
    against: Against,
    *,
    scopes: Collection[Scope] = (),
    reason: str = "",
    by: Actor,
    now: datetime,
) -> Block:
    """Block, from now on. By the person, or by a clinician who notes what they said.

    Raises NotFound, OwnTeam, NotAllowedNow for what is blocked already, and NotYours for an
    attempt to shut the person out of their own record.
    """
    person = keeping.kept_by(by, enrolment_id)
    if not frozenset(scopes) <= MAY_BE_REFUSED:
        raise NotYours("Only what is kept about the person can be blocked.")
    _must_exist(against, person)
    whom: dict[str, Any] = {
        "account_id": against.account,
        "organisation_id": against.organisation,
        "team_id": against.team,
    }
    the_same = Block.objects.filter(LIVE, enrolment_id=person.id, scopes=sorted(scopes), **whom)
    if the_same.exists():
        raise NotAllowedNow("This is blocked already.")
    made = Block.objects.create(
        municipality_id=person.municipality_id, enrolment_id=person.id,
        account_id=against.account, organisation_id=against.organisation, team_id=against.team,
        scopes=sorted(scopes), starts_at=now, made_by_id=by.account_id,
        reason=reason.strip()[: keeping.LONGEST],
    )  # fmt: skip
    _note("block.made", made, by=by, now=now)
    return made


def end(block_id: UUID, *, by: Actor, now: datetime) -> None:
    """Lift a block. Whom it is against does not. Raises NotFound, NotYours and NotAllowedNow."""
    block = within(by, block_id)
    if block.account_id == by.account_id:
        raise NotYours("Whom a block is against cannot lift it.")
    if not Block.objects.filter(LIVE, id=block.id).update(ends_at=now, ended_by_id=by.account_id):
        raise NotAllowedNow("This block has ended already.")
    _note("block.ended", block, by=by, now=now)


def within(by: Actor, block_id: UUID) -> Block:
    """A block of somebody whose rights the actor keeps. Raises NotFound."""
    found = Block.objects.filter(within_reach(by, Scope.RIGHTS), id=block_id).first()
    if found is None:
        raise NotFound("There is no such block, or it is not yours to change.")
    return found


def _must_exist(against: Against, person: Enrolment) -> None:
    if against.team is not None:
        if against.team == person.team_id:
            raise OwnTeam("The team that follows somebody up is not blocked: end the follow-up.")
        if not Team.objects.filter(id=against.team).exists():
            raise NotFound("There is no such team.")
    if against.organisation is not None and not (
        Organisation.objects.filter(id=against.organisation).exists()
    ):
        raise NotFound("There is no such organisation.")
    if against.account is not None:
        if not Account.objects.filter(id=against.account).exists():
            raise NotFound("There is nobody with that account.")
        own = Right.objects.filter(
            LIVE, enrolment_id=person.id, account_id=against.account, ground=Ground.SELF
        )
        if own.exists():
            raise NotYours("Nobody is shut out of their own record.")


def _note(what: str, block: Block, *, by: Actor, now: datetime) -> None:
    note(
        what, by=by, at=now, enrolment_id=block.enrolment_id,
        municipality_id=block.municipality_id, resource="rights",
    )  # fmt: skip
