"""What-if: what a changed plan would have done to one person's last ninety days.

The plan in force and the changed one are replayed over the same days, so that nothing but the
change makes a difference. The replay is the core's, by the quicker way (ops/whatif).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heime.core import plan, whatif
from heime.core.activation import Count
from heime.core.actor import Actor
from heime.core.casework import Outcome
from heime.core.hours import HOME
from heime.core.judging import local_day
from heime.core.kinds import Kind
from heime.core.plan import Plan
from heime.core.record import Item
from heime.core.validity import rejected_by
from heime.core.whatif_compare import Comparison, Day, Done, Led, compare
from heime.core.zone import Zone
from heime.edges.clinic import moments, why, words
from heime.ops.whatif import quick
from heime.ops.whatif.history import History
from heime.records.happenings import reads as happenings
from heime.records.measurements import reads as measurements
from heime.records.measurements.models import Measurement
from heime.records.people.models import Enrolment
from heime.records.worklist import reads as worklist

DAYS = 90
WARM_UP = timedelta(days=14)
"""Read before the days that count, so that what is usual is known from the first of them."""
RECENT = timedelta(days=14)
NAMED = 3
"""So many days are named in the sentence; the rest stand in the list below it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a person lately, read once and replayed as often as is asked."""

    rows: list[Measurement]
    items: list[Item]
    done: list[Done]


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day on which the two plans differ, ready to be opened. zones: before and after."""

    day: str
    before: tuple[int, str]
    after: tuple[int, str]
    rules: list[str]
    led: str
    is_true_alarm: bool
    readings: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Effect:
    """What the page says of a change. days: how many the person was followed up of the ninety."""

    sentence: str
    days: int
    before: int
    after: int
    a_month: tuple[str, str]
    months: list[tuple[str, int, int]]
    lost: list[DayLine]
    won: list[DayLine]
    lost_title: str
    won_title: str
    lost_true: str


def kept_of(person: Enrolment, actor: Actor, now: datetime) -> Kept:
    """Everything of the last ninety days and the two weeks before, as far as the actor sees it."""
    since = now - timedelta(days=DAYS) - WARM_UP
    invalid = happenings.invalid_since(person.id, since, actor)
    found = measurements.readings_since(person.id, since, actor)
    rows = [row for row in found if row.id not in invalid]
    forms = measurements.responses_since(person.id, since, actor)
    items: list[Item] = [*map(measurements.reading_of, rows), *map(measurements.answers_of, forms)]
    done = [
        Done(one.opened_at, one.closed_at, Outcome(one.outcome) if one.outcome else None)
        for one in worklist.cases_of(person.id, actor, most=200)
    ]
    return Kept(rows, items, done)


def compared(kept: Kept, before: Plan | None, after: Plan | None, now: datetime) -> Comparison:
    """The two plans over the last ninety days; fewer for somebody who began since."""
    last = local_day(now)
    first = last - timedelta(days=DAYS - 1)
    return replayed(kept, before, after, first=first, now=now)


def replayed(
    kept: Kept, before: Plan | None, after: Plan | None, *, first: date, now: datetime
) -> Comparison:
    last = local_day(now)
    began = max(first, min((local_day(whatif.taken(one)) for one in kept.items), default=last))
    start = datetime.combine(began - WARM_UP, datetime.min.time(), HOME)
    history = History.of(kept.items, now)
    sides = [whatif.side([(start, one)], began - WARM_UP, last) for one in (before, after)]
    old, new = (quick.replay(history, side)[0] for side in sides)
    return compare(old, new, kept.done, first=began, last=last)


def of_change(
    kept: Kept, before: Mapping[str, Any] | None, after: Mapping[str, Any], now: datetime
) -> Effect:
    """The effect of a change as the page tells it. Raises Refused for a plan that cannot be."""
    old = plan.read(before) if before is not None else None
    return told(compared(kept, old, plan.read(after), now), kept.rows, now)


def told(found: Comparison, rows: Sequence[Measurement], now: datetime) -> Effect:
    by_day: dict[date, list[Measurement]] = defaultdict(list)
    for row in rows:
        by_day[local_day(row.measured_at)].append(row)
    lost = [*found.missed, *found.milder]
    won = [*found.gained, *found.harsher]
    return Effect(
        _sentence(found),
        found.before.days, found.before.tasks, found.after.tasks,
        (_rate(found.before.per_month), _rate(found.after.per_month)),
        _months(found),
        [_line(day, by_day[day.day], now) for day in sorted(lost, key=lambda d: d.day)],
        [_line(day, by_day[day.day], now) for day in sorted(won, key=lambda d: d.day)],
        ngettext("%(count)s day lost", "%(count)s days lost", len(lost)) % {"count": len(lost)},
        ngettext("%(count)s day gained", "%(count)s days gained", len(won)) % {"count": len(won)},
        _acted_on(sum(day.led is Led.ACTION for day in lost)),
    )  # fmt: skip


def _acted_on(count: int) -> str:
    """A lost true alarm is not lost noise."""
    if not count:
        return ""
    return ngettext(
        "On %(count)s of the days that would be lost, somebody did something.",
        "On %(count)s of the days that would be lost, somebody did something.",
        count,
    ) % {"count": count}


def _rate(value: float) -> str:
    return words.figure(f"{value:.1f}")


def _months(found: Comparison) -> list[tuple[str, int, int]]:
    both = sorted({*found.before.by_month, *found.after.by_month})
    return [
        (str(MONTHS[int(key[5:])]), found.before.by_month.get(key, 0),
         found.after.by_month.get(key, 0))
        for key in both
    ]  # fmt: skip


def _sentence(found: Comparison) -> str:
    """ "Ville gitt 3 varsler i stedet for 14 siste 90 dager; 12. mai ville ikke blitt fanget."""
    days, old, new = found.before.days, found.before.tasks, found.after.tasks
    if old == new and not (found.missed or found.gained or found.milder or found.harsher):
        said = ngettext(
            "Would have made no difference in the last %(days)s days: %(count)s alert either way",
            "Would have made no difference in the last %(days)s days: %(count)s alerts either way",
            old,
        ) % {"days": days, "count": old}
    else:
        said = ngettext(
            "Would have given %(new)s alert instead of %(old)s in the last %(days)s days",
            "Would have given %(new)s alerts instead of %(old)s in the last %(days)s days",
            new,
        ) % {"new": new, "old": old, "days": days}
    parts = [said]
    if found.missed:
        parts.append(_("%(days)s would not have been caught") % {"days": _days(found.missed)})
    if found.gained:
        parts.append(_("%(days)s would have been caught besides") % {"days": _days(found.gained)})
    return "; ".join(parts) + "."


def _days(days: Sequence[Day]) -> str:
    named = [moments.on(one.day, one.day) for one in days[:NAMED]]
    more = len(days) - NAMED
    if more > 0:
        named.append(ngettext("%(count)s more day", "%(count)s more days", more) % {"count": more})
    if len(named) == 1:
        return named[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(named[:-1]), "last": named[-1]}


def _line(day: Day, rows: Sequence[Measurement], now: datetime) -> DayLine:
    led = {
        Led.ACTION: _("Somebody acted on it then."),
        Led.NO_ACTION: _("It was looked at, and nothing was done."),
        Led.UNKNOWN: _("What was done is not known."),
    }[day.led]
    return DayLine(
        moments.weekday(day.day), _zone(day.before), _zone(day.after),
        [why.sentence(rule) for rule in day.rules], led, day.led is Led.ACTION,
        [(moments.clock(row.measured_at), words.kind_name(row.kind), _value(row)) for row in rows],
    )  # fmt: skip


def _zone(zone: Zone | None) -> tuple[int, str]:
    """A zone as number and word; no alert that day is not the same as green."""
    return (0, _("no alert")) if zone is None else (int(zone), words.zone_words(zone, None))


def _value(row: Measurement) -> str:
    if row.value is None:
        return words.no_value(row.quality) or _("no value")
    said = words.amount(row.kind, row.value, row.second, row.decimals)
    return _("%(value)s (not used)") % {"value": said} if row.rejected else said


def counts(kept: Kept, limits: Plan, now: datetime) -> dict[Kind, Count]:
    """How the last 14 days' readings would have stood under a plan's limits (7.2)."""
    since, found = now - RECENT, dict[Kind, Count]()
    for kind, lines in limits.limits.items():
        values = [
            one for row in kept.rows
            if row.kind == kind and row.measured_at >= since and row.value is not None
            and rejected_by(one := measurements.reading_of(row)) is None
        ]  # fmt: skip
        if values:
            outside = sum(
                lines.zone_of(one.value, one.second) is not Zone.GREEN
                for one in values
                if one.value is not None
            )
            found[kind] = Count(outside, len(values))
    return found
