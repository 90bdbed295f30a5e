"""/person/<id>/rettelser: what has been corrected about a person, and a form to correct more."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from heime.core.corrections import Sort
from heime.core.errors import NotFound, Refused
from heime.core.roles import Scope
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import corrected
from heime.edges.clinic.page import clinical
from heime.edges.record import choosing
from heime.flow import correct, see_people
from heime.flow.keeping import LONGEST
from heime.records.access import reach


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def corrections(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """The page; POST adds one, and shows the page again with why not when it cannot be done."""
    if request.method == "GET":
        return _shown(request, enrolment_id)
    chosen = choosing.chosen(request.POST.get("about", ""))
    try:
        if chosen is None:
            raise NotFound("Nothing was chosen.")
        correct.add(
            enrolment_id, *chosen, text=request.POST.get("text", "")[: LONGEST + 1],
            mistaken=request.POST.get("mistaken") == "1",
            asked_by_person=request.POST.get("asked") == "1",
            by=actor_of(request), now=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        return _shown(request, enrolment_id, error=choosing.why_not(refusal))
    return HttpResponseRedirect(reverse("corrections", args=[enrolment_id]))


def _shown(request: HttpRequest, enrolment_id: UUID, error: str = "") -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    person = reach.enrolment_within(actor, enrolment_id, Scope.WORK)
    if person is None:
        see_people.denied(by=actor, now=now, detail=f"corrections of {enrolment_id}")
        raise NotFound("There is nobody of that id whom you follow up.")
    see_people.opened(person.id, person.municipality_id, by=actor, now=now, resource="values")
    context = {
        "place": "people",
        "person": person,
        "name": f"{person.patient.given} {person.patient.family}",
        "corrections": corrected.lines(
            correct.made([person.id], actor),
            actor,
            now,
            also=choosing.messages_named([person.id], actor),
        ),
        "choices": choosing.choices(person.id, frozenset(Sort), actor, now),
        "text": request.POST.get("text", ""),
        "error": error,
    }
    status = 422 if error else 200
    return clinical(
        request, "record/corrections.html", context, actor=actor, now=now, status=status
    )
