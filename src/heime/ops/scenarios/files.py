"""Scenario files as they are read. Anything that is not exactly the format is refused."""

import re
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import msgspec
from msgspec import UNSET

from heime.core.kinds import BY_LABEL, KINDS
from heime.ops.scenarios.shapes import (
    SHAPES,
    AnswersFile,
    BloodPressure,
    Item,
    Measurement,
    Scenario,
)

_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class Unusable(Exception):
    """Input that cannot be judged; the text names the field and the reason."""


def read(text: bytes) -> Scenario:
    """Raises Unusable, naming the field, for anything that is not a scenario."""
    try:
        case = msgspec.json.decode(text, type=Scenario)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise Unusable(_plain(str(fault), "file: ")) from None
    _check_moments(case)
    _check_ask(case)
    _check_expectations(case)
    return case


def _check_moments(case: Scenario) -> None:
    if case.steps is not UNSET:
        for name in ("now", "input", "expect"):
            if getattr(case, name) is not UNSET:
                raise Unusable(f"{name}: cannot stand beside steps")
        moments = [time(step.at, f"steps[{n}].at") for n, step in enumerate(case.steps)]
        for number, (earlier, later) in enumerate(pairwise(moments)):
            if later < earlier:
                raise Unusable(f"steps[{number + 1}].at: is before the step before it")
    elif case.now is UNSET:
        raise Unusable("now: is missing")


def _check_ask(case: Scenario) -> None:
    for name in ("protocol", "outcome"):
        given = getattr(case, name) is not UNSET
        if given != (case.ask == name):
            raise Unusable(f"{name}: {'only' if given else 'required'} with ask {name}")
    if case.ask != "judgement" and case.now is UNSET:
        raise Unusable(f"now: required with ask {case.ask}")


def _check_expectations(case: Scenario) -> None:
    stated = [("expect", case.expect)]
    if case.steps is not UNSET:
        stated = [(f"steps[{n}].expect", step.expect) for n, step in enumerate(case.steps)]
    for where, expect in stated:
        if expect is not UNSET and expect.outcome is UNSET:
            for name in ("zone", "state", "priority"):
                if getattr(expect, name) is UNSET:
                    raise Unusable(f"{where}.{name}: is missing")


def item(raw: dict[str, Any], where: str) -> Item:
    """One item of history or input. Raises Unusable with `where` in it."""
    kind = raw.get("kind")
    shape = SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise Unusable(f"{where}.kind: we do not know '{str(kind)[:30]}'")
    try:
        found = msgspec.convert(raw, shape, strict=True)
    except msgspec.ValidationError as fault:
        raise Unusable(f"{where}: {_plain(str(fault))}") from None
    if isinstance(found, Measurement | BloodPressure):
        unit = KINDS[BY_LABEL[found.kind]].unit.value
        if found.unit != unit:
            raise Unusable(f"{where}.unit: {found.kind} is in {unit}, not '{found.unit[:20]}'")
    if isinstance(found, AnswersFile):
        _check_answers(found, where)
    return found


_MOST = {
    "copd_daily": {f"k{n}": {1: 3, 3: 2, 8: 14}.get(n, 1) for n in range(1, 10)},
    "heart_failure_daily": {f"h{n}": {1: 3, 4: 2}.get(n, 1) for n in range(1, 11)},
    "phq9": {str(n): 3 for n in range(1, 10)},
    "gad7": {str(n): 3 for n in range(1, 8)},
    "who5": {str(n): 5 for n in range(1, 6)},
    "rss": {str(n): 4 for n in range(1, 16)},
}
"""The highest answer to each question (clinical reference 3.5, 4.2, 5.2, 6.2 to 6.4)."""
_WITHOUT_SUM = ("copd_daily", "heart_failure_daily")


def _check_answers(found: AnswersFile, where: str) -> None:
    if found.questionnaire not in _MOST:
        raise Unusable(f"{where}.questionnaire: we do not know '{found.questionnaire[:30]}'")
    most = _MOST[found.questionnaire]
    if (found.items is UNSET) == (found.total is UNSET):
        raise Unusable(f"{where}: give either items or total")
    if found.total is not UNSET:
        if found.questionnaire in _WITHOUT_SUM:
            raise Unusable(f"{where}.total: {found.questionnaire} has no sum")
        if found.total > sum(most.values()):
            raise Unusable(f"{where}.total: is at most {sum(most.values())}")
        return
    if not found.items:
        raise Unusable(f"{where}.items: is empty")
    for name, answer in found.items.items():
        if name not in most:
            raise Unusable(f"{where}.items: there is no '{name[:20]}'")
        if answer is not None and answer > most[name]:
            raise Unusable(f"{where}.items.{name}: is at most {most[name]}")


def time(text: str, where: str) -> datetime:
    """Raises Unusable for a date that does not exist, or that nobody at home has lived."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable(f"{where}: '{text[:30]}' is no moment") from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise Unusable(f"{where}: '{text[:30]}' is not in this age")
    return found


def day(text: str, where: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Unusable(f"{where}: '{text[:30]}' is no day") from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise Unusable(f"{where}: '{text[:30]}' is not in this age")
    return found


def _plain(fault: str, whole: str = "") -> str:
    """`Expected str, got int - at `$.a.b[0]`` as `a.b[0]: expected str, got int`."""
    found = re.match(r"(.*) - at `\$\.?(.*)`$", fault)
    if not found:
        return f"{whole}{fault}"[:200]
    return f"{found[2] or 'file'}: {found[1][0].lower()}{found[1][1:]}"[:200]
