"""Handing a case over to somebody outside the team: its life, and how soon it must be answered.

Nobody has handed anything over until the receiver has said yes: until then the team answers for
it, and what is declined or not answered in time is the team's again, visibly.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from heime.core.errors import NotAllowedNow
from heime.core.hours import Hours


class Receiver(StrEnum):
    """Kinds of receivers, as organisations are sorted."""

    GP = "gp"
    DEPARTMENT = "department"
    HOSPITAL = "hospital"
    LEGEVAKT = "legevakt"


class Urgency(StrEnum):
    NOW = "now"
    TODAY = "today"
    DAYS = "days"


class State(StrEnum):
    SENT = "sent"
    ASKED = "asked"
    """The receiver has asked the team something; the deadline runs on."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LATE = "late"
    """Not answered in time: the team's again."""
    WITHDRAWN = "withdrawn"
    DONE = "done"
    """The receiver has closed it with a word back."""


MOVES: dict[State, frozenset[State]] = {
    State.SENT: frozenset(
        {State.ASKED, State.ACCEPTED, State.DECLINED, State.LATE, State.WITHDRAWN}
    ),
    State.ASKED: frozenset(
        {State.SENT, State.ASKED, State.ACCEPTED, State.DECLINED, State.LATE, State.WITHDRAWN}
    ),
    State.ACCEPTED: frozenset({State.DONE, State.DECLINED, State.LATE}),
    State.DECLINED: frozenset(),
    State.LATE: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.DONE: frozenset(),
}
"""The whole life of a hand-over. Accepted → declined is giving it back; → late when the receiver
never closed it (LASTS)."""
WAITS = frozenset({State.SENT, State.ASKED})
"""Nobody has answered yet."""
BACK = frozenset({State.DECLINED, State.LATE, State.WITHDRAWN})
LIVE = WAITS | {State.ACCEPTED}
"""While it is one of these, and no longer, the receiver may read it."""
LASTS = timedelta(days=30)
"""How long an accepted one stays open to the receiver without a closing word."""

WITHIN: dict[Receiver, dict[Urgency, timedelta]] = {
    Receiver.LEGEVAKT: {Urgency.NOW: timedelta(minutes=15), Urgency.TODAY: timedelta(hours=1)},
    Receiver.DEPARTMENT: {Urgency.NOW: timedelta(minutes=30), Urgency.TODAY: timedelta(hours=4)},
    Receiver.HOSPITAL: {Urgency.NOW: timedelta(minutes=30), Urgency.TODAY: timedelta(hours=4)},
    Receiver.GP: {Urgency.NOW: timedelta(hours=1), Urgency.TODAY: timedelta(hours=4)},
}
"""How soon each must have answered. Starting points that both sides must sign."""
WORKING_DAYS = 2
"""For what can wait days: until the team closes this many working days later."""


def urgencies(receiver: Receiver) -> tuple[Urgency, ...]:
    """What may be chosen: legevakt takes nothing that can wait days."""
    return tuple(
        one for one in Urgency if one is not Urgency.DAYS or receiver is not Receiver.LEGEVAKT
    )


def due_at(receiver: Receiver, urgency: Urgency, sent_at: datetime, hours: Hours) -> datetime:
    """When the receiver must have answered. hours: of the team, which is there to take it back."""
    if urgency not in urgencies(receiver):
        raise NotAllowedNow(f"A hand-over to {receiver} cannot wait days.")
    if urgency is not Urgency.DAYS:
        return sent_at + WITHIN[receiver][urgency]
    day = hours.next_open(sent_at)
    for _ in range(WORKING_DAYS):
        day = hours.next_open(hours.closing(day))
    return hours.closing(day)


def check_move(now: State, to: State) -> None:
    """Raises NotAllowedNow when a hand-over cannot go from `now` to `to`."""
    if to not in MOVES[now]:
        raise NotAllowedNow(f"A hand-over that is {now} cannot become {to}.")
