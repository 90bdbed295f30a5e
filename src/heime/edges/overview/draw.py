"""Bars, drawn on the server: where each stands in a picture of a fixed size."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 160
GAP = 0.2
"""Of a bar's place, how much is left empty."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle. look: the class that says what it is."""

    x: float
    y: float
    width: float
    height: float
    look: str


def stacked(columns: Sequence[Sequence[tuple[str, float]]]) -> list[Bar]:
    """A column for each entry: parts (look, how much) from the bottom up."""
    most = max((sum(much for _, much in column) for column in columns), default=0) or 1
    place = WIDTH / max(len(columns), 1)
    found = []
    for number, column in enumerate(columns):
        y = float(HEIGHT)
        for look, much in column:
            height = HEIGHT * much / most
            y -= height
            if height:
                x = number * place + place * GAP / 2
                found.append(_bar(x, y, place * (1 - GAP), height, look))
    return found


def beside(columns: Sequence[Sequence[tuple[str, float]]]) -> list[Bar]:
    """A group of bars for each entry, beside each other."""
    most = max((much for column in columns for _, much in column), default=0) or 1
    place = WIDTH / max(len(columns), 1)
    found = []
    for number, column in enumerate(columns):
        width = place * (1 - GAP) / max(len(column), 1)
        for turn, (look, much) in enumerate(column):
            height = HEIGHT * much / most
            if height:
                x = number * place + place * GAP / 2 + turn * width
                found.append(_bar(x, HEIGHT - height, width, height, look))
    return found


def _bar(x: float, y: float, width: float, height: float, look: str) -> Bar:
    return Bar(round(x, 1), round(y, 1), round(width, 1), round(height, 1), look)
