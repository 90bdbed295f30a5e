"""Who is acting: a person who has signed in, with the places they hold right now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from heime.core.roles import ROLES, Place, Role, Scope, may_hold

DOCTOR = "LE"
"""A doctor, by national code list 9060."""
FRESH = timedelta(minutes=5)
"""How long a step-up counts (reliability.md 4.7)."""


@dataclass(frozen=True, slots=True)
class Post:
    """A role in one place. At most one of team, organisation and municipality is set."""

    role: Role
    team: UUID | None = None
    organisation: UUID | None = None
    municipality: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """One signed-in person, for the length of one request.

    profession: category of health personnel by national code list 9060, empty when unknown.
    posts: of the memberships that are live at this moment.
    grounds: of the rights that the person holds themselves at this moment (core/rights.py).
    level: how sure the sign-in is, 2 to 4. stepped_up_at: when they last proved anew who they are.
    """

    account_id: UUID
    name: str
    profession: str
    sign_in_id: UUID
    posts: frozenset[Post]
    language: str
    grounds: frozenset[str] = frozenset()
    level: int = 2
    stepped_up_at: datetime | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """Every role that counts: one that asks for a profession counts only with it."""
        held = {post.role for post in self.posts if may_hold(post.role, self.profession)}
        own = {Role.PATIENT} if "self" in self.grounds else set()
        others = {"consent", "incapacity", "guardian"} & self.grounds
        return frozenset(held | own | ({Role.KIN} if others else set()))

    def teams_with(self, scope: Scope) -> frozenset[UUID]:
        """The teams through which this person reaches people with a scope."""
        return frozenset(post.team for post in self._posts_with(scope) if post.team)

    def organisations_with(self, scope: Scope) -> frozenset[UUID]:
        """The organisations whose rights give this person a scope."""
        return frozenset(post.organisation for post in self._posts_with(scope) if post.organisation)

    def _posts_with(self, scope: Scope) -> list[Post]:
        return [
            post
            for post in self.posts
            if scope in ROLES[post.role].reach and may_hold(post.role, self.profession)
        ]

    @property
    def team_ids(self) -> frozenset[UUID]:
        """The teams whose list this person works on."""
        return self.teams_with(Scope.WORK)

    @property
    def follows_up(self) -> bool:
        """Whether this person works on any team's list."""
        return bool(self.team_ids)

    @property
    def plans(self) -> bool:
        """Whether this person may draft and propose plans for anybody."""
        return bool(self.teams_with(Scope.PLANNING) or self.organisations_with(Scope.PLANNING))

    @property
    def is_doctor(self) -> bool:
        """Whether this person may sign plans: a doctor, in any role, of a team or a GP's office."""
        signs = self.teams_with(Scope.APPROVAL) or self.organisations_with(Scope.APPROVAL)
        return self.profession == DOCTOR and bool(signs)

    def municipalities_as(self, role: Role) -> frozenset[int]:
        """Where this person holds a municipal role."""
        return frozenset(
            post.municipality
            for post in self.posts
            if post.role is role and post.municipality is not None
        )

    def is_sure(self, now: datetime) -> bool:
        """Whether the person proved just now who they are: for what cannot be undone."""
        return self.stepped_up_at is not None and now - self.stepped_up_at <= FRESH


def place_of(post: Post) -> Place:
    """What kind of place a post is in."""
    if post.team is not None:
        return Place.TEAM
    if post.organisation is not None:
        return Place.ORGANISATION
    return Place.PROGRAMME if post.municipality is None else Place.MUNICIPALITY
