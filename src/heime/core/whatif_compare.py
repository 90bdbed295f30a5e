"""Two replays of one history side by side: how many alerts, on which days, and what was lost.

What is counted. An **alert** is a session, form, event, silence or combination that became final
and yellow or red: what opens a person's case, or raises it. Alerts of one kind and rule within 72
hours of the one that counted are the same **task**, and count once unless they come out worse
(yellow, then red). Rates are of tasks; missed and gained days are of alerts, so that a day is not
called missed only because its alert had been joined to another.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from heime.core.casework import Outcome
from heime.core.judging import local_day
from heime.core.whatif import Alert, Replayed
from heime.core.zone import Zone

SAME_TASK = timedelta(hours=72)
DAYS_A_MONTH = 30
"""Rates a month are per thirty days followed up, so that February is no better than March."""

_NOTHING_DONE = frozenset({Outcome.NO_ACTION, Outcome.TECHNICAL})


class Led(StrEnum):
    """What an alert led to at the time. Nobody having written it down does not make it noise."""

    ACTION = "action"
    NO_ACTION = "no-action"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Done:
    """A case as it was worked: from when until when, and what it came to; None while it is open."""

    opened_at: datetime
    closed_at: datetime | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which the two plans differ.

    before, after: the worst alert each raised for that day; None for none.
    rules: that raised it, under the plan that did (the one before, for a day that grew milder).
    led: what was done on it at the time.
    """

    day: date
    before: Zone | None
    after: Zone | None
    rules: tuple[str, ...]
    led: Led


@dataclass(frozen=True, slots=True)
class Count:
    """One plan's alerts over a period.

    alerts: sessions and the like; tasks: the same after joining, `by_rule` of them.
    days: patient-days followed up. zones: local days by the worst that was on them; the days
        that are in none had nothing at all.
    """

    days: int
    alerts: int
    tasks: int
    by_rule: Mapping[str, int]
    by_month: Mapping[str, int]
    zones: Mapping[Zone, int]

    @property
    def per_patient_day(self) -> float:
        return self.tasks / self.days if self.days else 0.0

    @property
    def per_month(self) -> float:
        return self.per_patient_day * DAYS_A_MONTH


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a changed plan would have changed, for one person.

    missed: days with an alert that the changed plan lets pass. milder: days that go from red to
    yellow. gained: new days with an alert. harsher: from yellow to red.
    """

    before: Count
    after: Count
    missed: tuple[Day, ...]
    milder: tuple[Day, ...]
    gained: tuple[Day, ...]
    harsher: tuple[Day, ...]


def tasks(alerts: Iterable[Alert]) -> list[Alert]:
    """The alerts that count: see the head of this module."""
    counted: list[Alert] = []
    last: dict[tuple[str, str], Alert] = {}
    for alert in sorted(alerts, key=lambda one: one.at):
        place = (alert.what, alert.rule)
        before = last.get(place)
        same = before is not None and alert.at - before.at < SAME_TASK
        if before is None or not same or alert.zone > before.zone:
            counted.append(alert)
            last[place] = alert
    return counted


def count(replayed: Replayed, first: date, last: date) -> Count:
    """Of the local days from `first` to `last`, both included."""
    counted = [one for one in tasks(replayed.alerts) if first <= one.day <= last]
    within = [one for one in replayed.alerts if first <= one.day <= last]
    zones = Counter(zone for day, zone in replayed.days.items() if first <= day <= last)
    return Count(
        days=(last - first).days + 1,
        alerts=len(within),
        tasks=len(counted),
        by_rule=dict(sorted(Counter(one.rule for one in counted).items())),
        by_month=dict(sorted(Counter(f"{one.day:%Y-%m}" for one in counted).items())),
        zones={zone: zones[zone] for zone in Zone if zones[zone]},
    )


def compare(
    before: Replayed, after: Replayed, done: Sequence[Done], *, first: date, last: date
) -> Comparison:
    """Both replays over the same days. done: the cases that were worked at the time."""
    old, new = _worst_by_day(before), _worst_by_day(after)
    differ = sorted(
        day for day in old.keys() | new.keys()
        if first <= day <= last and old.get(day, _NONE)[0] is not new.get(day, _NONE)[0]
    )  # fmt: skip
    days = [_day(day, old.get(day, _NONE), new.get(day, _NONE), before, done) for day in differ]
    return Comparison(
        count(before, first, last),
        count(after, first, last),
        missed=tuple(one for one in days if one.after is None),
        milder=tuple(one for one in days if _falls(one.before, one.after)),
        gained=tuple(one for one in days if one.before is None),
        harsher=tuple(one for one in days if _falls(one.after, one.before)),
    )


def _falls(high: Zone | None, low: Zone | None) -> bool:
    return high is not None and low is not None and low < high


_Worst = tuple[Zone | None, tuple[str, ...]]
_NONE: _Worst = (None, ())


def _worst_by_day(replayed: Replayed) -> dict[date, _Worst]:
    found: dict[date, _Worst] = {}
    for alert in replayed.alerts:
        zone, rules = found.get(alert.day, _NONE)
        worst = alert.zone if zone is None else max(zone, alert.zone)
        found[alert.day] = (worst, tuple(dict.fromkeys((*rules, alert.rule))))
    return found


def _day(day: date, old: _Worst, new: _Worst, before: Replayed, done: Sequence[Done]) -> Day:
    milder = old[0] is not None and (new[0] is None or new[0] < old[0])
    moments = [alert.at for alert in before.alerts if alert.day == day]
    return Day(day, old[0], new[0], old[1] if milder else new[1], led_to(day, moments, done))


def led_to(day: date, moments: Sequence[datetime], done: Sequence[Done]) -> Led:
    """What the cases that an alert of this day stood in came to; action if any of them did.

    A case that another alert of the same stretch opened counts too: one case is open at a time,
    and whoever closed it had all of them in front of them. Measuring again together is an action.
    """
    found = [one for one in done if _stood_in(one, day, moments)]
    if any(one.outcome is not None and one.outcome not in _NOTHING_DONE for one in found):
        return Led.ACTION
    if found and all(one.outcome is not None for one in found):
        return Led.NO_ACTION
    return Led.UNKNOWN


def _stood_in(one: Done, day: date, moments: Sequence[datetime]) -> bool:
    if local_day(one.opened_at) == day:
        return True
    until = one.closed_at
    return any(one.opened_at <= at and (until is None or at <= until) for at in moments)
