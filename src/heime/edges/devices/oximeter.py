"""Pulse oximeter: one result, 0x2A5E, and the stream while the finger is in it, 0x2A5F."""

from heime.core.kinds import Kind
from heime.edges.devices.frame import Bytes, Found, Frame, clock_text, named, numbers, one
from heime.edges.devices.numbers import Absent, kept

# Where the reference names no word for a bit, the milder one is taken: a value that asks for
# another is still acted on when it is critical (C-6), one that is rejected is not.
_STATUS = {
    6: "early_estimate",
    10: "demo",
    11: "testing",
    12: "calibrating",
    13: "unavailable",
    14: "questionable",
    15: "invalid",
}
_SENSOR = {
    1: "sensor_malfunction",
    2: "questionable",
    3: "inadequate_signal",
    4: "poor_signal",
    5: "low_perfusion",
    6: "erratic_signal",
    7: "inadequate_signal",
    8: "questionable",
    10: "poor_signal",
    11: "sensor_off_user",
    12: "questionable",
    13: "questionable",
    14: "sensor_malfunction",
    15: "sensor_disconnected",
}
_STATUS_NOTES = {5: "ongoing", 7: "validated", 8: "fully_qualified", 9: "from_storage"}


def spot_check(content: bytes) -> Frame:
    """The one result of a measurement, with the pulse."""
    left = Bytes(content)
    flags = left.whole(1)
    saturation, pulse = kept(left.sfloat()), kept(left.sfloat())
    taken = clock_text(left.date_time()) if flags & 1 else None
    quality, notes = _said(left, status=bool(flags & 2), sensor=bool(flags & 4))
    also = _amplitude(left) if flags & 8 else {}
    clock_not_set = bool(flags & 16)
    return Frame(
        _both(saturation, pulse, quality),
        None if clock_not_set else taken,
        also=also,
        notes=(
            *(("clock_not_set",) if clock_not_set else ()),
            *notes,
            *left.notes(flags, 0x1F),
        ),
    )


def continuous(content: bytes) -> Frame:
    """One moment of the stream. It becomes a result only when the stream has settled."""
    left = Bytes(content)
    flags = left.whole(1)
    saturation, pulse = kept(left.sfloat()), kept(left.sfloat())
    also: dict[str, str] = {}
    for bit, name in ((1, "fast"), (2, "slow")):
        if flags & bit:
            pair = {f"{name}_{part}": kept(left.sfloat()) for part in ("saturation", "pulse")}
            also |= numbers(**pair)
    quality, notes = _said(left, status=bool(flags & 4), sensor=bool(flags & 8))
    if flags & 16:
        also |= _amplitude(left)
    return Frame(
        _both(saturation, pulse, quality), also=also, notes=(*notes, *left.notes(flags, 0x1F))
    )


def _both(
    saturation: str | Absent, pulse: str | Absent, quality: tuple[str, ...]
) -> tuple[Found, ...]:
    return (
        one(Kind.OXYGEN_SATURATION, saturation, quality=quality),
        one(Kind.HEART_RATE, pulse, quality=quality),
    )


def _said(left: Bytes, *, status: bool, sensor: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the meter says of the measurement and of its sensor: quality, and notes."""
    of_status = left.whole(2) if status else 0
    of_sensor = left.whole(3) if sensor else 0
    quality = dict.fromkeys((*named(of_status, _STATUS), *named(of_sensor, _SENSOR)))
    notes = named(of_status, _STATUS_NOTES)
    return tuple(quality), (*notes, "analysing") if of_sensor >> 9 & 1 else notes


def _amplitude(left: Bytes) -> dict[str, str]:
    """How strong the pulse is at the finger, in per cent."""
    return numbers(pulse_amplitude=kept(left.sfloat()))
