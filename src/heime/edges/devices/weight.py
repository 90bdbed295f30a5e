"""Weight 0x2A9D: a whole number of 5 g, or of a hundredth of a pound."""

from heime.core.kinds import Kind
from heime.edges.devices.frame import Bytes, Frame, clock_text, numbers, one
from heime.edges.devices.numbers import ERROR, Absent, Number, converted, text

UNSUCCESSFUL = 0xFFFF
"""The scale could not weigh; taken as a number it would be 327.675 kg."""


def body_weight(content: bytes) -> Frame:
    left = Bytes(content)
    flags = left.whole(1)
    pounds = bool(flags & 1)
    raw = left.whole(2)
    taken = clock_text(left.date_time()) if flags & 2 else None
    user = left.user() if flags & 4 else None
    also = _figure(left, inches=pounds) if flags & 8 else {}
    return Frame(
        (one(Kind.BODY_WEIGHT, _kilograms(raw, pounds=pounds)),),
        taken,
        user=user,
        also=also,
        notes=left.notes(flags, 0x0F),
    )


def _kilograms(raw: int, *, pounds: bool) -> str | Absent:
    if raw == UNSUCCESSFUL:
        return ERROR
    if pounds:
        return converted(Number(raw, -2), 45_359_237, 100_000_000, 3)
    return text(Number(raw * 5, -3))


def _figure(left: Bytes, *, inches: bool) -> dict[str, str]:
    """Body mass index and height, as the scale was told it."""
    index, height = left.whole(2), left.whole(2)
    metres = converted(Number(height, -1), 254, 10_000, 3) if inches else text(Number(height, -3))
    return numbers(bmi=text(Number(index, -1)), height_m=metres)
