"""The shared scenarios that lie within this version's rules, judged one moment after another."""

import json
from pathlib import Path

import pytest

from tests.core import scenario

FILES = scenario.files()


@pytest.mark.skipif(not FILES, reason="no scenarios beside the checkout; set HEIME_SHARED")
def test_there_are_scenarios_to_judge():
    assert len(FILES) >= 25


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shared_scenario_is_judged_as_agreed(path: Path):
    case = json.loads(path.read_text())
    for at, known, expect in scenario.moments(case):
        verdict = scenario.latest_verdict(case, at, known)
        judged = scenario.words(verdict)
        assert judged == {key: expect[key] for key in judged}, (at, verdict)
        assert set(expect.get("rules", [])) <= set(verdict.rules), (at, verdict)
        assert not set(expect.get("rules_absent", [])) & set(verdict.rules), (at, verdict)
        if "remeasure_after_minutes" in expect:
            assert (5 if verdict.remeasure else None) == expect["remeasure_after_minutes"]
