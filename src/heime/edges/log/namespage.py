"""/logg/navn: names that reviewers have asked for, and the yes or no of somebody else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from heime.core.roles import Role
from heime.edges.access import actor_of, open_to
from heime.edges.log import words
from heime.flow import reveal_name
from heime.records.audit.models import Reveal


@dataclass(frozen=True, slots=True)
class NameLine:
    """One name that was asked for. own: the reader asked; granted: None while it waits."""

    id: UUID
    number: str
    who: str
    reason: str
    at: str
    own: bool
    granted: bool | None
    answered_by: str
    answered: str


@require_GET
@open_to(Role.AUDITOR, Role.MANAGER)
def names(request: HttpRequest) -> HttpResponse:
    """What waits for a yes or no, and what was answered lately."""
    return _shown(request)


@require_POST
@open_to(Role.AUDITOR, Role.MANAGER)
def answer(request: HttpRequest, reveal_id: UUID) -> HttpResponse:
    """Say yes (`answer=yes`) or no (`answer=no`) to what another has asked."""
    actor, now = actor_of(request), timezone.now()
    said = request.POST.get("answer", "")
    if said not in ("yes", "no"):
        return _shown(request, status=422)

    def do() -> None:
        reveal_name.answer(reveal_id, agreed=said == "yes", by=actor, now=now)

    return words.attempt(
        request, do, lambda error, status: _shown(request, error, status), then=reverse("names")
    )


def _shown(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    found = reveal_name.asked(by=actor)
    staff = {one.asked_by_id for one in found}
    staff |= {one.answered_by_id for one in found if one.answered_by_id}
    called = reveal_name.names_of(staff)
    lines = [_line(one, called, actor.account_id, now) for one in found]
    context = {
        "place": "names",
        "reviews": Role.AUDITOR in actor.roles,
        "waiting": [one for one in lines if one.granted is None],
        "answered": [one for one in lines if one.granted is not None],
        "error": error,
    }
    return render(request, "log/names.html", context, status=status)


def _line(one: Reveal, called: dict[UUID, str], me: UUID, now: datetime) -> NameLine:
    return NameLine(
        one.id, words.number(one.enrolment_id), called.get(one.asked_by_id, ""), one.reason,
        words.day(one.asked_at, now), one.asked_by_id == me, one.granted,
        called.get(one.answered_by_id, "") if one.answered_by_id else "",
        words.day(one.answered_at, now) if one.answered_at else "",
    )  # fmt: skip
