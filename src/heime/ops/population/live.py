"""Readings without end, for the feeder: the same people and meters, sent as they are measured.

Time here is simulated: it starts when the real one does and runs `speed` times as fast, with
days and nights of its own. A sample carries the real moment at which its simulated one comes, so
that nothing is ever measured in the future.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from math import floor
from random import Random

from heime.core import plan as plans
from heime.core.plan import Plan
from heime.ops.population.body import time_of_day
from heime.ops.population.history import wandering_of
from heime.ops.population.meters import Levels, by_its_clock, measure
from heime.ops.population.person import OSLO, Instrument, Person, Sample, Signal

BY_DAY, BY_NIGHT = 1.0, 0.25
"""Measurings per person and simulated hour, from six to ten in the evening and else."""
UNWELL = 0.25
"""How many are having a bad time while this runs. Spread over everybody, the same number of bad
moments would put all fifty on the worklist within the hour."""
BAD_MOMENT = {True: 0.27, False: 0.012}
"""How likely a measuring falls in a bad moment, for the unwell and for the others."""
PASSES = 0.6
"""How likely a bad moment has passed when the person has rested."""
LEAST_REST = 4.0
"""Real seconds between two rounds, at any speed: less is hard to follow on a screen. (In simulated
time it is five minutes.)"""

WORSE: dict[Instrument, dict[Signal, float]] = {
    Instrument.OXIMETER: {Signal.SPO2: -4.5, Signal.PULSE: 9},
    Instrument.CUFF: {Signal.SYSTOLIC: 33, Signal.DIASTOLIC: 14, Signal.PULSE: 12},
    Instrument.THERMOMETER: {Signal.TEMPERATURE: 1.9},
    Instrument.WATCH: {Signal.BREATHING: 7.5},
    Instrument.GLUCOSE_METER: {Signal.GLUCOSE: 8.5},
    # A weight is one a day and no matter of moments.
    Instrument.SCALE: {},
}

Due = tuple[datetime, Sample]


def live(people: Sequence[Person], seed: int | str, start: datetime, speed: float) -> Iterator[Due]:
    """Yield (simulated moment, sample) for ever, in the order they are due.

    `sample.measured_at` is the real moment to send it: start + (simulated - start) / speed, or a
    little earlier for the meter whose clock is behind. Another `start` gives other readings.
    """
    start = start.astimezone(OSLO)
    rng = Random(f"{seed}/live/{start.timestamp()}")
    homes = [_Home(person, seed, rng) for person in people]
    rest = max(5.0, LEAST_REST * speed / 60)
    order = count()  # no two entries compare further than this
    waiting: list[tuple[float, int, _Home | Sample]] = []
    for home in homes:
        first = start.timestamp() + rng.uniform(0, 3600)
        heappush(waiting, (first, next(order), home))
    while waiting:
        due, _, what = heappop(waiting)
        if isinstance(what, Sample):
            real = start.timestamp() + (due - start.timestamp()) / speed
            at = datetime.fromtimestamp(floor(real * 1000) / 1000, OSLO)
            yield datetime.fromtimestamp(due, OSLO), by_its_clock(what, at)
            continue
        samples = what.measures(datetime.fromtimestamp(due, OSLO), rest)
        for sample in samples:
            heappush(waiting, (sample.measured_at.timestamp(), next(order), sample))
        done = samples[-1].measured_at.timestamp()
        heappush(waiting, (_next(done, rest, rng), next(order), what))


def _next(after: float, rest: float, rng: Random) -> float:
    """When the same person measures next: after half the usual wait, or a rest if it is longer."""
    by_day = 6 <= datetime.fromtimestamp(after, OSLO).hour < 22
    wait = 60 / (BY_DAY if by_day else BY_NIGHT)
    return after + 60 * (max(wait / 2, rest) + rng.expovariate(2 / wait))


class _Home:
    """One person with meters, who picks one of them at a time."""

    def __init__(self, person: Person, seed: int | str, rng: Random) -> None:
        self.person = person
        self.plan: Plan = plans.read(person.plan.content)
        self.instruments = [agreed.instrument for agreed in person.schedule]
        self.wandering = wandering_of(person, seed)
        self.rng = rng
        self.bad_moment = BAD_MOMENT[rng.random() < UNWELL]

    def measures(self, at: datetime, rest: float) -> list[Sample]:
        """The samples of one measuring and its confirmations, with their simulated moments."""
        instrument = self.rng.choice(self.instruments)
        worse = WORSE[instrument] if self.rng.random() < self.bad_moment else {}
        passes = self.rng.random() < PASSES
        rounds = measure(
            self.person,
            self.plan,
            instrument,
            at,
            self._levels(at, {} if passes else worse),
            self.rng,
            passing=worse if passes else None,
            least_rest=rest,
        )
        return [sample for one in rounds for sample in one.samples]

    def _levels(self, at: datetime, worse: dict[Signal, float]) -> Levels:
        hour = at.hour + at.minute / 60

        def level(signal: Signal) -> float:
            offset = self.wandering.on(signal, 0) + time_of_day(signal, hour)
            return self.person.usual[signal] + offset + worse.get(signal, 0.0)

        return level
