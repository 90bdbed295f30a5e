"""Whom somebody at home asks about: themselves, or a person they are next of kin of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation

from heime.core.actor import Actor
from heime.core.errors import NotFound, Refused
from heime.core.rights import Ground
from heime.core.roles import Role, Scope
from heime.edges import web
from heime.edges.access import actor_of
from heime.edges.home.answering import language_of
from heime.flow import see_people
from heime.records.access import grounds, reach
from heime.records.access.models import Right
from heime.records.people.models import Enrolment

AT_HOME = (Role.PATIENT, Role.KIN)
PERSON = "hjem/api/v1/people/<uuid:enrolment_id>/"


@dataclass(frozen=True, slots=True)
class AtHome:
    """One person as somebody at home sees them, now.

    own: whether it is oneself. sees: what the right covers. right: the one that lets them in.
    """

    person: Enrolment
    own: bool
    sees: frozenset[Scope]
    right: Right
    actor: Actor
    now: datetime

    @property
    def name(self) -> str:
        return f"{self.person.patient.given} {self.person.patient.family}"


def at_home(
    request: HttpRequest, enrolment_id: UUID, scope: Scope, *, logged: str | None = None
) -> AtHome:
    """Who is asked about. Raises NotFound for whom one does not reach from home with this scope.

    Work gives nothing here: a nurse sees at home only what a right of her own gives. logged: what
    of the person the answer shows, for the log; None where the flow that is asked logs it itself.
    """
    actor, now = actor_of(request), timezone.now()
    speak_to(actor)
    held = grounds.own_rights_to(enrolment_id, actor)
    given = frozenset(Scope(one) for right in held for one in right.scopes)
    person = reach.enrolment_within(actor, enrolment_id, scope) if scope in given else None
    if person is None:
        see_people.denied(by=actor, now=now, detail=f"at home {enrolment_id}")
        raise NotFound("There is nobody of that id whom you see this of.")
    right = held[0]
    if logged is not None:
        see_people.opened(
            person.id, person.municipality_id, by=actor, now=now, resource=logged,
            ground=right.ground,
        )  # fmt: skip
    sees = frozenset(one for one in given if reach.enrolment_within(actor, person.id, one))
    return AtHome(person, right.ground == Ground.SELF, sees, right, actor, now)


def speak_to(actor: Actor) -> None:
    """Answer in the language of the account (answering.language_of)."""
    translation.activate(language_of(actor))


def attempt(
    do: Callable[[], object],
    then: Callable[[], HttpResponse],
    why_not: Callable[[Refused], str],
) -> HttpResponse:
    """Do it and answer with `then`; or say why not, as a problem document (RFC 9457)."""
    try:
        do()
    except NotFound:
        raise
    except Refused as refusal:
        status = web.STATUS.get(refusal.code, 422)
        return JsonResponse(
            {"type": "about:blank", "status": status, "code": refusal.code,
             "detail": why_not(refusal)},
            status=status, content_type="application/problem+json",
        )  # fmt: skip
    return then()
