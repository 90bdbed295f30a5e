"""The fifty people: who has what and lives where is fixed; all else is drawn from the seed."""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from heime.core.national_id import completed
from heime.ops.population.body import usual_levels
from heime.ops.population.names import FOREST_FARMS, FRIENDS, VALLEY_FARMS, given_names
from heime.ops.population.person import Condition, Home, NextOfKin, Person, PlanSeed, Sex, Signal
from heime.ops.population.places import PLACES, ROADS
from heime.ops.population.planning import forms_for, plan_for, schedule_for
from heime.ops.population.words import Sentence, sentences_for

FAILURE, PRESSURE = Condition.HEART_FAILURE, Condition.HYPERTENSION
FIBRILLATION, INFARCTION = Condition.ATRIAL_FIBRILLATION, Condition.AFTER_INFARCTION
COPD, DEMENTIA, DEPRESSION = Condition.COPD, Condition.DEMENTIA, Condition.DEPRESSION

AGED_ON = date(2026, 1, 1)
"""The ages below are of this day. It is fixed, so that a seed means the same people every year."""

AGES: dict[Condition, tuple[int, int]] = {
    FAILURE: (68, 92), PRESSURE: (56, 80), FIBRILLATION: (64, 88), INFARCTION: (54, 78),
    COPD: (60, 84), DEMENTIA: (74, 93), DEPRESSION: (48, 70),
}  # fmt: skip


TEAMS = {
    "valdres": "Oppfølgingsteamet Valdres",
    "nord-gudbrandsdal": "Oppfølgingsteamet Nord-Gudbrandsdal",
    "elverum": "Oppfølgingsteamet Sør-Østerdal",
}
"""Case → the team that follows its people up."""


class Slot(NamedTuple):
    municipality: int
    conditions: tuple[Condition, ...]
    oxygen: bool = False
    diabetes: bool = False
    lapsed_days: int | None = None


CASES: dict[str, tuple[Slot, ...]] = {
    "valdres": (
        Slot(3451, (FAILURE, FIBRILLATION)), Slot(3449, (FAILURE,)),
        Slot(3453, (FAILURE, PRESSURE)), Slot(3452, (FAILURE, INFARCTION)),
        Slot(3454, (FAILURE, FIBRILLATION)),
        Slot(3450, (FAILURE,), diabetes=True), Slot(3451, (PRESSURE,)), Slot(3449, (PRESSURE,)),
        Slot(3453, (PRESSURE, FIBRILLATION)), Slot(3454, (PRESSURE,), diabetes=True),
        Slot(3451, (FIBRILLATION,)), Slot(3452, (FIBRILLATION, PRESSURE)),
        Slot(3449, (INFARCTION,)), Slot(3453, (INFARCTION, PRESSURE)), Slot(3451, (INFARCTION,)),
    ),
    "nord-gudbrandsdal": (
        Slot(3437, (COPD,)), Slot(3437, (COPD,), oxygen=True), Slot(3437, (COPD,)),
        Slot(3435, (COPD,)), Slot(3435, (COPD,)), Slot(3435, (COPD,), oxygen=True),
        Slot(3434, (COPD, FAILURE)), Slot(3434, (COPD,)), Slot(3433, (COPD,)),
        Slot(3433, (COPD,), lapsed_days=2), Slot(3431, (COPD,)), Slot(3431, (COPD,), oxygen=True),
        Slot(3432, (COPD,)), Slot(3437, (COPD,)), Slot(3434, (COPD,)),
        Slot(3437, (DEMENTIA,)), Slot(3437, (DEMENTIA, PRESSURE)), Slot(3435, (DEMENTIA,)),
        Slot(3435, (DEMENTIA,)), Slot(3434, (DEMENTIA,)), Slot(3433, (DEMENTIA, FIBRILLATION)),
        Slot(3433, (DEMENTIA,)), Slot(3431, (DEMENTIA,)), Slot(3432, (DEMENTIA,)),
        Slot(3432, (DEMENTIA, PRESSURE)),
    ),
    "elverum": (
        Slot(3420, (DEPRESSION, PRESSURE)), Slot(3420, (DEPRESSION,)),
        Slot(3420, (DEPRESSION,), diabetes=True), Slot(3420, (DEPRESSION, PRESSURE)),
        Slot(3420, (DEPRESSION,)), Slot(3421, (DEPRESSION,), lapsed_days=3),
        Slot(3422, (DEPRESSION, PRESSURE)), Slot(3423, (DEPRESSION,)),
        Slot(3419, (DEPRESSION, PRESSURE)), Slot(3425, (DEPRESSION,)),
    ),
}  # fmt: skip


class Drawn(NamedTuple):
    """What must not be used twice, dealt out before the people are made."""

    family: str
    friend: str
    road: str
    phones: tuple[str, str]
    sentence: Sentence
    given: int
    otherwise: bool


def people(seed: int | str) -> tuple[Person, ...]:
    """The fifty demo people of a seed, case by case."""
    rng = Random(f"{seed}/cohort")
    found: list[Person] = []
    for case, slots in CASES.items():
        farms = list(FOREST_FARMS if case == "elverum" else VALLEY_FARMS)
        rng.shuffle(farms)
        used = {one.family for one in found}
        dealt = _deal(slots, [farm for farm in farms if farm not in used], len(found), rng)
        found += [
            _person(f"{case}-{number:02d}", slot, drawn, seed)
            for number, (slot, drawn) in enumerate(zip(slots, dealt, strict=True), start=1)
        ]
    return tuple(found)


def _deal(slots: tuple[Slot, ...], farms: list[str], before: int, rng: Random) -> list[Drawn]:
    # A dictionary, never a set: the order of a set of texts differs from run to run.
    sentences = {one: list(one) for one in (sentences_for(slot.conditions) for slot in slots)}
    for left in sentences.values():
        rng.shuffle(left)
    roads = rng.sample(ROADS, len(ROADS))
    order = rng.sample(range(len(slots)), len(slots))
    dealt = []
    for index, slot in enumerate(slots):
        number = before + index
        # No subscriber's number begins with 0, and 00 would be the way out of the country.
        phones = (f"01{rng.randrange(1000):03d}{2 * number:03d}",
                  f"01{rng.randrange(1000):03d}{2 * number + 1:03d}")  # fmt: skip
        dealt.append(Drawn(
            farms[index], FRIENDS[index % len(FRIENDS)], roads[index % len(roads)], phones,
            sentences[sentences_for(slot.conditions)].pop(), order[index], number % 9 == 4,
        ))  # fmt: skip
    return dealt


def _person(key: str, slot: Slot, drawn: Drawn, seed: int | str) -> Person:
    rng = Random(f"{seed}/{key}/person")
    sex = rng.choice(tuple(Sex))
    age = rng.randint(*AGES[slot.conditions[0]])
    born = _birthday(age, rng)
    place = PLACES[slot.municipality]
    given_list = given_names(sex, born.year)
    given = given_list[drawn.given % len(given_list)]
    other = {"nb": "nn", "nn": "nb"}[place.language]
    language = other if drawn.otherwise else place.language
    usual = usual_levels(slot.conditions, sex, Home(slot.oxygen), rng)
    home = _home(slot, usual)
    schedule = schedule_for(slot.conditions, home, rng)
    forms = forms_for(slot.conditions, schedule)
    team = TEAMS[key.rpartition("-")[0]]
    return Person(
        key=key,
        national_id=_national_id(born, sex, rng),
        given=given,
        family=drawn.family,
        born=born,
        sex=sex,
        municipality=slot.municipality,
        language=language,
        conditions=slot.conditions,
        phone=drawn.phones[0],
        address=f"{drawn.road} {rng.randint(2, 98)}, {place.name}",
        gp_office=place.gp_office,
        next_of_kin=_next_of_kin(given, sex, born, drawn, rng),
        what_matters=drawn.sentence[("nb", "nn").index(language)],
        home=home,
        schedule=schedule,
        forms=forms,
        plan=PlanSeed(
            plan_for(slot.conditions, home, schedule, forms, usual, age, team), slot.lapsed_days
        ),
        usual=usual,
    )


def _birthday(age: int, rng: Random) -> date:
    latest = AGED_ON.replace(year=AGED_ON.year - age)
    return latest - timedelta(days=rng.randint(1, 364))


def _home(slot: Slot, usual: dict[Signal, float]) -> Home:
    dry = f"{usual[Signal.WEIGHT]:.1f}" if FAILURE in slot.conditions else None
    return Home(slot.oxygen, FIBRILLATION in slot.conditions, slot.diabetes, dry)


def _national_id(born: date, sex: Sex, rng: Random) -> str:
    """A number of Tenor's kind: 80 on the month, so that it can never be a real person's."""
    shifted = f"{born.day:02d}{born.month + 80}{born.year % 100:02d}"
    odd = 1 if sex is Sex.MALE else 0
    while True:
        number = completed(f"{shifted}{2 * rng.randrange(250) + odd:03d}")
        if number is not None:
            return number


def _next_of_kin(given: str, sex: Sex, born: date, drawn: Drawn, rng: Random) -> NextOfKin:
    relation = rng.choice(("spouse", "spouse", "daughter", "son", "sister", "brother", "friend"))
    opposite = Sex.FEMALE if sex is Sex.MALE else Sex.MALE
    kin_sex = {
        "spouse": opposite, "daughter": Sex.FEMALE, "son": Sex.MALE,
        "sister": Sex.FEMALE, "brother": Sex.MALE, "friend": sex,
    }[relation]  # fmt: skip
    year = born.year + (28 if relation in ("daughter", "son") else 0)
    name = rng.choice([one for one in given_names(kin_sex, year) if one != given])
    family = drawn.friend if relation == "friend" else drawn.family
    return NextOfKin(name, family, relation, drawn.phones[1])
