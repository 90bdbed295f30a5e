"""Where two sides ask the same of the same readings, so that one answer serves both.

A line that is moved asks the same of every reading that does not lie between where it was and
where it is. What is usual for the person is the same where the sessions of the two weeks before
came to the same.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from heime.core import baseline
from heime.core.agreed import Agreed
from heime.core.kinds import KINDS, Kind
from heime.core.limits import NO_LIMITS, KindLimits
from heime.core.plan import WEIGHT_RULES, Plan
from heime.core.quantity import Scaled
from heime.core.reading import Reading
from heime.core.series import Sitting
from heime.core.whatif import Side
from heime.ops.whatif.columns import Column, Numbers, Truths, any_of, micro

_OF_READINGS = WEIGHT_RULES | {"D-1", "P-D1", "T-1", "AF-1", "F-1"}
"""The rules that readings are judged by, besides limits."""
_NOTHING = KindLimits(NO_LIMITS, NO_LIMITS)
_BEYOND = 2**40

Past = Sequence[tuple[Sitting, Scaled | None]]
"""Sessions, oldest first, each with its value."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was before some readings, as far as their judging looks: the sessions of two weeks
    (CL-15), and when the baseline last began anew."""

    sessions: Past
    reset: datetime | None

    def is_like(self, other: "Earlier") -> bool:
        """Whether the same was usual then, and the last session as far from it."""
        return self._usual() == other._usual()

    def _usual(self) -> object:
        since = self.reset
        values = [
            (one.start, value)
            for one, value in self.sessions
            if since is None or one.start >= since
        ]
        return values, bool(self.sessions) and self.sessions[-1][0].far


def judged_by(kind: Kind, side: Side) -> object:
    """Everything of a side that the readings of this kind are judged by."""
    return [
        (start, plan and (plan.limits.get(kind), _besides(kind, plan)))
        for start, plan in side.steps
    ]


def _besides(kind: Kind, plan: Plan) -> object:
    return plan.judges(kind), plan.rules & _OF_READINGS, plan.person


def step_of(column: Column, side: Side) -> Numbers:
    """Which step of the side holds when each block begins; -1 before the first."""
    found: Numbers = np.searchsorted(_starts(side), column.start, "right") - 1
    return found


def within_step(column: Column, side: Side) -> Truths:
    """Blocks that no change of plan falls into."""
    ends = np.append(column.first[1:], len(column.readings)) - 1
    last = np.searchsorted(_starts(side), column.measured[ends], "right") - 1
    found: Truths = last == step_of(column, side)
    return found


def _starts(side: Side) -> Numbers:
    return np.array([micro(start) for start, _ in side.steps], np.int64)


def alike(column: Column, one: Side, other: Side) -> Truths:
    """Of each block whether both sides ask the same of it, but for what was usual before it."""
    found = within_step(column, one) & within_step(column, other)
    steps = np.stack([step_of(column, one), step_of(column, other)], axis=1)
    for pair in np.unique(steps, axis=0):
        here = (steps == pair).all(axis=1)
        plans = [
            None if step < 0 else side.steps[step][1]
            for step, side in zip(pair.tolist(), (one, other), strict=True)
        ]
        found[here] &= _alike(column, *plans)[here]
    return found


def _alike(column: Column, one: Plan | None, other: Plan | None) -> Truths:
    kind = column.kind
    none = np.zeros(len(column.first), bool)
    if one is None or other is None or _besides(kind, one) != _besides(kind, other):
        return none
    lines, others = one.limits.get(kind, _NOTHING), other.limits.get(kind, _NOTHING)
    if lines == others:
        return ~none
    if KINDS[kind].has_two:
        return none  # means of several readings are compared too (C-8)
    return ~any_of(_between(column.value, lines, others), column.first)


def _between(value: Numbers, lines: KindLimits, others: KindLimits) -> Truths:
    """Readings that lie between where a line stands and where the other stands."""
    found = np.zeros(len(value), bool)
    for name in ("crit_low", "red_low", "yellow_low"):
        low, high = _both(getattr(lines.first, name), getattr(others.first, name), -_BEYOND)
        found |= (value > low) & (value <= high)
    for name in ("crit_high", "red_high", "yellow_high"):
        low, high = _both(getattr(lines.first, name), getattr(others.first, name), _BEYOND)
        found |= (value >= low) & (value < high)
    return found


def _both(one: Scaled | None, other: Scaled | None, nowhere: int) -> tuple[int, int]:
    first, second = (nowhere if line is None else line for line in (one, other))
    return min(first, second), max(first, second)


def earlier(past: Past, first: Reading, agreed: Agreed) -> Earlier:
    """past: all sessions before `first`. At least the last of them is looked at (T-1)."""
    begin = bisect_left(past, first.measured_at - baseline.WINDOW, key=lambda one: one[0].start)
    reset = agreed.reset_before(first.kind, first.measured_at)
    return Earlier(past[begin:] or past[-1:], reset)
