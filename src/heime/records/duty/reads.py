"""Who has it now, and what has climbed, as the pages show it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from heime.core.actor import Actor
from heime.core.hours import Hours
from heime.core.roles import Scope
from heime.records.access.reach import within_reach
from heime.records.duty.models import Climb, OnCall, Opening, RouteStep, Shift
from heime.records.people.hours import OPENINGS, hours_from, lines_of
from heime.records.planned import planned_once


def latest_shift(team_id: UUID) -> Shift | None:
    """The shift that is going on, or the last one; for somebody who works in the team."""
    return (
        Shift.objects.filter(team_id=team_id)
        .select_related("account", "follows__account")
        .order_by("-started_at", "-id")
        .first()
    )


class OnDuty(NamedTuple):
    """A team, when it is open, and who has its list now; nobody's name where nobody has."""

    name: str
    hours: Hours
    account_id: UUID | None
    has_it: str


_ON_DUTY = f"""
SELECT team.name, team.opens, team.closes, {OPENINGS}, s.account_id, coalesce(a.name, '')
  FROM team LEFT JOIN shift s ON s.team_id = team.id AND s.ended_at IS NULL
       LEFT JOIN account a ON a.id = s.account_id
 WHERE team.id = ANY (%s) ORDER BY team.name
"""  # noqa: S608  ours


def on_duty(team_ids: Collection[UUID], around: date) -> list[OnDuty]:
    """These teams by name, and who has their lists: it stands around every page."""
    return [
        OnDuty(name, hours_from(opens, closes, lines_of(lines), around), account, has_it)
        for name, opens, closes, lines, account, has_it in planned_once(_ON_DUTY, [list(team_ids)])
    ]


def on_call_now(team_ids: Sequence[UUID], now: datetime) -> dict[UUID, list[OnCall]]:
    """Who is on call for each team at a moment."""
    found: dict[UUID, list[OnCall]] = {}
    rows = OnCall.objects.filter(team_id__in=team_ids, starts_at__lte=now, ends_at__gt=now)
    for one in rows.select_related("account").order_by("starts_at"):
        found.setdefault(one.team_id, []).append(one)
    return found


def on_call_ahead(team_id: UUID, now: datetime, *, most: int = 40) -> list[OnCall]:
    rows = OnCall.objects.filter(team_id=team_id, ends_at__gt=now).select_related("account")
    return list(rows.order_by("starts_at")[:most])


def calendar_of(team_id: UUID) -> list[Opening]:
    """What a team's calendar says: its weekdays, then single days."""
    return list(Opening.objects.filter(team_id=team_id).order_by("weekday", "day"))


def route_of(team_id: UUID) -> list[RouteStep]:
    steps = RouteStep.objects.filter(team_id=team_id).select_related("account", "municipality")
    return list(steps.order_by("municipality", "step"))


def climbs_of(case_ids: Sequence[UUID], actor: Actor) -> dict[UUID, list[Climb]]:
    """The steps that cases have climbed, the oldest first."""
    found: dict[UUID, list[Climb]] = {}
    rows = Climb.objects.filter(within_reach(actor, Scope.CASES), case_id__in=case_ids)
    for one in rows.order_by("at", "id"):
        found.setdefault(one.case_id, []).append(one)
    return found


def told_patient(enrolment_id: UUID, actor: Actor, *, since: datetime) -> list[Climb]:
    """What a person has been told of reds that nobody had, the newest first: for their own page."""
    rows = Climb.objects.filter(
        within_reach(actor, Scope.CASES), enrolment_id=enrolment_id, at__gte=since
    ).exclude(patient_text="")
    return list(rows.order_by("-at"))
