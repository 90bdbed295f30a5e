"""Scenario files judged as `heime judge` judges them: the shared ones, and our own by rule.

Our own stand in cases/, named by the rule or the clarification that they are about. What they
expect was worked out by hand from the clinical reference, not taken from what the code says.
"""

import json
import os
from collections import Counter
from pathlib import Path

import jsonschema_rs
import pytest

from heime.core.rules import RULES
from heime.ops import judge
from heime.ops.scenarios import answer, files

SHARED = Path(os.environ.get("HEIME_SHARED", Path(__file__).parents[3] / "shared")) / "scenarios"
OPEN = sorted((SHARED / "open").glob("*.json"))
OWN = sorted((Path(__file__).parent / "cases").glob("*.json"))


def in_expectations(case: dict) -> list[dict]:
    moments = case.get("steps") or [case]
    return [moment["expect"] for moment in moments if "expect" in moment]


def test_the_shared_scenarios_lie_beside_the_checkout():
    assert len(OPEN) >= 68, f"none in {SHARED}: put them there, or set HEIME_SHARED"


@pytest.mark.parametrize("path", [*OPEN, *OWN], ids=lambda path: path.stem)
def test_a_scenario_is_judged_as_expected(path: Path):
    case = files.read(path.read_bytes())

    assert case.source == path.stem
    assert judge.missed(case, answer.of(case)) == []


def test_our_own_keep_to_the_format():
    schema = jsonschema_rs.validator_for(json.loads((SHARED / "scenario.schema.json").read_bytes()))
    strangers = {
        path.stem: str(fault)[:200]
        for path in OWN
        for fault in schema.iter_errors(json.loads(path.read_bytes()))
    }

    assert strangers == {}


def test_every_rule_is_seen_to_fire_and_every_optional_one_to_hold_back():
    fired: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for path in OWN:
        for expect in in_expectations(json.loads(path.read_bytes())):
            fired.update(expect.get("rules", []))
            held.update(expect.get("rules_absent", []))
    # A first cuff reading that waits is all that names C-8 by itself: see CL-11 there.
    always = {id_ for id_, rule in RULES.items() if rule.always}

    assert set(RULES) - {"C-8"} - set(fired) == set()
    assert set(RULES) - always - set(held) == set()


def test_every_clarification_has_a_case():
    told = " ".join(path.read_text(encoding="utf-8") for path in OWN)

    assert [n for n in range(1, 37) if f"CL-{n:02d}" not in told] == []
