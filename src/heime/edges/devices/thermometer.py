"""Temperature 0x2A1C, and the one that is shown while measuring, 0x2A1E."""

from dataclasses import replace

from heime.core.kinds import Kind
from heime.edges.devices.frame import Bytes, Frame, clock_text, one
from heime.edges.devices.numbers import Absent, Number, converted, kept

SITES = (
    "axilla",
    "body",
    "ear",
    "finger",
    "gastrointestinal",
    "mouth",
    "rectum",
    "toe",
    "tympanum",
)
"""Where it was taken, from 1. Places are not interchangeable (clinical reference 1.6)."""


def temperature(content: bytes) -> Frame:
    left = Bytes(content)
    flags = left.whole(1)
    number = left.float32()
    degrees = _from_fahrenheit(number) if flags & 1 else kept(number)
    taken = clock_text(left.date_time()) if flags & 2 else None
    site = left.whole(1) if flags & 4 else 0
    return Frame(
        (one(Kind.BODY_TEMPERATURE, degrees),),
        taken,
        also={"site": SITES[site - 1]} if 1 <= site <= len(SITES) else {},
        notes=left.notes(flags, 0x07),
    )


def passing_temperature(content: bytes) -> Frame:
    """What the thermometer shows before it is done."""
    return replace(temperature(content), intermediate=True)


def _from_fahrenheit(number: Number | Absent) -> str | Absent:
    """Two decimals, so that no rounding moves it over a limit given in tenths."""
    degrees = converted(number, 5, 9, 2, minus=32)
    return degrees.removesuffix("0") if isinstance(degrees, str) else degrees
