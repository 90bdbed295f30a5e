"""Emergency access: one person by identity number, with a reason, after proving who one is."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from heime.core.errors import NotFound, Refused
from heime.core.rights import EMERGENCY_REASONS, EMERGENCY_ROLES
from heime.edges import web
from heime.edges.access import actor_of, open_to
from heime.edges.clinic.page import clinical
from heime.edges.people import words
from heime.flow import break_glass
from heime.flow.break_glass import ProveFirst


@require_http_methods(["GET", "POST"])
@open_to(*EMERGENCY_ROLES)
def emergency(request: HttpRequest) -> HttpResponse:
    """The form. The number comes in the body of a POST and is repeated nowhere."""
    actor, now = actor_of(request), timezone.now()
    if request.method == "GET" and not actor.is_sure(now):
        return _prove()
    if request.method == "GET":
        return page(request)
    try:
        opened = break_glass.open_in_emergency(
            request.POST.get("number", ""),
            code=request.POST.get("code", ""),
            reason=request.POST.get("reason", ""),
            by=actor,
            now=now,
        )
    except ProveFirst:
        return _prove()
    except NotFound as refusal:
        return page(request, words.nobody_found(), web.STATUS[refusal.code])
    except Refused as refusal:
        return page(request, words.why_not(refusal), web.STATUS.get(refusal.code, 422))
    return HttpResponseRedirect(reverse("person", args=[opened.enrolment_id]))


def _prove() -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('step-up')}?{urlencode({'til': reverse('emergency')})}")


def page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    context = {
        "place": "emergency",
        "error": error,
        "reasons": [(code, words.emergency_reason(code)) for code in EMERGENCY_REASONS],
        "code": request.POST.get("code", ""),
        "reason": request.POST.get("reason", ""),
        "open_now": [
            {
                "id": right.enrolment_id,
                "name": f"{right.enrolment.patient.given} {right.enrolment.patient.family}",
                "until": words.day(right.ends_at, now),
                "right": right.id,
            }
            for right in break_glass.opened_by(actor, now=now)
        ],
    }
    return clinical(request, "people/emergency.html", context, actor=actor, now=now, status=status)
