"""Whose page it is, and what of it the reader's right covers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from heime.core.actor import Actor
from heime.core.errors import NotFound
from heime.core.roles import Scope
from heime.core.sight import Sight
from heime.edges.access import actor_of
from heime.flow import see_people, sign_again, what_changed, what_there_is
from heime.flow.what_there_is import Kind
from heime.records.access.grounds import Because, because
from heime.records.access.sight import seen_by
from heime.records.happenings import reads as happenings
from heime.records.happenings.models import Happening
from heime.records.people.models import Enrolment
from heime.records.plans import reads as plans
from heime.records.plans.models import PlanVersion
from heime.records.worklist import reads as worklist
from heime.records.worklist.models import Awaited, Case

SPANS = (7, 30, 90, 365)
"""Days that a page of readings can show."""
USUAL_SPAN = 30
LOOK_BACK = timedelta(days=90)
"""As far as the page of everything looks."""
MOST_CASES = 200
"""Of a person's cases, those that a line through time may show."""


@dataclass(frozen=True)
class Seen:
    """One person as one reader sees them, now. sight: what the right covers, for every read.

    What several parts of a page show is read when the first of them asks, and once.
    """

    person: Enrolment
    why: Because
    sight: Sight
    now: datetime
    most_cases: int = MOST_CASES

    @property
    def sees(self) -> frozenset[Scope]:
        return self.sight.scopes

    @property
    def actor(self) -> Actor:
        return self.sight.actor

    @cached_property
    def there_is(self) -> frozenset[Kind]:
        """What is kept about the person at all; what is not need not be asked for."""
        return what_there_is.of(self.person)

    @cached_property
    def cases(self) -> list[Case]:
        """Those that wait first, then the last closed."""
        found = worklist.cases_of(self.person.id, self.sight, most=self.most_cases)
        return [_of(case, self.person) for case in found]

    @cached_property
    def awaited(self) -> list[Awaited]:
        """What the person was asked to measure again, the soonest to time out first."""
        if Kind.AWAITED not in self.there_is:
            return []
        found = worklist.awaited_of([self.person.id], self.sight)
        return [_of(one, self.person) for one in found]

    @cached_property
    def versions(self) -> list[PlanVersion]:
        """Every version of the plan that has held, in order of time."""
        return plans.approved_versions(self.person.id, self.sight)

    @cached_property
    def told(self) -> list[Happening]:
        """What happened in the last months, and what was told since the plan was signed."""
        if Kind.HAPPENINGS not in self.there_is:
            return []
        signed = sign_again.signed_at(self.versions) if Scope.PLAN in self.sees else None
        since = self.now - LOOK_BACK
        return happenings.happenings_since(self.person.id, since, self.sight, told_since=signed)

    @cached_property
    def linked(self) -> list[Enrolment]:
        """Earlier follow-ups and twin records, the newest first."""
        return what_changed.linked_with(self.person.id, by=self.sight)


Of = TypeVar("Of", Case, Awaited)


def _of(row: Of, person: Enrolment) -> Of:
    """The row with its person, whom the page has read already."""
    row.enrolment, row.municipality = person, person.municipality
    return row


def person_seen(
    request: HttpRequest,
    enrolment_id: UUID,
    scope: Scope = Scope.CONTACT,
    *,
    most_cases: int = MOST_CASES,
) -> Seen:
    """Who is asked for. Opening is logged, with the right that opened it; a refusal is too.

    Raises NotFound for whom the reader does not reach, or not with this scope.
    """
    actor, now = actor_of(request), timezone.now()
    found = seen_by(actor, enrolment_id)
    why = None
    if found is not None and scope in found[1].scopes:
        why = because(actor, [found[0]]).get(found[0].id)
    if found is None or why is None:
        see_people.denied(by=actor, now=now, detail=f"person {enrolment_id}")
        raise NotFound("There is nobody of that id whom you see.")
    person, sight = found
    see_people.opened(person.id, person.municipality_id, by=actor, now=now, ground=why.ground)
    return Seen(person, why, sight, now, most_cases)


def days_of(request: HttpRequest, usual: int = USUAL_SPAN) -> int:
    """The span that an address asks for: one of SPANS."""
    asked = request.GET.get("dager", "")
    return int(asked) if asked in {str(days) for days in SPANS} else usual
