"""The home blood-pressure week (RS-1 7.4, CL-17; clinical reference 4.3: CHEP 2017, ESH 2021)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from heime.core import validity
from heime.core.events import HOME
from heime.core.kinds import Kind
from heime.core.quantity import scaled
from heime.core.reading import Reading
from heime.core.zone import Zone

DAYS = 7
FEWEST_DAYS = 3
FEWEST_READINGS = 12
"""After the first day, which is discarded."""
SYSTOLIC = scaled(Decimal(135))
DIASTOLIC = scaled(Decimal(85))


@dataclass(frozen=True, slots=True)
class Week:
    """The result: zone None when the protocol is not complete and no mean may be shown."""

    zone: Zone | None
    readings: tuple[Reading, ...]
    days: int
    systolic: Fraction
    diastolic: Fraction


def week(readings: Sequence[Reading], start: date) -> Week:
    """Mean of the single cuff readings of days 2 to 7, unrounded; day 1 is `start` (CL-17)."""
    valid = [
        r for r in readings if r.kind is Kind.BLOOD_PRESSURE and validity.rejected_by(r) is None
    ]
    once = validity.without_duplicates(sorted(valid, key=_moment))
    used = tuple(r for r in once if 1 <= (_day(r) - start).days < DAYS)
    days = len({_day(r) for r in used})
    if days < FEWEST_DAYS or len(used) < FEWEST_READINGS:
        return Week(None, used, days, Fraction(0), Fraction(0))
    systolic = Fraction(sum(r.value or 0 for r in used), len(used))
    diastolic = Fraction(sum(r.second or 0 for r in used), len(used))
    high = systolic >= SYSTOLIC or diastolic >= DIASTOLIC
    return Week(Zone.YELLOW if high else Zone.GREEN, used, days, systolic, diastolic)


def ends(start: date) -> date:
    """The first day on which the week is over."""
    return start + timedelta(days=DAYS)


def _moment(reading: Reading) -> tuple[datetime, datetime]:
    return reading.measured_at, reading.received_at


def _day(reading: Reading) -> date:
    return reading.measured_at.astimezone(HOME).date()
