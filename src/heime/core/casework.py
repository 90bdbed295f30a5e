"""The life of a case, when it gets worse, and how it may end."""

from enum import StrEnum

from heime.core.errors import NotAllowedNow
from heime.core.zone import Priority, Zone


class CaseState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"


# The whole life of a case. Buttons and checks are made from this.
MOVES: dict[CaseState, frozenset[CaseState]] = {
    CaseState.OPEN: frozenset({CaseState.TAKEN}),
    CaseState.TAKEN: frozenset({CaseState.OPEN, CaseState.TAKEN, CaseState.CLOSED}),
    CaseState.CLOSED: frozenset(),
}
"""Taken → taken is a colleague taking over. Only somebody who has the case closes it."""


class Outcome(StrEnum):
    """What a case came to."""

    ADVICE = "advice"
    MEASURED_AGAIN = "measured-again"
    CONTACTED_GP = "contacted-gp"
    SENT_ON = "sent-on"
    TECHNICAL = "technical"
    NO_ACTION = "no-action"


def check_move(now: CaseState, to: CaseState) -> None:
    """Raises NotAllowedNow with a sentence when a case cannot go from `now` to `to`."""
    if to not in MOVES[now]:
        raise NotAllowedNow(f"A case that is {now} cannot become {to}.")


def rises(zone: Zone, priority: Priority, *, above_zone: Zone, above_priority: Priority) -> bool:
    """Whether (zone, priority) is worse than what a case already stands at.

    RS-1 7.6: red high, red, yellow high, yellow, low. Zone first, then priority within it.
    """
    return (zone, priority) > (above_zone, above_priority)
