"""The morning's worklist: what a handful of people measured just before `now`.

Without these, whether anybody is red when the demo starts would be luck. Most scenes have a
lead-in of some days (a trouble that is at its worst today), so that the chart tells the same story.
"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import NamedTuple

from heime.core.kinds import Kind
from heime.core.plan import Plan
from heime.core.quantity import SCALE, Scaled
from heime.ops.population.meters import SLOW_CLOCK
from heime.ops.population.person import Condition, Instrument, Person, Signal
from heime.ops.population.trouble import Spell, Trouble, present_spell, spells_of


class Line(NamedTuple):
    """A value given by its distance from a line in the person's plan: ('red_low', -1)."""

    name: str
    away: float


class Scene(NamedTuple):
    """What happens to one person.

    condition: what the person is followed up for. minutes_ago: the first round.
    kind: what the story is about. rounds: what it shows, a rest of six minutes between them; empty
    for a round of ordinary values.
    gain: kilograms over the lowest weight of the three days before, instead of rounds.
    disturbed: the meter says that it was moved, and nobody measures again.
    """

    condition: Condition
    kind: Kind
    instrument: Instrument
    minutes_ago: int
    trouble: Trouble | None
    builds: int = 0
    rounds: tuple[Line, ...] = ()
    gain: float | None = None
    disturbed: bool = False


COPD, DEMENTIA = Condition.COPD, Condition.DEMENTIA
OXYGEN, PULSE = Kind.OXYGEN_SATURATION, Kind.HEART_RATE
PRESSURE, WEIGHT = Kind.BLOOD_PRESSURE, Kind.BODY_WEIGHT
OXIMETER, CUFF = Instrument.OXIMETER, Instrument.CUFF

SCENES: tuple[Scene, ...] = (
    # Critical oxygen: red at once, whatever the next reading says.
    Scene(COPD, OXYGEN, OXIMETER, 19, Trouble.EXACERBATION, 5,
          (Line("crit_low", -1), Line("crit_low", 2))),
    # Red, and red again.
    Scene(COPD, OXYGEN, OXIMETER, 52, Trouble.EXACERBATION, 4,
          (Line("red_low", 0), Line("red_low", -1))),
    # Yellow a few minutes ago, out of the blue: the second reading is awaited.
    Scene(COPD, OXYGEN, OXIMETER, 7, None, rounds=(Line("yellow_low", 0),)),
    # The meter was moved and nobody tried again: nothing valid to go by.
    Scene(COPD, OXYGEN, OXIMETER, 48, None, disturbed=True),
    # Two and a half kilograms in three days.
    Scene(Condition.HEART_FAILURE, WEIGHT, Instrument.SCALE, 131, Trouble.DECOMPENSATION, 3,
          gain=2.5),
    # A fast pulse, confirmed.
    Scene(Condition.ATRIAL_FIBRILLATION, PULSE, CUFF, 74, Trouble.FAST_HEART, 1,
          (Line("yellow_high", 9), Line("yellow_high", 6))),
    # A high pressure, confirmed.
    Scene(Condition.HYPERTENSION, PRESSURE, CUFF, 96, Trouble.HIGH_PRESSURE, 3,
          (Line("yellow_high", 9), Line("yellow_high", 6))),
    # A very high pressure just now, out of the blue as well: red, and awaited.
    Scene(Condition.AFTER_INFARCTION, PRESSURE, CUFF, 8, None, rounds=(Line("red_high", 4),)),
    # Fever, confirmed.
    Scene(DEMENTIA, Kind.BODY_TEMPERATURE, Instrument.THERMOMETER, 108, Trouble.INFECTION, 1,
          (Line("yellow_high", 0.5), Line("yellow_high", 0.4))),
    # A high pressure in the depression case, confirmed.
    Scene(Condition.DEPRESSION, PRESSURE, CUFF, 143, Trouble.HIGH_PRESSURE, 3,
          (Line("yellow_high", 5), Line("yellow_high", 8))),
)  # fmt: skip

LAPSED_MINUTES_AGO = (64, 38)
"""When those whose plan has lapsed measured last: whatever they send is grey."""


class Part(NamedTuple):
    """A scene with the person's own lead-in."""

    scene: Scene
    spell: Spell | None


def scenes(people: Sequence[Person], seed: int | str) -> dict[str, Part]:
    """Who plays in which scene, by person key. Nobody plays in two."""
    rng = Random(f"{seed}/scenes")
    cast: dict[str, Part] = {}
    lapsed = [person for person in people if not person.plan.approved]
    for person, minutes in zip(lapsed, LAPSED_MINUTES_AGO, strict=False):
        kind, instrument = (OXYGEN, OXIMETER) if COPD in person.conditions else (PRESSURE, CUFF)
        scene = Scene(person.conditions[0], kind, instrument, minutes, None)
        cast[person.key] = Part(scene, None)
    for scene in SCENES:
        free = [person for person in people if person.key not in cast and _fits(person, scene)]
        if not free:
            continue
        chosen = rng.choice(free)
        spell = present_spell(scene.trouble, scene.builds, rng) if scene.trouble else None
        if spell is not None and scene.gain is not None:
            spell = replace(spell, added={**spell.added, Signal.WEIGHT: scene.gain})
        cast[chosen.key] = Part(scene, spell)
    return cast


def _fits(person: Person, scene: Scene) -> bool:
    """Whether the scene can be played on this person's own meters and ordinary lines."""
    has = any(one.instrument is scene.instrument for one in person.schedule)
    clock_is_right = f"{scene.instrument}/{person.key}" != SLOW_CLOCK
    return (
        person.conditions[0] is scene.condition
        and has
        and clock_is_right
        and not person.home.home_oxygen
    )


def spells_with(part: Part | None, person: Person, seed: int | str) -> tuple[Spell, ...]:
    """A person's spells, with the scene's own as the last; earlier ones may not run into it."""
    before = spells_of(person, seed)
    if part is None or part.spell is None:
        return before
    start = part.spell.start
    return (*(spell for spell in before if spell.over < start - 1), part.spell)


def scripted(line: Line, scene: Scene, plan: Plan) -> float:
    """The value that lies so far from the person's line."""
    drawn: Scaled = getattr(plan.limits[scene.kind].first, line.name)
    return drawn / SCALE + line.away
