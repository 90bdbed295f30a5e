"""What a municipality's teams often answer: read by the teams, written by their leads."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic.page import clinical
from heime.edges.messages import writing
from heime.flow import message_templates
from heime.flow.message_templates import Wording
from heime.records.messages import reads


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def page(request: HttpRequest) -> HttpResponse:
    """Every template of the municipalities that the lead's teams serve; a form for one more."""
    actor, now = actor_of(request), timezone.now()

    def write() -> None:
        sent = request.POST
        number = sent.get("sted", "")
        message_templates.write(
            int(number) if number.isdecimal() else 0,
            Wording(sent.get("name", ""), sent.get("nb", ""), sent.get("nn", ""),
                    sent.get("en", "")),
            by=actor, now=now, instead_of=writing.uuid_of(sent.get("i-stedet-for")),
        )  # fmt: skip

    if request.method == "POST":
        return writing.attempt(
            write, lambda **more: shown(request, **more), then=lambda: reverse("message-templates")
        )
    return shown(request)


def shown(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    kept = message_templates.keeps_for(actor)
    context = {
        "place": "messages",
        "municipalities": [
            {"number": one.number, "name": one.name, "templates": reads.templates_for(one.number)}
            for one in kept
        ],
        "sent": request.POST,
        "error": error,
    }
    return clinical(
        request, "messages/templates.html", context, actor=actor, now=now, status=status
    )


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def away(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """It is offered no more."""
    actor, now = actor_of(request), timezone.now()
    return writing.attempt(
        lambda: message_templates.retire(template_id, by=actor, now=now),
        lambda **more: shown(request, **more),
        then=lambda: reverse("message-templates"),
    )
