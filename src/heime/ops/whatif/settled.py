"""Which blocks are settled by limits and validity alone, and out of reach of everything else.

Never the other way: what is not surely settled here is for the scalar judge.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from heime.core import baseline, weight
from heime.core.kinds import KINDS, Kind
from heime.core.limits import NO_LIMITS, KindLimits, Limits
from heime.core.plan import Plan
from heime.core.quantity import SCALE, Scaled
from heime.core.spirometry import BLOWN
from heime.ops.whatif.columns import WINDOW, Column, Numbers, Truths, any_of

_BEYOND = np.int64(2**40)
_LONGEST_LOSS = max(days for _, days, _ in weight.LOSSES)
_WEEK = 7


def settled(column: Column, plan: Plan, judged: Truths, resets: Sequence[int]) -> Truths:
    """Of each block whether it is surely green and out of reach of every rule under `plan`.

    judged: the blocks that any plan of this side judged.
    resets: moments at which the baseline of this kind began anew, oldest first.
    """
    if column.kind in BLOWN or not len(column.first):
        return np.zeros(len(column.first), bool)
    lines = plan.limits.get(column.kind, KindLimits(NO_LIMITS, NO_LIMITS))
    if column.kind is Kind.BODY_WEIGHT:
        calm = _calm_weights(column, plan, lines.first)
    else:
        quiet = column.credible & _green(column, lines)
        if "AF-1" in plan.rules:
            quiet &= ~column.flagged
        calm = ~any_of(~quiet, column.first)
    if looks_back(column.kind, plan):
        calm &= _near_usual(column, plan, judged, resets)
    return calm & ~column.late


def looks_back(kind: Kind, plan: Plan) -> bool:
    """Whether what is usual for the person is asked of this kind (D-1, P-D1, T-1)."""
    trend = "T-1" in plan.rules and kind in baseline.TRENDING
    return trend or baseline.RELATIVE.get(kind) in plan.rules


def _green(column: Column, lines: KindLimits) -> Truths:
    """Readings that are green and not critical, also as any mean of them would be: a mean of
    cuffs, rounded, lies between the lowest and the highest of them, rounded."""
    green = _inside(column.value, lines.first)
    if KINDS[column.kind].has_two:
        green &= _inside(column.second, lines.second)
        green &= _inside(_rounded(column.value), lines.first)
        green &= _inside(_rounded(column.second), lines.second)
    return green


def _rounded(value: Numbers) -> Numbers:
    return (2 * value + SCALE) // (2 * SCALE) * SCALE


def _inside(value: Numbers, lines: Limits) -> Truths:
    found = np.ones(len(value), bool)
    for line in (lines.red_low, lines.yellow_low, lines.crit_low):
        if line is not None:
            found &= value > line
    for line in (lines.red_high, lines.yellow_high, lines.crit_high):
        if line is not None:
            found &= value < line
    return found


def _near_usual(column: Column, plan: Plan, judged: Truths, resets: Sequence[int]) -> Truths:
    """Blocks that D-1, P-D1 and T-1 cannot touch, whatever the sessions before came to.

    A session's value lies between the outermost of its block, so the median of the sessions
    before lies between the medians of those.
    """
    kind = column.kind
    since = column.start - WINDOW
    if resets:
        before = np.searchsorted(resets, column.start, "right")
        moments = np.array([np.iinfo(np.int64).min, *resets])[before]
        since = np.maximum(since, moments)
    back = np.searchsorted(column.start, since, "left")
    unsure = np.concatenate(([0], np.cumsum(column.wide | ~judged)))
    here = np.arange(len(column.start))
    sure = unsure[here] == unsure[np.minimum(back, here)]
    least, known = _medians(column.low, back)
    most, _ = _medians(column.high, back)
    near = np.ones(len(here), bool)
    if kind is Kind.OXYGEN_SATURATION and "D-1" in plan.rules:
        near &= column.low > (most - 2 * baseline.DROP) // 2
    if kind is Kind.HEART_RATE and "P-D1" in plan.rules:
        near &= column.high < -(-(least + 2 * baseline.RISE) // 2)
    far = np.zeros(len(here), bool)
    if "T-1" in plan.rules and kind in baseline.TRENDING:
        down = kind in baseline.WORSE_DOWN
        away = most - 2 * column.low if down else 2 * column.high - least
        far = (known & (away >= 2 * baseline.NEAR[kind])) | ~sure
    # One session far from usual says nothing (T-1): two that may be far beside each other might.
    beside = np.concatenate(([False], far[:-1])) | np.concatenate((far[1:], [False]))
    found: Truths = sure & (near | ~known) & ~(far & beside)
    return found


def _medians(values: Numbers, back: Numbers) -> tuple[Numbers, Truths]:
    """Of each place twice the median of the values from `back` up to it, and whether there are
    enough of them to say."""
    here = np.arange(len(values))
    counts = here - back
    width = int(counts.max(initial=0))
    if width < baseline.FEWEST:
        return np.zeros(len(values), np.int64), np.zeros(len(values), bool)
    places = back[:, None] + np.arange(width)
    inside = places < here[:, None]
    window = np.where(inside, values[np.minimum(places, len(values) - 1)], _BEYOND)
    window.sort(axis=1)
    middle = np.minimum(counts // 2, width - 1)
    upper = window[here, middle]
    lower = np.where(counts % 2, upper, window[here, np.maximum(middle - 1, 0)])
    return upper + lower, counts >= baseline.FEWEST


def _calm_weights(column: Column, plan: Plan, lines: Limits) -> Truths:
    """Days whose first weight is believed, within the limits, and far from what any weight rule
    asks about. A reading that is not the day's first valid one never decides such a day."""
    first = column.value[column.first]
    days, kilos = _daily(column.weights)
    # The day's weight is its first believed one, so where the two are equal the first is believed.
    calm: Truths = np.isin(column.day, days) & (column.low == first) & _level(first, lines)
    if plan.dry_weight is not None and "W-4" in plan.rules:
        calm &= np.abs(first - plan.dry_weight) <= weight.FROM_DRY
    # Every weight of the week, where the rules look at some: more is asked than need be.
    _, lowest = _over(days, kilos, column.day, _WEEK)
    calm &= first - lowest <= weight.GAIN
    if plan.rules & {"N-1", "N-2"}:
        for _, back, percent in weight.LOSSES:
            highest, _ = _over(days, kilos, column.day, back)
            calm &= (highest < 0) | (100 * (highest - first) < percent * highest)
    return calm


def _level(value: Numbers, lines: Limits) -> Truths:
    """Green by the limits; weight has no critical lines."""
    found = np.ones(len(value), bool)
    for line in (lines.red_low, lines.yellow_low):
        if line is not None:
            found &= value > line
    for line in (lines.red_high, lines.yellow_high):
        if line is not None:
            found &= value < line
    return found


def _daily(weights: dict[date, Scaled]) -> tuple[Numbers, Numbers]:
    days = np.array([day.toordinal() for day in weights], np.int64)
    return days, np.array(list(weights.values()), np.int64)


def _over(days: Numbers, kilos: Numbers, of: Numbers, back: int) -> tuple[Numbers, Numbers]:
    """Highest and lowest daily weight of the `back` days before each day; nothing is no bound."""
    begin, end = np.searchsorted(days, of - back, "left"), np.searchsorted(days, of, "left")
    highest, lowest = np.full(len(of), -_BEYOND), np.full(len(of), _BEYOND)
    for step in range(int((end - begin).max(initial=0))):
        place = begin + step
        within = place < end
        found = kilos[np.minimum(place, max(len(kilos) - 1, 0))]
        highest = np.where(within, np.maximum(highest, found), highest)
        lowest = np.where(within, np.minimum(lowest, found), lowest)
    return highest, lowest


def weights_before(column: Column, day: date, *, losses: bool) -> dict[date, Scaled]:
    """The daily weights that a day's weight is compared with; losses: by N-1 and N-2 too."""
    back = _LONGEST_LOSS if losses else _WEEK
    begin = day.toordinal() - back
    return {d: kilos for d, kilos in column.weights.items() if begin <= d.toordinal() and d < day}
