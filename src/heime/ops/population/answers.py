"""Sixty days of answered questionnaires, and answers without end, beside the readings.

People answer what their plan asks for, as faithfully as they measure, and what they answer follows
how they are: the same troubles that move their numbers. Sometimes next of kin answers. All figures
are chosen so that a demo looks like life; none is a clinical claim.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random

from heime.core import expectations
from heime.core import plan as plans
from heime.ops.population.history import QUIET, habits_of
from heime.ops.population.live import UNWELL
from heime.ops.population.meters import later
from heime.ops.population.person import OSLO, AgreedForm, Answered, Person
from heime.ops.population.scenes import Part, scenes, spells_with
from heime.ops.population.trouble import DAYS, Spell, Trouble

NOISE = 0.008
"""How likely somebody who is well ticks something all the same."""
KIN_HELPS = 0.3
"""In how many homes next of kin answers now and then, and (KIN_ANSWERS) how often."""
KIN_ANSWERS = 0.25
BAD_DAY = 0.3
"""How likely somebody unwell has a bad day while the demo runs."""
DARK = 0.04
"""How likely a PHQ-9 of the depressed has item 9 answered with more than never."""

Tick = tuple[str, float, float, int]
"""One answer that a trouble brings: question, from which share of it, how likely, what."""

# In the order of how bad: the last that holds for a question is what is answered.
LUNGS: tuple[Tick, ...] = (
    ("k1", 0.3, 0.8, 1), ("k4", 0.3, 0.7, 1), ("k2", 0.45, 0.7, 1), ("k6", 0.5, 0.6, 1),
    ("k3", 0.65, 0.5, 1), ("k5", 0.7, 0.35, 1), ("k1", 0.95, 0.35, 2),
)  # fmt: skip
HEART: tuple[Tick, ...] = (
    ("h5", 0.25, 0.6, 1), ("h4", 0.4, 0.75, 1), ("h1", 0.5, 0.7, 1), ("h8", 0.5, 0.2, 1),
    ("h2", 0.85, 0.3, 1), ("h4", 0.95, 0.2, 2),
)  # fmt: skip
DAILY: dict[str, tuple[tuple[str, ...], Trouble, tuple[Tick, ...], tuple[str, ...]]] = {
    "copd_daily": (
        ("k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9"),
        Trouble.EXACERBATION, LUNGS, ("k4", "k6"),
    ),
    "heart_failure_daily": (
        ("h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8", "h9", "h10"),
        Trouble.DECOMPENSATION, HEART, ("h5", "h8", "h9"),
    ),
}  # fmt: skip
"""Form → its questions, the trouble it follows, what that brings, and what anybody may tick."""


Share = Callable[[Trouble], float]
"""How much of a trouble there is: 0 none, 1 at its worst."""


def answers(people: Sequence[Person], seed: int | str, now: datetime) -> Iterator[Answered]:
    """Answers of the sixty days up to and including `now`, one person at a time, oldest first."""
    playing = scenes(people, seed)
    for person in people:
        yield from _of_one(person, seed, now.astimezone(OSLO), playing.get(person.key))


def _of_one(
    person: Person, seed: int | str, now: datetime, part: Part | None
) -> Iterator[Answered]:
    # The same habits as of the readings: who is away measures nothing and answers nothing.
    drawn = Random(f"{seed}/{person.key}/history")
    habits = habits_of(person, drawn, keeps_on=part is not None)
    home = _Home(person, Random(f"{seed}/{person.key}/answers"))
    spells = spells_with(part, person, seed)
    quiet_from = now.timestamp() - (0 if part is not None and part.spell is not None else QUIET)
    for day in range(-DAYS, 1):
        local = now.date() + timedelta(days=day)
        skips = habits.at_weekends if local.weekday() >= 5 else habits.forgets
        for form in home.asked_on(local):
            at = home.moment(form, local)
            skipped = home.rng.random() < skips
            well = at.timestamp() > quiet_from
            share = _well if well else _share_of(spells, day + at.hour / 24 - 0.5)
            made = home.answers(form, at, share, well=well)
            inside = now.timestamp() - DAYS * 24 * 60 * 60 < at.timestamp() <= now.timestamp()
            if inside and not skipped and day not in habits.away:
                yield made


def _well(_: Trouble) -> float:
    return 0.0


def _alike(share: float) -> Share:
    return lambda _: share


def _share_of(spells: Sequence[Spell], day: float) -> Share:
    def share(trouble: Trouble) -> float:
        return max((one.share(day) for one in spells if one.trouble is trouble), default=0.0)

    return share


def live_answers(
    people: Sequence[Person], seed: int | str, start: datetime, speed: float
) -> Iterator[tuple[datetime, Answered]]:
    """Yield (simulated moment, answers) for ever, in the order they are due; as live.live."""
    start = start.astimezone(OSLO)
    rng = Random(f"{seed}/live answers/{start.timestamp()}")
    homes = [_Home(person, Random(rng.random())) for person in people]
    unwell = {home.person.key for home in homes if rng.random() < UNWELL}
    for day in count():
        local = start.date() + timedelta(days=day)
        of_day = []
        for home in homes:
            bad = rng.uniform(0.4, 1.0) if rng.random() < BAD_DAY else 0.0
            share = _alike(bad if home.person.key in unwell else 0.0)
            for form in home.asked_on(local):
                at = home.moment(form, local)
                made = home.answers(form, at, share, well=False)
                of_day.append((at, made))
        for at, made in sorted(of_day, key=lambda one: one[0]):
            if at >= start:
                real = start + (at - start) / speed
                yield at, replace(made, answered_at=real.astimezone(UTC))


class _Home:
    """One person who answers forms, and next of kin who sometimes does."""

    def __init__(self, person: Person, rng: Random) -> None:
        self.person = person
        self.rng = rng
        self._expected = plans.read(person.plan.content).expectations
        self._helped = rng.random() < KIN_HELPS
        self._low = rng.uniform(0.35, 1.35)
        self._breath = 0

    def asked_on(self, day: date) -> list[AgreedForm]:
        """The forms that the plan asks for on this day."""
        asked = {window.what for window in expectations.windows(self._expected, day, day)}
        return [form for form in self.person.forms if form.questionnaire in asked]

    def moment(self, form: AgreedForm, day: date) -> datetime:
        """When it is answered: about when it was agreed, the second form after the first."""
        place = self.person.forms.index(form)
        about = datetime.combine(day, form.at, OSLO)
        return later(about, minutes=max(-60.0, min(75.0, self.rng.gauss(5, 16))) + 2 * place)

    def answers(self, form: AgreedForm, at: datetime, share: Share, *, well: bool) -> Answered:
        name = form.questionnaire
        items = self._daily(name, share, well) if name in DAILY else self._scale(name, well)
        by = "carer" if self._helped and self.rng.random() < KIN_ANSWERS else "patient"
        by = by if name in DAILY else "patient"  # how somebody has felt is theirs to say
        safe_now = "yes" if name == "phq9" and items["9"] else None
        return Answered(self.person.key, name, items, safe_now, by, at.astimezone(UTC))

    def _daily(self, name: str, share: Share, well: bool) -> dict[str, int]:
        questions, trouble, ticks, harmless = DAILY[name]
        items = dict.fromkeys(questions, 0)
        there = share(trouble)
        for question, begins, chance, value in ticks:
            if self.rng.random() < chance and there >= begins:
                items[question] = value
        for question in harmless:
            if self.rng.random() < NOISE and not well:
                items[question] = max(items[question], 1)
        if name == "copd_daily":
            self._breath = items["k1"]
        elif any(one.questionnaire == "copd_daily" for one in self.person.forms):
            items["h1"] = self._breath  # asked once for both
        return items

    def _scale(self, name: str, well: bool) -> dict[str, int]:
        most = 1 if well else 3
        if name == "who5":
            level = 4.6 - 2 * self._low
            return {str(n): self._around(level, 0.8, 2 if well else 0, 5) for n in range(1, 6)}
        items = {str(n): self._around(self._low, 0.6, 0, most) for n in range(1, 9)}
        dark = self.rng.random() < DARK and not well
        return items | {"9": int(dark)}

    def _around(self, level: float, spread: float, least: int, most: int) -> int:
        return max(least, min(most, round(self.rng.gauss(level, spread))))
