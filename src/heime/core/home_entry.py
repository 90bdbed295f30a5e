"""What a phone at home sends: what it can be, when it was, and who it was by."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from heime.core.errors import Refused
from heime.core.hours import HOME
from heime.core.validity import DUPLICATE_WITHIN

AHEAD = timedelta(minutes=5)
"""A clock may be that much ahead (architecture 3)."""
NEAR = timedelta(minutes=2)
"""Within this a phone's clock is taken at its word: the way to us takes time as well."""
OLDEST = timedelta(days=400)
"""Nothing waits longer on a phone than its credential lives."""


CLOCK_RUNS = timedelta(hours=26)
"""A meter's clock within this of ours is one that somebody has set, in whichever time zone."""


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


@dataclass(frozen=True, slots=True)
class MeterRecord:
    """How a meter names a result that it has stored, whichever phone fetches it.

    shown: what the meter's own clock showed, to the second, without a time zone. sequence: the
    meter's number of it, None for those that number nothing. key: the same for the same result:
    of kind, sequence, clock and values, and of nothing that differs from phone to phone.
    """

    key: UUID
    model: str
    sequence: int | None
    shown: datetime


def is_same_result(one: MeterRecord, taken: datetime, earlier_taken: datetime) -> bool:
    """Whether two with one key are one result, by when each was taken by our clock.

    A number of the meter's own settles it, and so does a clock that runs. A clock that starts anew
    each time may show one moment for two: then only what was taken together is one (RS-1 7.7).
    """
    if one.sequence is not None or abs(taken - earlier_taken) <= DUPLICATE_WITHIN:
        return True
    shown = one.shown.replace(tzinfo=HOME)
    return all(abs(shown - moment) <= CLOCK_RUNS for moment in (taken, earlier_taken))


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
