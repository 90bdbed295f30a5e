"""One's own ways to see the list, who looks at whom, and acknowledging green answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.edges import web
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import narrow
from heime.edges.clinic.page import clinical
from heime.flow import acknowledge, at_the_desk
from heime.records.worklist.reads import case_seen_by


@dataclass(frozen=True, slots=True)
class View:
    """A saved view on the page: the digit that opens it, and where it leads."""

    digit: int
    id: UUID
    name: str
    href: str
    here: bool
    is_default: bool


def numbered(views: Sequence[at_the_desk.View], here: str) -> list[View]:
    return [
        View(
            number, view.id, view.name, address_of(view.query), view.query == here, view.is_default
        )
        for number, view in enumerate(views, start=1)
    ]


def address_of(query: str) -> str:
    """The list narrowed so. A view of everything says so, or one's default would take its place."""
    return f"{reverse('worklist')}?{query or 'alle=1'}"


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present narrowing under a name. 422 with the reason when it cannot be kept."""
    actor, now = actor_of(request), timezone.now()
    query = narrow.kept_of(request.POST.get("query", ""), actor)
    try:
        at_the_desk.save_view(
            request.POST.get("name", "")[:200], query,
            is_default=request.POST.get("default") == "1", by=actor, now=now,
        )  # fmt: skip
    except MissingText:
        text = _("Give the view a short name. There is room for nine; remove one first if needed.")
        return web.problem(request, 422, "missing-text", text)
    return HttpResponseRedirect(address_of(query))


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def remove_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Forget a view of one's own."""
    at_the_desk.remove_view(view_id, by=actor_of(request), now=timezone.now())
    return HttpResponseRedirect(address_of(""))


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def looking(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """An open case says that it is looked at, and is told who else looks; every 15 seconds."""
    actor, now = actor_of(request), timezone.now()
    case = case_seen_by(actor, case_id)
    if case is None:
        raise NotFound("There is no such case, or it is not yours to see.")
    at_the_desk.looks_at(case.enrolment_id, by=actor, now=now)
    others = at_the_desk.who_looks([case.enrolment_id], by=actor, now=now)
    names = ", ".join(others.get(case.enrolment_id, ()))
    return clinical(request, "clinic/_lookers.html", {"lookers": names}, actor=actor, now=now)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def acknowledge_answers(request: HttpRequest) -> HttpResponse:
    """Acknowledge the chosen green answers in one act; all of them or none."""
    actor, now = actor_of(request), timezone.now()
    try:
        chosen = {UUID(one) for one in request.POST.getlist("svar")}
        batch = acknowledge.acknowledge(chosen, by=actor, now=now)
    except (ValueError, NotAllowedNow):
        text = _("Nothing was acknowledged: something that was chosen is no green answer any more."
                 " Look at the list again.")  # fmt: skip
        return web.problem(request, 409, "not-allowed-now", text)
    said = ngettext(
        "%(count)s answer is acknowledged, and the person is told so.",
        "%(count)s answers are acknowledged, and the people are told so.",
        len(chosen),
    ) % {"count": len(chosen)}
    context = {"said": said, "batch": batch, "seconds": acknowledge.UNDO_WITHIN.seconds}
    template = "clinic/_done.html" if web.is_fragment(request) else "clinic/done.html"
    answer = clinical(request, template, context, actor=actor, now=now)
    answer.headers["HX-Trigger"] = "heime:list"
    return answer


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def take_back(request: HttpRequest) -> HttpResponse:
    """Undo one's own acknowledgement within ten seconds."""
    actor, now = actor_of(request), timezone.now()
    try:
        acknowledge.take_back(UUID(request.POST.get("batch", "")), by=actor, now=now)
    except (ValueError, NotAllowedNow):
        text = _("It is too late to take this back: the people have been told.")
        return web.problem(request, 409, "not-allowed-now", text)
    if not web.is_fragment(request):
        return HttpResponseRedirect(reverse("worklist"))
    context = {"said": _("Taken back. The answers wait again.")}
    answer = clinical(request, "clinic/_done.html", context, actor=actor, now=now)
    answer.headers["HX-Trigger"] = "heime:list"
    return answer
