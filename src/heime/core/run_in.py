"""The run-in: two to four weeks of measuring every day, and the limits that it may propose.

Norway reference 3.2: a start with daily measurements and questions, then a plan from the person's
own usual values. What is proposed here is for a doctor to consider and is never applied by itself.
How far from the usual a line is proposed is T-1's own measure of "far" (7.4); design, needs
clinical sign-off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from heime.core import baseline
from heime.core.baseline import TRENDING, WORSE_DOWN
from heime.core.kinds import KINDS, Kind
from heime.core.limits import KindLimits, Limits
from heime.core.plan_content import day, fields, place, whole
from heime.core.quantity import SCALE, Scaled

FEWEST_WEEKS, MOST_WEEKS = 2, 4
FEWEST_DAYS = 5
"""A usual value is of seven sessions on five days or more (clinical reference 3.3)."""


@dataclass(frozen=True, slots=True)
class RunIn:
    """From its first day to its last, both included, what is measured is measured every day."""

    started_on: date
    weeks: int

    @property
    def last_day(self) -> date:
        return self.started_on + timedelta(weeks=self.weeks) - timedelta(days=1)

    def holds(self, on: date) -> bool:
        return self.started_on <= on <= self.last_day


def read(value: Any, where: str) -> RunIn | None:
    """Raises BadPlan with where and why."""
    if value is None:
        return None
    entry = fields(value, where, ("started_on", "weeks"))
    return RunIn(
        day(entry.get("started_on"), place(where, "started_on")),
        whole(entry.get("weeks"), place(where, "weeks"), FEWEST_WEEKS, MOST_WEEKS),
    )


@dataclass(frozen=True, slots=True)
class Session:
    """What one session of the run-in came to. on: its local day."""

    on: date
    value: Scaled


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person's own normal says of one kind, and the lines it would give.

    twice_median: exact, as core.baseline keeps it. spread: with its floor.
    lines: the plan's own with those of the worse side moved; None when there is too little to say
        anything. held: lines that would have gone beyond what is critical and were left alone.
    """

    kind: Kind
    sessions: int
    days: int
    lowest: Scaled
    highest: Scaled
    twice_median: int = 0
    spread: Fraction = Fraction(0)
    lines: KindLimits | None = None
    held: bool = False


def proposals(
    sessions: Mapping[Kind, Sequence[Session]], limits: Mapping[Kind, KindLimits]
) -> list[Proposal]:
    """Of every kind with limits whose spread the core knows the floor of (7.4), one proposal."""
    found = []
    for kind in sorted(TRENDING & limits.keys()):
        of_kind = sessions.get(kind, ())
        if of_kind:
            found.append(_proposal(kind, of_kind, limits[kind]))
    return found


def _proposal(kind: Kind, sessions: Sequence[Session], limits: KindLimits) -> Proposal:
    values = [one.value for one in sessions]
    days = len({one.on for one in sessions})
    usual = baseline.baseline_of(values)
    seen = (kind, len(values), days, min(values), max(values))
    if usual is None or days < FEWEST_DAYS:
        return Proposal(*seen)
    spread = baseline.spread(kind, usual)
    lines, held = _moved(kind, limits.first, Fraction(usual.twice_median, 2), spread)
    whole_lines = KindLimits(lines, limits.second)
    return Proposal(*seen, usual.twice_median, spread, whole_lines, held)


def _moved(kind: Kind, lines: Limits, usual: Fraction, spread: Fraction) -> tuple[Limits, bool]:
    """Yellow three spreads from the usual; red as far beyond yellow as the plan has it now.

    Critical lines are never moved, and nothing is proposed that would reach one.
    """
    low = kind in WORSE_DOWN
    yellow, red, critical = (
        (lines.yellow_low, lines.red_low, lines.crit_low)
        if low
        else (lines.yellow_high, lines.red_high, lines.crit_high)
    )
    if yellow is None:
        return lines, False
    away = -baseline.FAR * spread if low else baseline.FAR * spread
    new_yellow = _rounded(kind, usual + away, up=low)
    new_red = None if red is None else new_yellow + (red - yellow)
    outermost = new_yellow if new_red is None else new_red
    if critical is not None and (outermost <= critical if low else outermost >= critical):
        return lines, True
    if low:
        moved = Limits(new_red, new_yellow, lines.yellow_high, lines.red_high)
    else:
        moved = Limits(lines.red_low, lines.yellow_low, new_yellow, new_red)
    return _with_critical(moved, lines), False


def _with_critical(moved: Limits, of: Limits) -> Limits:
    return Limits(
        moved.red_low, moved.yellow_low, moved.yellow_high, moved.red_high, of.crit_low,
        of.crit_high,
    )  # fmt: skip


def _rounded(kind: Kind, value: Fraction, *, up: bool) -> Scaled:
    """To the decimals people write of the kind, toward the side that warns sooner."""
    step = SCALE // int(10 ** KINDS[kind].decimals)
    steps = -(-value // step) if up else value // step
    return int(steps) * step
