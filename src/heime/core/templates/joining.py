"""Two or more templates for one person, side by side (clinical reference 8).

One person has one set of measures: each is taken once and judged by every plan that needs it
(8.1). So what is expected, the facts, the texts and the response times stand in the whole plan;
limits and rules stay in the parts, and where limits differ a doctor must decide (8.2, U-1).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from heime.core.expectations import EVERY_DAY, WEEKDAYS

_COLOURS = ("green", "yellow", "red")


def joined(contents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One plan of several parts. contents: templates, each for a condition of its own."""
    response = [content["response_minutes"] for content in contents]
    return {
        "conditions": _each_once(contents, "conditions"),
        "goals": _each_once(contents, "goals"),
        "limits": [],
        "rules": [],
        "person": {name: fact for one in contents for name, fact in one["person"].items()},
        "expectations": _asked_once([e for one in contents for e in one["expectations"]]),
        "missing_data_class": "standard",
        "protocols": _each_once(contents, "protocols"),
        "responders": _each_once(contents, "responders"),
        "response_minutes": {name: min(one[name] for one in response) for name in response[0]},
        "texts": {colour: _texts(contents, colour) for colour in _COLOURS},
        "parts": [_part(content) for content in contents],
    }


def _part(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": content["template"]["name"],
        "template": content["template"],
        "conditions": content["conditions"],
        "limits": content["limits"],
        "rules": content["rules"],
        "missing_data_class": content["missing_data_class"],
    }


def _each_once(contents: Sequence[Mapping[str, Any]], field: str) -> list[Any]:
    found: list[Any] = []
    for content in contents:
        found += [one for one in content[field] if one not in found]
    return found


def _texts(contents: Sequence[Mapping[str, Any]], colour: str) -> dict[str, str]:
    """Each plan's text in turn; a sentence that several share is said once."""
    found: dict[str, list[str]] = {}
    for content in contents:
        for language, text in content["texts"][colour].items():
            said = found.setdefault(language, [])
            said += [one for one in text.replace(". ", ".\n").split("\n") if one not in said]
    return {language: " ".join(said) for language, said in found.items()}


def _asked_once(expectations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Of each thing the plan that asks oftenest; if none asks on all the others' days, all days."""
    by_what: dict[str, list[Mapping[str, Any]]] = {}
    for one in expectations:
        by_what.setdefault(one["what"], []).append(one)
    found = []
    for asked in by_what.values():
        often = max(asked, key=_times_a_year)
        days = sorted(set().union(*map(_days, asked)))
        named = EVERY_DAY if len(days) == 7 else [WEEKDAYS[day] for day in days]
        found.append({**often, "days": named})
    return found


def _days(expectation: Mapping[str, Any]) -> set[int]:
    if expectation["days"] == EVERY_DAY:
        return set(range(7))
    return {WEEKDAYS.index(name) for name in expectation["days"]}


def _times_a_year(expectation: Mapping[str, Any]) -> float:
    a_week = len(_days(expectation)) * len(expectation["at"])
    return a_week / float(expectation.get("every_weeks", 1))
