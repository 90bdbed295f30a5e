"""Blood pressure 0x2A35, and the cuff pressure that is shown while measuring, 0x2A36."""

from heime.core.kinds import Kind
from heime.edges.devices.frame import Bytes, Frame, Unreadable, clock_text, named, numbers, one
from heime.edges.devices.numbers import Absent, Number, converted, kept

_QUALITY = {0: "movement", 1: "cuff_loose", 5: "bad_position"}
_FLAGS = {2: "irregular_pulse"}
_PULSE_RANGE = {1: ("pulse_above_range",), 2: ("pulse_below_range",)}
_KNOWN_FLAGS = 0x1F


def blood_pressure(content: bytes) -> Frame:
    """One cuff measurement, with the pulse that was counted in it."""
    left = Bytes(content)
    flags = left.whole(1)
    in_kpa = bool(flags & 1)
    upper, lower, mean = (_mmhg(left.sfloat(), in_kpa=in_kpa) for _ in range(3))
    taken = clock_text(left.date_time()) if flags & 2 else None
    pulse = kept(left.sfloat()) if flags & 4 else None
    user = left.user() if flags & 8 else None
    status = left.whole(2) if flags & 16 else 0
    quality, about_heart = named(status, _QUALITY), named(status, _FLAGS)
    pressure = one(Kind.BLOOD_PRESSURE, upper, lower, quality=quality, flags=about_heart)
    if pressure.value is None:
        quality = (*quality, "invalid")  # nor is a pulse of use that was counted in a failed one
    found = [pressure]
    if pulse is not None:
        found.append(one(Kind.HEART_RATE, pulse, quality=quality, flags=about_heart))
    return Frame(
        tuple(found),
        taken,
        user=user,
        also=numbers(mean=mean),
        notes=(*_PULSE_RANGE.get(status >> 3 & 3, ()), *left.notes(flags, _KNOWN_FLAGS)),
    )


def cuff_pressure(content: bytes) -> Frame:
    """What the cuff holds right now: for the screen alone, it is nobody's blood pressure."""
    left = Bytes(content)
    flags = left.whole(1)
    cuff = _mmhg(left.sfloat(), in_kpa=bool(flags & 1))
    left.whole(4)  # where a blood pressure has its two other numbers
    if flags & 2:
        left.date_time()
    for bit, length in ((4, 2), (8, 1), (16, 2)):
        if flags & bit:
            left.whole(length)
    if isinstance(cuff, Absent):
        raise Unreadable("no cuff pressure")
    return Frame(intermediate=True, also={"cuff": cuff}, notes=left.notes(flags, _KNOWN_FLAGS))


def _mmhg(number: Number | Absent, *, in_kpa: bool) -> str | Absent:
    """Whole mm[Hg] from kPa: its tenths are three quarters of one, so nothing is lost."""
    return converted(number, 750062, 100_000, 0) if in_kpa else kept(number)
