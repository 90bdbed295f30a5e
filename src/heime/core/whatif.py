"""What would this plan have done? A stored history replayed, item by item, under one plan.

This is the truth that any quicker way must agree with (ops/whatif/columns.py): everything is added
to a Record when it arrived, and the picture is taken then and whenever time alone changes it. What
an alert is, and how alerts are counted, stands in whatif_compare.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from heapq import merge
from itertools import groupby

from heime.core import expectations, missing
from heime.core.agreed import Agreed
from heime.core.asked import Answers
from heime.core.events import DOSES
from heime.core.judging import local_day
from heime.core.missing import Gap, Window
from heime.core.person import Pause
from heime.core.picture import Picture
from heime.core.plan import Plan
from heime.core.record import Item, Record
from heime.core.rules import SETTLING
from heime.core.verdict import Verdict
from heime.core.zone import State, Zone

COMBINATION = "combination"
"""What an alert by C1 or C2 is about: no one kind, but several the same day."""
DOSE = "dose"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the plans compared: what held when (oldest first), and what was then expected."""

    steps: tuple[tuple[datetime, Plan | None], ...]
    windows: tuple[Window, ...] = ()


def side(
    steps: Sequence[tuple[datetime, Plan | None]],
    first: date,
    last: date,
    away: Sequence[Pause] = (),
) -> Side:
    """What held when, with the windows that each plan in its time expects on the local days from
    `first` to `last`. away: when nothing was waited for (phases.unwatched)."""
    found: list[Window] = []
    for number, (start, plan) in enumerate(steps):
        end = steps[number + 1][0] if number + 1 < len(steps) else None
        if plan is None:
            continue
        begin = max(first, local_day(start))
        until = last if end is None else min(last, local_day(end))
        found += [
            window
            for window in expectations.windows(plan.expectations, begin, until)
            if window.start >= start
            and (end is None or window.start < end)
            and not any(pause.holds(window.end) for pause in away)
        ]
    return Side(tuple(steps), tuple(found))


@dataclass(frozen=True, slots=True)
class Alert:
    """One session, form, event, silence or combination that is a person's to look at.

    at: when it was first final and yellow or worse. day: the local day it is about.
    what: a kind's label, a questionnaire, `dose` or another kind of event, or `combination`.
    rule: the one that leads; rules: all that stood in it then. zone: the worst it came to.
    """

    at: datetime
    day: date
    what: str
    rule: str
    rules: tuple[str, ...]
    zone: Zone


Key = tuple[str, object, str]
"""What an alert is about, when that began, and which of several at that moment."""


@dataclass(slots=True)
class Raised:
    """The alerts of one replay. Whatever was raised stays raised, whatever comes later (G-5)."""

    by_key: dict[Key, Alert] = field(default_factory=dict)

    def see(self, picture: Picture, now: datetime, *, only: str | None = None) -> None:
        """Take in what a picture shows; `only`: look at nothing but this kind."""
        for part in picture.parts:
            if only is None or part.what == only:
                self.result(part.what, part.verdict, now)
        if only is None or only == COMBINATION:
            for rule, parts in picture.combined:
                self.combined(rule, local_day(parts[0].verdict.started_at), now)
        if only is None:
            self.silent(picture.gaps, now)

    def result(self, what: str, verdict: Verdict, now: datetime) -> None:
        """One session, form or event as it stands at a moment."""
        if verdict.state is not State.FINAL or verdict.zone < Zone.YELLOW:
            return
        what = DOSE if what in DOSES else what
        drug = dict(verdict.facts).get("drug", "") if what == DOSE else ""
        key = (what, verdict.started_at, drug)
        day = local_day(verdict.started_at)
        self._raise(key, Alert(now, day, what, _leading(verdict), verdict.rules, verdict.zone))

    def combined(self, rule: str, day: date, now: datetime) -> None:
        """C1 or C2, which fired over results of one local day."""
        self._raise((COMBINATION, day, rule), Alert(now, day, COMBINATION, rule, (rule,), Zone.RED))

    def silent(self, gaps: Iterable[Gap], now: datetime) -> None:
        for gap in gaps:
            if gap.zone is Zone.YELLOW:
                alert = Alert(now, local_day(now), gap.what, gap.rule, (gap.rule,), gap.zone)
                self._raise((gap.what, gap.since, "missing"), alert)

    def _raise(self, key: Key, alert: Alert) -> None:
        before = self.by_key.get(key)
        if before is None:
            self.by_key[key] = alert
        elif alert.zone > before.zone:
            self.by_key[key] = replace(before, zone=alert.zone, rule=alert.rule, rules=alert.rules)

    def in_order(self) -> tuple[Alert, ...]:
        return tuple(sorted(self.by_key.values(), key=lambda one: (one.at, one.what, one.rule)))


def _leading(verdict: Verdict) -> str:
    """The first rule that gives a zone; of a session that none did, what settled it."""
    giving = (rule for rule in verdict.rules if rule not in SETTLING)
    return next(giving, verdict.rules[0] if verdict.rules else "")


@dataclass(frozen=True, slots=True)
class Replayed:
    """What one plan made of a history.

    alerts: in order of time. days: the worst zone of each local day on which something was
        judged, missed or refused; as it stood when all was known, with every alert of that day.
    """

    alerts: tuple[Alert, ...]
    days: Mapping[date, Zone]


def replay(items: Sequence[Item], side: Side, *, until: datetime) -> Replayed:
    """The whole history of one person under one side, one item after the other."""
    record = Record(Agreed(side.steps), side.windows)
    raised = Raised()
    follow(record, items, raised, until=until, looks=looks(side.windows, until))
    for series in record.series.values():
        series.judge(until)
    return replayed(raised, [*zones_of(record), *zones_asked(record)])


def replayed(raised: Raised, zones: Iterable[tuple[date, Zone]]) -> Replayed:
    """The answer, from what was raised and the zone of every single result."""
    days: dict[date, Zone] = {}
    alerts = raised.in_order()
    for day, zone in [*zones, *((alert.day, alert.zone) for alert in alerts)]:
        days[day] = max(zone, days.get(day, zone))
    return Replayed(alerts, days)


def looks(windows: Iterable[Window], until: datetime) -> list[datetime]:
    """When a window that nobody answered may become an alert (M-1, M-2)."""
    due = {window.end + after for window in windows for after in missing.AFTER.values()}
    return sorted(moment for moment in due if moment <= until)


def arrival(item: Item) -> tuple[datetime, datetime]:
    """Things are taken in as they arrived, and of one arrival by when they were taken (CL-30)."""
    return item.received_at, taken(item)


def taken(item: Item) -> datetime:
    """When it was measured, answered or happened."""
    if isinstance(item, Answers):
        return item.answered_at
    moment: datetime = getattr(item, "measured_at", None) or getattr(item, "at")  # noqa: B009
    return moment


def follow(
    record: Record,
    items: Sequence[Item],
    raised: Raised,
    *,
    until: datetime,
    only: str | None = None,
    looks: Sequence[datetime] = (),
    due: datetime | None = None,
) -> None:
    """Let `items` arrive one after the other, and see what is raised on the way.

    What time alone settles comes before what arrives at the same moment: the timeout has happened.
    looks: moments at which the expected windows are looked at besides.
    due: when time alone may next change what the record holds already.
    """
    waiting = sorted(items, key=arrival)
    groups = groupby(waiting, key=lambda item: item.received_at)
    arrivals = ((moment, tuple(group)) for moment, group in groups)
    none: tuple[Item, ...] = ()
    for now, group in merge(
        ((moment, none) for moment in looks), arrivals, key=lambda one: (one[0], bool(one[1]))
    ):
        if now > until:
            break
        due = _settle(record, raised, due, now, only)
        if not group:
            raised.silent(record.gaps(now), now)
            continue
        for item in group:
            record.add(item)
        picture = record.picture(now, [item.id for item in group])
        raised.see(picture, now, only=only)
        due = _next(picture, now)
    _settle(record, raised, due, until, only)


def _settle(
    record: Record, raised: Raised, due: datetime | None, upto: datetime, only: str | None
) -> datetime | None:
    """Take the picture at each moment up to `upto` at which time alone changes it."""
    while due is not None and due <= upto:
        picture = record.picture(due)
        raised.see(picture, due, only=only)
        due = _next(picture, due)
    return due


def _next(picture: Picture, now: datetime) -> datetime | None:
    moments = [part.verdict.changes_at for part in picture.parts]
    moments += [gap.changes_at for gap in picture.gaps]
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def zones_of(record: Record) -> list[tuple[date, Zone]]:
    """Local day and zone of every session that a plan judged, and of every refused reading."""
    found: list[tuple[date, Zone]] = []
    for series in record.series.values():
        for sitting in series.sittings:
            if sitting.verdict is not None:
                found.append((local_day(sitting.start), sitting.verdict.zone))
        for reading in series.rejected:
            if series.place_of(reading.id) is None:
                found.append((local_day(reading.measured_at), Zone.GREY))
    return found


def zones_asked(record: Record) -> list[tuple[date, Zone]]:
    """Local day and zone of every form that a plan judged."""
    return [
        (local_day(part.verdict.started_at), part.verdict.zone)
        for part in record.everything_asked()
    ]
