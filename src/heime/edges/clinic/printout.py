"""/utskrift: the list on paper, for when systems are down. Downloaded by the team, and logged."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from heime.core.hours import HOME
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import moments, printing
from heime.edges.clinic.page import clinical
from heime.flow import print_list
from heime.records.people.reads import teams_of
from heime.records.worklist.reads import done_at


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def printout(request: HttpRequest) -> HttpResponse:
    """What the paper is for, and a button; asked for with POST, since taking it out is an act."""
    actor, now = actor_of(request), timezone.now()
    if request.method == "GET":
        made = done_at("printed")
        context = {"made": moments.when(made, now) if made else "", "place": "worklist"}
        return clinical(request, "clinic/printout.html", context, actor=actor, now=now)
    people = print_list.everybody(by=actor, now=now)
    team = ", ".join(team.name for team in teams_of(actor))
    name = f"heime-{now.astimezone(HOME):%Y-%m-%d-%H%M}.pdf"
    return HttpResponse(
        printing.written(people, team=team, now=now),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        },
    )
