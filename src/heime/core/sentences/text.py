"""How a sentence is written down once per language, and how it is filled.

A template names its facts in braces. What stands in square brackets is said only when its facts
are there; with bars, the first alternative that can be said is. `~` is a no-break space, so that
a line never ends between a number and its unit.

    "Vekten[ {value}] er [{gain}|mer enn 2,0~kg] over den laveste de siste tre dagene."
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

LANGUAGES = ("nb", "nn", "en")
NBSP = "\u00a0"

_OPTION = re.compile(r"\[([^\[\]]*)\]")
_FACT = re.compile(r"\{([a-z]+)\}")


class Text(NamedTuple):
    """The same sentence, or the same name, in bokmål, nynorsk and English."""

    nb: str
    nn: str
    en: str


def fill(template: str, words: Mapping[str, str]) -> str:
    """The sentence with `words` in place, a capital first. A fact without a word is left out."""
    said = _OPTION.sub(lambda option: _first_that_can_be_said(option[1], words), template)
    said = _FACT.sub(lambda fact: words.get(fact[1], ""), said.replace("~", NBSP))
    return said[:1].upper() + said[1:]


def _first_that_can_be_said(option: str, words: Mapping[str, str]) -> str:
    for alternative in option.split("|"):
        if all(words.get(name) for name in _FACT.findall(alternative)):
            return alternative
    return ""


def facts_in(template: str) -> set[str]:
    """The names of the facts that a template has a place for."""
    return set(_FACT.findall(template))
