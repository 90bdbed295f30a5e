"""The body behind the readings: where each number lies, and how it wanders.

A reading is the usual level, plus a slow wandering from day to day (each day keeps part of the
day before), plus the time of day, plus what a deterioration adds, plus the reading's own scatter.
All figures are chosen so that the curves look right; none is a clinical claim.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from heime.ops.population.person import Condition, Home, Sex, Signal


@dataclass(frozen=True, slots=True)
class Habit:
    """How one signal wanders.

    day: spread of the wandering from day to day. kept: how much of it stays until the next day.
    reading: spread between two readings of one hour. evening: how the evening differs from the
    morning. floor, ceiling: what an ordinary meter would still show.
    """

    day: float
    kept: float
    reading: float
    evening: float
    floor: float
    ceiling: float


HABITS: dict[Signal, Habit] = {
    Signal.SPO2: Habit(0.55, 0.7, 0.65, 0.3, 71, 99),
    Signal.PULSE: Habit(3.0, 0.6, 3.2, 2.5, 38, 178),
    Signal.SYSTOLIC: Habit(4.2, 0.6, 4.5, -4.0, 74, 228),
    Signal.DIASTOLIC: Habit(2.6, 0.6, 3.0, -3.0, 42, 132),
    Signal.WEIGHT: Habit(0.28, 0.8, 0.15, 0.5, 34, 190),
    Signal.TEMPERATURE: Habit(0.12, 0.4, 0.12, 0.3, 35.1, 41.2),
    Signal.BREATHING: Habit(0.8, 0.6, 1.0, 0.0, 7, 48),
    Signal.GLUCOSE: Habit(0.7, 0.5, 0.8, 1.2, 2.1, 28),
}

UNEVEN = 1.7
"""An uneven heart makes the pulse scatter this much more."""


STRAINED = 0.42
"""How many live close to their limits: their plans ought to be looked at, and staff will see it."""


def usual_levels(
    conditions: tuple[Condition, ...], sex: Sex, home: Home, rng: Random
) -> dict[Signal, float]:
    """Where each of the person's numbers lies on an ordinary morning."""
    strained = rng.random() < STRAINED
    systolic = rng.uniform(*_systolic_range(conditions, strained))
    heavy = 84.0 if sex is Sex.MALE else 71.0
    light = 7.0 if Condition.DEMENTIA in conditions else 0.0
    return {
        Signal.SPO2: rng.uniform(*_spo2_range(conditions, home, strained)),
        Signal.PULSE: rng.uniform(*_pulse_range(conditions, strained)),
        Signal.SYSTOLIC: systolic,
        Signal.DIASTOLIC: 0.42 * systolic + rng.uniform(20, 27),
        Signal.WEIGHT: min(112.0, max(46.0, rng.gauss(heavy - light, 9.0))),
        Signal.TEMPERATURE: rng.uniform(36.3, 36.7),
        Signal.BREATHING: rng.uniform(*_breathing_range(conditions, strained)),
        Signal.GLUCOSE: rng.uniform(7.0, 11.5),
    }


Span = tuple[float, float]


def _systolic_range(conditions: tuple[Condition, ...], strained: bool) -> Span:
    if Condition.HEART_FAILURE in conditions:
        if Condition.HYPERTENSION in conditions:
            return (138, 146) if strained else (118, 134)
        return (99, 105) if strained else (108, 128)
    if Condition.HYPERTENSION in conditions:
        return (152, 159) if strained else (134, 150)
    return (118, 140)


def _spo2_range(conditions: tuple[Condition, ...], home: Home, strained: bool) -> Span:
    if home.home_oxygen:
        return (91.0, 91.8) if strained else (89.2, 90.6)
    if Condition.COPD in conditions:
        return (91.6, 92.6) if strained else (92.8, 95.2)
    return (95.6, 97.4)


def _pulse_range(conditions: tuple[Condition, ...], strained: bool) -> Span:
    if Condition.ATRIAL_FIBRILLATION in conditions:
        return (98, 108) if strained else (76, 96)
    return (74, 92) if Condition.COPD in conditions else (62, 84)


def _breathing_range(conditions: tuple[Condition, ...], strained: bool) -> Span:
    if Condition.COPD in conditions:
        return (17.5, 19) if strained else (15, 17.5)
    return (13.5, 16)


@dataclass(frozen=True, slots=True)
class Wandering:
    """One person's slow wandering: signal -> how far from usual on each day, oldest first."""

    days: Mapping[Signal, tuple[float, ...]]

    def on(self, signal: Signal, day: int) -> float:
        """The offset on a day counted back from the last one, which is 0 (yesterday is -1)."""
        return self.days[signal][day - 1]


def wander(days: int, rng: Random) -> Wandering:
    """Draw `days` days of wandering for every signal."""
    return Wandering({signal: _walk(habit, days, rng) for signal, habit in HABITS.items()})


def _walk(habit: Habit, days: int, rng: Random) -> tuple[float, ...]:
    fresh = habit.day * (1 - habit.kept**2) ** 0.5
    offset = rng.gauss(0, habit.day)
    walked = []
    for _ in range(days):
        offset = habit.kept * offset + rng.gauss(0, fresh)
        walked.append(offset)
    return tuple(walked)


def time_of_day(signal: Signal, hour: float) -> float:
    """What the hour adds to a morning value: nothing until eight, all of the swing from six on."""
    return HABITS[signal].evening * min(1.0, max(0.0, (hour - 8) / 10))
