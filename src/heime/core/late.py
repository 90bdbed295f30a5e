"""Results that came late (RS-1 7.7 L-1, CL-30, CL-31)."""

from dataclasses import replace
from datetime import datetime, timedelta

from heime.core.verdict import Verdict
from heime.core.zone import Priority, State, Zone

FRESH = timedelta(hours=2)
"""Up to and including this age a late reading is judged as if it were on time."""
STALE = timedelta(hours=24)
"""Beyond this age an abnormal reading with nothing newer is yellow: call the person."""

NEVER_LATE = frozenset({"P-0", "P-1", "P-2", "P-3"})
"""Somebody who said that they are not well is never history (CL-31)."""


def never_history(verdict: Verdict) -> bool:
    return not NEVER_LATE.isdisjoint(verdict.rules)


def late(verdict: Verdict, *, taken: datetime, received: datetime, newer: bool) -> Verdict:
    """What becomes of a result, by the age of the newest thing in it when that arrived.

    newer: whether a valid one of the same kind, taken later, is known.
    """
    age = received - taken
    if age <= FRESH or never_history(verdict):
        return verdict
    rules = (*verdict.rules, "L-1")
    if newer:
        return replace(verdict, state=State.HISTORICAL, priority=None, rules=rules, changes_at=None)
    if age > STALE and verdict.zone in (Zone.YELLOW, Zone.RED):
        return replace(
            verdict,
            zone=Zone.YELLOW,
            state=State.FINAL,
            priority=Priority.NORMAL,
            rules=rules,
            changes_at=None,
        )
    return replace(verdict, rules=rules)
