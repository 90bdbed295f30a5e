"""`heime judge`: what it prints, how it ends, and what it refuses to read."""

import json
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from heime.core import symptoms
from heime.ops import judge
from heime.ops.scenarios import answer, files
from tests.core.unusable import UNUSABLE, answers, scenario, spo2, with_item, with_plan

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "cases"


def judged(folder: Path, *cases: dict[str, Any] | bytes) -> int:
    paths = []
    for number, case in enumerate(cases):
        paths.append(folder / f"{number}.json")
        text = case if isinstance(case, bytes) else json.dumps(case).encode()
        paths[-1].write_bytes(text)
    return max(judge.one(path) for path in paths)


class TestHowItEnds:
    def test_with_0_when_every_expectation_is_met(self, tmp_path, capsys):
        assert judged(tmp_path, scenario()) == 0
        said = capsys.readouterr()
        assert json.loads(said.out)["zone"] == "yellow"
        assert said.err == ""

    def test_with_0_when_nothing_is_expected(self, tmp_path):
        without = scenario()
        del without["expect"]
        assert judged(tmp_path, without) == 0

    def test_with_1_and_a_line_for_each_miss(self, tmp_path, capsys):
        expect = {
            "zone": "yellow", "state": "final", "priority": "high", "rules": ["C-2"],
            "rules_absent": ["G-2"], "remeasure_after_minutes": None,
            "sessions": [{"input": "input/0", "zone": "red"}, {"input": "nobody"}],
        }  # fmt: skip
        assert judged(tmp_path, scenario(expect=expect)) == 1
        assert capsys.readouterr().err.splitlines() == [
            "mine: state: expected final, got pending",
            "mine: priority: expected high, got null",
            "mine: remeasure_after_minutes: expected null, got 5",
            "mine: rules: expected C-2, got C-1, G-2",
            "mine: rules_absent: G-2 is among the reasons",
            "mine: sessions.input/0.zone: expected red, got yellow",
            "mine: sessions: none holds nobody",
        ]

    def test_a_miss_in_a_story_names_the_step_from_one(self, tmp_path, capsys):
        steps = [
            {"at": "2026-11-21T08:00:00+01:00", "input": [spo2("95", "08:00")]},
            {
                "at": "2026-11-21T09:00:00+01:00",
                "input": [],
                "expect": {"zone": "red", "state": "final", "priority": None},
            },
        ]
        story = scenario(steps=steps)
        for name in ("now", "input", "expect"):
            del story[name]
        assert judged(tmp_path, story) == 1
        said = capsys.readouterr()
        assert said.err == "mine step 2: zone: expected red, got green\n"
        assert [step["zone"] for step in json.loads(said.out)["steps"]] == ["green", "green"]

    def test_a_value_is_compared_to_the_decimals_given(self, tmp_path, capsys):
        form = {
            "kind": "answers", "questionnaire": "who5", "total": 12,
            "answered_at": "2026-11-21T08:00:00+01:00",
        }  # fmt: skip
        plans = [{"id": "d", "version": 1, "signed": True, "limits": [], "rules": ["WHO-5"]}]
        right = {"zone": "green", "state": "final", "priority": None}
        for number, status in (("48.0", 0), ("47", 1)):
            expect = {**right, "values": {"who5_percent": number}}
            assert judged(tmp_path, scenario(plans=plans, input=[form], expect=expect)) == status
        assert "values.who5_percent: expected 47, got 48" in capsys.readouterr().err

    def test_with_2_over_1_and_the_other_files_are_still_judged(self, tmp_path, capsys):
        wrong = scenario(expect={"zone": "red", "state": "final", "priority": None})
        assert judged(tmp_path, b"[", wrong, scenario()) == 2
        assert len(capsys.readouterr().out.splitlines()) == 2

    def test_a_file_that_is_not_there(self, tmp_path, capsys):
        assert judge.one(tmp_path / "none.json") == 2
        assert "none.json: No such file" in capsys.readouterr().err

    def test_a_fault_of_ours_does_not_stop_the_others(self, tmp_path, capsys, monkeypatch):
        monkeypatch.setattr(answer, "_answer", lambda *_: 1 / 0)
        assert judged(tmp_path, scenario()) == 2
        assert "could not be judged (ZeroDivisionError)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("case", "place"), [row[1:] for row in UNUSABLE], ids=[row[0] for row in UNUSABLE]
)
def test_what_cannot_be_judged_is_refused_with_its_place(case, place, tmp_path, capsys):
    assert judged(tmp_path, case) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"{tmp_path}/0.json: ")
    assert len(said.err) < 500
    if place != "file":
        assert place in said.err


def test_a_clock_a_little_fast_is_borne(tmp_path):
    """As at the door: up to five minutes (architecture 3)."""
    fast = with_item(measured_at="2026-11-21T08:06:00+01:00")
    assert judged(tmp_path, fast) == 0


def test_an_id_is_not_taken_for_a_place(tmp_path, capsys):
    """An item may be called `history/0`; it is still another than the first of the history."""
    case = scenario(history=[spo2("95", "07:00")], input=[spo2("90", "08:00", id="history/0")])
    assert judged(tmp_path, case) == 0


def test_a_rule_that_raises_is_grey_by_itself(tmp_path, capsys, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(symptoms, "copd", broken)
    rules = ["S-Y1"]
    form = answers("copd_daily", items={"k1": 3})
    for value, zone in (("95", "grey"), ("82", "red")):
        case = with_plan(rules=rules) | {"input": [form, spo2(value, "08:00")]}
        del case["expect"]
        judged(tmp_path, case)
        said = json.loads(capsys.readouterr().out)
        assert said["zone"] == zone
        assert "rule-failed" in {reason["rule"] for reason in said["reasons"]}


ENVIRONMENTS: list[dict[str, str]] = [
    {"LC_ALL": "C", "PYTHONHASHSEED": "1", "TZ": "UTC"},
    {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"},
    {"PYTHONIOENCODING": "latin-1", "PYTHONHASHSEED": "random", "TZ": "America/St_Johns"},
]


def test_the_same_bytes_wherever_it_runs():
    paths = sorted(str(path) for path in CASES.glob("*.json"))[::4]
    said = {
        subprocess.run(
            [sys.executable, "-m", "heime.config.cli", "judge", *paths],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **environment},
            capture_output=True,
            check=True,
        ).stdout
        for environment in [*ENVIRONMENTS, ENVIRONMENTS[0]]
    }
    assert len(said) == 1


def many(readings: int) -> list[dict[str, Any]]:
    first = datetime.fromisoformat("2025-01-01T08:00:00+01:00")
    return [
        spo2(str(88 + number % 9), "08:00")
        | {"measured_at": (first + timedelta(hours=number)).isoformat()}
        for number in range(readings)
    ]


@pytest.mark.long
def test_five_megabytes_are_read_in_a_breath(tmp_path):
    history = many(30_000)[::-1]  # in the worst order there is
    plans = with_plan(rules=["D-1", "T-1", "M-1"])["plans"]
    case = scenario(history=history, plans=plans, now="2029-11-21T08:01:00+01:00", input=[])
    del case["expect"]
    text = json.dumps(case).encode()
    (tmp_path / "big.json").write_bytes(text + b" " * (5_000_000 - len(text)))
    began = time.monotonic()
    assert judge.one(tmp_path / "big.json") == 0
    assert time.monotonic() - began < 60


@pytest.mark.long
def test_a_thousand_scenarios_in_five_seconds(tmp_path, capsysbinary):
    """The promise is 5 s on the machine of the benchmarks; here the bound is generous."""
    paths = sorted(CASES.glob("*.json"))
    began = time.monotonic()
    for number in range(1_000):
        judge.one(paths[number % len(paths)])
    took = time.monotonic() - began
    with capsysbinary.disabled():
        print(f"\n1 000 scenarios in {took:.2f} s")
    assert took < 15


def test_reading_a_file_needs_no_other_file():
    """What is judged comes from the file alone."""
    text = (CASES / "C-1-and-C-2.json").read_bytes()
    assert answer.of(files.read(text)) == answer.of(files.read(text))
