"""Where somebody is in the course of being followed up, and what follows from it.

Referral, intake, active, paused, ended: the national advice's course of service (norway.md 3.2).
What each gives is "design, needs legal sign-off".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from heime.core.errors import NotAllowedNow
from heime.core.person import Pause
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


LONGEST_PAUSE = timedelta(days=14)
"""Then somebody asks whether it goes on (RS-1 7.7)."""


class WhyPaused(StrEnum):
    HOLIDAY = "holiday"
    HOSPITAL = "hospital"
    EQUIPMENT = "equipment"
    OWN_WISH = "own-wish"
    OTHER = "other"


class WhyEnded(StrEnum):
    GOAL_REACHED = "goal-reached"
    NO_BENEFIT = "no-benefit"
    TOO_ILL = "too-ill"
    OWN_WISH = "own-wish"
    MOVED = "moved"
    DIED = "died"
    DECLINED = "declined"
    """Referred, and not taken in."""
    OTHER = "other"


def check_pause(first_day: date, *, today: date) -> None:
    """first_day: the first day after the pause. Raises NotAllowedNow."""
    if not today < first_day <= today + LONGEST_PAUSE:
        raise NotAllowedNow(f"A pause lasts from 1 to {LONGEST_PAUSE.days} days.")


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a follow-up. before: None for how it began here."""

    at: datetime
    before: Phase | None
    after: Phase


_EVER, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def unwatched(changes: Sequence[Change], *, now: Phase) -> tuple[Pause, ...]:
    """When nothing was waited for: before the start, and in each pause until somebody ended it.

    changes: oldest first. A follow-up without any (from before they were kept) has no such time.
    now: the phase it is in. Where the two do not fit, somebody is watched rather than not.
    """
    found: list[Pause] = []
    since: datetime | None = None
    if changes and changes[0].before is not None and not PHASES[changes[0].before].watched:
        since = _EVER
    for change in changes:
        if change.before is not None and PHASES[change.before].watched:
            since = None  # they were watched until now, whatever was kept before
        if PHASES[change.after].watched:
            if since is not None:
                found.append(Pause(since, change.at))
            since = None
        elif since is None:
            since = change.at
    if since is not None and not PHASES[now].watched:
        found.append(Pause(since, _NEVER))
    return tuple(found)
