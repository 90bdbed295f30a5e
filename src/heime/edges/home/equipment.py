"""What sends for a person: meters bound to them, and telephones and tablets that may send."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from heime.core.roles import Scope
from heime.edges.access import open_to
from heime.edges.clinic import moments
from heime.edges.home.family_seen import AT_HOME, AtHome, at_home
from heime.flow import home_device
from heime.records.access import equipment as bound
from heime.records.home.models import HomeDevice


@require_GET
@open_to(*AT_HOME)
def equipment(request: HttpRequest, enrolment_id: UUID) -> JsonResponse:
    """Everything that may send for the person now, with since when."""
    seen = at_home(request, enrolment_id, Scope.CONTACT, logged="contact")
    found = bound.sending_for(seen.person.id, seen.actor)
    return JsonResponse({
        "keeps": Scope.RIGHTS in seen.sees,
        "devices": [
            _device(one, seen)
            for one in home_device.devices(seen.person.id, by=seen.actor)
            if one.revoked_at is None
        ],
        "bound": [
            {"name": one.source.name, "since": moments.stamp(one.starts_at, seen.now)}
            for one in found
        ],
    })  # fmt: skip


def _device(one: HomeDevice, seen: AtHome) -> dict[str, Any]:
    """A phone or tablet that may send; next of kin see their own alone."""
    return {
        "id": str(one.id),
        "name": one.name,
        "kiosk": one.kiosk,
        "since": moments.stamp(one.made_at, seen.now),
        "seen": moments.stamp(one.seen_at, seen.now) if one.seen_at else "",
        "own": one.account_id == seen.actor.account_id,
    }
