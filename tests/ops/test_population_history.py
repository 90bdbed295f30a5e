"""Sixty days of measured life: plausible, mostly green, and with a worklist at the end of it."""

import re
import statistics
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from heime.core import plan, session, validity, weight
from heime.core.kinds import Kind
from heime.core.reading import Quality
from heime.core.zone import State, Zone
from heime.ops.population import (
    Condition,
    Instrument,
    Signal,
    Trouble,
    deteriorations,
    history,
    meters,
    people,
)
from heime.ops.population.person import OSLO
from tests.ops.judged_samples import as_readings

NOW = datetime(2026, 11, 22, 8, 40, tzinfo=OSLO)
MORNING, MIDNIGHT, AUTUMN_NIGHT, SPRING_NIGHT, LEAP_DAY = (
    NOW,
    datetime(2026, 11, 22, 0, 10, tzinfo=OSLO),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 10, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 59, 59, 999_999, tzinfo=OSLO),
)


@pytest.fixture(scope="module")
def cohort():
    return people(1)


@pytest.fixture(scope="module")
def life(cohort):
    """Person key -> samples."""
    return by_person(history(cohort, 1, NOW))


def by_person(samples):
    found = defaultdict(list)
    for sample in samples:
        found[sample.person_key].append(sample)
    return found


def sessions_of(person, samples, now):
    """(kind, session) for every session of valid readings of the kinds that have limits."""
    own = plan.read(person.plan.content)
    readings = [r for r in as_readings(samples) if validity.rejected_by(r) is None]
    for kind, limits in own.limits.items():
        of_kind = [reading for reading in readings if reading.kind is kind]
        for one in session.split(of_kind, limits, cuffs=own.cuffs, now=now):
            yield kind, one


@pytest.mark.parametrize("now", [MORNING, MIDNIGHT, AUTUMN_NIGHT, SPRING_NIGHT, LEAP_DAY])
def test_the_history_fills_the_sixty_days_before_now_and_nothing_lies_ahead(cohort, now):
    life = by_person(history(cohort, 1, now))

    assert set(life) == {person.key for person in cohort}
    for key, samples in life.items():
        times = [sample.measured_at for sample in samples]
        assert times == sorted(times), key
        assert all(time.tzinfo is UTC for time in times)
        assert now - timedelta(days=60) < times[0] < now - timedelta(days=45), key
        assert now - timedelta(days=8) < times[-1] <= now, key


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_there_are_enough_readings_and_they_are_made_quickly(seed):
    began = time.process_time()
    count = len(list(history(people(seed), seed, NOW)))

    assert 15_000 <= count <= 20_000
    assert time.process_time() - began < 2


def test_all_values_are_plausible_but_the_marked_slips(life):
    slips = 0
    for samples in life.values():
        for sample, reading in zip(samples, as_readings(samples), strict=True):
            unusable = validity.rejected_by(reading)
            wrong_number = unusable in ("V-1", "V-3")
            assert wrong_number == (sample.slip and sample.kind is not Kind.HEART_RATE)
            assert (unusable == "V-2") == (sample.quality is not Quality.NONE)
            slips += wrong_number
    assert 3 <= slips <= 60


def test_values_are_written_as_meters_write_them(life):
    shape = {
        Kind.OXYGEN_SATURATION: r"\d\d", Kind.HEART_RATE: r"\d{2,3}",
        Kind.BLOOD_PRESSURE: r"\d{2,3}", Kind.BODY_WEIGHT: r"\d{1,3}\.\d",
        Kind.BODY_TEMPERATURE: r"\d\d\.\d", Kind.RESPIRATORY_RATE: r"\d{1,3}",
        Kind.BLOOD_GLUCOSE: r"\d{1,2}(\.\d)?",
    }  # fmt: skip
    for samples in life.values():
        for sample in samples:
            assert re.fullmatch(shape[sample.kind], sample.value), sample
            assert (sample.second is not None) == (sample.kind is Kind.BLOOD_PRESSURE)
            assert bool(sample.device) != sample.manual


def test_an_oximeter_shows_oxygen_and_pulse_at_one_moment(life):
    for samples in life.values():
        shown = defaultdict(set)
        for sample in samples:
            if sample.device.startswith(f"{Instrument.OXIMETER}/"):
                shown[sample.measured_at].add(sample.kind)
        assert all(kinds == {Kind.OXYGEN_SATURATION, Kind.HEART_RATE} for kinds in shown.values())


def test_a_cuff_is_blown_up_two_or_three_times_a_minute_or_two_apart(cohort, life):
    for person in cohort:
        cuffs = 3 if person.home.atrial_fibrillation_known else 2
        times = [s.measured_at for s in life[person.key] if s.kind is Kind.BLOOD_PRESSURE]

        assert len(times) % cuffs == 0
        for start in range(0, len(times), cuffs):
            for one, next_one in pairwise(times[start : start + cuffs]):
                assert 59 <= (next_one - one).total_seconds() <= 121, person.key


def test_people_measure_again_five_to_eight_minutes_after_a_reading_that_was_not_green(
    cohort, life
):
    obeyed = asked = 0
    for person in cohort:
        limits = plan.read(person.plan.content).limits
        for kind in (Kind.OXYGEN_SATURATION, Kind.BODY_TEMPERATURE, Kind.RESPIRATORY_RATE):
            if kind not in limits:
                continue
            readings = [r for r in as_readings(life[person.key]) if r.kind is kind]
            last = None
            for one, after in pairwise(readings):
                first_of_session = last is None or one.measured_at - last > timedelta(minutes=30)
                last = one.measured_at
                if not first_of_session or limits[kind].zone_of(one.value, None) is Zone.GREEN:
                    continue
                asked += 1
                minutes = (after.measured_at - one.measured_at).total_seconds() / 60
                assert minutes >= 4.9
                obeyed += minutes <= 8.1
    assert asked > 100
    assert 0.85 <= obeyed / asked <= 0.99


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_about_nine_of_ten_sessions_are_green_under_the_persons_own_plan(seed):
    cohort = people(seed)
    life = by_person(history(cohort, seed, NOW))
    zones = Counter(
        one.verdict.zone
        for person in cohort
        for _, one in sessions_of(person, life[person.key], NOW)
    )

    assert 0.87 <= zones[Zone.GREEN] / zones.total() <= 0.95
    assert zones[Zone.YELLOW] > 2 * zones[Zone.RED] > 100


def worklist(cohort, life, now):
    """What the last four hours leave to act on: person key -> {(kind, zone, state)}."""
    found = defaultdict(set)
    for person in cohort:
        lately = [s for s in life[person.key] if s.measured_at > now - timedelta(hours=9)]
        for kind, one in sessions_of(person, lately, now):
            verdict = one.verdict
            recent = verdict.started_at > now - timedelta(hours=4)
            if recent and verdict.zone is not Zone.GREEN:
                found[person.key].add((kind, verdict.zone, verdict.state))
        own = plan.read(person.plan.content)
        weights = {}
        weighed = [s for s in life[person.key] if s.kind is Kind.BODY_WEIGHT]
        for reading in as_readings(weighed):
            if validity.rejected_by(reading) is None:
                weights.setdefault(reading.measured_at.astimezone(OSLO).date(), reading.value)
        recent = (now - timedelta(hours=4)).astimezone(OSLO).date()
        if own.rules & plan.WEIGHT_RULES and max(weights) >= recent:
            for _, zone in weight.judge(max(weights), weights, own).fired:
                found[person.key].add((Kind.BODY_WEIGHT, zone, State.FINAL))
    return found


@pytest.mark.parametrize("now", [MORNING, MIDNIGHT, AUTUMN_NIGHT, SPRING_NIGHT, LEAP_DAY])
@pytest.mark.parametrize("seed", [1, 5])
def test_at_now_a_handful_of_people_need_somebody(seed, now):
    cohort = people(seed)
    life = by_person(history(cohort, seed, now))
    approved = {person.key for person in cohort if person.plan.approved}
    found = {key: rows for key, rows in worklist(cohort, life, now).items() if key in approved}

    everything = [row for rows in found.values() for row in rows]
    assert 8 <= len(found) <= 11
    assert (Kind.OXYGEN_SATURATION, Zone.RED, State.FINAL) in everything
    assert (Kind.OXYGEN_SATURATION, Zone.YELLOW, State.PENDING) in everything
    assert (Kind.BLOOD_PRESSURE, Zone.RED, State.PENDING) in everything
    assert (Kind.BLOOD_PRESSURE, Zone.YELLOW, State.FINAL) in everything
    assert (Kind.HEART_RATE, Zone.YELLOW, State.FINAL) in everything
    assert (Kind.BODY_TEMPERATURE, Zone.YELLOW, State.FINAL) in everything
    assert (Kind.BODY_WEIGHT, Zone.YELLOW, State.FINAL) in everything
    assert {key.rsplit("-", 1)[0] for key in found} == {"valdres", "nord-gudbrandsdal", "elverum"}


def test_the_last_day_of_those_who_are_well_is_green(cohort, life):
    ill = {one.person_key for one in deteriorations(cohort, 1, NOW) if one.over is None}
    playing = set(worklist(cohort, life, NOW))
    for person in cohort:
        if person.key in ill | playing or not person.plan.approved:
            continue
        lately = [s for s in life[person.key] if s.measured_at > NOW - timedelta(hours=25)]
        for kind, one in sessions_of(person, lately, NOW):
            if one.verdict.started_at > NOW - timedelta(hours=24):
                assert one.verdict.zone is Zone.GREEN, (person.key, kind)


def test_those_without_a_plan_have_just_sent_something(cohort, life):
    for person in cohort:
        if not person.plan.approved:
            assert NOW - life[person.key][-1].measured_at < timedelta(hours=2)


def test_one_disturbed_reading_was_not_followed_by_a_valid_one(cohort, life):
    last = [samples[-1] for samples in life.values() if samples[-1].quality is Quality.MOVEMENT]

    assert len(last) == 1
    assert timedelta(minutes=30) < NOW - last[0].measured_at < timedelta(hours=2)


def test_there_are_gaps_and_quiet_weekends(cohort, life):
    longest, weekend_share = [], []
    for person in cohort:
        if not any(len(agreed.weekdays) == 7 for agreed in person.schedule):
            continue
        days = sorted({s.measured_at.astimezone(OSLO).date() for s in life[person.key]})
        longest.append(max((after - one).days for one, after in pairwise(days)))
        weekend_share.append(sum(day.weekday() >= 5 for day in days) / len(days))

    assert sum(gap >= 5 for gap in longest) >= 5
    assert sum(gap <= 3 for gap in longest) >= 10
    assert min(weekend_share) < 0.24 < statistics.median(weekend_share)


def test_one_meters_clock_is_four_minutes_behind(cohort, monkeypatch, life):
    monkeypatch.setattr(meters, "SLOW_CLOCK", "")
    person = next(person for person in cohort if person.key == "valdres-08")
    right = [s for s in history([person], 1, NOW) if s.device == "cuff/valdres-08"]
    wrong = [s for s in life[person.key] if s.device == "cuff/valdres-08"]

    assert len(right) > 100
    assert [s.measured_at for s in wrong] == [s.measured_at - timedelta(minutes=4) for s in right]


def test_deteriorations_are_told_as_they_show(cohort, life):
    told = deteriorations(cohort, 1, NOW)
    today = NOW.date()

    assert len(told) >= 30
    assert {one.trouble for one in told} == set(Trouble)
    for one in told:
        assert today - timedelta(days=60) < one.start < one.onset <= today
        assert one.over is None or one.onset < one.over <= today


def test_oxygen_really_falls_in_an_exacerbation(cohort, life):
    falls = []
    usual = {person.key: person.usual[Signal.SPO2] for person in cohort}
    for one in deteriorations(cohort, 1, NOW):
        if one.trouble is not Trouble.EXACERBATION:
            continue
        values = [
            int(s.value)
            for s in life[one.person_key]
            if s.kind is Kind.OXYGEN_SATURATION
            and s.measured_at.astimezone(OSLO).date() == one.onset + timedelta(days=1)
        ]
        if values:
            falls.append(usual[one.person_key] - statistics.mean(values))

    assert len(falls) >= 6
    assert 3.5 <= statistics.mean(falls) <= 7.5


def test_weight_rises_before_a_heart_fails(cohort, life):
    dry = {p.key: float(p.home.dry_weight) for p in cohort if p.home.dry_weight}
    gains = [
        float(s.value) - dry[one.person_key]
        for one in deteriorations(cohort, 1, NOW)
        if one.trouble is Trouble.DECOMPENSATION
        for s in life[one.person_key]
        if s.kind is Kind.BODY_WEIGHT
        and not s.slip
        and s.measured_at.astimezone(OSLO).date() == one.onset
    ]

    assert len(gains) >= 3
    assert statistics.mean(gains) > 1.8


def test_the_same_seed_and_now_give_the_same_history_and_another_seed_another(cohort):
    few = cohort[:5]

    assert list(history(few, 1, NOW)) == list(history(few, 1, NOW))
    assert list(history(few, 1, NOW.astimezone(UTC))) == list(history(few, 1, NOW))
    assert list(history(few, 1, NOW)) != list(history(few, 2, NOW))


def test_dementia_values_are_typed_by_a_helper_and_breaths_by_everybody(cohort, life):
    demented = {p.key for p in cohort if Condition.DEMENTIA in p.conditions}
    for key, samples in life.items():
        for sample in samples:
            if sample.kind is Kind.RESPIRATORY_RATE:
                assert sample.manual
            if sample.kind is Kind.BODY_WEIGHT:
                assert sample.manual == (key in demented)
