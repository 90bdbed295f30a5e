"""Weight over days: gain in heart failure, loss in dementia (RS-1 7.5 W-1 to W-5, N-1, N-2).

A day's weight is the first valid one of the local calendar day (CL-18). Differences are exact.
Weight rules are weak detectors (clinical reference 4.1): a green weight is no reassurance.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from heime.core.plan import Plan
from heime.core.quantity import SCALE, Scaled, scaled
from heime.core.zone import Zone

GAIN = scaled(Decimal("2.0"))
"""kg in three days (W-1, W-2, W-5)."""
LARGE_GAIN = scaled(Decimal("3.0"))
"""kg in three days (W-3)."""
FROM_DRY = scaled(Decimal("3.0"))
"""kg from dry weight, either way (W-4)."""
JUMP = scaled(Decimal("5.0"))
"""kg within seven days that is asked about first (V-4)."""
DAYS = 7
"""How far back the heart-failure rules look."""
LOSSES = (("N-1", 90, 5), ("N-2", 30, 5), ("N-2", 180, 10))
"""Rule, local days back (the day exactly that long ago included, CL-23), and percent lost."""


@dataclass(frozen=True, slots=True)
class WeightVerdict:
    """What fired with its zone, the days whose weights were used, and the change if any.

    loss: percent of the highest weight; of the rules that fired, else of those that are on.
    """

    fired: tuple[tuple[str, Zone], ...]
    used: tuple[date, ...]
    gain: Scaled | None
    loss: Fraction | None = None


def judge(
    today: date, weights: Mapping[date, Scaled], plan: Plan, *, worse_symptom: bool = False
) -> WeightVerdict:
    """Judge the weight of `today` against the days before.

    weights: daily weights in ten-thousandths of a kg, `today` among them; missing days are
        skipped, never interpolated.
    worse_symptom: whether a heart-failure symptom got worse the same day (W-2).
    """
    now = weights[today]
    fired: list[tuple[str, Zone]] = []
    base = _lowest_of_three_days(today, weights)
    late = None if base is not None else _latest_of_the_week(today, weights)
    gain = None
    if base is not None:
        gain = now - weights[base]
        if gain > GAIN:
            fired.append(("W-1", Zone.YELLOW))
            if worse_symptom:
                fired.append(("W-2", Zone.RED))
        if gain > LARGE_GAIN:
            fired.append(("W-3", Zone.RED))
    elif late is not None:
        gain = now - weights[late]
        if gain > GAIN:
            fired.append(("W-5", Zone.YELLOW))
    if plan.dry_weight is not None and abs(now - plan.dry_weight) > FROM_DRY:
        fired.append(("W-4", Zone.YELLOW))
    loss, lost_by = None, list(_losses(today, weights, plan))
    if lost_by:
        reached = [one for one in lost_by if one[2]]
        fired += [(rule, Zone.YELLOW) for rule, _, _ in reached]
        loss = max(lost for _, lost, _ in reached or lost_by)
    on = tuple(dict.fromkeys((rule, zone) for rule, zone in fired if rule in plan.rules))
    used = tuple(day for day in (base or late, today) if day is not None)
    return WeightVerdict(on, used, gain, loss)


def _losses(
    today: date, weights: Mapping[date, Scaled], plan: Plan
) -> Iterator[tuple[str, Fraction, bool]]:
    """Of each rule that is on: the percent lost in its days, and whether that is enough."""
    for rule, days, percent in LOSSES:
        if rule in plan.rules and (lost := _lost(today, weights, days)) is not None:
            yield rule, lost, lost >= percent


def _lost(today: date, weights: Mapping[date, Scaled], days: int) -> Fraction | None:
    """Percent below the highest weight of so many days; None without an earlier weight."""
    before = [
        kilos for day, kilos in weights.items() if timedelta() < today - day <= timedelta(days=days)
    ]
    if not before:
        return None
    highest = max(before)
    return Fraction(100 * (highest - weights[today]), highest)


def kilos(change: Scaled) -> Fraction:
    """A change of weight in kilograms, exact."""
    return Fraction(change, SCALE)


def is_jump(value: Scaled, today: date, weights: Mapping[date, Scaled]) -> bool:
    """Whether a weight differs so much from the latest of the week that it is asked about (V-4)."""
    earlier = [day for day in weights if timedelta() < today - day <= timedelta(days=DAYS)]
    return bool(earlier) and abs(value - weights[max(earlier)]) > JUMP


def _lowest_of_three_days(today: date, weights: Mapping[date, Scaled]) -> date | None:
    days = [today - timedelta(days=n) for n in (1, 2, 3)]
    return min((day for day in days if day in weights), key=lambda day: weights[day], default=None)


def _latest_of_the_week(today: date, weights: Mapping[date, Scaled]) -> date | None:
    days = [today - timedelta(days=n) for n in (4, 5, 6, 7)]
    return next((day for day in days if day in weights), None)
