"""Why a plan cannot be saved, in the reader's language: where it stands, and what is wrong."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from heime.core import plan_words
from heime.core.errors import Refused
from heime.edges.clinic import words
from heime.edges.plans import names

_PLACE = re.compile(r"^([a-z_0-9.\[\]() ]+): (.*)$", re.S)
_STEP = re.compile(r"([a-z_0-9]+)(?:\[(\d+)\])?")


def said(refusal: Refused, content: Mapping[str, Any] | None = None) -> str:
    """The refusal of one place as a sentence. content: where lists are looked up by number."""
    found = _PLACE.match(str(refusal))
    if found is None:
        return _why(str(refusal))
    return f"{_where(found[1], content or {})}: {_why(found[2])}"


def _where(place: str, content: Mapping[str, Any]) -> str:
    """ "limits[2].override" as "Grense, puls"."""
    named: list[str] = []
    here: Any = content
    for name, number in _STEP.findall(place.partition(" ")[0]):
        if name == "override":
            continue
        here = here.get(name) if isinstance(here, Mapping) else None
        if name != "parts":
            named.append(plan_words.called(name, words.language()))
        if number:
            here = here[int(number)] if isinstance(here, list) and int(number) < len(here) else None
            named += _entry(here, number)
    text = ", ".join(dict.fromkeys(named)) or _("the plan")
    return text[:1].upper() + text[1:]


def _entry(entry: Any, number: str) -> list[str]:
    """What an entry of a list is about: its kind, what is expected, its name; else its number."""
    if isinstance(entry, Mapping):
        for name in ("kind", "what"):
            if entry.get(name):
                return [plan_words.called(str(entry[name]), words.language())]
        return []
    return [str(int(number) + 1)]


def _why(text: str) -> str:
    for pattern, sentence in _KNOWN:
        found = re.match(pattern, text)
        if found:
            return sentence(found)
    return _("this cannot be saved as it stands.")


_KNOWN: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"the lines must rise", lambda m: _(
        "the lines must rise: red low, yellow low, yellow high, red high.")),
    (r"(crit_low|crit_high) must lie outside", lambda m: _(
        "the critical line must lie outside the red one.")),
    (r"(\w+) (\S+) is outside what can be measured", lambda m: _(
        "%(line)s %(value)s is outside what can be measured.")
        % {"line": names.line(m[1]), "value": words.figure(m[2])}),
    (r"is outside what can be measured", lambda m: _("is outside what can be measured.")),
    (r"(is not a number|must be a number)", lambda m: _("is not a number.")),
    (r"must be a whole number", lambda m: _("must be a whole number.")),
    (r"must be from (\d+) to (\d+)", lambda m: _("must be from %(low)s to %(high)s.")
        % {"low": m[1], "high": m[2]}),
    (r"(must be a date|there is no such date)", lambda m: _("is not a date.")),
    (r"(must be a time|there is no such time)", lambda m: _(
        "must be a time of day such as 08:00.")),
    (r"a text is missing", lambda m: _("a text is missing.")),
    (r"is longer than", lambda m: _("is too long.")),
    (r"no day is named", lambda m: _("choose at least one day.")),
    (r"no time of day is named", lambda m: _("write at least one time of day, such as 08:00.")),
    (r"the window is longer than a day", lambda m: _("the time before and after is over a day.")),
    (r".* stands? twice", lambda m: _("stands twice.")),
    (r".* is asked for twice", lambda m: _("is asked for twice at the same time.")),
    (r"what is worse must be answered sooner", lambda m: _(
        "what is worse must be answered sooner, or as soon.")),
    (r"next of kin are called after", lambda m: _(
        "next of kin are called after the person, not before.")),
    (r"the review must come after", lambda m: _("the review must come after the decision.")),
    (r"there is no line called", lambda m: _("there is no such line.")),
)  # fmt: skip
