"""What a judgement can be about, as the database numbers it: measured kinds, questionnaires, more.

Measured kinds have their own numbers (kinds.py). Add new ones, never renumber.
"""

from heime.core.asked import COPD, HEART
from heime.core.kinds import Kind

ASKED = {COPD: 101, HEART: 102, "phq9": 103, "gad7": 104, "who5": 105, "rss": 106}
TOGETHER = 120
"""Several results of one day seen together: C1, C2 and PR-1."""
HBPM_WEEK = 121
"""The home blood-pressure week when it has ended."""
IRREGULAR = 122
"""When a meter noticed an irregular pulse (AF-1); remembered, never judged."""
NEWS2 = 123
"""A set of seven observations taken together (news2.py)."""
MISSING = 200
"""Added to the number of what did not come: M-1 and M-2."""

_LABELS = {number: name for name, number in ASKED.items()} | {
    TOGETHER: "together",
    HBPM_WEEK: "hbpm",
    IRREGULAR: "irregular",
    NEWS2: "news2",
}


def number_of(what: str) -> int:
    """The number of a kind's label or a questionnaire's name. Raises KeyError for others."""
    return ASKED[what] if what in ASKED else int(Kind[what.upper()])


def missing(what: str) -> int:
    return MISSING + number_of(what)


def is_measured(number: int) -> bool:
    return number < min(ASKED.values())


def label(number: int) -> str:
    """The label of a kind, questionnaire, `together` or `hbpm`; of what is missing, of what."""
    if number >= MISSING:
        return label(number - MISSING)
    return _LABELS[number] if number in _LABELS else Kind(number).label
