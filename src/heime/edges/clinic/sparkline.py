"""A small curve with the green band behind it, drawn on the server so that it needs no script."""

from collections.abc import Sequence
from dataclasses import dataclass

from heime.core.limits import Limits
from heime.core.quantity import Scaled
from heime.records.measurements.reads import Point

WIDTH, HEIGHT, EDGE = 96, 28, 3


@dataclass(frozen=True, slots=True)
class Sparkline:
    """What the template draws, in units of the drawing.

    band: top and height of what is green in the plan; None when the plan has no limits.
    """

    path: str
    last: tuple[float, float]
    band: tuple[float, float] | None
    width: int = WIDTH
    height: int = HEIGHT


def draw(points: Sequence[Point], limits: Limits | None) -> Sparkline | None:
    """The last readings as a line; None when there are fewer than two to draw."""
    if len(points) < 2:
        return None
    values = [point.value for point in points]
    low, high = nearest(limits)
    # The nearest line belongs in the picture: without it a flat curve says nothing.
    seen = [*values, *(line for line in (low, high) if line is not None and _near(line, values))]
    least, most = min(seen), max(seen)
    span = max(most - least, 1)

    def y(value: int) -> float:
        return round(EDGE + (most - value) / span * (HEIGHT - 2 * EDGE), 1)

    start = points[0].at
    length = max((points[-1].at - start).total_seconds(), 1.0)
    dots = [
        (round(EDGE + (p.at - start).total_seconds() / length * (WIDTH - 2 * EDGE), 1), y(p.value))
        for p in points
    ]
    path = "M" + " L".join(f"{x} {height}" for x, height in dots)
    if low is None and high is None:
        return Sparkline(path, dots[-1], None)
    top = y(high) if high is not None and high <= most else 0.0
    bottom = y(low) if low is not None and low >= least else float(HEIGHT)
    return Sparkline(path, dots[-1], (max(top, 0.0), max(round(bottom - max(top, 0.0), 1), 0.0)))


def nearest(limits: Limits | None) -> tuple[Scaled | None, Scaled | None]:
    """The innermost lines below and above: what lies between them is green."""
    if limits is None:
        return None, None
    low = limits.yellow_low if limits.yellow_low is not None else limits.red_low
    high = limits.yellow_high if limits.yellow_high is not None else limits.red_high
    return low, high


def _near(line: Scaled, values: Sequence[Scaled]) -> bool:
    """Whether a limit is close enough to the values to be drawn without flattening them."""
    spread = max(max(values) - min(values), abs(line) // 20)
    return min(values) - 2 * spread <= line <= max(values) + 2 * spread
