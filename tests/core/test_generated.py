"""What the home app is told of the rules, and that a difference is noticed."""

import json
from decimal import Decimal
from pathlib import Path

from heime.core import rules
from heime.core.kinds import Kind
from heime.core.limits import PROFILES
from heime.ops import generated


def test_the_file_says_what_the_rules_say():
    assert generated.faults() == []


def test_a_difference_is_noticed_and_put_right(tmp_path: Path):
    assert generated.faults(tmp_path) == [f"{generated.FILE} is missing: ./heime fix"]
    generated.write(tmp_path)
    assert generated.faults(tmp_path) == []
    path = tmp_path / generated.FILE
    path.write_text(path.read_text().replace('"34.5"', '"34.0"'))
    assert "does not say what the rules say" in generated.faults(tmp_path)[0]


def test_everything_is_told_and_no_number_is_a_binary_fraction():
    def no_float(text: str) -> None:
        raise AssertionError(text)

    told = json.loads(generated.text(), parse_float=no_float)
    assert set(told["kinds"]) == {kind.label for kind in Kind}
    assert set(told["profiles"]) == set(PROFILES)
    assert set(told["rules"]) == set(rules.RULES)
    assert all(rule["source"] for rule in told["rules"].values())
    assert Decimal(told["kinds"]["body_temperature"]["tolerance"]) == Decimal("0.3")
    assert told["profiles"]["BP_HF"]["systolic"]["yellow_high"] == "150"
    assert told["profiles"]["SPO2_STD"]["lines"]["red_high"] is None
    assert (told["session_minutes"], told["remeasure_after_minutes"]) == (30, 5)
    assert [band["from"] for band in told["scores"]["who5"]["bands"]] == [0, 29, 51]
