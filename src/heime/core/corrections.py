"""What may be corrected by an addition, and what may be erased by a decision."""

from enum import StrEnum

from heime.core.roles import Scope


class Sort(StrEnum):
    """What kind of thing a correction or an erasure points at."""

    READING = "reading"
    ANSWERS = "answers"
    NOTE = "note"
    """What was written when a case was closed; known by the case's id."""
    PLAN = "plan"
    """One version of a plan; known by its number in the database."""
    MESSAGE = "message"
    """What somebody wrote in a thread; not what Heime says there by itself."""


SEEN_WITH = {
    Sort.READING: Scope.VALUES,
    Sort.ANSWERS: Scope.VALUES,
    Sort.NOTE: Scope.CASES,
    Sort.PLAN: Scope.PLAN,
    Sort.MESSAGE: Scope.MESSAGES,
}
"""Whoever sees the thing sees what corrects it. Of messages the scope is not enough: only whoever
takes part in the thread sees either."""

CAN_BE_ERASED = frozenset({Sort.READING, Sort.ANSWERS, Sort.NOTE, Sort.MESSAGE})
"""Not plans: what was judged points at them. What is wrong in one is corrected."""

GONE = "—"
"""What stands where a text has been erased."""
