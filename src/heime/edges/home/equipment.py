"""What sends for a person: meters bound to them, and telephones and tablets that may send."""

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from heime.core.roles import Scope
from heime.edges.access import open_to
from heime.edges.clinic import moments
from heime.edges.home.family_seen import AT_HOME, at_home
from heime.records.access import equipment as bound


@require_GET
@open_to(*AT_HOME)
def equipment(request: HttpRequest, enrolment_id: UUID) -> JsonResponse:
    """Everything that may send for the person now, with since when."""
    seen = at_home(request, enrolment_id, Scope.CONTACT, logged="contact")
    found = bound.sending_for(seen.person.id, seen.actor)
    return JsonResponse({
        "keeps": Scope.RIGHTS in seen.sees,
        "devices": [],
        "bound": [
            {"name": one.source.name, "since": moments.stamp(one.starts_at, seen.now)}
            for one in found
        ],
    })  # fmt: skip
