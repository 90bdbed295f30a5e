"""Glucose 0x2A18: one stored record of a blood glucose meter."""

from datetime import datetime, timedelta

from heime.core.kinds import Kind
from heime.edges.devices.frame import Bytes, Found, Frame, clock_text, named, one
from heime.edges.devices.numbers import ABOVE, BELOW, Absent, Number, converted, kept

_QUALITY = {
    1: "sensor_malfunction",
    2: "invalid",  # the sample was too small
    3: "invalid",  # the strip was not put in right
    4: "invalid",  # a strip of the wrong type
    7: "invalid",  # too warm
    8: "invalid",  # too cold
    9: "invalid",  # the strip was pulled out early
    10: "sensor_malfunction",
}
_TOO_HIGH, _TOO_LOW, _TIME_FAULT = 1 << 5, 1 << 6, 1 << 11
_NOTES = {0: "battery_low", 11: "clock_fault"}

SAMPLES = {
    1: "capillary_whole_blood",
    2: "capillary_plasma",
    3: "venous_whole_blood",
    4: "venous_plasma",
    5: "arterial_whole_blood",
    6: "arterial_plasma",
    7: "undetermined_whole_blood",
    8: "undetermined_plasma",
    9: "interstitial_fluid",
    10: "control_solution",
}
_CONTROL_SAMPLE, _CONTROL_PLACE = 10, 4


def blood_glucose(content: bytes) -> Frame:
    left = Bytes(content)
    flags = left.whole(1)
    sequence = left.whole(2)
    base = left.date_time()
    offset = left.signed16() if flags & 1 else 0
    measured = (left.sfloat(), left.whole(1)) if flags & 2 else None
    status = left.whole(2) if flags & 8 else 0
    taken = None if base is None or status & _TIME_FAULT else _moved(base, offset)
    also = {} if base is None else {"base_time": str(clock_text(base))}
    found: tuple[Found, ...] = ()
    if measured is not None:
        number, where = measured
        sample, place = where & 0x0F, where >> 4
        if sample in SAMPLES:
            also["sample"] = SAMPLES[sample]
        control = sample == _CONTROL_SAMPLE or place == _CONTROL_PLACE
        found = (_concentration(number, status, molar=bool(flags & 4), control=control),)
    follows = ("context_follows",) if flags & 16 else ()
    return Frame(
        found,
        clock_text(taken),
        sequence,
        also=also,
        notes=(*named(status, _NOTES), *follows, *left.notes(flags, 0x1F)),
    )


def _concentration(number: Number | Absent, status: int, *, molar: bool, control: bool) -> Found:
    """In mmol/L. What the meter says is beyond its range has no number, whatever it sent."""
    quality = named(status, _QUALITY)
    if control:
        quality = ("testing", *quality)
    if status & _TOO_HIGH:
        number = ABOVE
    elif status & _TOO_LOW:
        number = BELOW
    return one(Kind.BLOOD_GLUCOSE, _mmol(number, molar=molar), quality=quality)


def _mmol(number: Number | Absent, *, molar: bool) -> str | Absent:
    """From mol/L by its exponent; from kg/L by the molar mass, to the tenth that meters show."""
    if isinstance(number, Absent):
        return number
    if molar:
        return kept(Number(number.mantissa, number.exponent + 3))
    return converted(number, 100_000 * 10_000, 180_156, 1)


def _moved(base: datetime, minutes: int) -> datetime | None:
    """The base time, and the offset by which the person has set the clock since."""
    try:
        return base + timedelta(minutes=minutes)
    except OverflowError:
        return None
