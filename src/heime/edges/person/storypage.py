"""Everything that happened, with what to show of it; and where a stay is ended or struck out."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from heime.core.hours import HOME
from heime.edges.access import open_to
from heime.edges.clinic.page import clinical
from heime.edges.people.listing import REACH_PEOPLE
from heime.edges.person import entering
from heime.edges.person import story as telling
from heime.edges.person.seen import SPANS, days_of, person_seen
from heime.edges.person.story import Sort

USUAL = 365
MOST = 300


@require_GET
@open_to(*REACH_PEOPLE)
def story(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """`?vis=` one or more kinds of things, `?dager=` how far back."""
    seen = person_seen(request, enrolment_id)
    days = days_of(request, USUAL)
    chosen = [sort for sort in Sort if sort.value in request.GET.getlist("vis")]
    found = telling.entries(seen, seen.now - timedelta(days=days), chosen or list(Sort))
    context = {
        "place": "people",
        "person": seen.person,
        "row": entering.person_row(seen.person, seen.now),
        "sees": {scope.value for scope in seen.sees},
        "entries": found[:MOST],
        "more": max(0, len(found) - MOST),
        "sorts": [(sort.value, telling.named(sort), sort in chosen) for sort in Sort],
        "days": days,
        "spans": SPANS,
        "today": seen.now.astimezone(HOME).date().isoformat(),
    }
    page = "person/story.html"
    return clinical(request, page, context, actor=seen.actor, now=seen.now)
