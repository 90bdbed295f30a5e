"""Every rule of RS-1 as a sentence in bokmål, nynorsk and English: what was found, against what.

One calm sentence each. Never a diagnosis, and never advice on medicine or oxygen.
"""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from heime.core.sentences import asked, events, measured, names
from heime.core.sentences.text import LANGUAGES, NBSP, Text, fill

SENTENCES: dict[str, Text] = {
    **measured.LIMITS,
    **measured.VALIDITY,
    **measured.CONFIRMATION,
    **measured.TRENDS,
    **measured.WEIGHT,
    **measured.NEWS,
    **asked.HEART_FAILURE,
    **asked.COPD,
    **asked.MIND,
    **asked.TOGETHER,
    **events.HAPPENED,
    **events.SILENT,
}
"""By rule id, by reason (`no-plan` …), and by `id/state` where a state is told in another way."""

_NO_WORDS = Text("Regelen slo ut.", "Regelen slo ut.", "The rule fired.")

# What a fact's word is made from. A fact that stands nowhere here is a plain number or a name.
_NAMED: dict[str, dict[str, Text]] = {
    "kind": {**names.KINDS, **names.FORMS},
    "what": {**names.KINDS, **names.FORMS},
    "side": names.SIDES,
    "number": names.NUMBERS,
    "single": names.PARAMETERS,
    "field": names.FIELDS,
    "symptoms": names.SYMPTOMS,
    "domains": names.DOMAINS,
    "quality": names.QUALITY,
}
_IN_UNITS = {"value", "limit", "baseline", "best", "first", "second", "dry", "gain"}
_PERCENT = Text("%", "%", "%")
_AND = Text("og", "og", "and")

# The kind of the rules that only ever look at one.
_KIND_OF = {
    "D-1": "oxygen_saturation",
    "P-D1": "heart_rate",
    **dict.fromkeys(("W-1", "W-2", "W-3", "W-4", "W-5", "N-1", "N-2"), "body_weight"),
}
_ROUNDED = {"percent", "z", "systolic", "diastolic"}
"""Computed, so they may have any number of decimals: shown with at most one (RS-1 G-3)."""
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)?")
_NOT_SAID = str.maketrans("", "", "{}")


def say(rule: str, facts: Mapping[str, str]) -> dict[str, str]:
    """The sentence of a rule in each language, by its code.

    facts: plain strings, numbers with a decimal point, kinds and the like by label, lists with
        commas. One that is missing, empty or unknown gives a plainer sentence; none is required.
    """
    text = SENTENCES.get(f"{rule}/{facts.get('state', '')}") or SENTENCES.get(rule, _NO_WORDS)
    kind = facts.get("kind") or _KIND_OF.get(rule, "")
    said = {}
    for lang, template in zip(LANGUAGES, text, strict=True):
        words = {name: _word(rule, kind, name, fact, lang) for name, fact in facts.items()}
        said[lang] = fill(template, words)
    return said


def listed(name: str, fact: str) -> dict[str, str]:
    """What a fact says alone, in each language: `symptoms` of "k2,k4", as in a sentence."""
    return {lang: _word("", "", name, fact, lang) for lang in LANGUAGES}


def _word(rule: str, kind: str, name: str, fact: str, lang: str) -> str:
    """How one fact is said; empty when it cannot be."""
    if name in _NAMED:
        return _in_a_row([_called(rule, name, item, lang) for item in _items(fact)], lang)
    if name == "answer" and fact in names.ANSWERS:
        return _in(names.ANSWERS[fact], lang)
    if name == "plans":
        return _in_a_row(_items(fact), lang)
    if not _NUMBER.fullmatch(fact):
        return fact.translate(_NOT_SAID).strip()
    number = _number(_rounded(fact) if name in _ROUNDED else fact, lang, sign=name == "change")
    unit = _unit(rule, kind, name, fact)
    return f"{number}{NBSP}{_in(unit, lang)}" if unit else number


def _called(rule: str, name: str, label: str, lang: str) -> str:
    """The name of a label; one answer may mean more in one rule than in another."""
    known = _NAMED[name]
    text = known.get(f"{rule}/{label}") or known.get(label)
    return _in(text, lang) if text else ""


def _unit(rule: str, kind: str, name: str, fact: str) -> Text | None:
    """What stands behind a number: the unit of its kind, or what is counted."""
    if name in names.COUNTED:
        one, many = names.COUNTED[name]
        return one if fact == "1" else many
    if name == "percent" or (rule == "WHO-5" and name == "before"):
        return _PERCENT
    if name == "change":
        return names.CHANGES.get(kind)
    return names.UNITS.get(kind) if name in _IN_UNITS else None


def _in(text: Text, lang: str) -> str:
    return text[LANGUAGES.index(lang)]


def _items(fact: str) -> list[str]:
    return [item.translate(_NOT_SAID).strip() for item in fact.split(",")]


def _in_a_row(words: list[str], lang: str) -> str:
    """ "a", "a og b", "a, b og c"; what has no word is left out."""
    *first, last = [word for word in words if word] or [""]
    return f"{', '.join(first)} {_in(_AND, lang)} {last}" if first else last


def _rounded(fact: str) -> str:
    """At most one decimal, half away from zero."""
    _, _, decimals = fact.partition(".")
    if len(decimals) <= 1 or "/" in fact:
        return fact
    return str(Decimal(fact).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _number(fact: str, lang: str, *, sign: bool) -> str:
    """As people here write it: a comma in Norwegian, and a real minus in every language."""
    text = fact if lang == "en" else fact.replace(".", ",")
    if sign and text[0] not in "+-":
        text = f"+{text}"
    return text.replace("-", "\u2212")
