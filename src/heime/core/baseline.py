"""What is usual for this person, and how far from it a session lies (RS-1 7.4, CL-15, CL-16).

Values are whole numbers, and so are all comparisons here: a median of an even number of values is
kept doubled, so that nothing is ever rounded before it is compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from heime.core.kinds import Kind
from heime.core.limits import KindLimits, Limits
from heime.core.quantity import Scaled, plain, scaled

WINDOW = timedelta(days=14)
"""Absolute time before the session under test (CL-15)."""
FEWEST = 7
"""Fewer values than this: the relative rules are off (7.4)."""

DROP = scaled(Decimal(4))
"""D-1: percentage points of saturation below the median. Why four: clinical reference 3.2."""
RISE = scaled(Decimal(20))
"""P-D1: beats a minute above the median."""

# T-1: the least that counts as this person's ordinary spread (7.4), and which way is worse.
_FLOOR = {
    Kind.OXYGEN_SATURATION: scaled(Decimal("1.0")),
    Kind.HEART_RATE: scaled(Decimal(4)),
    Kind.BODY_WEIGHT: scaled(Decimal("0.5")),
    Kind.BODY_TEMPERATURE: scaled(Decimal("0.2")),
}
WORSE_DOWN = frozenset({Kind.OXYGEN_SATURATION})
"""The kinds that get worse by falling; the others by rising."""
_MAD_TO_SD = Fraction(14826, 10000)
"""Makes the median absolute deviation comparable with a standard deviation."""
FAR = 3
"""How many ordinary spreads from the median are far (T-1)."""

RELATIVE = {Kind.OXYGEN_SATURATION: "D-1", Kind.HEART_RATE: "P-D1"}
"""The rule that compares a reading of this kind with the person's own median."""
TRENDING = frozenset(_FLOOR)
"""The kinds that T-1 knows."""
NEAR = {kind: FAR * floor for kind, floor in _FLOOR.items()}
"""Nearer to the median than this is never far, however little somebody's values spread (T-1)."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The values of the sessions before the one under test, and twice their median."""

    values: tuple[Scaled, ...]
    twice_median: int


def baseline_of(values: Sequence[Scaled]) -> Baseline | None:
    """None when there are too few to say what is usual."""
    if len(values) < FEWEST:
        return None
    return Baseline(tuple(values), _twice_median(values))


def _twice_median(values: Sequence[int]) -> int:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return 2 * ordered[middle]
    return ordered[middle - 1] + ordered[middle]


def line(kind: Kind, usual: Baseline) -> Scaled:
    """The value that D-1 or P-D1 is reached at; the line itself belongs to the worse zone."""
    if kind is Kind.OXYGEN_SATURATION:
        return (usual.twice_median - 2 * DROP) // 2
    return -(-(usual.twice_median + 2 * RISE) // 2)


def with_line(limits: KindLimits, kind: Kind, at: Scaled) -> KindLimits:
    """Limits that D-1 or P-D1 has tightened: at least yellow from `at` on (7.4, CL-07)."""
    lines = limits.first
    if kind is Kind.OXYGEN_SATURATION:
        if lines.yellow_low is None or lines.yellow_low < at:
            return KindLimits(replace(lines, yellow_low=at), limits.second)
    elif lines.yellow_high is None or lines.yellow_high > at:
        return KindLimits(replace(lines, yellow_high=at), limits.second)
    return limits


def reaches(kind: Kind, value: Scaled, at: Scaled) -> bool:
    return value <= at if kind is Kind.OXYGEN_SATURATION else value >= at


def robust_z(kind: Kind, value: Scaled, usual: Baseline) -> Fraction:
    """How many ordinary spreads `value` lies from the median; the spread has a floor (7.4)."""
    return (value - Fraction(usual.twice_median, 2)) / spread(kind, usual)


def spread(kind: Kind, usual: Baseline) -> Fraction:
    """This person's ordinary spread: the median deviation as a standard one, with its floor."""
    return max(_MAD_TO_SD * Fraction(_four_times_mad(usual), 4), Fraction(_FLOOR[kind]))


def _four_times_mad(usual: Baseline) -> int:
    return _twice_median([abs(2 * value - usual.twice_median) for value in usual.values])


def is_far(kind: Kind, value: Scaled, usual: Baseline | None) -> bool:
    """Whether a session lies three spreads or more toward the worse side (T-1)."""
    if usual is None or kind not in _FLOOR:
        return False
    away = 2 * value - usual.twice_median
    away = -away if kind in WORSE_DOWN else away
    # The floor alone settles most: only what is beyond it needs the median of the deviations.
    if away < 2 * NEAR[kind]:
        return False
    least = FAR * _MAD_TO_SD.numerator * _four_times_mad(usual)
    return 2 * away * _MAD_TO_SD.denominator >= least


def median_text(usual: Baseline) -> str:
    """The median as plain text for people and records; exact."""
    half = usual.twice_median % 2  # half a ten-thousandth is rounded up, as decimal_text does
    return plain((usual.twice_median + half) // 2, 0)


def decimal_text(number: Fraction, decimals: int = 4) -> str:
    """A fraction as decimal text: exact when it ends within `decimals`, else rounded half away."""
    scale = 10**decimals
    sign = "-" if number < 0 else ""
    units, left = divmod(abs(number) * scale, 1)
    whole, part = divmod(int(units) + (1 if left * 2 >= 1 else 0), scale)
    digits = f"{part:0{decimals}d}".rstrip("0")
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"


NO_LINES = KindLimits(Limits(), Limits())
