"""What awaits a look: emergencies, second confirmations, objections, rights that run out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heime.core.actor import Actor
from heime.core.roles import Role
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic.page import clinical
from heime.edges.people import forms, words
from heime.flow import object_to, see_people
from heime.flow import review as looking
from heime.records.access.models import Objection, Right
from heime.records.people.models import Enrolment


@dataclass(frozen=True, slots=True)
class Waits:
    """One thing that waits. late: its day has passed. may: whether this reader may settle it."""

    id: UUID
    enrolment_id: UUID
    name: str
    place: str
    who: str
    what: str
    reason: str
    at: str
    by_when: str
    late: bool
    may: bool


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def reviews(request: HttpRequest) -> HttpResponse:
    return shown(request)


@require_POST
@open_to(Role.LEAD)
def review(request: HttpRequest, right_id: UUID) -> HttpResponse:
    actor, now, sent = actor_of(request), timezone.now(), request.POST

    def do() -> object:
        return looking.review(
            right_id, finding=sent.get("finding", ""), text=sent.get("text", ""), by=actor, now=now
        )

    return forms.attempt(request, do, lambda **m: shown(request, **m), then=reverse("reviews"))


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def answer(request: HttpRequest, objection_id: UUID) -> HttpResponse:
    actor, now, sent = actor_of(request), timezone.now(), request.POST

    def do() -> None:
        ends = sent.get("ends") == "yes"
        object_to.answer(objection_id, text=sent.get("text", ""), ends=ends, by=actor, now=now)

    return forms.attempt(request, do, lambda **m: shown(request, **m), then=reverse("reviews"))


def shown(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    """All of it, for those whose rights one keeps. Being named on the page is being on a list."""
    actor, now = actor_of(request), timezone.now()
    waiting = looking.waiting_for(actor, now=now)
    rights = [*waiting.emergencies, *waiting.to_confirm, *waiting.run_out]
    named = [(one.enrolment_id, one.municipality_id) for one in rights]
    named += [(one.enrolment_id, one.municipality_id) for one in waiting.objections]
    see_people.listed(named, by=actor, now=now)
    context: dict[str, Any] = {
        "place": "reviews",
        "emergencies": [_emergency(one, actor, now) for one in waiting.emergencies],
        "to_confirm": [_to_confirm(one, actor, now) for one in waiting.to_confirm],
        "objections": [_objection(one, actor, now) for one in waiting.objections],
        "run_out": [_runs_out(one, now) for one in waiting.run_out],
        "findings": [(code, words.finding(code)) for code in looking.FINDINGS],
        "nothing": not named,
        "error": error,
    }
    return clinical(request, "people/reviews.html", context, actor=actor, now=now, status=status)


def _name(person: Enrolment) -> str:
    return f"{person.patient.given} {person.patient.family}"


def _holder(right: Right) -> str:
    if right.organisation is not None:
        return right.organisation.name
    # A next of kin's name stands with the person, and is on the page that the line leads to.
    return (right.account.name if right.account else "") or _("next of kin")


def _emergency(right: Right, actor: Actor, now: datetime) -> Waits:
    is_lead = Role.LEAD in actor.roles and right.account_id != actor.account_id
    return Waits(
        right.id, right.enrolment_id, _name(right.enrolment), right.enrolment.municipality.name,
        _holder(right), words.emergency_reason(right.code), right.reason,
        words.day(right.starts_at, now), words.day(right.review_at, now),
        late=right.review_at is not None and right.review_at < now, may=is_lead,
    )  # fmt: skip


def _to_confirm(right: Right, actor: Actor, now: datetime) -> Waits:
    return Waits(
        right.id, right.enrolment_id, _name(right.enrolment), right.enrolment.municipality.name,
        right.given_by.name, words.ground(right.ground), right.reason,
        words.day(right.given_at, now), words.day(right.ends_at, now), late=False,
        may=right.given_by_id != actor.account_id and bool(actor.profession),
    )  # fmt: skip


def _objection(one: Objection, actor: Actor, now: datetime) -> Waits:
    return Waits(
        one.id, one.enrolment_id, _name(one.enrolment), one.enrolment.municipality.name, "",
        words.ground(one.right.ground), one.text, words.day(one.made_at, now), "", late=False,
        may=one.right.given_by_id != actor.account_id and bool(actor.profession),
    )  # fmt: skip


def _runs_out(right: Right, now: datetime) -> Waits:
    days = [day for day in (right.ends_at, right.review_at) if day is not None]
    first = min(days, default=now)
    return Waits(
        right.id, right.enrolment_id, _name(right.enrolment), right.enrolment.municipality.name,
        _holder(right), words.ground(right.ground), "", words.day(right.starts_at, now),
        words.day(first, now), late=first < now, may=False,
    )  # fmt: skip
