"""What the app reads by the session of whoever is signed in, and the phones that it binds."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heime.core.actor import Actor
from heime.core.errors import NotFound
from heime.core.home_entry import BadEntry
from heime.core.roles import Role, Scope
from heime.edges.access import Who, actor_of, open_to
from heime.edges.home import day as days
from heime.edges.home.answering import answers_json, json_answer
from heime.flow import home_device, see_people
from heime.records.access.grounds import here_at_home, own_enrolments
from heime.records.access.reach import enrolments_within
from heime.records.home.models import HomeDevice
from heime.records.people.models import Enrolment

HOME = (Role.PATIENT, Role.KIN)


@require_GET
@answers_json
@open_to(Who.SIGNED_IN)
def me(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and for whom they are here: oneself first; nobody, for whom nobody shares
    anything with (any more)."""
    actor, now = actor_of(request), timezone.now()
    people = people_of(actor)
    see_people.listed([(one.id, one.municipality_id) for one, _own in people], by=actor, now=now)
    return json_answer({
        "account": str(actor.account_id),
        "name": actor.name,
        "language": actor.language,
        "csrf": get_token(request),
        "server_time": now.isoformat(),
        "people": [_person(one, own, actor) for one, own in people],
    })  # fmt: skip


def people_of(actor: Actor) -> list[tuple[Enrolment, bool]]:
    """Those for whom somebody is here at home: oneself first, then those one is next of kin of."""
    own = {one.id for one in own_enrolments(actor)}
    found = enrolments_within(actor, Scope.CONTACT).filter(id__in=here_at_home(actor))
    here = [(one, one.id in own) for one in found.select_related("patient", "team", "municipality")]
    return sorted(here, key=lambda pair: (not pair[1], pair[0].ends_at is not None, pair[0].id))


def person_of(actor: Actor, person: UUID) -> tuple[Enrolment, bool]:
    """One of them. Raises NotFound."""
    found = next((pair for pair in people_of(actor) if pair[0].id == person), None)
    if found is None:
        raise NotFound("There is nobody of that id for whom you are here.")
    return found


def _person(one: Enrolment, own: bool, actor: Actor) -> dict[str, Any]:
    return {
        "person": str(one.id),
        "given_name": one.patient.given,
        "name": f"{one.patient.given} {one.patient.family}",
        "own": own,
        "team": one.team.name,
        "may": sorted(days.may_of(one, actor)),
    }


@require_GET
@answers_json
@open_to(*HOME)
def day(request: HttpRequest, person: UUID) -> HttpResponse:
    """Everything that the app shows and judges from."""
    actor, now = actor_of(request), timezone.now()
    one, own = person_of(actor, person)
    see_people.opened(one.id, one.municipality_id, by=actor, now=now, resource="values")
    return json_answer(days.of(one, actor, own=own, now=now))


@require_POST
@answers_json
@open_to(*HOME)
def device(request: HttpRequest, person: UUID) -> HttpResponse:
    """Bind the phone in hand to a person. Its credential is told this once."""
    actor, now = actor_of(request), timezone.now()
    asked = body_of(request)
    name, kiosk = asked.get("name"), asked.get("kiosk", False)
    if not isinstance(name, str) or not isinstance(kiosk, bool):
        raise BadEntry("name: must be text; kiosk: true or false.")
    one, _own = person_of(actor, person)
    bound = home_device.bind(one.id, name, kiosk=kiosk, by=actor, now=now)
    return json_answer({
        "device": str(bound.device),
        "credential": bound.credential,
        "until": bound.until.isoformat(),
        "server_time": now.isoformat(),
    }, status=201)  # fmt: skip


@require_http_methods(["DELETE", "POST"])
@answers_json
@open_to(*HOME)
def end_device(request: HttpRequest, device: UUID) -> HttpResponse:
    """Take the right to send from a phone."""
    actor, now = actor_of(request), timezone.now()
    return json_answer({"device": device_line(home_device.revoke(device, by=actor, now=now))})


def device_line(one: HomeDevice) -> dict[str, Any]:
    """A phone as its owner sees it."""
    return {
        "id": str(one.id),
        "name": one.name,
        "kiosk": one.kiosk,
        "made_at": one.made_at.isoformat(),
        "seen_at": one.seen_at.isoformat() if one.seen_at else None,
        "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
    }


def body_of(request: HttpRequest) -> dict[str, Any]:
    """What was sent, as an object. Raises BadEntry."""
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        raise BadEntry("This cannot be read as JSON.") from None
    if not isinstance(found, dict):
        raise BadEntry("This must be an object.")
    return found
