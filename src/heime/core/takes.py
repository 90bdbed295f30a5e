"""One reading in the sense of the confirmation rules, made from what the meter sent (RS-1 7.3).

For most kinds that is the reading itself; for blood pressure it is the mean of a pair of cuff
readings (C-8, CL-11), or of three in known atrial fibrillation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from heime.core import validity
from heime.core.kinds import Kind
from heime.core.limits import KindLimits
from heime.core.quantity import SCALE, Scaled
from heime.core.reading import Reading
from heime.core.zone import Zone

LENGTH = timedelta(minutes=30)
"""How long a session lasts and how long a confirmation is waited for (7.3, CL-06)."""


@dataclass(frozen=True, slots=True)
class Take:
    """One reading in the sense of C-1 to C-5: a single value, or the mean of a cuff pair (C-8)."""

    at: datetime
    value: Scaled
    second: Scaled | None
    zone: Zone
    credible: bool
    inputs: tuple[UUID, ...]


def value_of(reading: Reading) -> Scaled:
    assert reading.value is not None, "only readings with a value are judged"  # noqa: S101
    return reading.value


def values_of(take: Take) -> tuple[Scaled, ...]:
    return (take.value,) if take.second is None else (take.value, take.second)


def groups_of(readings: Sequence[Reading], cuffs: int) -> list[list[Reading]]:
    """Cuff readings by the pair they were taken in, else so many at a time in order (CL-11).

    Every other kind stands alone: one reading, one group.
    """
    if readings[0].kind is not Kind.BLOOD_PRESSURE:
        return [[reading] for reading in readings]
    groups: list[list[Reading]] = []
    by_label: dict[str, list[Reading]] = {}
    filling: list[Reading] = []
    for reading in readings:
        if reading.pair:
            if reading.pair not in by_label:
                by_label[reading.pair] = []
                groups.append(by_label[reading.pair])
            by_label[reading.pair].append(reading)
        else:
            if not filling or len(filling) == cuffs:
                filling = []
                groups.append(filling)
            filling.append(reading)
    return groups


def within(readings: Sequence[Reading], start: datetime, cuffs: int) -> list[Reading]:
    """The first of `readings`: those taken in the session that starts then (CL-06).

    A cuff reading whose pair began inside belongs to it: a pair's time is its first (CL-11).
    """
    end = start + LENGTH
    inside = list(takewhile(lambda r: r.measured_at < end, readings))
    for reading in readings[len(inside) :]:
        if reading.kind is not Kind.BLOOD_PRESSURE:
            break
        mates = next(g for g in groups_of([*inside, reading], cuffs) if g[-1] is reading)
        if not 1 < len(mates) <= cuffs or reading.measured_at - mates[0].measured_at >= LENGTH:
            break
        inside.append(reading)
    return inside


def counts(group: list[Reading], cuffs: int, now: datetime) -> bool:
    """Whether a group is whole, or has waited its half hour and counts as it is (CL-11)."""
    if group[0].kind is not Kind.BLOOD_PRESSURE:
        return True
    return len(group) >= cuffs or now >= group[0].measured_at + LENGTH


def take_of(group: list[Reading], limits: KindLimits) -> Take:
    """A group as one reading: for cuffs the mean, rounded half up to whole mm[Hg] (G-3, C-8)."""
    first = group[0]
    if first.second is None:
        value = value_of(first)
        zone = limits.first.zone_of(value)
        credible = validity.is_credible(first)
        return Take(first.measured_at, value, None, zone, credible, (first.id,))
    value = _rounded_mean([value_of(r) for r in group])
    second = _rounded_mean([r.second for r in group if r.second is not None])
    return Take(
        first.measured_at,
        value,
        second,
        limits.zone_of(value, second),
        all(validity.is_credible(r) for r in group),
        tuple(r.id for r in group),
    )


def _rounded_mean(values: list[Scaled]) -> Scaled:
    doubled = 2 * sum(values) + SCALE * len(values)
    return doubled // (2 * SCALE * len(values)) * SCALE


def settle(takes: list[Take], tolerance: Scaled | None) -> tuple[list[Take], list[Take]]:
    """Which takes count, and the non-credible ones that nothing has settled yet (V-4, CL-10).

    A credible take discards what waits; a non-credible one within the tolerance of one that
    waits confirms it, and both count; a kind without a tolerance lets the newer replace it.
    """
    used: list[Take] = []
    waiting: list[Take] = []
    for take in takes:
        if take.credible:
            used.append(take)
            waiting = []
        elif tolerance is None:
            waiting = [take]
        else:
            near = [w for w in waiting if abs(w.value - take.value) <= tolerance]
            if near:
                used += [near[-1], take]
                waiting = []
            else:
                waiting.append(take)
    return used, waiting


def leading_green(takes: list[Take]) -> int:
    """How many green takes stand before the first worse one; none when nothing worse came (C-7)."""
    for number, take in enumerate(takes):
        if take.zone is not Zone.GREEN:
            return number
    return 0


def median_of(takes: list[Take]) -> tuple[Scaled, ...]:
    """Of the last three; upper and lower pressure each have a median of their own (CL-11)."""
    three = takes[-3:]
    middle = len(three) // 2
    value = sorted(take.value for take in three)[middle]
    seconds = sorted(take.second for take in three if take.second is not None)
    return (value, seconds[middle]) if seconds else (value,)
