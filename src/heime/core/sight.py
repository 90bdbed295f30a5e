"""What of one person somebody reaches, worked out from what stands about the two of them.

The same rule as records/access/reach.py asks for everybody at once. A page about one person asks
for one person's rows and works out every scope here; a test holds the two against each other.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from heime.core.actor import Actor
from heime.core.phases import PHASES, Phase
from heime.core.rights import EMERGENCY_ROLES, GROUNDS, Ground
from heime.core.roles import READING, Scope

WHOLE = READING | {Scope.WORK, Scope.PLANNING, Scope.RIGHTS}
"""What every clinician of a person's own team reaches, however they differ otherwise."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One person as one reader reaches them, as asked in this transaction.

    Given to a read in the reader's place it spares the read from asking again. Made by
    records/access/sight.py and nowhere else. linked: whether there is another follow-up or record
    that this one is linked with; False spares asking which.
    """

    actor: Actor
    person: UUID
    scopes: frozenset[Scope]
    linked: bool = True

    @property
    def people(self) -> Collection[UUID]:
        return (self.person,)


@dataclass(frozen=True, slots=True)
class Sights:
    """Several people, of each of whom one reader reaches the same. Made as a sight is."""

    actor: Actor
    people: frozenset[UUID]
    scopes: frozenset[Scope]


Reader = Actor | Sight | Sights
"""Who reads: somebody whose reach is to be asked for, or people as somebody reaches them."""


@dataclass(frozen=True, slots=True)
class Followed:
    """How a person is followed up now.

    served_by: of the reader's teams, those that serve the person's municipality. ended: whether the
    end is past. closing: whether it is, and the team may still read.
    """

    team: UUID
    served_by: frozenset[UUID]
    phase: Phase
    begun: bool
    ended: bool
    closing: bool

    @property
    def others_count(self) -> bool:
        """Whether rights on other grounds than care and one's own record count."""
        return PHASES[self.phase].others and not self.ended


@dataclass(frozen=True, slots=True)
class Held:
    """A right to the person that holds now. account, organisation: who has it, one of the two."""

    ground: Ground
    scopes: frozenset[str]
    account: UUID | None
    organisation: UUID | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the person refuses now, and whom: one of the three, or everybody who gives no care.

    scopes: empty for all of it.
    """

    scopes: frozenset[str]
    account: UUID | None
    team: UUID | None
    organisation: UUID | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides. parents: what the reader's organisations belong to. is_self: whether the
    person is the reader, or once was."""

    followed: Followed
    rights: Sequence[Held]
    refusals: Sequence[Refusal]
    parents: Collection[UUID]
    is_self: bool


def scopes_of(actor: Actor, facts: Facts) -> frozenset[Scope]:
    """Everything that the actor reaches the person with; empty for nothing."""
    return frozenset(
        scope
        for scope in Scope
        if (_in_care(actor, scope, facts.followed) or _by_right(actor, scope, facts))
        and not _is_refused(actor, scope, facts)
    )


def is_wholly_in_care(actor: Actor, followed: Followed, *, refused: bool) -> bool:
    """Whether the actor reaches what every clinician of the person's own team reaches: by care
    alone, and nobody is refused anything. refused: whether the person refuses anybody anything."""
    return not refused and all(_in_care(actor, scope, followed) for scope in WHOLE)


def _in_care(actor: Actor, scope: Scope, followed: Followed) -> bool:
    teams = actor.teams_with(scope)
    if followed.team not in teams or not followed.begun or not teams & followed.served_by:
        return False
    going_on = not followed.ended or (followed.closing and scope in PHASES[Phase.ENDED].team)
    return going_on and scope in PHASES[followed.phase].team


def _by_right(actor: Actor, scope: Scope, facts: Facts) -> bool:
    offices = actor.organisations_with(scope)
    return any(
        scope in right.scopes and right.confirmed and _counts(right, actor, offices, facts.followed)
        for right in facts.rights
    )


def _counts(right: Held, actor: Actor, offices: Collection[UUID], followed: Followed) -> bool:
    if right.organisation in offices:
        return followed.others_count
    if right.account != actor.account_id:
        return False
    if right.ground is Ground.EMERGENCY:
        return bool(actor.profession and actor.roles & EMERGENCY_ROLES)
    return right.ground is Ground.SELF or followed.others_count


def _is_refused(actor: Actor, scope: Scope, facts: Facts) -> bool:
    broken = any(
        right.ground is Ground.EMERGENCY and right.account == actor.account_id
        for right in facts.rights
    )
    return not broken and any(
        (not one.scopes or scope in one.scopes) and _is_against(actor, one, facts)
        for one in facts.refusals
    )


def _is_against(actor: Actor, one: Refusal, facts: Facts) -> bool:
    teams = {post.team for post in actor.posts if post.team}
    if one.account or one.team or one.organisation:
        offices = {post.organisation for post in actor.posts if post.organisation}
        return (
            one.account == actor.account_id
            or one.team in teams
            or one.organisation in offices
            or one.organisation in facts.parents
        )
    return facts.followed.team not in teams and not facts.is_self


def is_confirmed(ground: Ground, second_by: object) -> bool:
    """Whether a right gives anything: one that asks for a second clinician needs one."""
    return second_by is not None or not GROUNDS[ground].second
