"""What a person has agreed to send, and the windows of time in which it is waited for.

Clinical reference 7.7: a window is the agreed time with its tolerance on both sides. The agreed
times are times of day in Europe/Oslo.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from heime.core.hours import HOME
from heime.core.kinds import BY_LABEL
from heime.core.missing import Window
from heime.core.plan_content import choice, clock, entries, fields, once, place, refused, whole

QUESTIONNAIRES = ("copd_daily", "heart_failure_daily", "phq9", "gad7", "who5", "rss")
"""What may be expected besides measurements (scenario format 4.2)."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = "every_day"
CLASSES = ("standard", "high")
"""How soon silence becomes somebody's task."""
A_DAY = 24 * 60
TOLERANCE = 120
"""Minutes on each side of the agreed time when the plan names none. Design: needs sign-off."""

_FIELDS = ("what", "days", "every_weeks", "at", "before_minutes", "after_minutes", "class")
_A_MONDAY = date(1970, 1, 5)
"""Weeks are counted from here, so that "every fourth week" means the same weeks in every plan."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing agreed: what, on which weekdays (Monday is 0), at which times of the day.

    every_weeks: 1 is every week, 4 every fourth.
    before, after: how much earlier and later still counts.
    high_class: whether silence is missed after 24 hours (M-2) and not 48 (M-1).
    """

    what: str
    days: frozenset[int]
    at: tuple[time, ...]
    before: timedelta
    after: timedelta
    high_class: bool
    every_weeks: int = 1


def windows(expectations: Iterable[Expectation], first: date, upto: date) -> list[Window]:
    """The windows of the local days from `first` to `upto`, both included, in order of their end.
    Their moments are in UTC.

    A night when the clocks change cannot shorten a window: an hour that comes twice is waited
    for both times, and one that never comes is waited for on both sides of the gap.
    """
    found = [
        _window(expectation, day, at)
        for expectation in expectations
        for day in _days(expectation, first, upto)
        for at in expectation.at
    ]
    return sorted(found, key=lambda one: (one.end, one.start, one.what))


def _days(expectation: Expectation, first: date, upto: date) -> Iterable[date]:
    for number in range((upto - first).days + 1):
        day = first + timedelta(days=number)
        week = (day - _A_MONDAY).days // 7
        if day.weekday() in expectation.days and week % expectation.every_weeks == 0:
            yield day


def _window(expectation: Expectation, day: date, at: time) -> Window:
    # The same wall clock read before and after a change; equal on every other night of the year.
    both = [datetime.combine(day, at.replace(fold=fold), HOME).astimezone(UTC) for fold in (0, 1)]
    return Window(
        expectation.what,
        min(both) - expectation.before,
        max(both) + expectation.after,
        expectation.high_class,
    )


def read(value: Any, where: str, *, otherwise_high: bool) -> tuple[Expectation, ...]:
    """The expectations of a plan. `otherwise_high`: the class of those that name none.

    Raises BadPlan with the place and the reason.
    """
    found = tuple(
        _read_one(entry, f"{where}[{number}]", otherwise_high)
        for number, entry in enumerate(entries(value, where))
    )
    for number, one in enumerate(found):
        for other in found[:number]:
            if one.what == other.what and one.days & other.days and set(one.at) & set(other.at):
                raise refused(f"{where}[{number}]", f"{one.what} is asked for twice at one time.")
    return found


def _read_one(value: Any, where: str, otherwise_high: bool) -> Expectation:
    entry = fields(value, where, _FIELDS)
    before = whole(entry.get("before_minutes", TOLERANCE), place(where, "before_minutes"), 0, A_DAY)
    after = whole(entry.get("after_minutes", TOLERANCE), place(where, "after_minutes"), 0, A_DAY)
    if before + after > A_DAY:
        raise refused(where, "the window is longer than a day.")
    class_ = entry.get("class", "high" if otherwise_high else "standard")
    return Expectation(
        what=choice(entry.get("what"), place(where, "what"), (*BY_LABEL, *QUESTIONNAIRES)),
        days=_read_days(entry.get("days"), place(where, "days")),
        at=_read_times(entry.get("at"), place(where, "at")),
        before=timedelta(minutes=before),
        after=timedelta(minutes=after),
        high_class=choice(class_, place(where, "class"), CLASSES) == "high",
        every_weeks=whole(entry.get("every_weeks", 1), place(where, "every_weeks"), 1, 52),
    )


def _read_days(value: Any, where: str) -> frozenset[int]:
    if value == EVERY_DAY:
        return frozenset(range(7))
    names = [
        choice(name, f"{where}[{number}]", WEEKDAYS)
        for number, name in enumerate(entries(value, where))
    ]
    if not names:
        raise refused(where, "no day is named.")
    return frozenset(WEEKDAYS.index(name) for name in once(names, where))


def _read_times(value: Any, where: str) -> tuple[time, ...]:
    texts: Sequence[Any] = entries(value, where)
    times = [clock(one, f"{where}[{number}]") for number, one in enumerate(texts)]
    if not times:
        raise refused(where, "no time of day is named.")
    once([str(one) for one in texts], where)
    return tuple(sorted(times))
