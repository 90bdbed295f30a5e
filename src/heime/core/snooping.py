"""Looks at records that somebody should ask about. Each gives its reason, and accuses nobody.

Pure rules over one person's looks of one day and a few facts. The limits are "design, needs the
reviewers' experience": too many signals and nobody reads them.

Sources: Normen, log review; reliability.md 4.5.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from statistics import median
from uuid import UUID


class Reason(StrEnum):
    NO_WORK = "no-work"
    """Opened, though nothing waited and nothing was done."""
    SAME_NAME = "same-name"
    SAME_ADDRESS = "same-address"
    COLLEAGUE = "colleague"
    """The person looked up works here too."""
    OWN_RECORD = "own-record"
    """Staff looked themselves up at work, instead of as a patient."""
    ENDED = "ended"
    """The follow-up had ended, or the person had moved."""
    MANY = "many"
    """Far more people than this person, and than their colleagues, usually open."""
    SAMPLE = "sample"
    """Nothing odd: drawn by lot, so that a look is never certain to go unseen."""


class Finding(StrEnum):
    """What a reviewer found out about a signal."""

    EXPLAINED = "explained"
    """As agreed: there was a reason, and the rules were kept."""
    FOLLOWED_UP = "followed-up"
    """Not as agreed: passed on to whoever answers for it."""
    UNSETTLED = "unsettled"
    """Asked about, and it cannot be settled."""


ASK_WITHIN = timedelta(days=14)
"""How long a signal may wait before it is late. Design, needs the reviewers' experience."""


@dataclass(frozen=True, slots=True)
class Look:
    """One staff member's openings of one person in one day, with what is known around them.

    had_work: there was an open case, a message or a task about the person, or something was done.
    """

    account: UUID
    enrolment: UUID
    municipality: int
    day: date
    times: int
    entry: int
    had_work: bool = True
    same_name: bool = False
    same_address: bool = False
    colleague: bool = False
    own_record: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Signal:
    """Something to ask about. enrolment: None when it is about how many, and not about whom.

    entry: the log entry where it begins. facts: numbers that the reason rests on.
    """

    reason: Reason
    account: UUID
    enrolment: UUID | None
    municipality: int
    day: date
    entry: int
    facts: Mapping[str, int]


def of_look(look: Look) -> Iterator[Signal]:
    """Every reason to ask about one look. An ordinary one gives none."""
    reasons = {
        Reason.OWN_RECORD: look.own_record,
        Reason.COLLEAGUE: look.colleague and not look.own_record,
        # A name or an address alone is common where few live: it counts when no work explains it.
        Reason.SAME_ADDRESS: look.same_address and not look.own_record,
        Reason.SAME_NAME: look.same_name and not look.had_work and not look.own_record,
        Reason.ENDED: look.ended and not look.had_work,
        Reason.NO_WORK: not look.had_work,
    }
    for reason, so in reasons.items():
        if so:
            yield Signal(
                reason, look.account, look.enrolment, look.municipality, look.day, look.entry,
                {"times": look.times},
            )  # fmt: skip


LEAST_MANY = 15
"""Fewer people than this in a day is never many."""
TIMES_USUAL = 3
"""How many times the usual, one's own and the colleagues', is many."""
LEAST_DAYS = 5
"""With fewer days to compare with, the colleagues' usual stands for one's own."""


def many(
    looks: Sequence[Look], own_days: Sequence[int], peers_days: Sequence[int]
) -> Signal | None:
    """Whether one person opened far more people in a day than usual.

    looks: of one person in one day. own_days, peers_days: how many people they, and those in the
        same teams, opened in each of the days before.
    """
    people = len({look.enrolment for look in looks})
    peers = median(peers_days) if peers_days else 0
    own = median(own_days) if len(own_days) >= LEAST_DAYS else peers
    usual = max(own, peers)
    if not looks or people < LEAST_MANY or people < TIMES_USUAL * usual:
        return None
    first = min(looks, key=lambda look: look.entry)
    facts = {"people": people, "usual": int(own), "colleagues": int(peers)}
    return Signal(
        Reason.MANY, first.account, None, first.municipality, first.day, first.entry, facts
    )


def sample(looks: Iterable[Look], size: int, *, lot: str) -> list[Signal]:
    """Some looks drawn by lot, the same each time for the same lot: nobody chooses, and all may
    check how it was drawn. lot: what the draw is for, such as a municipality and a week.
    """

    def drawn(look: Look) -> bytes:
        return sha256(f"{lot}|{look.account}|{look.enrolment}|{look.day}".encode()).digest()

    return [
        Signal(
            Reason.SAMPLE, look.account, look.enrolment, look.municipality, look.day, look.entry,
            {"times": look.times},
        )
        for look in sorted(looks, key=drawn)[:size]
    ]  # fmt: skip
