"""The life of a case: its states, who may move it where, when it gets worse, how it may end."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from heime.core.errors import NotAllowedNow
from heime.core.zone import Priority, Zone


class CaseState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    WAITING = "waiting"
    """Set aside until a time, or until something breaks through (core/setting_aside.py)."""
    HANDED_OVER = "handed-over"
    """Somebody outside the team has been asked, and has until a time to answer."""
    CLOSED = "closed"


AWAY = frozenset({CaseState.WAITING, CaseState.HANDED_OVER})
"""Off the list until a time: both come back by themselves, and when something breaks through."""


class Who(StrEnum):
    """Who may make a move, of those who work on the team's list."""

    ANYBODY = "anybody"
    NOBODY_ELSE = "nobody-else"
    """Anybody, as long as no colleague has the case."""
    HOLDER = "holder"
    COLLEAGUE = "colleague"
    """Somebody else than the one who has it."""
    FREE_OR_HOLDER = "free-or-holder"
    """Whoever has it; when nobody does, anybody."""


class Move(StrEnum):
    """What can be done with a case as a whole. The value is the word of its event."""

    TAKE = "taken"
    TAKE_OVER = "taken-over"
    GIVE_BACK = "released"
    SET_ASIDE = "set-aside"
    HAND_OVER = "handed-over"
    COME_BACK = "back"
    CLOSE = "closed"
    CONFIRM = "confirmed"
    """A colleague agrees that it is closed: a red with high priority (`needs_two`)."""


@dataclass(frozen=True, slots=True)
class Step:
    """after: None when the case goes back to where it was, open or with whoever had it."""

    before: frozenset[CaseState]
    after: CaseState | None
    who: Who


def _from(*states: CaseState) -> frozenset[CaseState]:
    return frozenset(states)


# The whole life of a case. Buttons and checks are made from this.
MOVES: dict[Move, Step] = {
    Move.TAKE: Step(
        _from(CaseState.OPEN, CaseState.WAITING), CaseState.TAKEN, Who.NOBODY_ELSE
    ),
    Move.TAKE_OVER: Step(
        _from(CaseState.TAKEN, CaseState.WAITING), CaseState.TAKEN, Who.COLLEAGUE
    ),
    Move.GIVE_BACK: Step(_from(CaseState.TAKEN), CaseState.OPEN, Who.HOLDER),
    Move.SET_ASIDE: Step(
        _from(CaseState.OPEN, CaseState.TAKEN), CaseState.WAITING, Who.FREE_OR_HOLDER
    ),
    Move.HAND_OVER: Step(_from(CaseState.TAKEN), CaseState.HANDED_OVER, Who.HOLDER),
    Move.COME_BACK: Step(AWAY, None, Who.ANYBODY),
    Move.CLOSE: Step(_from(CaseState.TAKEN), CaseState.CLOSED, Who.HOLDER),
    Move.CONFIRM: Step(_from(CaseState.TAKEN), CaseState.CLOSED, Who.COLLEAGUE),
}  # fmt: skip
"""Closed stays closed: what is taken up again is a new case that is linked to the old one."""


class Outcome(StrEnum):
    """What a case came to."""

    ADVICE = "advice"
    MEASURED_AGAIN = "measured-again"
    PLAN_CHANGED = "plan-changed"
    CONTACTED_GP = "contacted-gp"
    SENT_ON = "sent-on"
    EMERGENCY = "emergency"
    NOT_REACHED = "not-reached"
    TECHNICAL = "technical"
    NO_ACTION = "no-action"


class Act(StrEnum):
    """What was done in a case. The note that closes it is made from these."""

    CALL = "call"
    CALL_MISSED = "call-missed"
    """Called, and nobody answered."""
    MESSAGE = "message"
    VIDEO = "video"
    ADVICE = "advice"
    REMEASURE = "remeasure"
    """A new measurement was asked for."""
    PLAN = "plan"
    TASK = "task"
    TASK_DONE = "task-done"
    HAND_OVER = "hand-over"
    NOTE = "note"


def possible(state: CaseState, holder: UUID | None, me: UUID) -> frozenset[Move]:
    """The moves that somebody may make with a case as it stands."""
    return frozenset(
        move
        for move, step in MOVES.items()
        if state in step.before and _may(step.who, holder, me)
    )  # fmt: skip


def _may(who: Who, holder: UUID | None, me: UUID) -> bool:
    return {
        Who.ANYBODY: True,
        Who.NOBODY_ELSE: holder in (None, me),
        Who.HOLDER: holder == me,
        Who.COLLEAGUE: holder not in (None, me),
        Who.FREE_OR_HOLDER: holder in (None, me),
    }[who]


def check_move(move: Move, state: CaseState, holder: UUID | None, me: UUID) -> None:
    """Raises NotAllowedNow with a sentence when `me` cannot make this move now."""
    if move not in possible(state, holder, me):
        raise NotAllowedNow(f"A case that is {state} cannot be {move} by the one who asks.")


def needs_two(zone: Zone, priority: Priority) -> bool:
    """Whether a case is closed by two people, or by one who says why they are alone (issue 5)."""
    return zone is Zone.RED and priority is Priority.HIGH


def rises(zone: Zone, priority: Priority, *, above_zone: Zone, above_priority: Priority) -> bool:
    """Whether (zone, priority) is worse than what a case already stands at.

    RS-1 7.6: red high, red, yellow high, yellow, low. Zone first, then priority within it.
    """
    return (zone, priority) > (above_zone, above_priority)
