"""The two number formats of IEEE 11073, kept as decimal text: the exponent carries the precision.

Five words of each format are no numbers (clinical reference 1.4). They come out as the FHIR code
of why there is no value, and never as digits: 0x07FF is not 2047.
"""

from dataclasses import dataclass

from heime.core.quantity import LARGEST, MOST_DECIMALS, SCALE


@dataclass(frozen=True, slots=True)
class Number:
    """mantissa x 10^exponent, as it was sent."""

    mantissa: int
    exponent: int


@dataclass(frozen=True, slots=True)
class Absent:
    """No number, and why: a code of FHIR's data-absent-reason."""

    why: str


NOT_A_NUMBER = Absent("not-a-number")
ABOVE = Absent("positive-infinity")
BELOW = Absent("negative-infinity")
ERROR = Absent("error")
"""Not at this resolution, reserved, or larger than anything that can be kept."""

_LARGEST = LARGEST // SCALE

_SFLOAT = {0x07FF: NOT_A_NUMBER, 0x0800: ERROR, 0x07FE: ABOVE, 0x0802: BELOW, 0x0801: ERROR}
_FLOAT = {
    0x007FFFFF: NOT_A_NUMBER,
    0x00800000: ERROR,
    0x007FFFFE: ABOVE,
    0x00800002: BELOW,
    0x00800001: ERROR,
}


def sfloat(word: int) -> Number | Absent:
    """The number of 16 bits: four of exponent, twelve of mantissa, both signed."""
    return _SFLOAT.get(word) or Number(_signed(word & 0xFFF, 12), _signed(word >> 12, 4))


def float32(word: int) -> Number | Absent:
    """The number of 32 bits: eight of exponent, 24 of mantissa, both signed."""
    return _FLOAT.get(word) or Number(_signed(word & 0xFFFFFF, 24), _signed(word >> 24, 8))


def _signed(bits: int, width: int) -> int:
    return bits - (1 << width) if bits >> (width - 1) else bits


def text(number: Number) -> str:
    """Every digit that was sent: 200 x 10^-2 is 2.00, and 2 x 10^2 is 200."""
    if number.exponent >= 0:
        return str(number.mantissa * 10**number.exponent)
    sign = "-" if number.mantissa < 0 else ""
    digits = str(abs(number.mantissa)).rjust(1 - number.exponent, "0")
    return f"{sign}{digits[: number.exponent]}.{digits[number.exponent :]}"


def kept(number: Number | Absent) -> str | Absent:
    """The number as a reading can hold it: with four decimals at the most, and not too large."""
    if isinstance(number, Absent):
        return number
    if number.exponent < -MOST_DECIMALS:
        return converted(number, 1, 1, MOST_DECIMALS)
    return text(number) if _fits(number) else ERROR


def converted(
    number: Number | Absent, times: int, over: int, decimals: int, *, minus: int = 0
) -> str | Absent:
    """(number - minus) x times / over, counted exactly and rounded once, half away from zero."""
    if isinstance(number, Absent):
        return number
    if not _fits(number):
        return ERROR
    above, below = 10 ** max(number.exponent, 0), 10 ** max(-number.exponent, 0)
    top = (number.mantissa * above - minus * below) * times * 10**decimals
    bottom = below * over
    rounded = (2 * abs(top) + bottom) // (2 * bottom)
    result = Number(-rounded if top < 0 else rounded, -decimals)
    return text(result) if _fits(result) else ERROR


def _fits(number: Number) -> bool:
    """Whether the number is of a size that can be kept."""
    if number.exponent > 9:
        return number.mantissa == 0
    above, below = 10 ** max(number.exponent, 0), 10 ** max(-number.exponent, 0)
    return bool(abs(number.mantissa) * above <= _LARGEST * below)
