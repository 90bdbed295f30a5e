"""A lead keeps the team's calendar, who is on call, and how fast a red goes up."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q

from heime.core.actor import Actor
from heime.core.climbing import OPEN, Step
from heime.core.errors import MissingText, NotFound, NotYours
from heime.core.roles import Role
from heime.records.access.reach import LIVE
from heime.records.audit.writes import note
from heime.records.duty.models import OnCall, Opening, RouteStep
from heime.records.people.models import Account, Membership, Team, TeamMunicipality

LONGEST_ON_CALL = timedelta(days=31)
MOST_MINUTES = 24 * 60
_WORKING = (Role.NURSE, Role.DOCTOR, Role.THERAPIST, Role.LEAD)


def colleagues(team_id: UUID) -> list[Account]:
    """Those who can be on call: who works on the team's list now."""
    posts = Membership.objects.filter(LIVE, team_id=team_id, role__in=_WORKING).filter(
        Q(given_by=None) | Q(confirmed_by__isnull=False)
    )
    people = Account.objects.filter(id__in=posts.values("account_id"), is_active=True)
    return list(people.order_by("name"))


def set_hours(
    team_id: UUID, *, weekday: int | None, day: date | None, opens: time | None,
    closes: time | None, why: str, by: Actor, now: datetime,
) -> None:  # fmt: skip
    """Say when a team is open on a weekday or one day; without times it is closed then.

    The first weekday that is said writes the others down as they were, so that nothing else
    changes. Raises MissingText unless it is one of the two and the times go together.
    """
    _leads(team_id, by)
    one_kind = (weekday is None) != (day is None) and (weekday is None or 0 <= weekday < 7)
    if not one_kind or (opens is None) != (closes is None):
        raise MissingText("Choose a weekday or a day, and both times or none.")
    if opens and closes and opens >= closes:
        raise MissingText("It must open before it closes.")
    if weekday is not None:
        _write_week_down(team_id)
    Opening.objects.filter(team_id=team_id, weekday=weekday, day=day).delete()
    Opening.objects.create(
        team_id=team_id, weekday=weekday, day=day, opens=opens, closes=closes, why=why.strip()[:80]
    )
    note("duty.changed", by=by, at=now, detail=f"hours of team {team_id}")


def _write_week_down(team_id: UUID) -> None:
    if Opening.objects.filter(team_id=team_id, weekday__isnull=False).exists():
        return
    team = Team.objects.get(id=team_id)
    Opening.objects.bulk_create(
        Opening(
            team_id=team_id, weekday=one, opens=team.opens if one < 5 else None,
            closes=team.closes if one < 5 else None,
        )
        for one in range(7)
    )  # fmt: skip


def set_on_call(
    team_id: UUID, account_id: UUID, *, starts: datetime | None, ends: datetime | None,
    by: Actor, now: datetime,
) -> OnCall:  # fmt: skip
    """Put a colleague on call. Raises MissingText, NotFound."""
    _leads(team_id, by)
    if account_id not in {one.id for one in colleagues(team_id)}:
        raise NotFound("Nobody of that id works on this team's list.")
    if starts is None or ends is None or not starts < ends <= starts + LONGEST_ON_CALL:
        raise MissingText("Say from when until when, at most a month.")
    made = OnCall(
        team_id=team_id, account_id=account_id, starts_at=starts, ends_at=ends,
        made_by_id=by.account_id,
    )  # fmt: skip
    made.save(force_insert=True)
    note("duty.changed", by=by, at=now, detail=f"on call of team {team_id}")
    return made


def end_on_call(on_call_id: UUID, *, by: Actor, now: datetime) -> None:
    """Take somebody off: from now on if it has begun, altogether if it has not."""
    one = OnCall.objects.filter(id=on_call_id).first()
    if one is None:
        raise NotFound("There is no such stretch on call.")
    _leads(one.team_id, by)
    if one.starts_at >= now:
        OnCall.objects.filter(id=one.id).delete()
    elif one.ends_at > now:
        OnCall.objects.filter(id=one.id).update(ends_at=now)
    note("duty.changed", by=by, at=now, detail=f"on call of team {one.team_id}")


def set_step(
    team_id: UUID, step: str, *, red: int | None, high: int | None, municipality: int | None,
    text: str, by: Actor, now: datetime,
) -> None:  # fmt: skip
    """Say how long a red waits before a step; or, of a municipality, what it has decided.

    Raises MissingText; NotFound for a municipality that the team does not serve.
    """
    _leads(team_id, by)
    if step not in set(OPEN):
        raise MissingText("Choose a step.")
    if municipality is not None:
        served = TeamMunicipality.objects.filter(LIVE, team_id=team_id)
        if step != Step.DECIDED or not text.strip():
            raise MissingText("Write what the municipality has decided.")
        if not served.filter(municipality_id=municipality).exists():
            raise NotFound("The team does not serve this municipality.")
        red, high = OPEN[Step.DECIDED].red, OPEN[Step.DECIDED].high
    if red is None or high is None or not 0 <= high <= red <= MOST_MINUTES:
        raise MissingText("Write minutes; high priority waits no longer than the others.")
    own = RouteStep.objects.filter(team_id=team_id, step=step)
    if municipality is None:
        own.filter(municipality=None).delete()
    else:
        own.filter(municipality_id=municipality).delete()
    RouteStep.objects.create(
        team_id=team_id,
        municipality_id=municipality,
        step=step,
        red=red,
        high=high,
        text=text.strip()[:300],
    )
    note("duty.changed", by=by, at=now, detail=f"way up of team {team_id}")


def _leads(team_id: UUID, by: Actor) -> None:
    if not by.profession or not any(
        post.role is Role.LEAD and post.team == team_id for post in by.posts
    ):
        raise NotYours("Only the lead of a team changes this.")
