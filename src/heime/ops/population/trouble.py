"""What can go wrong in a body, how it runs, and when it happens to whom.

A trouble begins, is plain to see from its onset, lasts, and passes; slow ones may not pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import NamedTuple

from heime.ops.population.person import Condition, Person, Signal

DAYS = 60
"""How long a history is, in days."""


class Trouble(StrEnum):
    EXACERBATION = "copd_exacerbation"
    DECOMPENSATION = "heart_failure_decompensation"
    FAST_HEART = "fast_atrial_fibrillation"
    HIGH_PRESSURE = "high_blood_pressure"
    INFECTION = "infection"
    WEIGHT_LOSS = "weight_loss"


class Course(NamedTuple):
    """How one trouble runs. Pairs are drawn between; all are days but `chance`.

    chance: how likely one person is to have it within sixty days.
    added: what it adds to each signal when it is at its worst.
    """

    chance: float
    builds: tuple[int, int]
    lasts: tuple[int, int]
    passes: tuple[int, int]
    added: Mapping[Signal, tuple[float, float]]


COURSES: dict[Trouble, Course] = {
    Trouble.EXACERBATION: Course(0.8, (3, 6), (2, 5), (4, 8), {
        Signal.SPO2: (-7.0, -3.5), Signal.PULSE: (8, 30), Signal.TEMPERATURE: (0.2, 2.0),
        Signal.BREATHING: (3, 9),
    }),
    Trouble.DECOMPENSATION: Course(0.75, (2, 8), (2, 4), (3, 7), {
        Signal.WEIGHT: (2.2, 4.4), Signal.PULSE: (8, 30), Signal.SYSTOLIC: (-18, 2),
        Signal.SPO2: (-3, -1),
    }),
    Trouble.FAST_HEART: Course(0.7, (1, 2), (2, 5), (1, 3), {Signal.PULSE: (24, 44)}),
    Trouble.HIGH_PRESSURE: Course(0.75, (2, 5), (5, 12), (4, 8), {
        Signal.SYSTOLIC: (18, 36), Signal.DIASTOLIC: (8, 20),
    }),
    Trouble.INFECTION: Course(0.6, (1, 2), (2, 4), (2, 4), {
        Signal.TEMPERATURE: (1.3, 2.8), Signal.PULSE: (12, 38), Signal.BREATHING: (2, 6),
        Signal.SYSTOLIC: (-16, 0),
    }),
    Trouble.WEIGHT_LOSS: Course(0.25, (30, 40), (60, 60), (1, 1), {Signal.WEIGHT: (-5.5, -3.0)}),
}  # fmt: skip

PRONE: dict[Condition, Trouble] = {
    Condition.COPD: Trouble.EXACERBATION,
    Condition.HEART_FAILURE: Trouble.DECOMPENSATION,
    Condition.ATRIAL_FIBRILLATION: Trouble.FAST_HEART,
    Condition.HYPERTENSION: Trouble.HIGH_PRESSURE,
    Condition.DEMENTIA: Trouble.INFECTION,
    Condition.DEPRESSION: Trouble.WEIGHT_LOSS,
}

LAST_QUIET = 2
"""Those who are well at `now` have been so for this many days."""


@dataclass(frozen=True, slots=True)
class Spell:
    """One trouble in days before the last day of a history (which is 0; yesterday is -1)."""

    trouble: Trouble
    start: int
    onset: int
    fading: int
    over: int
    added: Mapping[Signal, float]

    def share(self, day: float) -> float:
        """How much of it is there at a moment: 0 before and after, 1 from onset until it fades."""
        if day <= self.start or day >= self.over:
            return 0.0
        if day < self.onset:
            return (day - self.start) / (self.onset - self.start)
        return 1.0 if day <= self.fading else (self.over - day) / (self.over - self.fading)

    def adds(self, signal: Signal, day: float) -> float:
        return self.added.get(signal, 0.0) * self.share(day)


AGAIN = 0.5
"""How likely somebody who has had a trouble has it once more within the sixty days."""


def spells_of(person: Person, seed: int | str) -> tuple[Spell, ...]:
    """The troubles of a person's history that were over some days before it ends, in order."""
    rng = Random(f"{seed}/{person.key}/spells")
    found: list[Spell] = []
    for condition in person.conditions:
        trouble = PRONE.get(condition)
        if trouble is None or rng.random() >= COURSES[trouble].chance:
            continue
        found.append(_spell(trouble, rng))
        if rng.random() < AGAIN:
            second = _spell(trouble, rng)
            if not any(second.start <= one.over and one.start <= second.over for one in found):
                found.append(second)
    return tuple(sorted(found, key=lambda spell: spell.start))


def _spell(trouble: Trouble, rng: Random) -> Spell:
    course = COURSES[trouble]
    builds, lasts, passes = (rng.randint(*pair) for pair in course[1:4])
    earliest, latest = 2 - DAYS, -LAST_QUIET - builds - lasts - passes
    if latest < earliest:  # one that does not pass within the history
        earliest, latest = 4 - DAYS, -builds
    start = rng.randint(earliest, latest)
    added = {signal: rng.uniform(*pair) for signal, pair in course.added.items()}
    onset = start + builds
    return Spell(trouble, start, onset, onset + lasts, onset + lasts + passes, added)


def present_spell(trouble: Trouble, builds: int, rng: Random) -> Spell:
    """A trouble that is at its worst on the last day of the history."""
    added = {signal: rng.uniform(*pair) for signal, pair in COURSES[trouble].added.items()}
    return Spell(trouble, -builds, 0, 2, 5, added)
