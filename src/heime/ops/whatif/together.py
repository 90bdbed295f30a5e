"""C1 and C2: the days on which results of several kinds may have come to more together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from heime.core import missing, whatif
from heime.core.agreed import Agreed
from heime.core.kinds import Kind
from heime.core.late import FRESH
from heime.core.picture import DOMAINS
from heime.core.reading import Reading
from heime.core.record import Item, Record
from heime.core.whatif import COMBINATION, Key, Raised, Side
from heime.ops.whatif.blocks import day_of, go_on
from heime.ops.whatif.history import History, OfKind
from heime.ops.whatif.standing import MANY_DOMAINS, ByDay, short_of_breath, surely

_A_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Busy:
    """A day on which results of several kinds may combine: of which kinds, and the soonest that
    each of the rules could fire."""

    day: date
    kinds: tuple[Kind, ...]
    moments: dict[str, datetime]

    @property
    def soonest(self) -> datetime:
        return min(self.moments.values())


def combined(
    history: History, found: Mapping[Kind, OfKind], side: Side, raised: Raised
) -> dict[Key, whatif.Alert]:
    """C1 and C2: where nobody can be sure that they fired, the day is replayed, all that may
    matter."""
    rules = frozenset[str]().union(*(plan.rules for _, plan in side.steps if plan is not None))
    alerts = Raised()
    agreed = Agreed(side.steps)
    by_day = _by_day(raised)
    for busy in _busy(history, by_day, rules):
        moments = busy.moments.items()
        if all(surely(rule, busy.day, at, by_day, history, agreed) for rule, at in moments):
            for rule, at in moments:
                alerts.combined(rule, busy.day, at)
            continue
        record = Record(agreed)
        near = [
            item
            for day in (busy.day - _A_DAY, busy.day, busy.day + _A_DAY)
            for item in history.others_on.get(day, ())
        ]
        for kind in busy.kinds:
            near += _around(history, found[kind], kind, busy.day, record, side)
        if any(one.received_at - whatif.taken(one) > FRESH for one in near):
            return _combined_anywhere(history, side)
        alerts.by_key |= _combined_on(busy, record, near, history.until)
    return alerts.by_key


def _combined_on(
    busy: Busy, record: Record, near: Sequence[Item], until: datetime
) -> dict[Key, whatif.Alert]:
    """Look from the first moment on at which all that it takes had been raised; once is enough."""
    later = []
    for item in sorted(near, key=whatif.arrival):
        if item.received_at < busy.soonest:
            record.add(item)
        else:
            later.append(item)
    seen = Raised()
    now = [item for item in later if item.received_at == busy.soonest]
    whatif.follow(record, now, seen, until=busy.soonest, only=COMBINATION, due=busy.soonest)
    if not {rule for _, _, rule in seen.by_key} >= set(busy.moments):
        rest = later[len(now) :]
        due = busy.soonest + _MOMENT
        whatif.follow(record, rest, seen, until=until, only=COMBINATION, due=due)
    return {key: alert for key, alert in seen.by_key.items() if alert.day == busy.day}


def _around(
    history: History, of_kind: OfKind, kind: Kind, day: date, record: Record, side: Side
) -> list[Reading]:
    """The readings of a kind that can have a part in what is seen of a local day: its blocks, one
    that reaches into it, and one so soon after it that it hides the last of them (CL-02)."""
    column = history.columns[kind]
    number = day.toordinal()
    block = int(np.searchsorted(column.day, number, "left"))
    upto = int(np.searchsorted(column.day, number, "right"))
    if block and day_of(column.of_block(block - 1, block)[-1]) == day:
        block -= 1
    if upto < len(column.first) and column.day[upto] == number + 1:
        upto += 1
    go_on(record, column, Agreed(side.steps), of_kind, block)
    return column.of_block(block, upto)


def _by_day(raised: Raised) -> dict[date, list[tuple[Key, whatif.Alert]]]:
    found: dict[date, list[tuple[Key, whatif.Alert]]] = {}
    for key, alert in raised.by_key.items():
        if alert.what in DOMAINS and alert.rule not in missing.AFTER:
            found.setdefault(alert.day, []).append((key, alert))
    return found


def _busy(history: History, by_day: ByDay, rules: frozenset[str]) -> list[Busy]:
    """Days on which C1 or C2 could have fired.

    A kind that raised nothing on a day was green or waiting in every picture of it.
    """
    short: dict[date, datetime] = {}
    for form in short_of_breath(history.others):
        day = day_of(form)
        short[day] = min(form.received_at, short.get(day, form.received_at))
    found = []
    for day, of_day in sorted(by_day.items()):
        whats: dict[str, datetime] = {}
        for _, alert in of_day:
            whats[alert.what] = min(alert.at, whats.get(alert.what, alert.at))
        moments = _could_fire(whats, short.get(day), rules)
        if moments:
            kinds = tuple(kind for kind in history.columns if kind.label in whats)
            found.append(Busy(day, kinds, moments))
    return found


def _could_fire(
    whats: dict[str, datetime], short: datetime | None, rules: frozenset[str]
) -> dict[str, datetime]:
    """From when on each of C1 and C2 could have fired, of one day's first alerts by kind."""
    domains: dict[str, datetime] = {}
    for what, at in whats.items():
        domains[DOMAINS[what]] = min(at, domains.get(DOMAINS[what], at))
    moments: dict[str, datetime] = {}
    if "C2" in rules and len(domains) >= MANY_DOMAINS:
        moments["C2"] = sorted(domains.values())[MANY_DOMAINS - 1]
    low = whats.get(Kind.OXYGEN_SATURATION.label)
    if "C1" in rules and low is not None and short is not None:
        moments["C1"] = max(low, short)
    return moments


def _combined_anywhere(history: History, side: Side) -> dict[Key, whatif.Alert]:
    """Something near came late, and may have been overtaken by anything: all of it, one by one."""
    raised = Raised()
    record = Record(Agreed(side.steps))
    whatif.follow(record, history.items, raised, until=history.until, only=COMBINATION)
    return raised.by_key
