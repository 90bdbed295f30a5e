"""/personer/tilbud: people whose follow-up another municipality offers, to take over or not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from heime.core.errors import Refused
from heime.core.hours import HOME
from heime.edges import web
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import moments
from heime.edges.clinic.page import clinical
from heime.edges.people import forms, words
from heime.flow import move
from heime.records.people.changes import Move
from heime.records.people.models import Team


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One who is offered: as much as the flow gives before anybody has said yes."""

    id: UUID
    name: str
    born: str
    from_where: str
    to: str
    reason: str
    who: str
    at: str
    teams: list[Team]


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def offers(request: HttpRequest) -> HttpResponse:
    return shown(request)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def accept(request: HttpRequest, move_id: UUID) -> HttpResponse:
    """Take somebody over into one of one's own teams; goes on to their new page here."""
    actor, now = actor_of(request), timezone.now()
    team = forms.uuid_of(request.POST.get("team", ""))
    if team is None:
        return shown(request, tried=move_id, error=words.must_choose(), status=422)
    try:
        made = move.accept(move_id, team, by=actor, now=now)
    except Refused as refusal:
        return _refused(request, move_id, refusal)
    return HttpResponseRedirect(reverse("person", args=[made.id]))


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def refuse(request: HttpRequest, move_id: UUID) -> HttpResponse:
    """The old municipality goes on."""
    try:
        move.refuse(move_id, by=actor_of(request), now=timezone.now())
    except Refused as refusal:
        return _refused(request, move_id, refusal)
    return HttpResponseRedirect(reverse("offers"))


def _refused(request: HttpRequest, move_id: UUID, refusal: Refused) -> HttpResponse:
    status = web.STATUS.get(refusal.code, 422)
    return shown(request, tried=move_id, error=words.why_not(refusal), status=status)


def shown(
    request: HttpRequest, *, tried: UUID | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    """The list. tried: the offer that could not be answered; when it is gone, the error stands on
    top."""
    actor, now = actor_of(request), timezone.now()
    teams = move.takers(actor)
    lines = [
        _line(one, teams.get(one.to_id, []), now) for one in move.offered_to(by=actor, now=now)
    ]
    context = {
        "place": "people",
        "offers": lines,
        "tried": tried if tried in {one.id for one in lines} else None,
        "error": error,
    }
    return clinical(request, "people/offers.html", context, actor=actor, now=now, status=status)


def _line(one: Move, teams: list[Team], now: datetime) -> OfferLine:
    today = now.astimezone(HOME).date()
    return OfferLine(
        one.id, f"{one.given} {one.family}", moments.on(one.born, today) if one.born else "",
        one.municipality.name, one.to.name, one.reason, one.proposed_by.name,
        words.day(one.proposed_at, now), teams,
    )  # fmt: skip
