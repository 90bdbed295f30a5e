"""A reading does not count: why, and whether what was agreed counts as measured all the same."""

from collections.abc import Awaitable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heime.core.actor import Actor
from heime.core.errors import NotFound, Refused
from heime.core.happenings import WHY_INVALID
from heime.core.kinds import Kind
from heime.edges import web
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import moments, results, uncounted, words
from heime.edges.clinic.page import clinical
from heime.edges.person import door, entering, entrywords
from heime.flow import enter, see_people
from heime.flow import invalidate as invalidating
from heime.flow.invalidate import About
from heime.flow.raise_case import Changed
from heime.records.happenings import reads as happenings
from heime.records.measurements import reads as measurements
from heime.records.measurements.models import Measurement
from heime.records.people.models import Enrolment


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def invalidate(
    request: HttpRequest, enrolment_id: UUID, kind: int, reading_id: UUID
) -> HttpResponse:
    """The reading with what would follow; sent, it counts no more."""
    actor, now = actor_of(request), timezone.now()
    person = enter.person_for(actor, enrolment_id)
    found = measurements.measurements([reading_id], [person.id], actor).get(reading_id)
    if found is None or found.kind != kind:
        raise NotFound("There is no such reading of this person.")
    if request.method != "POST":
        see_people.opened(person.id, person.municipality_id, by=actor, now=now)
        return _shown(request, person, found, actor, now)
    about = About(
        door.token_of(request), person.id, found.id, Kind(found.kind), found.measured_at,
        request.POST.get("reason", ""), request.POST.get("text", ""),
        request.POST.get("done", "") == "yes",
    )  # fmt: skip
    error = ""
    if request.POST.get("done", "") not in ("yes", "no"):
        error = _("Choose whether it still counts as measured.")
    else:
        try:
            door.let_in(lambda conn: _told(invalidating.invalidate(conn, about, by=actor)))
        except Refused as refusal:
            error, status = entrywords.why_not(refusal), web.STATUS.get(refusal.code, 422)
            return _shown(request, person, found, actor, now, error=error, status=status)
    if error:
        return _shown(request, person, found, actor, now, error=error, status=422)
    return HttpResponseRedirect(f"{reverse('readings', args=[person.id])}?slag={found.kind}")


async def _told(work: Awaitable[set[Changed]]) -> tuple[None, set[Changed]]:
    return None, await work


def _shown(
    request: HttpRequest,
    person: Enrolment,
    found: Measurement,
    actor: Actor,
    now: datetime,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    already = found.id in happenings.invalid_since(person.id, found.measured_at, actor)
    context = {
        "place": "people",
        "person": person,
        "row": entering.person_row(person, now),
        "reading": found,
        "what": words.kind_name(found.kind),
        "value": results.of_reading(found),
        "at": moments.stamp(found.measured_at, now),
        "reasons": [(code, uncounted.reason(code)) for code in WHY_INVALID],
        "sent": request.POST,
        "already": already,
        "error": error,
    }
    return clinical(request, "person/invalidate.html", context, actor=actor, now=now, status=status)
