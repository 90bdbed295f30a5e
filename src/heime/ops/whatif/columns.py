"""Readings of one kind as columns of whole numbers, cut into blocks that nothing connects.

A block is what can be judged apart from everything else of its kind: readings less than half an
hour after one another, or the weights of a local day. A block is settled when its session is
green whichever of its readings have come, in whatever order and however long is waited, and nothing
that looks beyond it (baseline, trend, irregular pulse, weight over days) can touch it. Everything
else is for the scalar judge. What is settled when, settled.py says.

NumPy lives here and not in the core, which keeps to the standard library (ADR 2): the core's
replay is the truth, and this is a quicker way to it. tests/core/test_whatif.py holds them together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from heime.core import baseline, judging, validity
from heime.core.events import HOME
from heime.core.irregular import Flag
from heime.core.kinds import KINDS, Kind
from heime.core.late import FRESH
from heime.core.quantity import Scaled
from heime.core.reading import Reading
from heime.core.takes import LENGTH

Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]

_MICRO = 1_000_000
_HALF_HOUR = int(LENGTH.total_seconds()) * _MICRO
_FRESH = int(FRESH.total_seconds()) * _MICRO
WINDOW = int(baseline.WINDOW.total_seconds()) * _MICRO


def micro(moment: datetime) -> int:
    """Whole microseconds since 1970; exact, as a float of this size still tells them apart."""
    return round(moment.timestamp() * _MICRO)


def micros(moments: Sequence[datetime]) -> Numbers:
    """`micro` of each."""
    seconds = np.fromiter(map(datetime.timestamp, moments), np.float64, len(moments))
    return np.rint(seconds * _MICRO).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Column:
    """The valid readings of one kind of one person, oldest first, and the blocks they make.

    rejected: those that are no results; they stand in no block.
    first: where each block begins among the readings. start, low, high: of each block its
        beginning and its outermost values; of weights both the day's value.
    clear: its last reading gives the value of its session when all is green.
    wide: it spans half an hour or more, so that nobody can say how many sessions it makes.
    late: something in it came too late to be judged live.
    day: the local day it begins on. weights: of weights the daily ones by local day.
    """

    kind: Kind
    readings: list[Reading]
    rejected: list[Reading]
    value: Numbers
    second: Numbers
    credible: Truths
    flagged: Truths
    received: Numbers
    measured: Numbers
    first: Numbers
    start: Numbers
    low: Numbers
    high: Numbers
    clear: Truths
    wide: Truths
    late: Truths
    day: Numbers
    weights: dict[date, Scaled]
    first_of: list[int]
    last_of: list[int]
    """Of each block where it begins and its last value, to be asked one by one."""
    irregular: list[Flag]
    """When a meter of this kind noticed an irregular pulse."""
    other_equipment: bool
    """Whether oxygen flow or model of meter changed, which begins a baseline anew (7.4)."""

    @property
    def in_order(self) -> bool:
        """Whether everything arrived in the order it was taken: what came before stays as it is."""
        return bool(np.all(np.diff(self.received) >= 0))

    def of_block(self, block: int, upto: int) -> list[Reading]:
        """The readings of the blocks from `block` up to but not including `upto`."""
        end = int(self.first[upto]) if upto < len(self.first) else len(self.readings)
        return self.readings[int(self.first[block]) : end]


def column(kind: Kind, readings: Sequence[Reading], midnights: "Midnights") -> Column:
    """readings: of the one kind, in any order."""
    everything = sorted(readings, key=lambda r: (r.measured_at, r.received_at, r.id))
    valid, credible = _valid(kind, everything)
    kept = [everything[number] for number in np.flatnonzero(valid)]
    rejected = [everything[number] for number in np.flatnonzero(~valid)]
    measured = micros([reading.measured_at for reading in kept])
    received = micros([reading.received_at for reading in kept])
    value, second = _column(kept, _value), _column(kept, _second)
    day = midnights.days_of(measured)
    apart = np.diff(day) != 0 if kind is Kind.BODY_WEIGHT else np.diff(measured) >= _HALF_HOUR
    first = np.flatnonzero(np.concatenate(([True], apart))) if kept else np.zeros(0, np.int64)
    ends = np.append(first[1:], len(kept)) - 1 if kept else first
    weights = judging.daily_weights(kept) if kind is Kind.BODY_WEIGHT else {}
    flagged = np.array([judging.is_flagged(r) for r in kept], bool)
    low, high = _ends_of(kind, value, first, ends, day, weights)
    return Column(
        kind=kind,
        readings=kept,
        rejected=rejected,
        value=value,
        second=second,
        credible=credible[valid],
        flagged=flagged,
        received=received,
        measured=measured,
        first=first,
        start=measured[first],
        low=low,
        high=high,
        clear=_clear(kind, kept, first, ends),
        wide=_span(kind, measured, first, ends) >= _HALF_HOUR,
        late=any_of(received - measured > _FRESH, first),
        day=day[first],
        weights=weights,
        first_of=first.tolist(),
        last_of=(low if kind is Kind.BODY_WEIGHT else value[ends]).tolist(),
        other_equipment=_other_equipment(kept),
        irregular=[(kept[number].measured_at, kind) for number in np.flatnonzero(flagged)],
    )


def _other_equipment(readings: Sequence[Reading]) -> bool:
    oxygen = {reading.oxygen for reading in readings} - {""}
    return len(oxygen) > 1 or len({reading.model for reading in readings} - {""}) > 1


def _valid(kind: Kind, readings: Sequence[Reading]) -> tuple[Truths, Truths]:
    """Which readings are valid, and which of those are credible. Most are both by their numbers
    alone; validity.py says it of the others."""
    spec = KINDS[kind]
    value, second = _column(readings, _value), _column(readings, _second)
    plain = np.array([r.quality == 0 and r.value is not None for r in readings], bool)
    plain &= (value >= spec.credible.low) & (value <= spec.credible.high)
    if spec.second_credible is not None:
        least, most = validity.CREDIBLE_PULSE_PRESSURE
        pulse = value - second
        plain &= (second >= spec.second_credible.low) & (second <= spec.second_credible.high)
        plain &= (pulse >= least) & (pulse <= most)
    valid, credible = plain.copy(), plain.copy()
    for number in np.flatnonzero(~plain).tolist():
        valid[number] = validity.rejected_by(readings[number]) is None
        credible[number] = valid[number] and validity.is_credible(readings[number])
    return valid, credible


def _column(readings: Sequence[Reading], of: Callable[[Reading], int]) -> Numbers:
    return np.fromiter(map(of, readings), np.int64, len(readings))


def _value(reading: Reading) -> int:
    return 0 if reading.value is None else reading.value


def _second(reading: Reading) -> int:
    return 0 if reading.second is None else reading.second


def _span(kind: Kind, measured: Numbers, first: Numbers, ends: Numbers) -> Numbers:
    """How long each block is; a day of weights makes one session however long it is."""
    return np.zeros_like(first) if kind is Kind.BODY_WEIGHT else measured[ends] - measured[first]


def _clear(kind: Kind, kept: Sequence[Reading], first: Numbers, ends: Numbers) -> Truths:
    """Blocks whose last reading is the session's value when all is green: one or two readings, the
    second no repeat of the first. Of weights only the day's first ever counts."""
    clear: Truths = (ends - first < 2) | (kind is Kind.BODY_WEIGHT)
    for block in np.flatnonzero(clear & (ends > first)) if kind is not Kind.BODY_WEIGHT else ():
        place = int(first[block])
        clear[block] = not validity.is_duplicate(kept[place + 1], kept[place])
    return clear


def _ends_of(
    kind: Kind, value: Numbers, first: Numbers, ends: Numbers, day: Numbers,
    weights: dict[date, Scaled],
) -> tuple[Numbers, Numbers]:  # fmt: skip
    if not len(first):
        return value, value
    if kind is not Kind.BODY_WEIGHT:
        return np.minimum.reduceat(value, first), np.maximum.reduceat(value, first)
    last = value[ends]
    known = [weights.get(date.fromordinal(int(d)), int(v)) for d, v in zip(day[first], last,
                                                                          strict=True)]  # fmt: skip
    return np.array(known, np.int64), np.array(known, np.int64)


def any_of(truths: Truths, first: Numbers) -> Truths:
    """Of each block whether it holds for any of its readings."""
    if not len(first):
        return truths
    found: Truths = np.logical_or.reduceat(truths, first)
    return found


class Midnights:
    """Which local day a moment is in, for the moments of one history."""

    def __init__(self, earliest: datetime, latest: datetime) -> None:
        self._from = judging.local_day(earliest).toordinal()
        upto = judging.local_day(latest).toordinal() + 1
        days = [date.fromordinal(number) for number in range(self._from, upto + 1)]
        midnights = [micro(datetime(d.year, d.month, d.day, tzinfo=HOME)) for d in days]
        self._starts = np.array(midnights, np.int64)

    def days_of(self, moments: Numbers) -> Numbers:
        """Local days as ordinals (date.fromordinal)."""
        found: Numbers = np.searchsorted(self._starts, moments, "right") + (self._from - 1)
        return found
