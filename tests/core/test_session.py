"""Confirmation (RS-1 7.3): what readings within half an hour mean together."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heime.core import takes, validity
from heime.core.kinds import Kind
from heime.core.session import Before, split
from heime.core.zone import Priority, State, Zone
from tests.core.readings import BP_STD, SPO2_COPD, TEMP_STD, at, pressure, spo2, taken


def judged(*readings, limits=SPO2_COPD, now, cuffs=2):
    """The verdict of the newest session."""
    return split(list(readings), limits, cuffs=cuffs, now=at(now))[-1].verdict


@pytest.mark.parametrize(
    ("values", "now", "zone", "state", "rule", "why"),
    [
        ("92", 0, Zone.GREEN, State.FINAL, None, "one above the yellow line"),
        ("91", 0, Zone.YELLOW, State.PENDING, "C-1", "the line belongs to the worse zone"),
        ("88", 0, Zone.RED, State.PENDING, "C-1", "on the red line"),
        ("91", 29.9, Zone.YELLOW, State.PENDING, "C-1", "not half an hour yet"),
        ("91", 30, Zone.YELLOW, State.FINAL, "C-2", "at exactly half an hour it has timed out"),
        ("90 93", 6, Zone.GREEN, State.FINAL, "C-3", "the second decides"),
        ("90 88", 6, Zone.RED, State.FINAL, "C-3", "also when it is worse"),
        ("87 93", 6, Zone.YELLOW, State.PENDING, "C-4", "red then green asks for a third"),
        ("87 93", 31, Zone.YELLOW, State.FINAL, "C-4", "an unconfirmed red never turns green"),
        ("87 91", 6, Zone.YELLOW, State.FINAL, "C-3", "red then yellow is yellow"),
        ("87 93 88", 12, Zone.RED, State.FINAL, "C-5", "the median of three"),
        ("87 93 92 94", 20, Zone.GREEN, State.FINAL, "C-5", "the median of the last three"),
        ("95 90", 6, Zone.YELLOW, State.PENDING, "C-7", "a leading green one is dropped"),
        ("95 94 96", 12, Zone.GREEN, State.FINAL, None, "green and only green"),
    ],
)
def test_so_many_readings_mean(values, now, zone, state, rule, why):
    readings = [spo2(value, 6 * n) for n, value in enumerate(values.split())]
    verdict = judged(*readings, now=now)

    assert (verdict.zone, verdict.state) == (zone, state), why
    assert (rule in verdict.rules) if rule else (verdict.rules == ()), why


def test_a_critical_value_is_final_at_once_and_stays_so():
    verdict = judged(spo2("83"), spo2("95", 6), spo2("96", 12), now=13)

    assert (verdict.zone, verdict.priority) == (Zone.RED, Priority.HIGH)
    assert "C-6" in verdict.rules
    assert verdict.inputs == (spo2("83").id,)


def test_a_dropped_green_reading_lets_the_half_hour_run_from_the_worse_one():
    verdict = judged(spo2("95"), spo2("90", 20), now=31)

    assert verdict.state is State.PENDING, "the half hour runs from 07:20"
    assert verdict.changes_at == at(50)


def test_a_reading_at_exactly_half_an_hour_starts_a_new_session():
    sessions = split([spo2("90"), spo2("95", 30)], SPO2_COPD, cuffs=2, now=at(31))

    assert [s.verdict.zone for s in sessions] == [Zone.YELLOW, Zone.GREEN]
    assert "C-2" in sessions[0].verdict.rules


class TestNotCredible:
    """V-4: plausible but not credible, not used until confirmed."""

    def temperature(self, value, minutes=0):
        return taken(Kind.BODY_TEMPERATURE, value, minutes)

    def judge(self, *values, now):
        readings = [self.temperature(value, 8 * n) for n, value in enumerate(values)]
        return judged(*readings, limits=TEMP_STD, now=now)

    def test_alone_it_waits_at_least_yellow(self):
        verdict = self.judge("34.3", now=1)
        assert (verdict.zone, verdict.state) == (Zone.RED, State.PENDING)
        assert "V-4" in verdict.rules

    def test_one_within_tolerance_confirms_it(self):
        verdict = self.judge("34.3", "34.4", now=9)
        assert (verdict.zone, verdict.state) == (Zone.RED, State.FINAL)
        assert {"V-4", "C-3"} <= set(verdict.rules)

    def test_a_credible_one_discards_it_and_starts_anew(self):
        verdict = self.judge("34.3", "36.8", now=9)
        assert (verdict.zone, verdict.state) == (Zone.GREEN, State.FINAL)

    def test_another_far_away_leaves_both_waiting(self):
        verdict = self.judge("34.3", "33.6", now=9)
        assert (verdict.zone, verdict.state) == (Zone.RED, State.PENDING)

    def test_silence_makes_it_final(self):
        verdict = self.judge("41.6", now=30)
        assert (verdict.zone, verdict.state, verdict.priority) == (
            Zone.RED, State.FINAL, Priority.HIGH,
        )  # fmt: skip


class TestBloodPressure:
    """C-8: the reading is the mean of a pair."""

    def test_a_pair_is_judged_by_its_mean(self):
        verdict = judged(pressure("158", "96"), pressure("162", "98", 1), limits=BP_STD, now=2)
        assert (verdict.zone, verdict.state) == (Zone.YELLOW, State.PENDING)
        assert verdict.values == (1_600_000, 970_000)

    @pytest.mark.parametrize(
        ("first", "second", "mean"),
        [("100", "101", "101"), ("100", "100", "100"), ("99", "100", "100")],
    )
    def test_a_mean_is_rounded_half_up_before_zoning(self, first, second, mean):
        verdict = judged(pressure(first, "70"), pressure(second, "70", 1), limits=BP_STD, now=2)
        assert verdict.values[0] == int(mean) * 10_000

    def test_half_a_pair_waits_half_an_hour_and_then_counts(self):
        alone = pressure("165", "95")
        assert judged(alone, limits=BP_STD, now=10).state is State.PENDING
        settled = judged(alone, limits=BP_STD, now=30)
        assert (settled.zone, settled.state) == (Zone.YELLOW, State.FINAL)

    def test_a_single_critical_cuff_is_enough(self):
        verdict = judged(pressure("201", "90"), limits=BP_STD, now=0)
        assert (verdict.zone, verdict.priority) == (Zone.RED, Priority.HIGH)

    def test_in_known_atrial_fibrillation_three_make_one(self):
        readings = [pressure("158", "96", n) for n in range(3)]
        assert "C-8" in judged(*readings[:2], limits=BP_STD, now=3, cuffs=3).rules
        assert judged(*readings, limits=BP_STD, now=3, cuffs=3).zone is Zone.GREEN

    def test_a_second_pair_decides(self):
        readings = [
            pressure("184", "104"), pressure("184", "104", 1),
            pressure("172", "98", 7), pressure("172", "98", 8),
        ]  # fmt: skip
        verdict = judged(*readings, limits=BP_STD, now=9)
        assert (verdict.zone, verdict.state) == (Zone.YELLOW, State.FINAL)

    def test_labels_say_which_belong_together(self):
        readings = [
            pressure("184", "104", pair="a"), pressure("120", "80", 1, pair="b"),
            pressure("184", "104", 2, pair="a"), pressure("120", "80", 3, pair="b"),
        ]  # fmt: skip
        verdict = judged(*readings, limits=BP_STD, now=4)
        assert (verdict.zone, verdict.state) == (Zone.YELLOW, State.PENDING), "C-4"


class TestDuplicates:
    """CL-32: the same act of measuring never counts as the second reading."""

    @pytest.mark.parametrize(
        ("again", "why"),
        [
            ({"minutes": 0, "device": "m"}, "same meter, moment and value"),
            ({"minutes": 3, "device": "m", "sequence": 7}, "same sequence number"),
            ({"minutes": 3, "manual": True}, "typed in what the meter had sent"),
        ],
    )
    def test_is_left_out(self, again, why):
        first = spo2("90", device="m", sequence=7 if "sequence" in again else None)
        minutes = again["minutes"]
        again = {name: value for name, value in again.items() if name != "minutes"}
        kept = validity.without_duplicates([first, spo2("90", minutes, **again)])
        assert kept == [first], why

    def test_a_true_second_reading_with_the_same_value_counts(self):
        both = [spo2("90", device="m"), spo2("90", 6, device="m")]
        assert validity.without_duplicates(both) == both


values = st.integers(min_value=60, max_value=100).map(str)
gaps = st.floats(min_value=0.5, max_value=45)
courses = st.lists(st.tuples(values, gaps), min_size=1, max_size=12)


def course(pairs):
    minutes = itertools.accumulate(gap for _, gap in pairs)
    return [spo2(value, when) for (value, _), when in zip(pairs, minutes, strict=True)]


@given(courses)
def test_sessions_never_overlap_and_hold_every_reading_once(pairs):
    readings = course(pairs)
    sessions = split(readings, SPO2_COPD, cuffs=2, now=readings[-1].measured_at)

    assert [r for s in sessions for r in s.readings] == readings
    for one, after in itertools.pairwise(sessions):
        assert after.readings[0].measured_at - one.verdict.started_at >= takes.LENGTH


@given(courses)
def test_time_alone_never_improves_a_session(pairs):
    readings = course(pairs)
    now = readings[-1].measured_at
    before = split(readings, SPO2_COPD, cuffs=2, now=now)[-1].verdict
    after = split(readings, SPO2_COPD, cuffs=2, now=now + timedelta(hours=1))[-1].verdict

    assert after.zone >= before.zone
    assert after.state is State.FINAL


@given(courses)
def test_a_critical_reading_is_never_hidden_by_others(pairs):
    readings = [*course(pairs), spo2("82", 1000)]
    verdict = split(readings, SPO2_COPD, cuffs=2, now=at(1001))[-1].verdict
    assert (verdict.zone, verdict.priority) == (Zone.RED, Priority.HIGH)


@given(
    st.lists(st.tuples(values, st.floats(min_value=0.01, max_value=0.5)), min_size=9, max_size=40)
)
def test_carrying_on_from_a_judgement_equals_reading_everything(pairs):
    """A session too long to read again gives the same verdict from its last three readings."""
    readings = course(pairs)
    now = readings[-1].measured_at
    whole = split(readings, SPO2_COPD, cuffs=2, now=now)
    if len(whole) > 1 or "C-6" in whole[0].verdict.rules or "V-4" in whole[0].verdict.rules:
        return
    cut = len(readings) - 4
    earlier = split(readings[:cut], SPO2_COPD, cuffs=2, now=readings[cut - 1].measured_at)[
        -1
    ].verdict
    if len([r for r in earlier.rules if r in ("C-1", "C-3", "C-4")]):
        return  # carried on only from sessions of forty readings and more
    before = Before(earlier.started_at, earlier.zone is Zone.GREEN and not earlier.rules)
    carried = split(readings[cut:], SPO2_COPD, cuffs=2, now=now, before=before)[-1].verdict

    assert (carried.zone, carried.state) == (whole[0].verdict.zone, whole[0].verdict.state)
    assert carried.started_at == whole[0].verdict.started_at
