"""The phone's parsers and the server's give the same for the same bytes, whatever the bytes."""

import json
import random

import pytest

from heime.edges.devices.decode import Fault, decode, plain
from heime.edges.devices.frame import Frame
from tests.app import node
from tests.edges.devices.random_frames import Dice, frame

# Blood pressure stands on two numbers, and its mean on none.
STANDS_ON = {0x2A35: ((0, 1),), 0x2A5E: ((0,), (1,)), 0x2A5F: ((0,), (1,))}


def on_the_phone(lines: list[str]) -> list[object]:
    ended = node.run(node.ROOT / "tests" / "app" / "decode_lines.ts", stdin="\n".join(lines))
    assert ended.returncode == 0, ended.stderr
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(answers) == len(lines)
    return answers


def of_nothing(dice: Dice, answer: Frame | Fault) -> list[str]:
    """The numbers that were made of special values: there must be none."""
    if isinstance(answer, Fault) or not dice.special:
        return []
    made = []
    stands_on = STANDS_ON.get(dice.characteristic, ((0,),))
    for found, places in zip(answer.found, stands_on, strict=False):
        if any(dice.special[place] for place in places):
            made += [text for text in (found.value, found.second) if text is not None]
            if found.absent is None:
                made.append("without a reason")
    return made


def compare(frames: list[Dice]) -> int:
    """Both parsers on all of them. Return how many could be read and held something."""
    read = 0
    phone = on_the_phone([one.line for one in frames])
    for dice, there in zip(frames, phone, strict=True):
        here = decode(dice.characteristic, dice.content)
        assert plain(here) == there, dice.line
        assert not of_nothing(dice, here), dice.line
        read += isinstance(here, Frame) and bool(here.found)
    return read


def test_some_thousand_random_frames() -> None:
    dice = random.Random(1822)
    frames = [frame(dice) for _ in range(6_000)]

    assert compare(frames) > 2_000
    assert sum(any(one.special) for one in frames) > 1_000


def test_every_word_of_16_bits_as_a_saturation() -> None:
    """All 65 536 of them, five of which are no numbers."""
    words = [Dice(0x2A5E, b"\0" + word.to_bytes(2, "little") + b"\x48\0") for word in range(65_536)]
    without = []
    for word, dice in enumerate(words):
        answer = decode(dice.characteristic, dice.content)
        assert isinstance(answer, Frame)
        if answer.found[0].value is None:
            without.append(word)

    specials = [0x07FE, 0x07FF, 0x0800, 0x0801, 0x0802]
    assert without[: len(specials)] == specials
    assert all(word >> 12 in range(1, 8) for word in without[5:]), "only what is too large"
    some = [*words[0x07F0:0x0810], *words[::13]]
    assert compare(some) == len(some)


@pytest.mark.long
def test_a_million_random_frames() -> None:
    dice = random.Random(20261122)
    read = sum(compare([frame(dice) for _ in range(50_000)]) for _ in range(21))

    assert read > 400_000
