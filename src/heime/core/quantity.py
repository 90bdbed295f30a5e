"""Measured numbers, exact.

A value is a whole number of ten-thousandths of its kind's unit (`Scaled`). Integers compare
exactly, so 64.9 - 62.9 is 2.0 and never 2.000000000000007 (RS-1 G-3), and the database can
compare them under row-level security without giving up its indexes.
"""

from decimal import Decimal
from enum import StrEnum

from heime.core.errors import OutOfRange, TooPrecise, UnknownUnit

Scaled = int
"""Ten-thousandths of the unit: 36.6 Cel is 366_000."""

SCALE = 10_000
MOST_DECIMALS = 4
LARGEST = 2**31 - 1
"""What a four-byte column holds: 214 748.3647 of any unit, above every range in kinds.py."""


class Unit(StrEnum):
    """The units we keep, valued as UCUM writes them."""

    PERCENT = "%"
    PER_MINUTE = "/min"
    MMHG = "mm[Hg]"
    KILOGRAM = "kg"
    CELSIUS = "Cel"
    MMOL_PER_LITRE = "mmol/L"
    LITRE = "L"
    LITRE_PER_MINUTE = "L/min"
    COUNT = "1"
    HOUR = "h"
    INR = "{INR}"
    SCORE = "{score}"


# Spellings that senders are known to use for a unit we keep. `mmol/l` is valid UCUM for the
# same unit (norway.md 3.6); the rest are the human texts of the official FHIR examples.
# Nothing here converts: a unit that needs arithmetic is refused, never guessed.
_TOLERATED = {
    "mmol/l": Unit.MMOL_PER_LITRE,
    "{beats}/min": Unit.PER_MINUTE,
    "{breaths}/min": Unit.PER_MINUTE,
}


def unit_from_ucum(text: str) -> Unit:
    """The unit that a UCUM code names. Raises UnknownUnit; never falls back to a default."""
    tolerated = _TOLERATED.get(text)
    if tolerated is not None:
        return tolerated
    try:
        return Unit(text)
    except ValueError:
        raise UnknownUnit(f"We do not know the unit '{text[:20]}'.") from None


def decimals_of(number: Decimal) -> int:
    """How many decimals the sender wrote: 37.20 has two, and 1e2 has none."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def scaled(number: Decimal) -> Scaled:
    """`number` in ten-thousandths.

    Raises TooPrecise for more than four decimals (rounding could move a reading into another
    zone) and OutOfRange for what no column holds, infinities and not-a-number included.
    """
    if not number.is_finite():
        raise OutOfRange("The value is not a number.")
    if decimals_of(number) > MOST_DECIMALS:
        raise TooPrecise(f"At most {MOST_DECIMALS} decimals are kept, not {decimals_of(number)}.")
    if number.adjusted() > 9 or abs(number) * SCALE > LARGEST:
        raise OutOfRange("The value is larger than anything that can be kept.")
    return int(number * SCALE)


def plain(value: Scaled, decimals: int) -> str:
    """The number as the sender wrote it: plain(372_000, 2) is '37.20'. No digit is rounded off."""
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(value), SCALE)
    digits = f"{part:04d}"
    kept = max(decimals, len(digits.rstrip("0")))
    return f"{sign}{whole}.{digits[:kept]}" if kept else f"{sign}{whole}"
