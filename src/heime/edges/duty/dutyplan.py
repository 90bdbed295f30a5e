"""A team's calendar, who is on call, and the way up: seen by the team, changed by its lead."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.views.decorators.http import require_GET, require_POST

from heime.core.actor import Actor
from heime.core.climbing import CLOSED, OPEN, Step
from heime.core.hours import HOME
from heime.core.roles import Role
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import moments
from heime.edges.clinic.page import clinical
from heime.edges.duty import forms, words
from heime.flow import keep_duty
from heime.records.duty import reads as duty
from heime.records.people import reads as people
from heime.records.people.models import Team


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def duty_plan(request: HttpRequest) -> HttpResponse:
    return shown(request)


@require_POST
@open_to(Role.LEAD)
def set_hours(request: HttpRequest) -> HttpResponse:
    """Opening hours of one weekday or one day; without times it is closed."""
    actor, now, sent = actor_of(request), timezone.now(), request.POST

    def do() -> None:
        keep_duty.set_hours(
            forms.uuid_of(sent.get("team")), weekday=_number(sent.get("weekday")),
            day=_date(sent.get("day")), opens=_time(sent.get("opens")),
            closes=_time(sent.get("closes")), why=sent.get("why", ""), by=actor, now=now,
        )  # fmt: skip

    return _attempt(request, do)


@require_POST
@open_to(Role.LEAD)
def set_on_call(request: HttpRequest) -> HttpResponse:
    actor, now, sent = actor_of(request), timezone.now(), request.POST

    def do() -> None:
        keep_duty.set_on_call(
            forms.uuid_of(sent.get("team")), forms.uuid_of(sent.get("account")),
            starts=_moment(sent.get("starts")), ends=_moment(sent.get("ends")), by=actor, now=now,
        )  # fmt: skip

    return _attempt(request, do)


@require_POST
@open_to(Role.LEAD)
def end_on_call(request: HttpRequest, on_call_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    return _attempt(request, lambda: keep_duty.end_on_call(on_call_id, by=actor, now=now))


@require_POST
@open_to(Role.LEAD)
def set_step(request: HttpRequest) -> HttpResponse:
    """Minutes of a step, or what a municipality has decided for the last one."""
    actor, now, sent = actor_of(request), timezone.now(), request.POST

    def do() -> None:
        keep_duty.set_step(
            forms.uuid_of(sent.get("team")), sent.get("step", ""), red=_number(sent.get("red")),
            high=_number(sent.get("high")), municipality=_number(sent.get("municipality")),
            text=sent.get("text", ""), by=actor, now=now,
        )  # fmt: skip

    return _attempt(request, do)


def _attempt(request: HttpRequest, do: Any) -> HttpResponse:
    return forms.attempt(request, do, lambda **m: shown(request, **m), then=reverse("duty-plan"))


def shown(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    context = {
        "place": "shift", "error": error,
        "plans": [_plan(team, actor, now) for team in people.teams_of(actor)],
        "weekdays": [(number, name) for number, name in WEEKDAYS.items()],
    }  # fmt: skip
    return clinical(request, "duty/plan.html", context, actor=actor, now=now, status=status)


def _plan(team: Team, actor: Actor, now: datetime) -> dict[str, Any]:
    today = now.astimezone(HOME).date()
    hours = people.hours_of_team(team, today)
    calendar, route = duty.calendar_of(team.id), duty.route_of(team.id)
    own = {Step(one.step): one for one in route if one.municipality_id is None}
    return {
        "team": team,
        "leads": any(post.role is Role.LEAD and post.team == team.id for post in actor.posts),
        "week": [(WEEKDAYS[day], _span(_weekday(hours, day))) for day in range(7)],
        "days": [
            (moments.weekday(one.day), _span((one.opens, one.closes)), one.why)
            for one in calendar
            if one.day and one.day >= today
        ],
        "on_call": [
            (one, moments.stamp(one.starts_at, now), moments.stamp(one.ends_at, now))
            for one in duty.on_call_ahead(team.id, now)
        ],
        "colleagues": keep_duty.colleagues(team.id),
        "steps": [
            (step.value, words.step(step), own.get(step) or minutes)
            for step, minutes in OPEN.items()
        ],
        "closed_steps": [(words.step(step), minutes) for step, minutes in CLOSED.items()],
        "decided": [one for one in route if one.municipality_id is not None],
        "municipalities": list(team.municipalities.order_by("name")),
    }


def _weekday(hours: Any, day: int) -> tuple[time, time] | None:
    """Of an ordinary week: holidays and single days aside."""
    if hours.week:
        span: tuple[time, time] | None = hours.week.get(day)
        return span
    return (hours.opens, hours.closes) if day < 5 else None


def _span(span: tuple[time | None, time | None] | None) -> str:
    """From–until; empty when closed."""
    if span is None or span[0] is None or span[1] is None:
        return ""
    return f"{span[0]:%H:%M}–{span[1]:%H:%M}"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 5 else None


def _time(text: str | None) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        return None


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=HOME) if text else None
    except ValueError:
        return None
