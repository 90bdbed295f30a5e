"""`./heime bench promise`: what the default templates ask of a team, and what they catch.

A hundred invented people live sixty days; some get worse on days that are known here and nowhere
else. Every plan is replayed as it arrived (core/whatif.py), tasks are counted as
core/whatif_compare.py says, and the figures are written into docs/safety/promise.md, good or bad.
It shows what the rules do with invented bodies. It shows nothing of what they do for people.
"""

import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from heime.core import plan as plans
from heime.core import templates, whatif
from heime.core.judging import local_day
from heime.core.record import Item
from heime.core.whatif import Alert, Replayed
from heime.core.whatif_compare import tasks
from heime.ops import population
from heime.ops.bench import judge_data, promise_words
from heime.ops.population import Deterioration, Person
from heime.ops.whatif import changes, quick
from heime.ops.whatif.history import History

SEEDS = ("promise/1", "promise/2")
"""Fifty people each."""
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAYS = 60
LAST = local_day(NOW)
FIRST = local_day(NOW) - timedelta(days=DAYS - 1)
PROMISE = 0.10
_SILENT = ("M-1", "M-2")

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Life:
    """One invented person, what was sent, and when they truly got worse."""

    person: Person
    history: History
    worse: tuple[Deterioration, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to make everybody's plan. name: as it stands in the table."""

    name: str
    of: Callable[[Person], Content]


def measure(*, rounds: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """All the figures. The same every time, so `rounds` changes nothing."""
    tell("a hundred people live sixty days")
    lives = [life for seed in SEEDS for life in _lives(seed)]
    figures: dict[str, Any] = {"people": len(lives), "days": (LAST - FIRST).days + 1}
    figures["variants"] = []
    for variant in VARIANTS:
        tell(variant.name)
        figures["variants"].append(_of_variant(variant, lives))
    figures["missed"] = []
    promise_words.write(figures)
    return figures


def _default(person: Person) -> Content:
    """The templates of a person's conditions, untouched; own facts and own agreed times."""
    content = templates.joined(str(one) for one in person.conditions)
    own = person.plan.content
    content["person"] |= dict(own["person"])
    content["expectations"] = own["expectations"]
    return content


def _own(person: Person) -> Content:
    """The plan as a doctor has set it for the person: the demo's."""
    return dict(person.plan.content)


def _without(of: Callable[[Person], Content], *rules: str) -> Callable[[Person], Content]:
    off = [f"{rule}={changes.OFF}" for rule in rules]
    return lambda person: changes.with_rules(of(person), off)


VARIANTS = (
    Variant("default templates, untouched", _default),
    Variant("default templates, without T-1", _without(_default, "T-1")),
    Variant("default templates, without D-1 and P-D1", _without(_default, "D-1", "P-D1")),
    Variant("default templates, without M-1 and M-2", _without(_default, *_SILENT)),
    Variant("limits set for the person", _own),
    Variant("limits set for the person, without T-1", _without(_own, "T-1")),
)


def _lives(seed: str) -> list[Life]:
    people = population.people(seed)
    sent: dict[str, list[Item]] = {person.key: [] for person in people}
    number = 0
    for sample in population.history(people, seed, NOW):
        sent[sample.person_key].append(judge_data.reading(sample, number))
        number += 1
    for answered in population.answers(people, seed, NOW):
        sent[answered.person_key].append(judge_data.answers(answered, number))
        number += 1
    truth = population.deteriorations(people, seed, NOW)
    return [
        Life(
            person,
            History.of(sent[person.key], NOW),
            tuple(one for one in truth if one.person_key == person.key and one.onset <= LAST),
        )
        for person in people
    ]


def _of_variant(variant: Variant, lives: Sequence[Life]) -> dict[str, Any]:
    replays = [(life, _replay(life, variant.of(life.person))) for life in lives]
    days = len(lives) * ((LAST - FIRST).days + 1)
    counted = [
        (life, task) for life, replayed in replays
        for task in tasks(replayed.alerts) if FIRST <= task.day <= LAST
    ]  # fmt: skip
    alerts = sum(FIRST <= a.day <= LAST for _, replayed in replays for a in replayed.alerts)
    quiet = [replayed for life, replayed in replays if not life.worse]
    return {
        "name": variant.name,
        "patient_days": days,
        "alerts_per_patient_day": round(alerts / days, 4),
        "tasks_per_patient_day": round(len(counted) / days, 4),
        "by_rule": _per_day(Counter(task.rule for _, task in counted), days),
        "by_condition": _by_condition(lives, counted),
        "people_without_a_task": len(lives) - len({life.person.key + str(id(life))
                                                   for life, _ in counted}),
        "tasks_per_patient_day_of_those_who_never_got_worse": _rate(quiet),
        "deteriorations": _caught(replays),
    }  # fmt: skip


def _replay(life: Life, content: Mapping[str, Any]) -> Replayed:
    start = NOW - timedelta(days=400)
    side = whatif.side([(start, plans.read(content))], FIRST, local_day(NOW))
    replayed, _ = quick.replay(life.history, side)
    return replayed


def _per_day(counts: Counter[str], days: int) -> dict[str, dict[str, float]]:
    return {
        rule: {"tasks": many, "per_patient_day": round(many / days, 4)}
        for rule, many in counts.most_common()
    }


def _rate(replays: Sequence[Replayed]) -> float | None:
    if not replays:
        return None
    many = sum(FIRST <= task.day <= LAST for replayed in replays for task in tasks(replayed.alerts))
    return round(many / (len(replays) * ((LAST - FIRST).days + 1)), 4)


def _by_condition(
    lives: Sequence[Life], counted: Sequence[tuple[Life, Alert]]
) -> dict[str, dict[str, float]]:
    """By the condition that stands first."""
    people = Counter(str(life.person.conditions[0]) for life in lives)
    many = Counter(str(life.person.conditions[0]) for life, _ in counted)
    days = (LAST - FIRST).days + 1
    return {
        name: {
            "people": people[name],
            "per_patient_day": round(many[name] / people[name] / days, 4),
        }
        for name in sorted(people)
    }


# --- What was caught -------------------------------------------------------------------------


def _caught(replays: Sequence[tuple[Life, Replayed]]) -> dict[str, dict[str, Any]]:
    """By trouble: how many there were, how many raised anything, and on which day after onset.

    Silence is left out: that somebody measured nothing is no sign of having seen the trouble.
    """
    found: dict[str, list[tuple[int | None, float]]] = {}
    for life, replayed in replays:
        days = sorted({a.day for a in replayed.alerts if a.rule not in _SILENT})
        for one in life.worse:
            over = min(one.over or LAST, LAST)
            first = next((day for day in days if one.start <= day <= over), None)
            late = None if first is None else (first - one.onset).days
            chance = _by_chance(days, life.worse, (over - one.start).days + 1)
            found.setdefault(str(one.trouble), []).append((late, chance))
    return {trouble: _of_trouble(seen) for trouble, seen in sorted(found.items())}


def _of_trouble(seen: Sequence[tuple[int | None, float]]) -> dict[str, Any]:
    late = sorted(day for day, _ in seen if day is not None)
    return {
        "seeded": len(seen),
        "caught": len(late),
        "missed": len(seen) - len(late),
        "by_onset_day": sum(day <= 0 for day in late),
        "day_after_onset": dict(sorted(Counter(late).items())),
        "median_day": statistics.median(late) if late else None,
        "expected_by_chance": round(sum(chance for _, chance in seen), 1),
    }


def _by_chance(days: Sequence[date], worse: Sequence[Deterioration], length: int) -> float:
    """How often a stretch as long as this trouble, at a time when the same person was well, has an
    alert: somebody with many alerts "catches" everything."""
    alerts = set(days)
    ill = {
        one.start + timedelta(days=n)
        for one in worse
        for n in range(((one.over or LAST) - one.start).days + 1)
    }
    hits = tried = 0
    for number in range((LAST - FIRST).days + 2 - length):
        stretch = {FIRST + timedelta(days=number + n) for n in range(length)}
        if not stretch & ill:
            tried += 1
            hits += bool(stretch & alerts)
    return hits / tried if tried else 0.0
