"""When a team is open, and when a case must have been answered.

Response times: clinical reference 7.9, design defaults that the municipality must sign.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from heime.core.zone import Priority, Zone

HOME = ZoneInfo("Europe/Oslo")

RED_HIGH = timedelta(minutes=15)
RED = timedelta(minutes=60)
YELLOW_HIGH = timedelta(hours=4)
GREY_DAYS = 5
"""Working days."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A team's opening hours, local time, Monday to Friday, and the weekdays it is closed."""

    opens: time
    closes: time
    closed_days: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.closed_days

    def is_open(self, moment: datetime) -> bool:
        local = moment.astimezone(HOME)
        return self.is_working_day(local.date()) and self.opens <= local.time() < self.closes

    def next_open(self, moment: datetime) -> datetime:
        """`moment` itself when open then, else when the team opens next."""
        if self.is_open(moment):
            return moment
        local = moment.astimezone(HOME)
        day = local.date()
        if local.time() >= self.opens:
            day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return datetime.combine(day, self.opens, HOME)

    def closing(self, moment: datetime) -> datetime:
        """When the team closes on the local day of `moment`."""
        return datetime.combine(moment.astimezone(HOME).date(), self.closes, HOME)


def due_at(zone: Zone, priority: Priority, opened_at: datetime, hours: Hours) -> datetime:
    """When somebody must have answered a case: counted from opening time if it came outside."""
    start = hours.next_open(opened_at)
    if zone is Zone.RED:
        return start + (RED_HIGH if priority is Priority.HIGH else RED)
    if zone is Zone.YELLOW and priority is Priority.HIGH:
        return min(start + YELLOW_HIGH, hours.closing(start))
    if zone is Zone.YELLOW and priority is Priority.NORMAL:
        return hours.closing(start)
    return working_days_after(opened_at, GREY_DAYS, hours)


def working_days_after(moment: datetime, days: int, hours: Hours) -> datetime:
    """When the team closes, so many working days after it next was open."""
    day = hours.next_open(moment).astimezone(HOME)
    while days:
        day += timedelta(days=1)
        if hours.is_working_day(day.date()):
            days -= 1
    return hours.closing(day)
