"""The templates: start values that hold together, and none that promises more than it may."""

from itertools import combinations

import pytest

from heime.core import activation, care_plan, plan, templates
from heime.core.care_plan import CONDITIONS
from heime.core.errors import BadPlan
from heime.core.plan_agreements import RESPONSE_MINUTES
from heime.core.plan_conflicts import conflicts, unsettled
from heime.core.templates.joining import joined

NAMES = sorted(templates.TEMPLATES)
PAIRS = list(combinations(NAMES, 2))


def test_there_is_one_for_every_condition():
    assert set(NAMES) == set(CONDITIONS)
    for name in NAMES:
        assert care_plan.read(templates.template(name)).conditions == (name,)


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_is_a_start_value_nobody_has_considered(name):
    read = care_plan.read(templates.template(name))

    assert read.defaults == set(read.limits)
    assert plan.read(templates.template(name)).defaults == set(read.limits)
    assert read.response_minutes == RESPONSE_MINUTES
    assert "Startverdi" in templates.START_VALUE["nb"]


@pytest.mark.parametrize("names", [[name] for name in NAMES] + [list(pair) for pair in PAIRS])
def test_no_template_switches_on_the_nights_or_holds_any_medicine(names):
    read = care_plan.read(templates.joined(names))

    assert not read.all_rules & set(activation.ALWAYS_STAFFED)
    assert not list(activation.night_is_staffed(read))
    for part in read.all_parts:
        assert part.standby is part.diuretic is None
        assert part.responders == ()


@pytest.mark.parametrize("name", NAMES)
def test_every_colour_is_said_in_three_languages(name):
    texts = care_plan.read(templates.template(name)).texts

    assert set(texts) == {"green", "yellow", "red"}
    for colour, said in texts.items():
        assert set(said) == {"nb", "nn", "en"}
        assert len(set(said.values())) == 3, (name, colour)
        assert all(number in said["nb"] for number in ("113", "116 117") if colour == "red")
    assert "innenfor grensene i planen" in texts["green"]["nb"]


@pytest.mark.parametrize("name", NAMES)
def test_a_template_expects_what_its_rules_ask_about(name):
    read = care_plan.read(templates.template(name))
    expected = {one.what for one in read.expectations}

    asked_by = {
        "S-R1": "copd_daily", "HF-S1": "heart_failure_daily", "P-1": "phq9", "GAD-7": "gad7",
        "WHO-5": "who5", "W-1": "body_weight", "N-1": "body_weight", "HBPM": "blood_pressure",
        "D-1": "oxygen_saturation",
    }  # fmt: skip
    for rule, what in asked_by.items():
        assert rule not in read.rules or what in expected, (name, rule)


@pytest.mark.parametrize("pair", PAIRS, ids="+".join)
def test_two_together_ask_once_and_keep_every_rule(pair):
    content = templates.joined(pair)
    read = care_plan.read(content)
    one, other = (care_plan.read(templates.template(name)) for name in pair)

    whats = [expectation.what for expectation in read.expectations]
    assert len(whats) == len(set(whats))
    assert set(whats) == {e.what for e in (*one.expectations, *other.expectations)}
    assert read.all_rules == one.rules | other.rules
    assert plan.read(content).rules == read.all_rules
    for alone in (*one.expectations, *other.expectations):
        together = next(e for e in read.expectations if e.what == alone.what)
        assert together.days >= alone.days
        assert together.every_weeks <= alone.every_weeks


def test_heart_failure_and_high_blood_pressure_wait_for_the_doctors_decision():
    read = care_plan.read(templates.joined(["heart_failure", "hypertension"]))
    fields = {one.field for one in unsettled(read)}

    assert fields == {
        "systolic.red_low", "systolic.yellow_low", "systolic.yellow_high", "systolic.crit_low",
    }  # fmt: skip
    yellow = next(one for one in unsettled(read) if one.field == "systolic.yellow_low")
    assert yellow.by_plan == {"heart_failure": 950_000, "hypertension": 1_000_000}
    assert (yellow.strictest, yellow.widest) == (1_000_000, 950_000)


def test_what_agrees_is_no_conflict():
    both = care_plan.read(templates.joined(["copd", "atrial_fibrillation"]))

    assert unsettled(both) == []
    assert conflicts({"one": both.parts[0].limits}) == []


def test_known_fibrillation_is_known_in_the_whole_plan():
    both = care_plan.read(templates.joined(["hypertension", "atrial_fibrillation"]))

    assert both.facts.judged.atrial_fibrillation_known
    assert plan.read(templates.joined(["hypertension", "atrial_fibrillation"])).cuffs == 3


def test_all_seven_together_are_still_one_plan():
    read = care_plan.read(templates.joined(NAMES))

    assert [part.id for part in read.parts] == NAMES
    assert plan.read(templates.joined(NAMES)).rules == read.all_rules


def test_a_copy_is_ones_own_to_change():
    templates.template("copd")["rules"].clear()
    templates.joined(["copd", "depression"])["parts"][0]["rules"].clear()

    assert templates.template("copd")["rules"]


@pytest.mark.parametrize("names", [["gout"], ["copd", "gout"], []])
def test_a_template_there_is_not(names):
    with pytest.raises(BadPlan, match="template"):
        templates.joined(names)


def test_together_the_shorter_answering_time_holds():
    slower = templates.template("copd") | {"response_minutes": RESPONSE_MINUTES | {"red": 90}}
    both = joined([slower, templates.template("depression")])

    assert both["response_minutes"]["red"] == 60
