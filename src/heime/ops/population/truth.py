"""Who really got worse, and when: the truth that the readings show more or less clearly.

How many of these the rules catch, and how early, can be counted against this list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from heime.ops.population.person import OSLO, Person
from heime.ops.population.scenes import scenes, spells_with
from heime.ops.population.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Deterioration:
    """One true worsening: it starts, is plain from `onset`, and is over (None: still going on)."""

    person_key: str
    trouble: Trouble
    start: date
    onset: date
    over: date | None


def deteriorations(
    people: Sequence[Person], seed: int | str, now: datetime
) -> tuple[Deterioration, ...]:
    """Every true worsening behind history(people, seed, now), person by person in order of time."""
    today = now.astimezone(OSLO).date()
    playing = scenes(people, seed)
    return tuple(
        Deterioration(
            person_key=person.key,
            trouble=spell.trouble,
            start=today + timedelta(days=spell.start),
            onset=today + timedelta(days=spell.onset),
            over=None if spell.over > 0 else today + timedelta(days=spell.over),
        )
        for person in people
        for spell in spells_with(playing.get(person.key), person, seed)
    )
