"""Heart-failure weight: gain over days (RS-1 7.5 W-1 to W-5, CL-18).

A day's weight is the first valid one of the local calendar day. Differences are exact.
Weight rules are weak detectors (clinical reference 4.1): a green weight is no reassurance.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from heime.core.plan import Plan
from heime.core.quantity import Scaled, scaled
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
"""How far back any weight rule looks."""


@dataclass(frozen=True, slots=True)
class WeightVerdict:
    """zone, the rules that gave it, the days whose weights were used, and the gain if any."""

    zone: Zone
    rules: tuple[str, ...]
    used: tuple[date, ...]
    gain: Scaled | None


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
    fired = [(rule, zone) for rule, zone in fired if rule in plan.rules]
    return WeightVerdict(
        max((zone for _, zone in fired), default=Zone.GREEN),
        tuple(rule for rule, _ in fired),
        tuple(day for day in (base or late, today) if day is not None),
        gain,
    )


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
