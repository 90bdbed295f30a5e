"""Whose page it is, and what of it the reader's right covers."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from heime.core.actor import Actor
from heime.core.errors import NotFound
from heime.core.roles import Scope
from heime.edges.access import actor_of
from heime.flow import see_people
from heime.records.access import reach
from heime.records.access.grounds import Because, because
from heime.records.people.models import Enrolment

SPANS = (7, 30, 90, 365)
"""Days that a page of readings can show."""
USUAL_SPAN = 30


@dataclass(frozen=True, slots=True)
class Seen:
    """One person as one reader sees them, now. sees: what the right covers."""

    person: Enrolment
    why: Because
    sees: frozenset[Scope]
    actor: Actor
    now: datetime


def person_seen(request: HttpRequest, enrolment_id: object, scope: Scope = Scope.CONTACT) -> Seen:
    """Who is asked for. Opening is logged, with the right that opened it; a refusal is too.

    Raises NotFound for whom the reader does not reach, or not with this scope.
    """
    actor, now = actor_of(request), timezone.now()
    person = reach.enrolment_within(actor, enrolment_id, scope)  # type: ignore[arg-type]
    why = because(actor, [person]).get(person.id) if person else None
    if person is None or why is None:
        see_people.denied(by=actor, now=now, detail=f"person {enrolment_id}")
        raise NotFound("There is nobody of that id whom you see.")
    see_people.opened(person.id, person.municipality_id, by=actor, now=now, ground=why.ground)
    return Seen(person, why, reach.scopes_within(actor, person.id), actor, now)


def days_of(request: HttpRequest, usual: int = USUAL_SPAN) -> int:
    """The span that an address asks for: one of SPANS."""
    asked = request.GET.get("dager", "")
    return int(asked) if asked in {str(days) for days in SPANS} else usual
