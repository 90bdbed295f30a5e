"""Heart rate 0x2A37: one moment of a belt's or a watch's stream."""

from heime.core.kinds import Kind
from heime.edges.devices.frame import Bytes, Frame, Unreadable, one

_NO_CONTACT = 2


def heart_rate(content: bytes) -> Frame:
    left = Bytes(content)
    flags = left.whole(1)
    rate = left.whole(2 if flags & 1 else 1)
    quality = ("sensor_off_user",) if flags >> 1 & 3 == _NO_CONTACT else ()
    also: dict[str, str] = {}
    if flags & 8:
        also["energy_kj"] = str(left.whole(2))
    if flags & 16:
        also["rr_1024"] = " ".join(_intervals(left))
    return Frame(
        (one(Kind.HEART_RATE, str(rate), quality=quality),),
        also=also,
        notes=left.notes(flags, 0x1F),
    )


def _intervals(left: Bytes) -> list[str]:
    """The times between beats, in 1024ths of a second: all that is left, and at least one."""
    if left.left < 2 or left.left % 2:
        raise Unreadable("truncated")
    return [str(left.whole(2)) for _ in range(left.left // 2)]
