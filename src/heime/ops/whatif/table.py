"""A comparison in words, and as JSON. Ids only: who it is, the clinic's own pages say."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from heime.core.whatif_compare import DAYS_A_MONTH, Comparison, Count, Day, Led
from heime.core.zone import Zone
from heime.ops.whatif.quick import Shares

SHOWN = 25
"""Days that are printed of each sort; --json has them all."""
_SORTS = ("missed", "milder", "gained", "harsher")
_WORDS = {
    "missed": "Days the changed plan would have missed",
    "milder": "Days it would have made yellow instead of red",
    "gained": "Days it would have added",
    "harsher": "Days it would have made red instead of yellow",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One person's comparison."""

    who: str
    conditions: tuple[str, ...]
    compared: Comparison
    shares: Shares


def words(told: Sequence[Told]) -> str:
    """A table for the screen."""
    if not told:
        return "Nobody with a plan was found."
    lines = [f"{len(told)} people, {_sum(told, 'before', 'days')} patient-days.", ""]
    lines += _figures(told) + _rules(told)
    for sort in _SORTS:
        lines += _days(told, sort)
    judged = sum(one.shares.by_judge for one in told)
    whole = judged + sum(one.shares.by_columns for one in told)
    lines += ["", f"{whole} readings replayed, {judged} of them judged one by one.", _FOOT]
    return "\n".join(lines)


_FOOT = (
    "Tasks: alerts of one kind and rule within 72 hours count once. A day whose alert led to"
    " action is a true alarm lost, not noise."
)


def _sum(told: Sequence[Told], which: str, name: str) -> int:
    return sum(getattr(getattr(one.compared, which), name) for one in told)


def _both(told: Sequence[Told], of: Callable[[Count], float]) -> tuple[float, float]:
    return (
        sum(of(one.compared.before) for one in told),
        sum(of(one.compared.after) for one in told),
    )


def _figures(told: Sequence[Told]) -> list[str]:
    days = _sum(told, "before", "days") or 1
    alerts = _both(told, lambda count: count.alerts)
    tasks = _both(told, lambda count: count.tasks)
    lines = [f"{'':<34}{'before':>10}{'after':>10}"]
    lines.append(_row("alerts", alerts, "{:.0f}"))
    lines.append(_row("tasks", tasks, "{:.0f}"))
    monthly = tuple(one * DAYS_A_MONTH / days for one in tasks)
    lines.append(_row("tasks a person and month", monthly, "{:.1f}"))
    lines.append(_row("tasks a patient-day (promise 0.10)", tuple(t / days for t in tasks),
                      "{:.3f}"))  # fmt: skip
    for zone in Zone:
        lines.append(_row(f"days {zone.name.lower()}", _both(told, _days_in(zone)), "{:.0f}"))
    return lines


def _days_in(zone: Zone) -> Callable[[Count], float]:
    return lambda count: count.zones.get(zone, 0)


def _row(name: str, numbers: Sequence[float], form: str) -> str:
    return f"{name:<34}" + "".join(f"{form.format(number):>10}" for number in numbers)


def _rules(told: Sequence[Told]) -> list[str]:
    before, after = Counter[str](), Counter[str]()
    for one in told:
        before.update(one.compared.before.by_rule)
        after.update(one.compared.after.by_rule)
    rules = sorted(before | after, key=lambda rule: (-before[rule] - after[rule], rule))
    return ["", "Tasks by rule", *(_row(r, (before[r], after[r]), "{:.0f}") for r in rules)]


def _days(told: Sequence[Told], sort: str) -> list[str]:
    found = [(one.who, day) for one in told for day in getattr(one.compared, sort)]
    if not found:
        return []
    led = Counter(day.led for _, day in found)
    counts = ", ".join(f"{led[one]} {_LED[one]}" for one in Led if led[one])
    # What somebody acted on stands first.
    found.sort(key=lambda pair: (pair[1].led is not Led.ACTION, pair[1].day, pair[0]))
    lines = ["", f"{_WORDS[sort]}: {len(found)} ({counts})"]
    lines += [f"  {day.day}  {who}  {_change(day)}  {_LED[day.led]}" for who, day in found[:SHOWN]]
    rest = len(found) - SHOWN
    return [*lines, f"  … and {rest} more: --json prints them all"] if rest > 0 else lines


_LED = {
    Led.ACTION: "led to action",
    Led.NO_ACTION: "no action was needed",
    Led.UNKNOWN: "nothing was written down",
}


def _change(day: Day) -> str:
    before = "–" if day.before is None else day.before.name.lower()
    after = "–" if day.after is None else day.after.name.lower()
    return f"{before} → {after} by {', '.join(day.rules)}"


def data(told: Sequence[Told]) -> dict[str, Any]:
    """The same and all of it, for programs."""
    return {
        "people": [
            {
                "enrolment": one.who,
                "conditions": list(one.conditions),
                "before": _count(one.compared.before),
                "after": _count(one.compared.after),
                **{sort: [_day(d) for d in getattr(one.compared, sort)] for sort in _SORTS},
                "readings": {"columns": one.shares.by_columns, "judge": one.shares.by_judge},
            }
            for one in told
        ]
    }


def _count(count: Count) -> dict[str, Any]:
    return {
        "days": count.days, "alerts": count.alerts, "tasks": count.tasks,
        "per_month": round(count.per_month, 2),
        "per_patient_day": round(count.per_patient_day, 4),
        "by_rule": dict(count.by_rule), "by_month": dict(count.by_month),
        "days_by_zone": {zone.name.lower(): many for zone, many in count.zones.items()},
    }  # fmt: skip


def _day(day: Day) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "before": day.before and day.before.name.lower(),
        "after": day.after and day.after.name.lower(),
        "rules": list(day.rules),
        "led_to": str(day.led),
    }
