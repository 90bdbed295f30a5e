"""Where somebody is in the course of being followed up, and what follows from it.

Referral, intake, active, paused, ended: the national advice's course of service (norway.md 3.2).
What each gives is "design, needs legal sign-off".
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from heime.core.errors import NotAllowedNow
from heime.core.roles import CARING, READING, Scope

CLOSING = timedelta(days=30)
"""How long a team can still read and finish writing after somebody's follow-up ended."""


class Phase(StrEnum):
    REFERRED = "referred"
    INTAKE = "intake"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a phase means.

    team: the most that the team reaches. others: whether rights on other grounds count.
    sends: whether measurements from home are received. watched: whether silence is looked for.
    """

    team: frozenset[Scope]
    others: bool
    sends: bool
    watched: bool


PHASES: dict[Phase, Consequences] = {
    # Only enough to say yes or no: who it is and what the referral says.
    Phase.REFERRED: Consequences(
        frozenset({Scope.CONTACT, Scope.MESSAGES, Scope.WORK, Scope.RIGHTS}),
        others=False, sends=False, watched=False,
    ),
    # Meters are tried out and the plan is made; nothing is expected yet.
    Phase.INTAKE: Consequences(CARING | {Scope.LOG}, others=True, sends=True, watched=False),
    Phase.ACTIVE: Consequences(CARING | {Scope.LOG}, others=True, sends=True, watched=True),
    # Away or in hospital: what comes is judged as always, what does not come is not missed.
    Phase.PAUSED: Consequences(CARING | {Scope.LOG}, others=True, sends=True, watched=False),
    # For CLOSING the team reads and finishes its notes; the person keeps their own.
    Phase.ENDED: Consequences(READING | {Scope.WORK, Scope.LOG}, others=False, sends=False,
                              watched=False),
}  # fmt: skip

MOVES: dict[Phase, frozenset[Phase]] = {
    Phase.REFERRED: frozenset({Phase.INTAKE, Phase.ENDED}),
    Phase.INTAKE: frozenset({Phase.ACTIVE, Phase.ENDED}),
    Phase.ACTIVE: frozenset({Phase.PAUSED, Phase.ENDED}),
    Phase.PAUSED: frozenset({Phase.ACTIVE, Phase.ENDED}),
    Phase.ENDED: frozenset(),
}
"""From → to. Taking somebody in again is a new enrolment, linked to the old one."""


def moved(before: Phase, after: Phase) -> Phase:
    """The phase after the move. Raises NotAllowedNow for one that does not exist."""
    if after not in MOVES[before]:
        raise NotAllowedNow(f"Somebody who is {before} cannot become {after}.")
    return after
