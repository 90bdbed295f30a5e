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
from heime.core.run_in import RunIn

QUESTIONNAIRES = ("copd_daily", "heart_failure_daily", "phq9", "gad7", "who5", "rss")
"""What may be expected besides measurements (scenario format 4.2)."""
NOT_DAILY = ("phq9", "gad7", "who5", "rss")
"""Scales that ask about the last weeks: never asked every day, in a run-in neither."""
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
    run_in: the weeks in which it is expected every day whatever else is agreed (norway.md 3.2).
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
    run_in: RunIn | None = None


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
    # In a run-in two agreements for different days may come to be the same window.
    return sorted(dict.fromkeys(found), key=lambda one: (one.end, one.start, one.what))


def _days(expectation: Expectation, first: date, upto: date) -> Iterable[date]:
    for number in range((upto - first).days + 1):
        day = first + timedelta(days=number)
        week = (day - _A_MONDAY).days // 7
        agreed = day.weekday() in expectation.days and week % expectation.every_weeks == 0
        if agreed or (expectation.run_in is not None and expectation.run_in.holds(day)):
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


def read(
    value: Any, where: str, *, otherwise_high: bool, run_in: RunIn | None = None
) -> tuple[Expectation, ...]:
    """The expectations of a plan. `otherwise_high`: the class of those that name none.

    run_in: of the plan; what is measured or asked daily is then expected every day of it.
    Raises BadPlan with the place and the reason.
    """
    found = tuple(
        _read_one(entry, f"{where}[{number}]", otherwise_high, run_in)
        for number, entry in enumerate(entries(value, where))
    )
    for number, one in enumerate(found):
        for other in found[:number]:
            if one.what == other.what and one.days & other.days and set(one.at) & set(other.at):
                raise refused(f"{where}[{number}]", f"{one.what} is asked for twice at one time.")
    return found


def _read_one(value: Any, where: str, otherwise_high: bool, run_in: RunIn | None) -> Expectation:
    entry = fields(value, where, _FIELDS)
    before = whole(entry.get("before_minutes", TOLERANCE), place(where, "before_minutes"), 0, A_DAY)
    after = whole(entry.get("after_minutes", TOLERANCE), place(where, "after_minutes"), 0, A_DAY)
    if before + after > A_DAY:
        raise refused(where, "the window is longer than a day.")
    class_ = entry.get("class", "high" if otherwise_high else "standard")
    what = choice(entry.get("what"), place(where, "what"), (*BY_LABEL, *QUESTIONNAIRES))
    return Expectation(
        what=what,
        days=_read_days(entry.get("days"), place(where, "days")),
        at=_read_times(entry.get("at"), place(where, "at")),
        before=timedelta(minutes=before),
        after=timedelta(minutes=after),
        high_class=choice(class_, place(where, "class"), CLASSES) == "high",
        every_weeks=whole(entry.get("every_weeks", 1), place(where, "every_weeks"), 1, 52),
        run_in=None if what in NOT_DAILY else run_in,
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
