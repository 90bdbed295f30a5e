"""The lines agreed for a person, and the default profiles they start from.

Every number here is a starting point that the responsible doctor must consider.
Source: clinical reference 7.2 (rationale per profile stands there); inclusive toward the worse
zone by G-2; order of the lines by the validation in 7.2.
"""

from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import pairwise

from heime.core.errors import BadLimits
from heime.core.kinds import KINDS, Kind, Range
from heime.core.quantity import Scaled, plain, scaled
from heime.core.zone import Zone


@dataclass(frozen=True, slots=True)
class Limits:
    """Lines for one number, in ten-thousandths of the kind's unit; None means no such line."""

    red_low: Scaled | None = None
    yellow_low: Scaled | None = None
    yellow_high: Scaled | None = None
    red_high: Scaled | None = None
    crit_low: Scaled | None = None
    crit_high: Scaled | None = None

    def zone_of(self, value: Scaled) -> Zone:
        """Green, yellow or red. The line itself belongs to the worse zone (G-2)."""
        if (self.red_low is not None and value <= self.red_low) or (
            self.red_high is not None and value >= self.red_high
        ):
            return Zone.RED
        if (self.yellow_low is not None and value <= self.yellow_low) or (
            self.yellow_high is not None and value >= self.yellow_high
        ):
            return Zone.YELLOW
        return Zone.GREEN

    def is_critical(self, value: Scaled) -> bool:
        """At or beyond a critical line (C-6)."""
        return (self.crit_low is not None and value <= self.crit_low) or (
            self.crit_high is not None and value >= self.crit_high
        )

    def zone_past(self, *, high: bool) -> Zone | None:
        """The zone of what lies past every line on one side; None when there is no line there."""
        red = (self.red_high, self.crit_high) if high else (self.red_low, self.crit_low)
        if any(line is not None for line in red):
            return Zone.RED
        yellow = self.yellow_high if high else self.yellow_low
        return None if yellow is None else Zone.YELLOW

    def reached_by(self, value: Scaled) -> Scaled | None:
        """The outermost line that `value` has reached; None when it is green."""
        for line in (self.crit_low, self.red_low, self.yellow_low):
            if line is not None and value <= line:
                return line
        for line in (self.crit_high, self.red_high, self.yellow_high):
            if line is not None and value >= line:
                return line
        return None

    @property
    def any(self) -> bool:
        return any(getattr(self, field.name) is not None for field in fields(self))


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class KindLimits:
    """Lines for one kind. `second` is for the diastolic of a blood pressure."""

    first: Limits
    second: Limits = NO_LIMITS

    def zone_of(self, value: Scaled, second: Scaled | None) -> Zone:
        """The worse of the two numbers' zones."""
        zone = self.first.zone_of(value)
        return zone if second is None else max(zone, self.second.zone_of(second))

    @property
    def any(self) -> bool:
        return self.first.any or self.second.any

    def is_critical(self, value: Scaled, second: Scaled | None) -> bool:
        return self.first.is_critical(value) or (
            second is not None and self.second.is_critical(second)
        )


FIELDS = tuple(field.name for field in fields(Limits))


def _limits(*texts: str | None) -> Limits:
    return Limits(*(None if text is None else scaled(Decimal(text)) for text in texts))


_DIA_STD = _limits(None, None, "100", "110", None, "120")

# Columns: red low, yellow low, yellow high, red high, critical low, critical high.
PROFILES: dict[str, tuple[Kind, KindLimits]] = {
    "SPO2_STD": (
        Kind.OXYGEN_SATURATION,
        KindLimits(_limits("91", "93", None, None, "83", None)),
    ),
    "SPO2_COPD": (
        Kind.OXYGEN_SATURATION,
        KindLimits(_limits("88", "91", None, None, "83", None)),
    ),
    "SPO2_HYPERCAP_AIR": (
        Kind.OXYGEN_SATURATION,
        KindLimits(_limits("85", "87", None, None, "80", None)),
    ),
    "SPO2_HYPERCAP_O2": (
        Kind.OXYGEN_SATURATION,
        KindLimits(_limits("85", "87", "93", "97", "80", None)),
    ),
    "PULSE_STD": (Kind.HEART_RATE, KindLimits(_limits("40", "50", "111", "131", "35", "150"))),
    "BP_STD": (
        Kind.BLOOD_PRESSURE,
        KindLimits(_limits("90", "100", "160", "180", "80", "200"), _DIA_STD),
    ),
    "BP_HF": (
        Kind.BLOOD_PRESSURE,
        KindLimits(_limits("85", "95", "150", "180", "75", "200"), _DIA_STD),
    ),
    "TEMP_STD": (
        Kind.BODY_TEMPERATURE,
        KindLimits(_limits("35.0", None, "38.0", "39.1", None, "40.5")),
    ),
    "RR_STD": (Kind.RESPIRATORY_RATE, KindLimits(_limits("8", "11", "21", "25", "6", "35"))),
    "GLU_STD": (
        Kind.BLOOD_GLUCOSE,
        KindLimits(_limits("2.9", "3.8", "15.0", "20.0", "2.4", "25.0")),
    ),
}


def check(limits: KindLimits, kind: Kind, *, where: str) -> None:
    """Raises BadLimits, naming `where` in the plan, when the lines contradict each other.

    7.2: red low < yellow low < yellow high < red high, critical outside red, and no line
    outside what a meter can plausibly show.
    """
    spec = KINDS[kind]
    _check_one(limits.first, spec.plausible, where)
    if spec.second_plausible is not None:
        _check_one(limits.second, spec.second_plausible, f"{where} (diastolic)")
    elif limits.second.any:
        raise BadLimits(f"{where}: this kind has one number, but limits for two.")


def _check_one(limits: Limits, plausible: Range, where: str) -> None:
    for name in FIELDS:
        line = getattr(limits, name)
        if line is not None and not plausible.holds(line):
            raise BadLimits(f"{where}: {name} {plain(line, 0)} is outside what can be measured.")
    inner = [limits.red_low, limits.yellow_low, limits.yellow_high, limits.red_high]
    present = [line for line in inner if line is not None]
    if any(a >= b for a, b in pairwise(present)):
        raise BadLimits(
            f"{where}: the lines must rise: red low, yellow low, yellow high, red high."
        )
    low = _first(limits.red_low, limits.yellow_low)
    if limits.crit_low is not None and low is not None and limits.crit_low > low:
        raise BadLimits(f"{where}: crit_low must lie outside the red line.")
    high = _first(limits.red_high, limits.yellow_high)
    if limits.crit_high is not None and high is not None and limits.crit_high < high:
        raise BadLimits(f"{where}: crit_high must lie outside the red line.")


def _first(*lines: Scaled | None) -> Scaled | None:
    return next((line for line in lines if line is not None), None)
