"""How a next of kin has it themselves: asked and answered in the app, and never the person's."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from heime.core import carer_form
from heime.core.roles import Role, Scope
from heime.edges.access import open_to
from heime.edges.clinic.words import language
from heime.edges.home.family_seen import AtHome, at_home, attempt
from heime.edges.people import beside, words
from heime.flow import carer_answers


@require_http_methods(["GET", "POST"])
@open_to(Role.KIN)
def carer(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """The questions, and what one has answered before; sent, what one answers now."""
    seen = at_home(request, enrolment_id, Scope.CONTACT)
    if request.method == "GET":
        return _shown(seen)
    sent = {
        "c1": request.POST.get("c1", ""), "c2": request.POST.get("c2", ""),
        "c3": request.POST.get("c3", ""), "c4": request.POST.get("c4", ""),
    }  # fmt: skip

    def do() -> None:
        carer_answers.answer(
            seen.person.id, carer_form.NAME, carer_form.VERSION, carer_form.checked(sent),
            by=seen.actor, now=seen.now,
        )  # fmt: skip

    return attempt(do, lambda: _shown(seen), words.why_not)


def _shown(seen: AtHome) -> JsonResponse:
    answered = carer_answers.of_carers(seen.person.id, by=seen.actor, now=seen.now)
    own = [one for one in answered if one.account_id == seen.actor.account_id]
    said = language()
    return JsonResponse({
        "title": carer_form.TITLE[said],
        "questions": [
            {
                "id": one.link_id,
                "text": one.text[said],
                "options": [{"value": o.value, "text": o.text[said]} for o in one.options],
            }
            for one in carer_form.QUESTIONS
        ],
        "answered": [asdict(one) for one in beside.carer_lines(own, seen.now)],
    })  # fmt: skip
