"""Fewer points for a curve, and nothing lost that matters: every extreme, every abnormal one."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dot:
    """One reading of a curve. at: seconds since 1970. kept: always drawn, whatever its value."""

    at: int
    value: int
    kept: bool


def thinned(dots: Sequence[Dot], most: int) -> list[int]:
    """The places of the dots to draw, in order; all of them when they are no more than `most`.

    Time is cut into equal parts. Of each part stay the first, the last, the lowest and the
    highest, and every dot that is `kept`: so there may be more than `most`, never too few.
    """
    if len(dots) <= most:
        return list(range(len(dots)))
    first, last = dots[0].at, dots[-1].at
    parts = max(1, most // 4)
    width = max(1, -(-(last - first + 1) // parts))
    places: set[int] = {place for place, dot in enumerate(dots) if dot.kept}
    begin = 0
    while begin < len(dots):
        part = (dots[begin].at - first) // width
        end = begin
        while end < len(dots) and (dots[end].at - first) // width == part:
            end += 1
        inside = range(begin, end)
        lowest = min(inside, key=lambda place: dots[place].value)
        highest = max(inside, key=lambda place: dots[place].value)
        places |= {begin, end - 1, lowest, highest}
        begin = end
    return sorted(places)
