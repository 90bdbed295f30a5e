"""Sixty days of readings at home, ending at `now`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from heime.core import plan as plans
from heime.core.kinds import Kind
from heime.core.plan import Plan
from heime.core.reading import Quality
from heime.core.zone import Zone
from heime.ops.population.body import Wandering, time_of_day, wander
from heime.ops.population.meters import BEHIND, Levels, Round, by_its_clock, later, measure, show
from heime.ops.population.person import OSLO, Agreed, Instrument, Person, Sample, Signal
from heime.ops.population.scenes import (
    Part,
    Scene,
    scenes,
    scripted,
    spells_with,
)
from heime.ops.population.trouble import DAYS, Spell

QUIET = 24 * 60 * 60.0
"""Seconds before `now` in which all who are well then are green: the worklist is the scenes'."""
REST = 6.0
"""Minutes between the rounds of a scene."""

Use = tuple[Sample, ...]
"""What one use of an instrument showed. It is kept or left out whole: never half a cuff pair."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How faithfully one person measures.

    away: days without anything (a holiday, a stay with the daughter).
    broken: days on which one instrument sent nothing.
    forgets: how likely one measuring is left out; at_weekends: the same on Saturday and Sunday.
    """

    away: range
    broken: tuple[Instrument | None, range]
    forgets: float
    at_weekends: float


def history(people: Sequence[Person], seed: int | str, now: datetime) -> Iterator[Sample]:
    """Readings of the sixty days up to and including `now`, one person at a time, oldest first."""
    playing = scenes(people, seed)
    for person in people:
        yield from _of_one(person, seed, now.astimezone(OSLO), playing.get(person.key))


def _of_one(person: Person, seed: int | str, now: datetime, part: Part | None) -> list[Sample]:
    rng = Random(f"{seed}/{person.key}/history")
    plan = plans.read(person.plan.content)
    body = _Body(person, wandering_of(person, seed), spells_with(part, person, seed), now.date())
    habits = habits_of(person, rng, keeps_on=part is not None)
    ill = part is not None and part.spell is not None
    quiet_from = now.timestamp() - (0 if ill else QUIET)
    uses: list[Use] = []
    for day in range(-DAYS, 1):
        for agreed, at in _measurings(person, habits, now.date(), day, rng):
            rounds = measure(person, plan, agreed.instrument, at, body.at(at), rng)
            if at.timestamp() < quiet_from or _all_green(rounds):
                uses += [one.samples for one in rounds]
    if part is not None:
        uses = _with_scene(uses, person, plan, part.scene, body, now, rng)
    newest = now.timestamp()
    oldest = newest - DAYS * 24 * 60 * 60
    samples = [
        by_its_clock(sample, sample.measured_at)
        for use in uses
        if oldest + BEHIND.total_seconds() < use[0].measured_at.timestamp()
        and use[-1].measured_at.timestamp() <= newest
        for sample in use
    ]
    return sorted(samples, key=lambda sample: sample.measured_at)


def wandering_of(person: Person, seed: int | str) -> Wandering:
    """How this person's numbers wander through the sixty days, the last of which is day 0."""
    return wander(DAYS + 1, Random(f"{seed}/{person.key}/wandering"))


@dataclass(frozen=True, slots=True)
class _Body:
    """One person's body over the sixty days that end on `today`."""

    person: Person
    wandering: Wandering
    spells: tuple[Spell, ...]
    today: date

    def at(self, moment: datetime) -> Levels:
        """Where every signal lies at a local moment."""
        day = (moment.date() - self.today).days
        hour = moment.hour + moment.minute / 60

        def level(signal: Signal) -> float:
            added = sum(spell.adds(signal, day + hour / 24 - 0.5) for spell in self.spells)
            offset = self.wandering.on(signal, day) + time_of_day(signal, hour)
            return self.person.usual[signal] + offset + added

        return level


def habits_of(person: Person, rng: Random, *, keeps_on: bool) -> Habits:
    """Draw them, as the first that is drawn of a history.

    keeps_on: somebody in a scene measures faithfully, so that the chart is full.
    """
    latest = -15 if keeps_on else -2
    away = _some_days(rng, 0.4, (4, 10), latest)
    broken = _some_days(rng, 0.3, (2, 5), latest)
    instruments = sorted({agreed.instrument for agreed in person.schedule})
    forgets = 0.01 if keeps_on else rng.uniform(0.01, 0.09)
    rests = rng.random() < 0.3 and not keeps_on
    at_weekends = forgets + (rng.uniform(0.25, 0.55) if rests else 0.0)
    return Habits(away, (rng.choice(instruments), broken), forgets, at_weekends)


def _some_days(rng: Random, chance: float, length: tuple[int, int], latest: int) -> range:
    days = rng.randint(*length)
    start = rng.randint(-DAYS, latest - days)
    return range(start, start + days) if rng.random() < chance else range(0)


def _measurings(
    person: Person, habits: Habits, today: date, day: int, rng: Random
) -> Iterator[tuple[Agreed, datetime]]:
    """What is measured on one day, and when: people are early or late by a quarter of an hour."""
    local = today + timedelta(days=day)
    weekend = local.weekday() >= 5
    drift = rng.gauss(35 if weekend else 0, 14)
    for agreed in person.schedule:
        skipped = rng.random() < (habits.at_weekends if weekend else habits.forgets)
        shift = drift + rng.gauss(0, 2)
        broken, days = habits.broken
        if (
            skipped
            or local.weekday() not in agreed.weekdays
            or day in habits.away
            or (agreed.instrument is broken and day in days)
        ):
            continue
        at = datetime.combine(local, agreed.at, OSLO)
        yield agreed, later(at, minutes=max(-90.0, min(120.0, shift)) + rng.random())


def _all_green(rounds: list[Round]) -> bool:
    return all(one.zone is Zone.GREEN for one in rounds)


def _with_scene(
    uses: list[Use],
    person: Person,
    plan: Plan,
    scene: Scene,
    body: _Body,
    now: datetime,
    rng: Random,
) -> list[Use]:
    """The uses with the scene as their end: nothing is measured after it, or just before it."""
    begins = later(now, minutes=-scene.minutes_ago)
    free_from = later(begins, minutes=-4 * 60)
    if scene.gain is not None:  # the day's first weight is the one that counts
        free_from = min(free_from, datetime.combine(begins.date(), datetime.min.time(), OSLO))
    kept = [
        use
        for use in uses
        if use[-1].measured_at.timestamp()
        < (free_from if _collides(use, scene) else begins).timestamp()
    ]
    shown = show(person, scene.instrument, begins, body.at(begins), rng)
    if scene.gain is not None:
        return [*kept, _heavier(shown[0], kept, scene.gain)]
    if scene.disturbed:
        return [*kept, tuple(replace(sample, quality=Quality.MOVEMENT) for sample in shown)]
    if not scene.rounds:
        return [*kept, shown]
    for number, line in enumerate(scene.rounds):
        if number:
            at = later(shown[-1].measured_at, minutes=REST)
            shown = show(person, scene.instrument, at, body.at(at), rng)
        kept.append(_scripted(shown, scene.kind, scripted(line, scene, plan)))
    return kept


def _collides(use: Use, scene: Scene) -> bool:
    return any(sample.kind in (scene.kind, Kind.HEART_RATE) for sample in use)


def _heavier(shown: Sample, kept: list[Use], gain: float) -> Use:
    """A weight that is `gain` above the lowest of the three days before."""
    days = [shown.measured_at.date() - timedelta(days=back) for back in (1, 2, 3)]
    lately = [
        Decimal(use[0].value)
        for use in kept
        if use[0].kind is Kind.BODY_WEIGHT and not use[0].slip and use[0].measured_at.date() in days
    ]
    lowest = min(lately, default=Decimal(shown.value))
    return (replace(shown, value=f"{lowest + Decimal(str(gain)):.1f}"),)


def _scripted(shown: Use, kind: Kind, value: float) -> Use:
    """The use with the story's own value; cuff readings lie around it, with it as their mean."""
    around = {1: (0,), 2: (2, -2), 3: (2, 0, -2)}
    told = [sample for sample in shown if sample.kind is kind]
    texts = iter(
        f"{value + away:.1f}" if kind is Kind.BODY_TEMPERATURE else f"{value + away:.0f}"
        for away in around[len(told)]
    )
    return tuple(
        replace(sample, value=next(texts), second=_calmer(sample.second))
        if sample.kind is kind
        else sample
        for sample in shown
    )


def _calmer(diastolic: str | None) -> str | None:
    """The lower pressure, kept below its own lines: the scene is about the upper one."""
    return None if diastolic is None else str(min(97, int(diastolic)))
