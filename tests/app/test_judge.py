"""The phone judges as the server does, or says that it does not.

The shared scenarios, our own by rule, and cases made by chance (invented.py): each is asked of
both, and any difference is a failure. What the phone declines is told with what made it.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from heime.core import rules
from heime.ops import generated_judging
from tests.app import both, invented
from tests.app.node import SOURCE
from tests.core.test_scenarios import OPEN, OWN

JUDGE = SOURCE / "home" / "judge"
FEW, MANY = 900, 12_000
AT_A_TIME = 2_000

DECLINED = {
    "V22": "protocol", "V23": "protocol", "V24": "protocol",  # weeks of blood pressure
    "V61": "activation", "V62": "outcome",  # asked of no phone
    "V36": "C1 C2", "V37": "C1 C2", "V40": "T-1", "V41": "AF-1", "V47": "GAD-7", "V48": "DEM-1",
    "V49": "DEM-1", "V50": "DEM-2", "V51": "N-1 N-2", "V52": "M-1 M-2", "V53": "M-1 M-2",
    "V56": "F-1", "V59": "NEWS2", "V60": "NEWS2",
    "VS04": "C2", "VS05": "M-1 M-2", "VS06": "N-1 N-2 DEM-4",  # some of their steps
}  # fmt: skip
"""The shared scenarios that the phone does not judge in whole, each with what made it decline."""


def of_file(path: Path) -> list[both.Case]:
    case = json.loads(path.read_bytes())
    return list(both.moments(case)) if case["ask"] == "judgement" else []


def compared(cases: list[both.Case]) -> tuple[list[str], list[dict[str, Any]]]:
    """How the two differ, case by case; and what the phone said."""
    said = both.phone(cases, seconds=600)
    unlike = [
        f"{case['source']} at {case['now']}: {how}"
        for case, one in zip(cases, said, strict=True)
        if (how := both.difference(one, both.server(case)))
    ]
    return unlike, said


def test_every_scenario_is_judged_alike_or_declined():
    cases = [one for path in (*OPEN, *OWN) for one in of_file(path)]
    unlike, said = compared(cases)

    assert unlike == []
    assert len(cases) > 600
    assert sum(one["judged"] for one in said) > 400
    told = [(case, one) for case, one in zip(cases, said, strict=True) if not one["because"]]
    assert [line for case, one in told for line in missed(case, one)] == []


def missed(case: both.Case, said: dict[str, Any]) -> list[str]:
    """What the file itself expects, worked out by hand, and the phone does not say."""
    expect = case.get("expect", {})
    names = ("zone", "state", "priority", "remeasure_after_minutes")
    wrong = [name for name in names if name in expect and said[name] != expect[name]]
    wrong += [rule for rule in expect.get("rules", []) if rule not in said["rules"]]
    wrong += [rule for rule in expect.get("rules_absent", []) if rule in said["rules"]]
    return [f"{case['source']} at {case['now']}: {', '.join(wrong)}"] if wrong else []


def test_the_shared_ones_it_declines_are_known():
    asks = {path.stem: json.loads(path.read_bytes())["ask"] for path in OPEN}
    declined = {name: ask for name, ask in asks.items() if ask != "judgement"}
    cases = [one for path in OPEN for one in of_file(path)]
    for case, one in zip(cases, both.phone(cases), strict=True):
        if not one["judged"]:
            declined[case["source"]] = " ".join(one["because"])

    assert declined == DECLINED


def test_cases_made_by_chance_are_judged_alike():
    unlike, said = compared([invented.case(number) for number in range(FEW)])

    assert unlike == []
    fired = Counter(rule for one in said if one["judged"] for rule in one["rules"])
    assert sum(one["judged"] for one in said) > FEW * 0.85
    assert {one["zone"] for one in said if one["judged"]} == {"green", "grey", "yellow", "red"}
    settled = {"G-2", "V-1", "V-2", "V-3", "V-4", "L-1", "PR-1", *(f"C-{n}" for n in range(1, 9))}
    assert settled - set(fired) == set()


def test_what_the_server_refuses_the_phone_does_not_judge():
    """I12264 has a new start without its reason; the phone once said green."""
    unlike, (said,) = compared([invented.case(12264)])

    assert (unlike, said["judged"]) == ([], False)


@pytest.mark.long
def test_twelve_thousand_more_are_judged_alike():
    fired: Counter[str] = Counter()
    judged = 0
    for first in range(FEW, FEW + MANY, AT_A_TIME):
        unlike, said = compared([invented.case(n) for n in range(first, first + AT_A_TIME)])
        assert unlike == []
        judged += sum(one["judged"] for one in said)
        fired.update(rule for one in said if one["judged"] for rule in one["rules"])

    assert judged >= 10_000
    # Every rule that the phone knows was seen to decide something, and more than once.
    assert {rule: fired[rule] for rule in generated_judging.KNOWN if fired[rule] < 5} == {}


def test_no_rule_is_left_out():
    """A rule that a plan can switch on is either known to the phone or makes it decline."""
    switched = {id_ for id_, rule in rules.RULES.items() if not rule.always}

    assert set(generated_judging.KNOWN) | set(generated_judging.content()["others"]) == switched


@pytest.mark.parametrize("file", sorted(JUDGE.glob("*.ts")), ids=lambda path: path.name)
def test_nothing_there_knows_a_clock_or_a_fraction(file: Path):
    code = re.sub(r"//[^\n]*|/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.S)
    banned = (
        r"\bDate(?!\.UTC)\b|performance|Math\.(?!abs|max|min)|parseFloat|toFixed|\b\d+\.\d|\de-?\d"
    )

    assert re.findall(banned, code) == []
    patterns = re.sub(r"=\s+/\^.*\$/;", "", code)
    divided = re.sub(r"\"[^\"\n]*\"|`[^`]*`", "", patterns).count("/")
    assert divided == (1 if file.name == "numbers.ts" else 0), "quotient() divides, nobody else"
