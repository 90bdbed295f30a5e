"""When a team is open, and when a case must have been answered.

Response times: clinical reference 7.9, design defaults that the municipality must sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from heime.core.zone import Priority, Zone

HOME = ZoneInfo("Europe/Oslo")

RED_HIGH = timedelta(minutes=15)
RED = timedelta(minutes=60)
YELLOW_HIGH = timedelta(hours=4)
GREY_DAYS = 5
"""Working days."""


Span = tuple[time, time]
"""From when until when on one day, local time."""
LOOK_AHEAD = 400
"""Days that are looked through for an open one: a team that never opens is closed for good."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A team's opening hours, local time.

    opens, closes: Monday to Friday, where nothing else is said.
    closed_days: public holidays, which close whatever the week says.
    week: weekday (Monday 0) → when open, or None; when there is any, it is the whole week.
    special: single days, which beat all else: shorter, closed, or open on a holiday.
    """

    opens: time
    closes: time
    closed_days: frozenset[date] = frozenset()
    week: Mapping[int, Span | None] = field(default_factory=dict)
    special: Mapping[date, Span | None] = field(default_factory=dict)

    def span(self, day: date) -> Span | None:
        """When the team is open on a day; None when it is not."""
        if day in self.special:
            return self.special[day]
        if day in self.closed_days:
            return None
        if self.week:
            return self.week.get(day.weekday())
        return (self.opens, self.closes) if day.weekday() < 5 else None

    def is_working_day(self, day: date) -> bool:
        return self.span(day) is not None

    def is_open(self, moment: datetime) -> bool:
        local = moment.astimezone(HOME)
        span = self.span(local.date())
        return span is not None and span[0] <= local.time() < span[1]

    def next_open(self, moment: datetime) -> datetime:
        """`moment` itself when open then, else when the team opens next."""
        if self.is_open(moment):
            return moment
        local = moment.astimezone(HOME)
        for ahead in range(LOOK_AHEAD):
            day = local.date() + timedelta(days=ahead)
            span = self.span(day)
            if span is not None and (ahead or local.time() < span[0]):
                return datetime.combine(day, span[0], HOME)
        return moment + timedelta(days=LOOK_AHEAD)

    def closing(self, moment: datetime) -> datetime:
        """When the team closes on the local day of `moment`; of a closed day, as on others."""
        day = moment.astimezone(HOME).date()
        span = self.span(day) or (self.opens, self.closes)
        return datetime.combine(day, span[1], HOME)

    def turned(self, moment: datetime) -> datetime:
        """When the team last opened or closed, at `moment` or before: what is so now began then."""
        local = moment.astimezone(HOME)
        for back in range(LOOK_AHEAD):
            day = local.date() - timedelta(days=back)
            span = self.span(day) or ()
            turns = [t for t in span if back or t <= local.time()]
            if turns:
                return datetime.combine(day, max(turns), HOME)
        return moment - timedelta(days=LOOK_AHEAD)


def red_within(priority: Priority) -> timedelta:
    """How soon a red must have been answered while the team is open."""
    return RED_HIGH if priority is Priority.HIGH else RED


def due_at(zone: Zone, priority: Priority, opened_at: datetime, hours: Hours) -> datetime:
    """When somebody must have answered a case: counted from opening time if it came outside."""
    # Minutes pass as they pass, also in the night when the clock is changed.
    start = hours.next_open(opened_at).astimezone(UTC)
    if zone is Zone.RED:
        return start + red_within(priority)
    if zone is Zone.YELLOW and priority is Priority.HIGH:
        return min(start + YELLOW_HIGH, hours.closing(start))
    if zone is Zone.YELLOW and priority is Priority.NORMAL:
        return hours.closing(start)
    return working_days_after(opened_at, GREY_DAYS, hours)


def working_days_after(moment: datetime, days: int, hours: Hours) -> datetime:
    """When the team closes, so many working days after it next was open."""
    day = hours.next_open(moment).astimezone(HOME)
    for _ in range(LOOK_AHEAD):
        if not days:
            break
        day += timedelta(days=1)
        if hours.is_working_day(day.date()):
            days -= 1
    return hours.closing(day)
