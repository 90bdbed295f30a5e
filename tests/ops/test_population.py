"""The fifty demo people: who they are, and that none of them can be anybody."""

import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest

from heime.core import activation, care_plan, expectations, national_id, plan
from heime.core.actor import Actor, Post
from heime.core.kinds import Kind
from heime.core.roles import Role
from heime.core.zone import Zone
from heime.ops.population import Condition, Instrument, Sex, Signal, people
from heime.ops.population.cohort import AGED_ON, AGES
from heime.ops.population.person import SHOWS
from heime.ops.population.places import PLACES
from heime.ops.population.words import sentences_for

SEEDS = (1, 2, 3, "rehearsal")
CARDIOVASCULAR = {
    Condition.HEART_FAILURE,
    Condition.HYPERTENSION,
    Condition.ATRIAL_FIBRILLATION,
    Condition.AFTER_INFARCTION,
}
CASES = {
    "valdres": (15, {3449, 3450, 3451, 3452, 3453, 3454}, CARDIOVASCULAR),
    "nord-gudbrandsdal": (
        25,
        {3431, 3432, 3433, 3434, 3435, 3437},
        {Condition.COPD, Condition.DEMENTIA},
    ),
    "elverum": (10, {3419, 3420, 3421, 3422, 3423, 3425}, {Condition.DEPRESSION}),
}


@pytest.fixture(params=SEEDS, ids=str)
def cohort(request):
    return people(request.param)


@pytest.mark.parametrize("case", CASES)
def test_each_introduction_case_has_its_people_conditions_and_municipalities(cohort, case):
    count, municipalities, conditions = CASES[case]
    members = [person for person in cohort if person.key.startswith(f"{case}-")]

    assert len(members) == count
    assert {person.municipality for person in members} == municipalities
    assert {person.conditions[0] for person in members} == conditions
    assert any(len(person.conditions) > 1 for person in members)


def test_every_identity_number_is_tenors_and_fits_the_person(cohort):
    for person in cohort:
        number = national_id.parse(person.national_id, remainders=national_id.OLD_REMAINDERS)

        assert number.series is national_id.Series.TENOR
        assert number.kind is national_id.IdKind.FNR
        assert number.born == person.born
        assert int(person.national_id[8]) % 2 == (person.sex is Sex.MALE)


def test_nobody_shares_a_number_a_name_a_telephone_or_an_answer(cohort):
    for unique in (
        [person.key for person in cohort],
        [person.national_id for person in cohort],
        [person.family for person in cohort],
        [person.phone for person in cohort] + [person.next_of_kin.phone for person in cohort],
        [person.what_matters for person in cohort],
        [(person.given, person.family) for person in cohort]
        + [(person.next_of_kin.given, person.next_of_kin.family) for person in cohort],
    ):
        assert [value for value, times in Counter(unique).items() if times > 1] == []


def test_ages_fit_the_condition(cohort):
    for person in cohort:
        lowest, highest = AGES[person.conditions[0]]
        had_birthday = (person.born.month, person.born.day) <= (AGED_ON.month, AGED_ON.day)
        age = AGED_ON.year - person.born.year - (not had_birthday)

        assert 48 <= lowest <= age <= highest <= 94, person.key


def test_telephones_cannot_be_called(cohort):
    for person in cohort:
        for phone in (person.phone, person.next_of_kin.phone):
            assert len(phone) == 8
            assert phone.isdigit()
            assert phone.startswith("01")


def test_people_write_as_their_municipality_does_and_some_choose_otherwise(cohort):
    as_usual = [person.language == PLACES[person.municipality].language for person in cohort]

    assert 2 <= as_usual.count(False) <= 8
    for person in cohort:
        column = ("nb", "nn").index(person.language)
        assert person.what_matters in [row[column] for row in sentences_for(person.conditions)]


def test_every_plan_is_one_the_core_accepts_and_covers_all_that_is_measured(cohort):
    for person in cohort:
        content = plan.read(person.plan.content)
        measured = {kind for one in person.schedule for kind in SHOWS[one.instrument]}

        assert measured, person.key
        for kind in measured:
            assert content.judges(kind), (person.key, kind)


def limits_of(person):
    """Every entry of limits that holds for a person: the whole plan's own, and the merge's."""
    content = person.plan.content
    return content["limits"] + content.get("merge", {}).get("limits", [])


def test_plans_follow_the_condition(cohort):
    for person in cohort:
        content = person.plan.content
        profile = {entry["kind"]: entry.get("profile") for entry in limits_of(person)}
        failing = Condition.HEART_FAILURE in person.conditions

        assert ({"W-1", "W-2", "W-3", "W-4", "W-5"} <= plan.read(content).rules) == failing
        assert (person.home.dry_weight is not None) == failing
        if "blood_pressure" in profile:
            assert profile["blood_pressure"] == ("BP_HF" if failing else "BP_STD")
        if person.conditions[0] is Condition.COPD:
            oxygen = "SPO2_HYPERCAP_O2" if person.home.home_oxygen else "SPO2_COPD"
            assert profile["oxygen_saturation"] == oxygen
        known = Condition.ATRIAL_FIBRILLATION in person.conditions
        assert plan.read(content).cuffs == (3 if known else 2)


def test_every_plan_is_whole_and_lacks_only_the_date_of_its_review(cohort):
    doctor = Actor(
        UUID(int=1), "Nobody", "LE", UUID(int=1), frozenset({Post(Role.DOCTOR, UUID(int=1))}), "nb"
    )
    for person in cohort:
        whole = care_plan.read(person.plan.content)
        found = activation.findings(whole, by=doctor, today=AGED_ON)

        assert {one.code for one in found if one.blocks} == {"no-review"}, person.key
        assert set(whole.conditions) == set(person.conditions)
        assert all(one.name.startswith("Oppfølgingsteamet") for one in whole.responders)
        assert not whole.all_rules & set(activation.ALWAYS_STAFFED)


def test_what_is_expected_is_what_the_person_agreed_to(cohort):
    monday = date(2026, 11, 16)
    for person in cohort:
        whole = care_plan.read(person.plan.content)
        week = expectations.windows(whole.all_expectations, monday, monday + timedelta(days=6))

        measured = [one for one in week if one.what not in expectations.QUESTIONNAIRES]
        assert len(measured) == sum(len(one.weekdays) for one in person.schedule), person.key


def test_questionnaires_are_expected_of_those_whom_they_are_for(cohort):
    monday = date(2026, 11, 16)
    for person in cohort:
        whole = care_plan.read(person.plan.content)
        fortnight = expectations.windows(
            whole.all_expectations, monday, monday + timedelta(days=13)
        )
        times = Counter(one.what for one in fortnight if one.what in expectations.QUESTIONNAIRES)

        wanted = {}
        if Condition.COPD in person.conditions:
            wanted["copd_daily"] = 14
        if Condition.HEART_FAILURE in person.conditions:
            wanted["heart_failure_daily"] = 14
        if Condition.DEPRESSION in person.conditions:
            wanted |= {"phq9": 1, "who5": 1}
        assert times == wanted, person.key


def test_a_few_lines_are_the_persons_own_and_the_others_are_start_values(cohort):
    profiled = [entry for person in cohort for entry in limits_of(person) if "profile" in entry]
    moved = [entry for entry in profiled if "override" in entry]

    assert 1 <= len(moved) <= len(profiled) / 4
    assert all(entry["considered"] for entry in moved)


def test_two_people_have_no_approved_plan(cohort):
    waiting = [person for person in cohort if not person.plan.approved]

    assert {person.key.rsplit("-", 1)[0] for person in waiting} == {"nord-gudbrandsdal", "elverum"}
    assert len(waiting) == 2


def test_every_kind_and_every_instrument_is_in_use_somewhere(cohort):
    kinds = {kind for person in cohort for one in person.schedule for kind in SHOWS[one.instrument]}

    assert kinds == {kind for shown in SHOWS.values() for kind in shown}
    assert {one.instrument for person in cohort for one in person.schedule} == set(Instrument)


def test_on_an_ordinary_day_everybody_is_green(cohort):
    signal_of = {
        Kind.OXYGEN_SATURATION: Signal.SPO2,
        Kind.HEART_RATE: Signal.PULSE,
        Kind.BLOOD_PRESSURE: Signal.SYSTOLIC,
        Kind.BODY_TEMPERATURE: Signal.TEMPERATURE,
        Kind.RESPIRATORY_RATE: Signal.BREATHING,
        Kind.BLOOD_GLUCOSE: Signal.GLUCOSE,
        Kind.BODY_WEIGHT: Signal.WEIGHT,
    }
    for person in cohort:
        for kind, limits in plan.read(person.plan.content).limits.items():
            usual = round(person.usual[signal_of[kind]], 1)
            assert limits.first.zone_of(round(usual * 10_000)) is Zone.GREEN, (person.key, kind)


def test_a_seed_means_the_same_people_in_every_process_and_another_seed_others():
    program = (
        "from datetime import datetime, UTC; import hashlib\n"
        "from heime.ops.population import history, people\n"
        "cohort = people(7)\n"
        "life = list(history(cohort[:4], 7, datetime(2026, 11, 22, 7, 40, tzinfo=UTC)))\n"
        "print(hashlib.sha256(repr((cohort, life)).encode()).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2", "3")
    }

    assert len(digests) == 1
    assert people(7) == people(7)
    assert {person.national_id for person in people(7)}.isdisjoint(
        person.national_id for person in people(8)
    )
