"""Frames made by dice: whole ones with any numbers in them, damaged ones, and plain noise.

Every frame says where its special values lie, so that a test can ask that none became a number.
"""

import random
import struct
from dataclasses import dataclass

from heime.edges.devices.decode import PARSERS

SPECIAL_16 = (0x07FF, 0x0800, 0x07FE, 0x0802, 0x0801)
SPECIAL_32 = (0x007FFFFF, 0x00800000, 0x007FFFFE, 0x00800002, 0x00800001)

# What comes first in a frame after its flags: the formats of its numbers.
NUMBERS = {
    0x2A35: "HHH",
    0x2A36: "HHH",
    0x2A5E: "HH",
    0x2A5F: "HH",
    0x2A9D: "W",
    0x2A1C: "I",
    0x2A1E: "I",
    0x2A37: "",
}


@dataclass(frozen=True, slots=True)
class Dice:
    """One frame. special: for each of its first numbers, whether it is no number at all."""

    characteristic: int
    content: bytes
    special: tuple[bool, ...] = ()

    @property
    def line(self) -> str:
        return f"{self.characteristic:04x} {self.content.hex()}"


def frame(dice: random.Random) -> Dice:
    """Any frame: half of them whole, the rest cut, lengthened, changed or made of nothing."""
    made = _whole(dice)
    how = dice.random()
    if how < 0.5:
        return made
    content = bytearray(made.content)
    if how < 0.65:
        return Dice(made.characteristic, bytes(content[: dice.randrange(len(content) + 1)]))
    if how < 0.75:
        longer = bytes(content) + dice.randbytes(dice.randrange(1, 9))
        return Dice(made.characteristic, longer)
    if how < 0.9:
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        return Dice(made.characteristic, bytes(content))
    return Dice(dice.choice([*PARSERS, 0x2A00]), dice.randbytes(dice.randrange(24)))


def _whole(dice: random.Random) -> Dice:
    characteristic = dice.choice([*PARSERS])
    if characteristic == 0x2A18:
        return _glucose(dice)
    flags = dice.randrange(256)
    content, special = bytearray([flags]), []
    for letter in NUMBERS[characteristic]:
        number, nothing = _number(dice, letter)
        content += number
        special.append(nothing)
    content += _tail(dice)
    return Dice(characteristic, bytes(content), tuple(special))


def _glucose(dice: random.Random) -> Dice:
    """A record with a concentration in it, since that is where a special value can lie."""
    flags = dice.randrange(256) | 2
    head = struct.pack("<BH", flags, dice.randrange(0x10000)) + _date(dice)
    offset = struct.pack("<h", dice.randrange(-0x8000, 0x8000)) if flags & 1 else b""
    number, nothing = _number(dice, "H")
    where, status = dice.randbytes(1), dice.randbytes(2)
    return Dice(0x2A18, head + offset + number + where + status, (nothing,))


def _number(dice: random.Random, letter: str) -> tuple[bytes, bool]:
    nothing = dice.random() < 0.3
    if letter == "W":  # a weight, which has one value that is none
        word = 0xFFFF if nothing else dice.randrange(0xFFFF)
        return struct.pack("<H", word), nothing
    specials, bits = (SPECIAL_16, 16) if letter == "H" else (SPECIAL_32, 32)
    word = dice.choice(specials) if nothing else _likely(dice, bits)
    return struct.pack(f"<{letter}", word), word in specials


def _likely(dice: random.Random, bits: int) -> int:
    """Often what a meter would send, sometimes anything."""
    if dice.random() < 0.3:
        return dice.getrandbits(bits)
    exponent = dice.choice((0, 0, 0, -1, -1, -2, 1)) & (0xF if bits == 16 else 0xFF)
    return exponent << (bits - (4 if bits == 16 else 8)) | dice.randrange(2000)


def _tail(dice: random.Random) -> bytes:
    """Room for every member that flags can ask for: a date first, where most have one."""
    return _date(dice) + dice.randbytes(dice.choice((9, 10, 11)))


def _date(dice: random.Random) -> bytes:
    if dice.random() < 0.2:
        return dice.randbytes(7)
    year, month = dice.choice((0, 2024, 2025, 2026, 9999)), dice.randrange(14)
    parts = (dice.randrange(32), dice.randrange(24), dice.randrange(60), dice.randrange(60))
    return struct.pack("<HBBBBB", year, month, *parts)
