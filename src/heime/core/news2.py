"""NEWS2, © Royal College of Physicians 2017: seven observations taken together, one score.

Source of the table: clinical reference 2.1 (RCP chart). Only health personnel or a trained carer
can take it, all within 15 minutes; otherwise there is no score, never a partial one (2.4, CL-25).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from heime.core.plan import Plan
from heime.core.quantity import Scaled, scaled
from heime.core.verdict import Verdict, found
from heime.core.zone import State, Zone

LONGEST_SPREAD = 15
"""Minutes between the first and the last of the seven (2.4)."""
TAKEN_BY = frozenset({"health_personnel", "trained_carer"})
SEVEN = (
    "respiratory_rate", "oxygen_saturation", "on_oxygen", "systolic", "heart_rate",
    "consciousness", "body_temperature",
)  # fmt: skip
AVPU = ("A", "C", "V", "P", "U")
"""Alert, new confusion, to voice, to pain, unresponsive."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """A NEWS2 set; a missing observation is None. Values are ten-thousandths of the kind's unit.

    consciousness: A, C (new confusion), V, P or U.
    """

    id: UUID
    measured_at: datetime
    received_at: datetime
    by: str
    respiratory_rate: Scaled | None = None
    oxygen_saturation: Scaled | None = None
    on_oxygen: bool | None = None
    systolic: Scaled | None = None
    heart_rate: Scaled | None = None
    consciousness: str | None = None
    body_temperature: Scaled | None = None
    spread_minutes: int = 0

    @property
    def lacks(self) -> tuple[str, ...]:
        """Which of the seven are missing, in the order of the chart."""
        return tuple(name for name in SEVEN if getattr(self, name) is None)

    @property
    def is_whole(self) -> bool:
        in_time = 0 <= self.spread_minutes <= LONGEST_SPREAD
        return not self.lacks and in_time and self.by in TAKEN_BY


Bands = Sequence[tuple[Scaled | None, int]]


def _bands(*rows: tuple[str | None, int]) -> Bands:
    return [(None if upto is None else scaled(Decimal(upto)), points) for upto, points in rows]


# Up to and including this value: so many points.
_RESPIRATION = _bands(("8", 3), ("11", 1), ("20", 0), ("24", 2), (None, 3))
_SCALE_1 = _bands(("91", 3), ("93", 2), ("95", 1), (None, 0))
_SCALE_2_AIR = _bands(("83", 3), ("85", 2), ("87", 1), (None, 0))
_SCALE_2_OXYGEN = _bands(
    ("83", 3), ("85", 2), ("87", 1), ("92", 0), ("94", 1), ("96", 2), (None, 3)
)
_SYSTOLIC = _bands(("90", 3), ("100", 2), ("110", 1), ("219", 0), (None, 3))
_PULSE = _bands(("40", 3), ("50", 1), ("90", 0), ("110", 1), ("130", 2), (None, 3))
_TEMPERATURE = _bands(("35.0", 3), ("36.0", 1), ("38.0", 0), ("39.0", 1), (None, 2))
_ON_OXYGEN = 2
_NOT_ALERT = 3


def _points(value: Scaled | None, bands: Bands) -> int:
    assert value is not None, "only whole sets are scored"  # noqa: S101
    return next(points for upto, points in bands if upto is None or value <= upto)


def points(vitals: Vitals, *, scale_2: bool) -> dict[str, int]:
    """The points of each observation of a whole set.

    The chart has whole numbers, and temperature to one decimal: values are rounded to that first,
    half away from zero (2.1).
    """
    scale = (_SCALE_2_OXYGEN if vitals.on_oxygen else _SCALE_2_AIR) if scale_2 else _SCALE_1
    return {
        "respiratory_rate": _points(_to(vitals.respiratory_rate, 10_000), _RESPIRATION),
        "oxygen_saturation": _points(_to(vitals.oxygen_saturation, 10_000), scale),
        "oxygen": _ON_OXYGEN if vitals.on_oxygen else 0,
        "systolic": _points(_to(vitals.systolic, 10_000), _SYSTOLIC),
        "heart_rate": _points(_to(vitals.heart_rate, 10_000), _PULSE),
        "consciousness": 0 if vitals.consciousness == "A" else _NOT_ALERT,
        "body_temperature": _points(_to(vitals.body_temperature, 1_000), _TEMPERATURE),
    }


def _to(value: Scaled | None, step: Scaled) -> Scaled | None:
    return None if value is None else (2 * value + step) // (2 * step) * step


@dataclass(frozen=True, slots=True)
class Score:
    total: int
    zone: Zone
    high: bool
    single: str
    """The observation that alone gave 3, empty when none did."""


def score(vitals: Vitals, *, scale_2: bool, habitual: int) -> Score | None:
    """The score and what it means at home (2.3); None for a set that is not whole."""
    if not vitals.is_whole:
        return None
    each = points(vitals, scale_2=scale_2)
    total = sum(each.values())
    single = next((name for name, value in each.items() if value == 3), "")
    if total >= 5 or single:
        zone = Zone.RED
    else:
        zone = Zone.GREEN if total <= habitual or total == 0 else Zone.YELLOW
    return Score(total, zone, total >= 7, single)


def judge(vitals: Vitals, plan: Plan) -> Verdict:
    """NEWS2 of a whole set; INVALID, without a zone, of one that is not (CL-25)."""
    person = plan.person
    counted = score(vitals, scale_2=person.scale_2, habitual=person.habitual_news2)
    if counted is None:
        empty = found(vitals.measured_at, [("NEWS2", Zone.GREY)], (vitals.id,))
        return replace(empty, zone=Zone.GREY, state=State.INVALID, priority=None)
    fired = [] if counted.zone is Zone.GREEN else [("NEWS2", counted.zone)]
    facts = (
        ("news2_total", str(counted.total)),
        ("single", counted.single),
        ("habitual", str(person.habitual_news2)),
    )
    return found(vitals.measured_at, fired, (vitals.id,), facts=facts, high=counted.high)
