"""What matters to a person, which they write themselves."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heime.core.errors import Refused
from heime.core.roles import Scope
from heime.edges.access import open_to
from heime.edges.home.family_seen import AT_HOME, at_home, attempt
from heime.flow import write_what_matters


@require_http_methods(["GET", "POST"])
@open_to(*AT_HOME)
def matters(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Their words, for whoever may know who they are; written by themselves alone."""
    seen = at_home(request, enrolment_id, Scope.CONTACT, logged="contact")
    text = seen.person.patient.matters

    def shown(words: str) -> JsonResponse:
        return JsonResponse(
            {"text": words, "longest": write_what_matters.LONGEST, "writes": seen.own}
        )

    if request.method == "GET":
        return shown(text)
    wanted = request.POST.get("text", "")
    return attempt(
        lambda: write_what_matters.write_own(seen.person.id, wanted, by=seen.actor, now=seen.now),
        lambda: shown(wanted.strip()),
        _why_not,
    )


def _why_not(refusal: Refused) -> str:
    if refusal.code == "missing-text":
        return _("This is too long. Write at most 600 characters.")
    return _("Only the person themselves writes this.")
