"""One frame of a meter: what was found in it, and the reader that takes its bytes in order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from heime.core.kinds import KINDS, Kind
from heime.edges.devices.numbers import Absent, Number, float32, sfloat

FIRST_YEAR = 1582
"""The first that a meter's clock can hold; 0 is a year that is not known."""


class Unreadable(Exception):
    """The bytes are no such frame: cut off, or not what its flags say. Never leaves decode()."""


@dataclass(frozen=True, slots=True)
class Found:
    """One value of one kind.

    value: decimal text in the unit of the kind; None when the meter has no number, and then
        `absent` says why.
    second: the diastolic of a blood pressure.
    quality: what the meter thinks of the value, in the words of the scenario format.
    flags: what it says of the heart (irregular_pulse); no reading is doubted for it.
    """

    kind: Kind
    value: str | None
    second: str | None = None
    absent: str | None = None
    quality: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        return KINDS[self.kind].unit.value


@dataclass(frozen=True, slots=True)
class Frame:
    """All that a frame holds.

    taken: when, by the meter's own clock, without a time zone; None when it does not say.
    sequence: the meter's own number of the record. user: its number of the person.
    intermediate: shown while measuring; never a result.
    also: more numbers of the frame as decimal text, by name. notes: more that it says.
    """

    found: tuple[Found, ...] = ()
    taken: str | None = None
    sequence: int | None = None
    user: int | None = None
    intermediate: bool = False
    also: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def one(
    kind: Kind,
    value: str | Absent,
    second: str | Absent | None = None,
    *,
    quality: tuple[str, ...] = (),
    flags: tuple[str, ...] = (),
) -> Found:
    """A value, or none when one of its numbers is missing: half a pressure is no pressure."""
    if isinstance(value, Absent):
        return Found(kind, None, None, value.why, quality, flags)
    if isinstance(second, Absent):
        return Found(kind, None, None, second.why, quality, flags)
    return Found(kind, value, second, None, quality, flags)


def numbers(**named_numbers: str | Absent) -> dict[str, str]:
    """Those of them that are numbers."""
    return {name: text for name, text in named_numbers.items() if isinstance(text, str)}


def named(bits: int, names: Mapping[int, str]) -> tuple[str, ...]:
    """The names of the bits that are set, in the order of the table, each once."""
    return tuple(dict.fromkeys(name for bit, name in names.items() if bits >> bit & 1))


class Bytes:
    """Takes a frame's bytes from the front, little-endian. Raises Unreadable at its end."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._content) - self._at

    def whole(self, length: int) -> int:
        """The next `length` bytes as a whole number."""
        if self.left < length:
            raise Unreadable("truncated")
        self._at += length
        return int.from_bytes(self._content[self._at - length : self._at], "little")

    def signed16(self) -> int:
        word = self.whole(2)
        return word - 0x10000 if word >= 0x8000 else word

    def sfloat(self) -> Number | Absent:
        return sfloat(self.whole(2))

    def float32(self) -> Number | Absent:
        return float32(self.whole(4))

    def user(self) -> int | None:
        """The meter's number of the person; 255 is nobody it knows."""
        user = self.whole(1)
        return None if user == 0xFF else user

    def date_time(self) -> datetime | None:
        """The meter's clock; None for what is not known, or is no date."""
        year, month, day = self.whole(2), self.whole(1), self.whole(1)
        hour, minute, second = self.whole(1), self.whole(1), self.whole(1)
        if year < FIRST_YEAR:
            return None
        try:
            return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - it has no zone
        except ValueError:
            return None

    def notes(self, flags: int, known: int) -> tuple[str, ...]:
        """What is left over when all that is known has been read: kept, and told."""
        reserved = ("reserved_flags",) if flags & ~known & 0xFF else ()
        return (*reserved, "trailing_bytes") if self.left else reserved


def clock_text(moment: datetime | None) -> str | None:
    """A meter's time as text, without a zone, since it has none."""
    return None if moment is None else moment.isoformat(timespec="seconds")
