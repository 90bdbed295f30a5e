"""Which plan held when (CL-05), and when a kind's limits changed (CL-15)."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from heime.core.kinds import Kind
from heime.core.plan import Plan


class Agreed:
    """A person's plan through time.

    steps: (from when, what held), oldest first; before the first step nothing held.
    """

    def __init__(self, steps: Sequence[tuple[datetime, Plan | None]]) -> None:
        self._starts = [start for start, _ in steps]
        self._plans = [plan for _, plan in steps]

    def at(self, moment: datetime) -> Plan | None:
        """The plan in force at a moment, None when there was none."""
        place = bisect_right(self._starts, moment)
        return self._plans[place - 1] if place else None

    def reset_before(self, kind: Kind, moment: datetime) -> datetime | None:
        """When the limits of a kind last changed before a moment: its baseline starts there."""
        for place in range(bisect_right(self._starts, moment) - 1, 0, -1):
            now, before = self._plans[place], self._plans[place - 1]
            if _lines(now, kind) != _lines(before, kind):
                return self._starts[place]
        return None


def _lines(plan: Plan | None, kind: Kind) -> object:
    return None if plan is None else plan.limits.get(kind)
