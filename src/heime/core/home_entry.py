"""What a phone at home sends: what it can be, when it was, and who it was by."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from heime.core.errors import Refused

AHEAD = timedelta(minutes=5)
"""A clock may be that much ahead (architecture 3)."""
NEAR = timedelta(minutes=2)
"""Within this a phone's clock is taken at its word: the way to us takes time as well."""
OLDEST = timedelta(days=400)
"""Nothing waits longer on a phone than its credential lives."""


class Sort(StrEnum):
    READING = "reading"
    ANSWERS = "answers"
    WRONG = "wrong"
    """Something that was sent is wrong; it stays, and so does its case."""
    STARTED = "started"
    """They have started the medicine of the doctor's text."""
    NOT_TODAY = "not_today"
    PAUSE = "pause"
    PAUSE_OVER = "pause_over"
    MESSAGE = "message"
    CALL_ME = "call_me"


class By(StrEnum):
    """Who did it (core.asked.Answers.by)."""

    PATIENT = "patient"
    CARER = "carer"


class ImpossibleTime(Refused):
    """The phone's clock cannot be right, and nothing says how wrong it is."""

    code = "impossible-time"


class BadEntry(Refused):
    """Something that was sent from home cannot be read; the text says what."""

    code = "bad-entry"


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was. at: by our clock; phone_at: as the phone said."""

    at: datetime
    phone_at: datetime


def moment(
    phone_at: datetime, *, off: timedelta | None, sent_at: datetime, now: datetime
) -> Moment:
    """When it was by our clock, as well as can be known. Raises ImpossibleTime.

    off: how much ahead of ours the phone last knew its clock to be, when it was made. Without that:
    how much ahead it is now, as it sends; a phone that nobody has set meanwhile is as wrong now as
    it was then.
    """
    ahead = sent_at - now if off is None else off
    found = phone_at if abs(ahead) <= NEAR else phone_at - ahead
    if found > now + AHEAD or found < now - OLDEST:
        raise ImpossibleTime("The time of this cannot be right: look at the clock of the phone.")
    return Moment(min(found, now), phone_at)
