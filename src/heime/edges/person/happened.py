"""A hospital stay, other oxygen, a drug, a diagnosis or a new meter: told, ended, struck out."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heime.core.actor import Actor
from heime.core.errors import MissingText, NotFound, Refused
from heime.core.happenings import Sort, ToldBy
from heime.core.hours import HOME
from heime.core.kinds import Kind
from heime.edges import web
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import words
from heime.edges.clinic.page import clinical
from heime.edges.person import entering, entrywords
from heime.edges.person.typed import Form
from heime.flow import enter, happen, see_people
from heime.flow.happen import Told
from heime.records.happenings.models import Happening
from heime.records.happenings.reads import happening_seen_by
from heime.records.people.models import Enrolment


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def tell(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """The form: what happened, when, and where it is known from."""
    actor, now = actor_of(request), timezone.now()
    person = enter.person_for(actor, enrolment_id)
    form = Form(request.POST.dict())
    if request.method != "POST":
        see_people.opened(person.id, person.municipality_id, by=actor, now=now)
        return _shown(request, person, form, actor, now)
    told = _told(form)
    if told is None:
        return _shown(request, person, form, actor, now, status=422)
    try:
        happen.tell(person.id, told, by=actor, now=now)
    except Refused as refusal:
        form.errors["form"] = entrywords.why_not(refusal)
        status = web.STATUS.get(refusal.code, 422)
        return _shown(request, person, form, actor, now, status=status)
    return HttpResponseRedirect(reverse("person-story", args=[person.id]))


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def end(request: HttpRequest, happening_id: UUID) -> HttpResponse:
    """The stay is over."""
    actor, now = actor_of(request), timezone.now()
    about = _seen(happening_id, actor)
    day = _day(request.POST.get("ends_on", ""))
    if day is None:
        raise MissingText("Say which day it ended.")
    ends_at = max(about.starts_at, min(now, datetime.combine(day, time(12), HOME)))
    happen.end_stay(happening_id, ends_at, by=actor, now=now)
    return HttpResponseRedirect(reverse("person-story", args=[about.enrolment_id]))


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def strike(request: HttpRequest, happening_id: UUID) -> HttpResponse:
    """It was not so."""
    actor, now = actor_of(request), timezone.now()
    about = _seen(happening_id, actor)
    happen.strike(happening_id, request.POST.get("why", ""), by=actor, now=now)
    return HttpResponseRedirect(reverse("person-story", args=[about.enrolment_id]))


def _seen(happening_id: UUID, actor: Actor) -> Happening:
    found = happening_seen_by(actor, happening_id)
    if found is None:
        raise NotFound("There is no such thing about anybody whom you follow up.")
    return found


def _told(form: Form) -> Told | None:
    """What was told; None, with what is wrong, when it cannot be understood."""
    sort, told_by, kind = form.text("sort"), form.text("told_by"), form.text("kind")
    if sort not in set(Sort):
        form.errors["sort"] = _("Choose what happened.")
    if told_by not in set(ToldBy):
        form.errors["told_by"] = _("Choose where it is known from.")
    if not form.text("text"):
        form.errors["text"] = _("Write what it was.")
    starts, ends = _day(form.text("starts_on")), _day(form.text("ends_on"))
    if starts is None:
        form.errors["starts_on"] = _("Write the day.")
    if form.text("ends_on") and ends is None:
        form.errors["ends_on"] = _("Write the day.")
    if ends is not None and starts is not None and ends < starts:
        form.errors["ends_on"] = _("It cannot have ended before it began.")
    kinds = {one.label: one for one in Kind}
    if sort == Sort.DEVICE and kind not in kinds:
        form.errors["kind"] = _("Choose what the meter measures.")
    if form.errors or starts is None:
        return None
    return Told(
        Sort(sort), datetime.combine(starts, time(), HOME), form.text("text"), ToldBy(told_by),
        None if ends is None else datetime.combine(ends, time(12 if ends > starts else 0), HOME),
        kinds.get(kind),
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 2200 else None


def _shown(
    request: HttpRequest,
    person: Enrolment,
    form: Form,
    actor: Actor,
    now: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    today = now.astimezone(HOME).date().isoformat()
    context: dict[str, Any] = {
        "place": "people",
        "person": person,
        "row": entering.person_row(person, now),
        "sorts": [(one.value, entrywords.sort(one), entrywords.follows(one)) for one in Sort],
        "tellers": [(one.value, entrywords.told_by(one)) for one in ToldBy],
        "kinds": [(one.label, words.kind_name(one)) for one in Kind],
        "sent": {name: form.text(name) for name in ("sort", "told_by", "kind", "text", "ends_on")},
        "starts_on": form.text("starts_on") or today,
        "today": today,
        "errors": form.errors,
    }
    return clinical(request, "person/happening.html", context, actor=actor, now=now, status=status)
