"""What differs between two plans, in words that can be read aloud."""

from copy import deepcopy

import pytest

from heime.core import templates
from heime.core.kinds import KINDS
from heime.core.plan_difference import Change, differences, from_template, readable
from heime.core.plan_words import _KINDS, words
from tests.core.test_care_plan import WHOLE

BEFORE = {
    "limits": [
        {"kind": "oxygen_saturation", "profile": "SPO2_COPD"},
        {"kind": "blood_pressure", "profile": "BP_STD", "considered": True},
    ],
    "rules": ["D-1", "T-1"],
    "goals": ["Til postkassa"],
    "review_on": "2027-01-31",
}


def said(after, before=BEFORE, language="nb"):
    return [words(one, language) for one in differences(before, after)]


def test_the_same_plan_has_no_difference():
    assert differences(BEFORE, deepcopy(BEFORE)) == []
    assert differences(WHOLE, deepcopy(WHOLE)) == []


def test_the_same_lines_said_in_another_way_are_no_difference():
    spelled_out = deepcopy(BEFORE)
    spelled_out["limits"][1]["override"] = {"systolic": {"yellow_high": "160"}}
    spelled_out["limits"].reverse()
    spelled_out["rules"].reverse()

    assert differences(BEFORE, spelled_out) == []


def test_a_moved_line_in_three_languages():
    moved = deepcopy(BEFORE)
    moved["limits"][0]["override"] = {"yellow_low": "90", "crit_low": None}

    assert said(moved) == [
        "Grense, oksygenmetning, vurdert av lege: nei → ja",
        "Grense, oksygenmetning, gul nedre: 91 % → 90 %",
        "Grense, oksygenmetning, kritisk nedre: 83 % → ikke satt",
    ]
    assert said(moved, language="nn")[1:] == [
        "Grense, oksygenmetting, gul nedre: 91 % → 90 %",
        "Grense, oksygenmetting, kritisk nedre: 83 % → ikkje sett",
    ]
    assert said(moved, language="en")[1] == "Limit, oxygen saturation, yellow low: 91 % → 90 %"


def test_the_lower_pressure_is_named():
    moved = deepcopy(BEFORE)
    moved["limits"][1]["override"] = {"diastolic": {"yellow_high": "95"}}

    assert said(moved) == ["Grense, blodtrykk, undertrykk, gul øvre: 100 mmHg → 95 mmHg"]


def test_a_rule_more_and_a_rule_less():
    assert said(BEFORE | {"rules": ["D-1", "S-R1"]}) == [
        "Regel, T-1: tatt bort", "Regel, S-R1: lagt til",
    ]  # fmt: skip


def test_dates_and_decimals_are_written_as_here():
    after = BEFORE | {"review_on": "2027-06-01", "person": {"dry_weight_kg": "78.5"}}

    assert said(after) == [
        "Ny vurdering: 31.1.2027 → 1.6.2027",
        "Om personen, tørrvekt i kg: ikke satt → 78,5",
    ]
    assert said(after, language="en")[1].endswith("not set → 78.5")


def test_other_days_and_times():
    agreed = {"what": "body_weight", "days": "every_day", "at": ["08:00"]}
    before = BEFORE | {"expectations": [agreed]}
    after = BEFORE | {"expectations": [agreed | {"days": ["mon", "sat"], "class": "high"}]}

    assert said(after, before, "nn") == [
        "Avtalt, vekt, dagar: kvar dag → mån., laur.",
        "Avtalt, vekt, når det manglar data: ikkje sett → etter 24 timar",
    ]


@pytest.mark.parametrize("field", ["goals", "standby", "texts"])
def test_what_people_wrote_is_named_and_not_repeated(field):
    after = deepcopy(WHOLE)
    if field == "goals":
        after["goals"] = ["Et nytt mål"]
    elif field == "standby":
        after["standby"]["text"] = "Noe annet, signert av legen."
    else:
        after["texts"]["red"]["nb"] = "Ring dattera di."
    (sentence,) = said(after, WHOLE)

    assert sentence.endswith(": endret")
    assert "Et nytt" not in sentence
    assert "Noe annet" not in sentence


def test_a_part_added_and_a_merge_decided():
    part = {"id": "hypertension", "rules": ["HBPM"]}
    merge = {"limits": [{"kind": "heart_rate", "override": {"red_high": "140"}}]}

    assert said(BEFORE | {"parts": [part], "merge": merge}) == [
        "Plan, høyt blodtrykk, regel, HBPM: lagt til",
        "Felles grense, puls, vurdert av lege: lagt til",
        "Felles grense, puls, rød øvre: ikke satt → 140 /min",
    ]


def test_what_a_plan_has_of_its_own_beside_its_template():
    own = templates.joined(["copd", "depression"])
    own["parts"][0]["limits"][0]["override"] = {"yellow_low": "90"}
    changes = from_template(own)

    assert changes is not None
    assert changes[-1] == Change(
        ("parts", "copd", "limits", "oxygen_saturation", "yellow_low"), "91", "90"
    )
    assert len(changes) == 2
    for name in templates.TEMPLATES:
        assert from_template(templates.template(name)) == []


def test_a_plan_from_no_template_is_compared_with_none():
    assert from_template(BEFORE) is None
    assert from_template(BEFORE | {"template": {"name": "gone", "version": 1}}) is None


def test_there_and_back_is_the_mirror_image():
    there = differences(BEFORE, WHOLE)
    back = {one.path: one for one in differences(WHOLE, BEFORE)}

    assert len(there) == len(back) > 20
    for one in there:
        assert (back[one.path].before, back[one.path].after) == (one.after, one.before)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_no_name_of_the_code_is_left_in_the_words(language):
    every = differences({}, WHOLE | {"parts": [BEFORE | {"id": "copd"}], "diuretic": None})

    for one in every:
        sentence = words(one, language)
        assert "_" not in sentence.replace("SPO2_COPD", "").replace("PULSE_STD", "").replace(
            "TEMP_STD", ""
        ).replace("BP_STD", ""), sentence  # fmt: skip


def test_every_kind_has_a_name_in_three_languages():
    assert set(_KINDS) == {kind.label for kind in KINDS}


def test_a_content_of_another_time_is_told_apart():
    assert readable(BEFORE)
    assert not readable({"limits": [{"kind": "phlogiston"}]})
