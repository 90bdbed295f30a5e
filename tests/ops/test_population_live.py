"""Readings without end: at the right pace, never from the future, and repeatable."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice, pairwise

import pytest

from heime.core import plan
from heime.core.kinds import Kind
from heime.core.quantity import scaled
from heime.core.zone import Zone
from heime.ops.population import live, people
from heime.ops.population.meters import BEHIND, SLOW_CLOCK
from heime.ops.population.person import OSLO

START = datetime(2026, 11, 22, 8, 40, tzinfo=OSLO)
MILLISECOND = timedelta(milliseconds=1)


@pytest.fixture(scope="module")
def cohort():
    return people(1)


def zones(cohort, sent):
    plans = {person.key: plan.read(person.plan.content) for person in cohort}
    for due, sample in sent:
        limits = plans[sample.person_key].limits.get(sample.kind)
        if limits is not None:
            second = None if sample.second is None else scaled(Decimal(sample.second))
            yield due, sample, limits.zone_of(scaled(Decimal(sample.value)), second)


@pytest.mark.parametrize("speed", [1, 60, 600])
def test_a_sample_is_measured_at_the_real_moment_of_its_simulated_one(cohort, speed):
    sent = list(islice(live(cohort, 1, START, speed), 3000))

    assert [due for due, _ in sent] == sorted(due for due, _ in sent)
    assert sent[0][0] >= START
    for due, sample in sent:
        real = START + (due - START) / speed
        behind = BEHIND if sample.device == SLOW_CLOCK else timedelta()
        assert -2 * MILLISECOND <= sample.measured_at + behind - real <= MILLISECOND


def test_readings_begin_within_minutes(cohort):
    due, _ = next(live(cohort, 1, START, 1))

    assert due - START < timedelta(minutes=10)


def test_by_day_everybody_measures_about_once_an_hour_and_at_night_seldom(cohort):
    times = defaultdict(int)
    last = {}
    for due, sample in live(cohort, 1, START, 60):
        if due > START + timedelta(days=4):
            break
        before = last.get(sample.person_key)
        last[sample.person_key] = due
        if before is None or due - before > timedelta(minutes=9):  # not a confirmation
            times["day" if 8 <= due.hour < 22 else "night" if due.hour < 6 else "edge"] += 1

    assert 0.75 <= times["day"] / (50 * 4 * 14) <= 1.15
    assert 0.1 <= times["night"] / (50 * 4 * 6) <= 0.45


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_about_eight_in_a_hundred_are_not_green_and_they_belong_to_a_few(seed):
    cohort = people(seed)
    green, other = Counter(), Counter()
    for _, sample, zone in zones(cohort, islice(live(cohort, seed, START, 60), 8000)):
        (green if zone is Zone.GREEN else other)[sample.person_key] += 1

    assert 0.05 <= other.total() / (green.total() + other.total()) <= 0.12
    worst = sum(count for _, count in other.most_common(20))
    assert worst > 0.75 * other.total()


@pytest.mark.parametrize(("speed", "least"), [(1, 300), (60, 300), (600, 2400)])
def test_a_confirmation_follows_after_five_simulated_minutes_or_four_real_seconds(
    cohort, speed, least
):
    waits = []
    last: dict[tuple[str, Kind], tuple[datetime, Zone]] = {}
    for due, sample, zone in zones(cohort, islice(live(cohort, 1, START, speed), 8000)):
        if sample.kind is Kind.OXYGEN_SATURATION:
            key = (sample.person_key, sample.kind)
            before = last.get(key)
            if before is not None and before[1] is not Zone.GREEN:
                waits.append((due - before[0]).total_seconds())
            last[key] = (due, zone)

    soon = [wait for wait in waits if wait <= 1.7 * least]
    assert min(waits) >= least - 1
    assert len(soon) > 0.5 * len(waits) > 10


def test_the_same_start_gives_the_same_readings_and_another_start_others(cohort):
    def first(start):
        return list(islice(live(cohort, 1, start, 60), 300))

    assert first(START) == first(START)
    assert first(START) == first(START.astimezone(UTC))
    other = first(START + timedelta(seconds=1))
    assert [s.value for _, s in first(START)] != [s.value for _, s in other]


def test_cuff_readings_of_a_pair_come_one_by_one(cohort):
    person = next(p for p in cohort if p.key == "valdres-07")
    sent = islice(live([person], 1, START, 60), 200)
    times = [due for due, sample in sent if sample.kind is Kind.BLOOD_PRESSURE]

    assert all(one < after for one, after in pairwise(times))
