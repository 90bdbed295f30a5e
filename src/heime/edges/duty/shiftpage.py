"""The change of shift: who has the list, what is open, what came, and a note to the next one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from heime.core.actor import Actor
from heime.core.hours import HOME
from heime.core.roles import Scope
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import moments, rows
from heime.edges.clinic.page import clinical
from heime.edges.clinic.row import Row
from heime.edges.duty import forms, words
from heime.flow import on_its_way, see_people, take_shift
from heime.records.access.reach import within_reach
from heime.records.duty import handovers
from heime.records.duty import reads as duty
from heime.records.duty.models import Shift
from heime.records.people import reads as people
from heime.records.people.models import Team
from heime.records.worklist import reads as worklist
from heime.records.worklist.models import Awaited

MOST = 25
"""Rows shown of each kind; the list itself has the rest."""


@dataclass(frozen=True, slots=True)
class Line:
    """A case on the page. step: how far up it has climbed, in words; empty when it has not."""

    row: Row
    step: str
    came: bool


@dataclass(frozen=True, slots=True)
class TeamShift:
    """One team: who has its list, the note that waits to be read, and who is on call."""

    team: Team
    now: Shift | None
    is_mine: bool
    since: str
    note_from: Shift | None
    note_at: str
    newest: str
    is_alarm: bool
    on_call: str


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def shift(request: HttpRequest) -> HttpResponse:
    return shown(request)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def take(request: HttpRequest) -> HttpResponse:
    actor, now, sent = actor_of(request), timezone.now(), request.POST
    team = forms.uuid_of(sent.get("team"))

    def do() -> None:
        after = forms.uuid_of(sent.get("after")) if sent.get("after") else None
        take_shift.take(team, by=actor, now=now, after=after)

    return forms.attempt(request, do, lambda **m: shown(request, **m), then=reverse("shift"))


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def leave(request: HttpRequest) -> HttpResponse:
    actor, now, sent = actor_of(request), timezone.now(), request.POST
    mine = forms.uuid_of(sent.get("shift"))

    def do() -> None:
        take_shift.leave(mine, text=sent.get("note", ""), by=actor, now=now)

    def again(**more: Any) -> HttpResponse:
        return shown(request, written=sent.get("note", ""), **more)

    return forms.attempt(request, do, again, then=reverse("shift"))


def shown(
    request: HttpRequest, *, error: str = "", written: str = "", status: int = 200
) -> HttpResponse:
    """Who has it, and everything that whoever takes over must know. Names on it are on a list."""
    actor, now = actor_of(request), timezone.now()
    teams = [_team(team, actor, now) for team in people.teams_of(actor)]
    began = [one.now.started_at for one in teams if one.now]
    since = min(began, default=now - timedelta(hours=8))
    groups = _lines(actor, now, since)
    named = [line.row for _title, lines in groups for line in lines]
    see_people.listed([(r.enrolment_id, r.municipality_id) for r in named], by=actor, now=now)
    context = {
        "place": "shift", "shifts": teams, "groups": groups, "error": error, "written": written,
        "waits": _waits(actor),
        "hand_overs": [
            {"id": one.id, "name": one.identify.split("\n")[0], "receiver": one.organisation.name,
             "said": moments.due(one.due_at, now)}
            for one in handovers.to_be_seen(actor)
        ],
        "came": _came(sum(line.came for _title, lines in groups for line in lines), since, now),
    }  # fmt: skip
    return clinical(request, "duty/shift.html", context, actor=actor, now=now, status=status)


def _team(team: Team, actor: Actor, now: datetime) -> TeamShift:
    newest = duty.latest_shift(team.id)
    current = newest if newest and newest.ended_at is None else None
    before = newest if newest and newest.ended_at else (current.follows if current else None)
    on_call = duty.on_call_now([team.id], now).get(team.id, [])
    hours = people.hours_of_team(team, now.astimezone(HOME).date())
    return TeamShift(
        team, current, bool(current and current.account_id == actor.account_id),
        moments.stamp(current.started_at, now) if current else "",
        before if before and before.note else None,
        moments.stamp(before.ended_at, now) if before and before.ended_at else "",
        str(newest.id) if newest else "", current is None and hours.is_open(now),
        ", ".join(one.account.name for one in on_call),
    )  # fmt: skip


def _lines(actor: Actor, now: datetime, since: datetime) -> list[tuple[str, list[Line]]]:
    """What is open, worst first, in groups with a title each; empty groups left out."""
    cases = worklist.unfinished_cases(actor)
    known = rows.known_about(cases, actor, now=now)
    all_rows = [rows.case_row(case, known, actor, now=now) for case in cases]
    steps = on_its_way.newest_step([row.case.id for row in all_rows if row.case], actor)

    def line(row: Row) -> Line:
        step = steps.get(row.case.id) if row.case else None
        came = bool(row.case and row.case.opened_at >= since)
        return Line(row, words.climbed(step.step) if step else "", came)

    free = [row for row in all_rows if not row.has_it]
    taken = [row for row in all_rows if row.has_it]
    titled = [(_("Nobody has it"), free), (_("Somebody has it"), taken)]
    return [(title, [line(row) for row in found[:MOST]]) for title, found in titled if found]


def _came(count: int, since: datetime, now: datetime) -> str:
    return ngettext(
        "%(count)s case has come since %(time)s.",
        "%(count)s cases have come since %(time)s.",
        count,
    ) % {"count": count, "time": moments.stamp(since, now)}


def _waits(actor: Actor) -> str:
    count = Awaited.objects.filter(within_reach(actor, Scope.CASES)).count()
    return ngettext(
        "%(count)s second reading is waited for.",
        "%(count)s second readings are waited for.",
        count,
    ) % {"count": count}
