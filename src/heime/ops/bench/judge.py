"""`./heime bench judge`: how fast the clinical core judges alone on one core, and what-if on all.

No database and no network: a year of the demo's invented people in memory. What-if shares the
people between the cores, and its seconds are of the clock on the wall; all others are of the
processor, which what else the machine does disturbs less. Prints one JSON object;
docs/performance-judging.md says how to read it.
"""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heime.core import whatif
from heime.core.agreed import Agreed
from heime.core.judging import local_day
from heime.core.kinds import Kind
from heime.core.limits import KindLimits, Limits
from heime.core.plan import Plan
from heime.core.quantity import SCALE
from heime.core.reading import Reading
from heime.core.record import Record
from heime.core.series import Series
from heime.core.whatif import Side
from heime.core.whatif_compare import compare
from heime.ops.bench import judge_data
from heime.ops.bench.judge_data import NOW, Life
from heime.ops.collector import collect_less
from heime.ops.whatif import cores, quick
from heime.ops.whatif.history import History
from heime.ops.whatif.quick import Shares

YEAR, QUARTER = 365, 90
ALWAYS_ON = ("D-1",)
"""Switched on for everybody, besides what the plan has: confirmation is on always."""
LEAST_A_SECOND = 20_000
MOST_SECONDS = {"people_25_days_365": 2.0, "person_1_days_90": 0.150}


def measure(*, rounds: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """All the figures; each the median of so many rounds."""
    collect_less()
    tell(f"making a year of {judge_data.COHORT}")
    lives = judge_data.lives(YEAR)
    person = max(lives, key=lambda life: len(life.items))
    quarter = _newest(person, QUARTER)
    tell("judging one by one")
    figures: dict[str, Any] = {
        "people": len(lives),
        "things_sent": sum(len(life.items) for life in lives),
        "scalar": _scalar(lives, rounds),
        "pictures_per_second": _pictures(quarter, rounds),
    }
    tell("what-if")
    for name, moved in (("one_line", {Kind.OXYGEN_SATURATION}), ("every_kind", set(Kind))):
        figures[name] = {
            "people_25_days_365": _whatif(lives, moved, YEAR, rounds),
            "person_1_days_90": _whatif([quarter], moved, QUARTER, rounds),
        }
    tell("the same, all of it one by one")
    figures["one_by_one_person_1_days_90"] = _one_by_one(quarter)
    figures["plain_numpy_seconds"] = _plain(lives, rounds)
    figures["missed"] = missed(figures)
    return figures


def missed(figures: dict[str, Any]) -> list[str]:
    """What is slower than it must be."""
    found = []
    if figures["scalar"]["readings_per_second"] < LEAST_A_SECOND:
        found.append(f"fewer than {LEAST_A_SECOND} readings are judged a second")
    for change in ("one_line", "every_kind"):
        for name, most in MOST_SECONDS.items():
            seconds = figures[change][name]["seconds"]
            if seconds > most:
                found.append(f"{change} {name}: {seconds} s, and {most} s is the most")
    return found


def _median(
    rounds: int, work: Callable[[], object], clock: Callable[[], float] = time.process_time
) -> float:
    taken = []
    for _ in range(rounds):
        begin = clock()
        work()
        taken.append(clock() - begin)
    return round(statistics.median(taken), 4)


def _busy(work: Callable[[], object]) -> float:
    """Processor time of all cores together."""
    before = os.times()
    work()
    after = os.times()
    return round(sum(after[:4]) - sum(before[:4]), 2)


def _newest(life: Life, days: int) -> Life:
    since = NOW - timedelta(days=days)
    return replace(life, items=tuple(i for i in life.items if whatif.taken(i) >= since))


def _scalar(lives: Sequence[Life], rounds: int) -> dict[str, Any]:
    """Reading by reading as it arrives, each with the fourteen days before it at hand."""
    prepared = [
        (
            Agreed(judge_data.side(life.person.plan.content, days=YEAR, rules=ALWAYS_ON).steps),
            kind,
            readings,
        )
        for life in lives
        for kind, readings in _by_kind(life).items()
    ]

    def work() -> None:
        for agreed, kind, readings in prepared:
            series = Series(kind, agreed)
            for reading in readings:
                series.add(reading)
                series.judge(reading.received_at)

    many = sum(len(readings) for _, _, readings in prepared)
    seconds = _median(rounds, work)
    return {"readings": many, "seconds": seconds, "readings_per_second": round(many / seconds)}


def _by_kind(life: Life) -> dict[Kind, list[Reading]]:
    found: dict[Kind, list[Reading]] = {}
    for item in life.items:
        if isinstance(item, Reading):
            found.setdefault(item.kind, []).append(item)
    return found


def _pictures(life: Life, rounds: int) -> int:
    """Whole pictures a second, as the server and `heime verify` would take them."""
    side = judge_data.side(life.person.plan.content, days=YEAR, rules=ALWAYS_ON)

    def work() -> None:
        record = Record(Agreed(side.steps))
        for item in life.items:
            record.add(item)
            record.picture(item.received_at, [item.id])

    return round(len(life.items) / _median(rounds, work))


def _sides(life: Life, moved: set[Kind], days: int) -> tuple[Side, Side]:
    """The person's plan, and the same with the yellow lines of some kinds moved outwards by one."""
    before = judge_data.side(life.person.plan.content, days=days, rules=ALWAYS_ON)
    ((start, plan),) = before.steps
    assert plan is not None  # noqa: S101  it was just read
    lines = {
        kind: KindLimits(_outwards(of.first), of.second) if kind in moved else of
        for kind, of in plan.limits.items()
    }
    return before, replace(before, steps=((start, _with(plan, lines)),))


def _with(plan: Plan, lines: dict[Kind, KindLimits]) -> Plan:
    return replace(plan, limits=lines)


def _outwards(lines: Limits) -> Limits:
    low, high = lines.yellow_low, lines.yellow_high
    return replace(
        lines,
        yellow_low=None if low is None else low - SCALE,
        yellow_high=None if high is None else high + SCALE,
    )


def _whatif(lives: Sequence[Life], moved: set[Kind], days: int, rounds: int) -> dict[str, Any]:
    """From stored readings to the comparison, both plans, everything included."""
    prepared = [(life, *_sides(life, moved, days)) for life in lives]
    first = local_day(NOW) - timedelta(days=days - 1)
    shares: list[Shares] = []

    def work() -> None:
        shares.clear()
        shares.extend(cores.each(lambda one: _compared(*one, first), prepared))

    seconds, busy = _median(rounds, work, time.perf_counter), _busy(work)
    judged = sum(one.by_judge for one in shares)
    whole = judged + sum(one.by_columns for one in shares)
    return {
        "seconds": seconds,
        "processor_seconds": busy,
        "readings_both_plans": whole,
        "share_by_columns": round(1 - judged / whole, 4),
        "share_by_judge": round(judged / whole, 4),
    }


def _compared(life: Life, before: Side, after: Side, first: date) -> Shares:
    history = History.of(life.items, NOW)
    old, shares = quick.replay(history, before)
    new, more = quick.replay(history, after)
    compare(old, new, [], first=first, last=local_day(NOW))
    return shares + more


def _one_by_one(life: Life) -> dict[str, Any]:
    """The core's own replay of the same, for the difference that columns make."""
    before, after = _sides(life, {Kind.OXYGEN_SATURATION}, QUARTER)
    seconds = _median(
        1, lambda: [whatif.replay(life.items, one, until=NOW) for one in (before, after)]
    )
    return {"seconds": seconds, "things_both_plans": 2 * len(life.items)}


def _plain(lives: Sequence[Life], rounds: int) -> float:
    """What comparing the same numbers with the same yellow and red lines costs, and nothing else:
    no validity, no confirmation, no baseline, no alert."""
    prepared = []
    for life in lives:
        for side in _sides(life, set(Kind), YEAR):
            plan = side.steps[0][1]
            for kind, readings in _by_kind(life).items():
                if plan is not None and kind in plan.limits:
                    values = np.array([reading.value or 0 for reading in readings], np.int64)
                    prepared.append((values, plan.limits[kind].first))

    def work() -> None:
        for values, lines in prepared:
            _compare_with_lines(values, lines)

    return round(_median(max(rounds, 5), work), 5)


def _compare_with_lines(values: NDArray[np.int64], lines: Limits) -> None:
    for low in (lines.yellow_low, lines.red_low):
        if low is not None:
            np.count_nonzero(values <= low)
    for high in (lines.yellow_high, lines.red_high):
        if high is not None:
            np.count_nonzero(values >= high)
