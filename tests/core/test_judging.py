"""A reading arrives: plan or none, valid or not, on time or late, and weights over days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heime.core import judging, plan, validity, weight
from heime.core.errors import BadLimits, UnknownKind, UnknownRule
from heime.core.judging import Around
from heime.core.kinds import Kind
from heime.core.quantity import scaled
from heime.core.reading import Quality
from heime.core.zone import Priority, State, Zone
from tests.core.readings import SPO2_COPD, at, pressure, spo2, taken

COPD = plan.read({"limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD"}]})
HEART = plan.read(
    {
        "limits": [],
        "rules": ["W-1", "W-2", "W-3", "W-4", "W-5"],
        "person": {"dry_weight_kg": "80.0"},
    }
)


def judge(reading, agreed=COPD, *, newer=False, now=None, others=()):
    around = Around(sorted([*others, reading], key=lambda r: r.measured_at), newer=newer)
    return judging.judge(reading, agreed, around, now=now or reading.received_at)


class TestValidity:
    @pytest.mark.parametrize(
        ("reading", "rule", "why"),
        [
            (spo2("49"), "V-1", "below what is plausible"),
            (spo2("50"), None, "the end of the range belongs to it"),
            (spo2("101"), "V-1", "more than all of it"),
            (spo2("95", quality=Quality.DEMO), "V-2", "a demonstration is nobody's reading"),
            (spo2("95", quality=Quality.LOW_PERFUSION), "V-2", "cold hands: measure again"),
            (taken(Kind.OXYGEN_SATURATION, None), "V-2", "the meter has no value"),
            (pressure("118", "112"), "V-3", "a pulse pressure of 6"),
            (pressure("118", "108"), None, "of 10: plausible, though not credible"),
            (taken(Kind.BLOOD_PRESSURE, "120"), "V-2", "the lower pressure is missing"),
            (taken(Kind.BODY_WEIGHT, "24.9"), "V-1", "no grown person"),
        ],
    )
    def test_is_decided_by_the_reading_alone(self, reading, rule, why):
        assert validity.rejected_by(reading) == rule, why

    def test_a_rejected_reading_is_grey_and_asks_for_another(self):
        verdict = judge(spo2("45"))
        assert (verdict.zone, verdict.state) == (Zone.GREY, State.REJECTED)
        assert verdict.changes_at == at(30)

    def test_a_critical_value_under_a_poor_signal_is_red_all_the_same(self):
        verdict = judge(spo2("80", quality=Quality.POOR_SIGNAL))
        assert (verdict.zone, verdict.state) == (Zone.RED, State.FINAL)
        assert {"C-6", "V-2"} <= set(verdict.rules)

    def test_but_not_when_it_was_a_demonstration(self):
        assert judge(spo2("80", quality=Quality.DEMO)).state is State.REJECTED


class TestNothingIsSilentlyGreen:
    def test_no_plan_is_grey(self):
        verdict = judge(spo2("97"), None)
        assert (verdict.zone, verdict.rules) == (Zone.GREY, ("no-plan",))

    def test_a_kind_the_plan_does_not_know_is_grey(self):
        verdict = judge(taken(Kind.HEART_RATE, "72"))
        assert (verdict.zone, verdict.rules) == (Zone.GREY, ("no-limit",))

    def test_a_rule_that_failed_is_grey(self):
        assert judging.could_not(spo2("97")).zone is Zone.GREY


class TestLate:
    """L-1."""

    @pytest.mark.parametrize(
        ("hours", "newer", "zone", "state", "why"),
        [
            (2, True, Zone.RED, State.FINAL, "two hours old is as good as new"),
            (2.01, True, Zone.RED, State.HISTORICAL, "older, and there is newer data"),
            (24, False, Zone.RED, State.FINAL, "a day old and nothing newer"),
            (24.01, False, Zone.YELLOW, State.FINAL, "older still: call the person"),
        ],
    )
    def test_an_abnormal_value(self, hours, newer, zone, state, why):
        reading = spo2("85", late=timedelta(hours=hours))
        verdict = judge(reading, newer=newer)
        assert (verdict.zone, verdict.state) == (zone, state), why
        assert hours == 2 or "L-1" in verdict.rules

    def test_an_old_critical_value_is_no_longer_critical(self):
        verdict = judge(spo2("80", late=timedelta(hours=30)))
        assert (verdict.zone, verdict.priority) == (Zone.YELLOW, Priority.NORMAL)

    def test_an_old_green_value_stays_green(self):
        assert judge(spo2("97", late=timedelta(hours=30))).zone is Zone.GREEN


TODAY = date(2026, 11, 21)


def kilos(text):
    return scaled(Decimal(text))


def days_back(**weights):
    return {TODAY - timedelta(days=int(day[1:])): kilos(value) for day, value in weights.items()}


class TestWeight:
    @pytest.mark.parametrize(
        ("weights", "rules", "why"),
        [
            ({"d3": "62.9", "d1": "64.1", "d0": "64.9"}, (), "2.0 is not more than 2.0"),
            ({"d3": "80.1", "d1": "81.2", "d0": "82.2"}, ("W-1",), "2.1 over the lowest"),
            ({"d2": "80.0", "d0": "83.1"}, ("W-1", "W-3"), "3.1 over two days"),
            ({"d5": "80.0", "d0": "82.4"}, ("W-5",), "nothing in three days: the latest of a week"),
            ({"d7": "80.0", "d5": "81.0", "d0": "82.4"}, (), "the latest, not the lowest"),
            ({"d8": "70.0", "d0": "80.0"}, (), "a week is a week"),
            ({"d0": "83.1"}, ("W-4",), "3.1 over dry weight"),
            ({"d0": "83.0"}, (), "3.0 is not more than 3.0"),
            ({"d0": "76.9"}, ("W-4",), "under dry weight counts too"),
        ],
    )
    def test_gain_over_days(self, weights, rules, why):
        agreed = HEART if set(weights) == {"d0"} else plan.read(
            {"limits": [], "rules": ["W-1", "W-2", "W-3", "W-5"]}
        )  # fmt: skip
        judged = weight.judge(TODAY, days_back(**weights), agreed)
        assert tuple(rule for rule, _ in judged.fired) == rules, why

    def test_a_gain_with_a_worse_symptom_is_red(self):
        weights = days_back(d1="80.0", d0="82.2")
        judged = weight.judge(TODAY, weights, HEART, worse_symptom=True)
        assert ("W-2", Zone.RED) in judged.fired

    def test_a_rule_that_is_not_switched_on_does_not_fire(self):
        agreed = plan.read({"limits": [], "rules": ["W-3"]})
        assert not weight.judge(TODAY, days_back(d1="80.0", d0="82.9"), agreed).fired

    def test_a_jump_asks_whose_weight_it_is(self):
        reading = taken(Kind.BODY_WEIGHT, "88.0")
        earlier = {judging.local_day(reading.measured_at) - timedelta(days=1): kilos("80.0")}
        around = Around([reading], weights=earlier)
        asked = judging.judge(reading, HEART, around, now=reading.received_at)
        assert (asked.zone, asked.state) == (Zone.RED, State.PENDING)
        assert "V-4" in asked.rules
        settled = judging.judge(reading, HEART, around, now=at(30))
        assert (settled.zone, settled.state) == (Zone.RED, State.FINAL)

    def test_the_first_weight_of_the_day_is_the_days_weight(self):
        first, later = taken(Kind.BODY_WEIGHT, "80.1"), taken(Kind.BODY_WEIGHT, "83.0", 20)
        day = judging.local_day(first.measured_at)
        around = Around([first, later], weights={day: kilos("80.1")})
        verdict = judging.judge(later, HEART, around, now=later.received_at)
        assert (verdict.zone, verdict.inputs) == (Zone.GREEN, (first.id,))


class TestPlans:
    @pytest.mark.parametrize(
        ("content", "error", "where"),
        [
            ({"limits": [{"kind": "mood"}]}, UnknownKind, "limits[0].kind"),
            ({"limits": [{"kind": "heart_rate", "profile": "SPO2_COPD"}]}, BadLimits, "profile"),
            (
                {"limits": [{"kind": "heart_rate", "profile": "PULSE_STD",
                             "override": {"red_low": "60"}}]},
                BadLimits, "must rise",
            ),
            (
                {"limits": [{"kind": "heart_rate", "override": {"red_high": "400"}}]},
                BadLimits, "outside what can be measured",
            ),
            (
                {"limits": [{"kind": "heart_rate", "override": {"red": "100"}}]},
                BadLimits, "no line called",
            ),
            (
                {"limits": [{"kind": "heart_rate", "override": {"red_high": 131}}]},
                BadLimits, "written as text",
            ),
            (
                {"limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD",
                             "override": {"crit_low": "90"}}]},
                BadLimits, "outside the red line",
            ),
            ({"limits": [{"kind": "heart_rate"}] * 2}, BadLimits, "twice"),
            ({"rules": ["W-9"]}, UnknownRule, "rules[0]"),
            ({"rules": ["C-1"]}, UnknownRule, "rules[0]"),
            ({"person": {"dry_weight_kg": "heavy"}}, BadLimits, "person.dry_weight_kg"),
        ],
    )  # fmt: skip
    def test_a_contradiction_is_refused_with_its_place(self, content, error, where):
        with pytest.raises(error) as refused:
            plan.read(content)
        assert where in str(refused.value)

    def test_limits_that_no_doctor_has_considered_say_so(self):
        read = plan.read(
            {
                "limits": [
                    {"kind": "oxygen_saturation", "profile": "SPO2_COPD", "considered": True},
                    {"kind": "heart_rate", "profile": "PULSE_STD"},
                ]
            }
        )
        assert read.defaults == {Kind.HEART_RATE}

    def test_a_line_can_be_taken_away(self):
        read = plan.read(
            {"limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD",
                         "override": {"crit_low": None}}]}
        )  # fmt: skip
        assert not read.limits[Kind.OXYGEN_SATURATION].is_critical(scaled(Decimal(60)), None)


@given(
    st.integers(min_value=500_000, max_value=1_000_000), st.integers(min_value=0, max_value=400_000)
)
def test_moving_a_reading_outward_never_improves_its_zone(value, outward):
    assert SPO2_COPD.zone_of(max(500_000, value - outward), None) >= SPO2_COPD.zone_of(value, None)
