"""A year of the demo's people in memory, for measuring the judge without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from heime.core import plan as plans
from heime.core import whatif
from heime.core.asked import Answers
from heime.core.judging import local_day
from heime.core.quantity import decimals_of, scaled
from heime.core.reading import Reading
from heime.core.record import Item
from heime.core.whatif import Side
from heime.ops import population
from heime.ops.population import Answered, Person, Sample

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""The same moment each time, so that figures of two days are of the same readings."""
ON_THE_WAY = timedelta(seconds=4)
_STRETCH = timedelta(days=60)
"""How much of a life the population makes up at a time."""
COHORT = "nord-gudbrandsdal"
"""The introduction case of 25: COPD and moderate dementia."""


@dataclass(frozen=True, slots=True)
class Life:
    """One invented person with what was sent in a year."""

    person: Person
    items: tuple[Item, ...]


def lives(days: int, *, seed: int = 1, cohort: str = COHORT) -> list[Life]:
    """Everybody of one introduction case over `days` days up to NOW: readings and answers."""
    people = [one for one in population.people(seed) if one.key.startswith(cohort)]
    since = NOW - timedelta(days=days)
    sent: dict[str, list[Item]] = {person.key: [] for person in people}
    ids = count()
    end, number = NOW, 0
    while end > since:
        begin, stretch = max(since, end - _STRETCH), f"{seed}/{number}"
        for sample in population.history(people, stretch, end):
            if begin < sample.measured_at <= end:
                sent[sample.person_key].append(reading(sample, next(ids)))
        for answered in population.answers(people, stretch, end):
            if begin < answered.answered_at <= end:
                sent[answered.person_key].append(answers(answered, next(ids)))
        end, number = end - _STRETCH, number + 1
    return [Life(one, tuple(sorted(sent[one.key], key=whatif.taken))) for one in people]


def answers(answered: Answered, number: int) -> Answers:
    """A form as the service keeps it, a few seconds after it was answered."""
    return Answers(
        id=UUID(int=number),
        questionnaire=answered.questionnaire,
        answered_at=answered.answered_at,
        received_at=answered.answered_at + ON_THE_WAY,
        items=answered.items,
        safe_now=answered.safe_now,
        by=answered.by,
    )


def reading(sample: Sample, number: int) -> Reading:
    """A sample as the service keeps it, a few seconds after it was measured."""
    value = Decimal(sample.value)
    return Reading(
        id=UUID(int=number),
        kind=sample.kind,
        value=scaled(value),
        second=None if sample.second is None else scaled(Decimal(sample.second)),
        decimals=decimals_of(value),
        measured_at=sample.measured_at,
        received_at=sample.measured_at + ON_THE_WAY,
        quality=sample.quality,
        device=sample.device,
        manual=sample.manual,
    )


def side(content: Mapping[str, Any], *, days: int, rules: Sequence[str] = ()) -> Side:
    """A plan that held throughout, with more rules switched on, and what it expected."""
    read = plans.read(content)
    plan = replace(read, rules=read.rules | frozenset(rules))
    last = local_day(NOW)
    start = NOW - timedelta(days=days + 30)
    return whatif.side([(start, plan)], last - timedelta(days=days), last)
