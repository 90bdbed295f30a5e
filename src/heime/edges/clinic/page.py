"""What stands around every clinical page: whose list, is the team open, is judging alive."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from heime.core.actor import Actor
from heime.core.hours import HOME
from heime.edges.clinic import moments
from heime.edges.clinic.keys import keys
from heime.records.duty.reads import on_duty
from heime.records.worklist.reads import judging_done_at

SILENT = timedelta(minutes=2)
"""The due loop comes round every few seconds; older than this, somebody must look at it."""

DEAD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class TeamNow:
    """A team and its door: open until when, or closed until when; and who has its list now."""

    name: str
    is_open: bool
    changes: str
    hours: str
    has_it: str = ""
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class Judging:
    """When judging last got round; `is_late` when people can no longer count on it, `is_dead` when
    it is time to call them (reliability.md 5.2)."""

    at: datetime | None
    clock: str
    words: str
    is_late: bool
    is_dead: bool = False


def teams_now(actor: Actor, now: datetime) -> list[TeamNow]:
    found = []
    for team in on_duty(actor.team_ids, now.astimezone(HOME).date()):
        is_open = team.hours.is_open(now)
        until = team.hours.closing(now) if is_open else team.hours.next_open(now)
        found.append(
            TeamNow(
                team.name, is_open, moments.stamp(until, now),
                f"{team.hours.opens:%H:%M}–{team.hours.closes:%H:%M}",
                team.has_it, team.account_id == actor.account_id,
            )
        )  # fmt: skip
    return found


def judging(now: datetime) -> Judging:
    return judged_until(judging_done_at(), now)


def judged_until(at: datetime | None, now: datetime) -> Judging:
    """The same, where it has been read when."""
    if at is None:
        return Judging(None, "", _("Not judged yet"), is_late=True, is_dead=True)
    clock = moments.stamp(at, now)
    said = _("Judged until %(time)s") % {"time": clock}
    return Judging(at, clock, said, is_late=now - at > SILENT, is_dead=now - at > DEAD)


def clinical(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
    status: int = 200,
) -> HttpResponse:
    """A whole page, or a fragment, with what the templates expect everywhere; what stands around
    a page is asked when it is shown."""
    around = {
        "actor": actor,
        "teams": SimpleLazyObject(lambda: teams_now(actor, now)),
        "judging": judging(now),
        "now": now,
        "read_at": moments.clock(now),
        "keys": SimpleLazyObject(keys),
    }
    return render(request, template, around | context, status=status)
