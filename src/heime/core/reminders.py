"""When somebody is reminded of what they have agreed to measure or answer, and when not.

RS-1 7.7: the first reminder two hours after a window has ended, in the app; the second at six, by
text message for those who have agreed to that. Quiet hours and the rest are design, and need
sign-off. A reminder never says what it is about.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from heime.core.errors import Refused
from heime.core.hours import HOME
from heime.core.missing import Window
from heime.core.person import Pause
from heime.core.protection import Protection


class Step(StrEnum):
    LATER = "later"
    """What the person asked for themselves: "remind me later"."""
    FIRST = "first"
    SECOND = "second"


AFTER = {Step.FIRST: timedelta(hours=2), Step.SECOND: timedelta(hours=6)}
"""After the end of the window."""
APART = AFTER[Step.SECOND] - AFTER[Step.FIRST]
"""What quiet hours hold back still comes in two, and not in one heap."""
STALE = timedelta(hours=4)
"""A reminder that could not be sent by then is not sent: the day has moved on."""
TOGETHER = timedelta(minutes=60)
"""Things missing within this are one reminder: it says no more than that something waits."""
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
LATER_MINUTES = (15, 30, 60, 120, 180)
"""What one may be reminded after."""


class NotLater(Refused):
    """There is nothing to be reminded of then: the window is not open, or ends before."""

    code = "not-later"


class BadQuiet(Refused):
    """Quiet hours that leave no hour of the day to be reminded in."""

    code = "bad-quiet-hours"


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when until when nothing is sent, local time; over midnight when it begins later than
    it ends. Both the same: never quiet.
    """

    start: time = QUIET_FROM
    end: time = QUIET_UNTIL

    def holds(self, moment: datetime) -> bool:
        at = moment.astimezone(HOME).time()
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def over(self, moment: datetime) -> datetime:
        """`moment` itself, or when the quiet hours that hold it end."""
        if not self.holds(moment):
            return moment
        local = moment.astimezone(HOME)
        ends = datetime.combine(local.date(), self.end, HOME)
        if ends <= local:
            ends = datetime.combine(local.date() + timedelta(days=1), self.end, HOME)
        return ends.astimezone(UTC)


SHORTEST_DAY = timedelta(hours=4)


def checked(start: time, end: time) -> Quiet:
    """Quiet hours that somebody asks for. Raises BadQuiet when they leave under four hours."""
    length = timedelta(hours=end.hour - start.hour, minutes=end.minute - start.minute)
    if length % timedelta(days=1) > timedelta(days=1) - SHORTEST_DAY:
        raise BadQuiet("Leave at least four hours of the day.")
    return Quiet(start, end)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One window of one thing, one step of reminding, and when that is due."""

    what: str
    window_end: datetime
    step: Step
    at: datetime

    @property
    def moment(self) -> datetime:
        """What tells it from others of its step: one may ask for "later" twice in a window."""
        return self.at if self.step is Step.LATER else self.window_end

    @property
    def key(self) -> tuple[str, datetime, Step]:
        return self.what, self.moment, self.step


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person when reminders are worked out.

    newest: of each thing, when the newest valid one was taken. skipped: what the person has said
    that they leave out, by thing and the start of its window. later: by thing and the end of its
    window, when they want to be reminded.
    """

    windows: Sequence[Window]
    newest: Mapping[str, datetime]
    pauses: Sequence[Pause] = ()
    skipped: Collection[tuple[str, datetime]] = ()
    later: Mapping[tuple[str, datetime], datetime] | None = None


def planned(known: Known, quiet: Quiet, *, now: datetime) -> list[Reminder]:
    """Every reminder of what is still open, past and to come, in order of time."""
    found: list[Reminder] = []
    for window in known.windows:
        if window.start <= now and is_open(window, known, now=now):
            found += _of(window, known, quiet)
    return sorted(found, key=lambda one: (one.at, one.what))


def is_open(window: Window, known: Known, *, now: datetime) -> bool:
    """Whether this window still asks for something at `now`."""
    answered = known.newest.get(window.what)
    if answered is not None and answered >= window.start:
        return False
    if (window.what, window.start) in known.skipped:
        return False
    if any(pause.holds(window.end) or pause.holds(now) for pause in known.pauses):
        return False
    # What is done in the next window closes this one too (CL-28): that one is the task at hand.
    return not any(
        other.what == window.what and window.end < other.end and other.start <= now
        for other in known.windows
    )


def _of(window: Window, known: Known, quiet: Quiet) -> list[Reminder]:
    first = quiet.over(window.end + AFTER[Step.FIRST])
    second = quiet.over(max(window.end + AFTER[Step.SECOND], first + APART))
    found = [
        Reminder(window.what, window.end, Step.FIRST, first),
        Reminder(window.what, window.end, Step.SECOND, second),
    ]
    later = (known.later or {}).get((window.what, window.end))
    if later is not None:
        # Asked for by the person: quiet hours are theirs too, and this is what they said last.
        found.append(Reminder(window.what, window.end, Step.LATER, later))
    return found


def due(
    reminders: Sequence[Reminder],
    made: Collection[tuple[str, datetime, Step]],
    quiet: Quiet,
    *,
    now: datetime,
) -> list[Reminder]:
    """What is to be sent now: of each window only the newest step, and nothing that is stale.

    made: those that were sent, or covered by one that was.
    """
    newest: dict[tuple[str, datetime], Reminder] = {}
    for one in reminders:
        if one.at > now or now - one.at > STALE or one.key in made:
            continue
        if one.step is not Step.LATER and quiet.holds(now):
            continue
        newest[one.what, one.window_end] = one
    return list(newest.values())


def next_at(reminders: Sequence[Reminder], *, now: datetime) -> datetime | None:
    """When the next of them is due."""
    return min((one.at for one in reminders if one.at > now), default=None)


def next_end(windows: Sequence[Window], *, now: datetime) -> datetime | None:
    """When the next window is so long past that somebody may be reminded of it."""
    moments = [window.end + AFTER[Step.FIRST] for window in windows]
    return min((moment for moment in moments if moment > now), default=None)


def later_at(window: Window | None, minutes: int, *, now: datetime) -> datetime:
    """When "remind me later" comes, within the window. Raises NotLater."""
    if window is None or minutes not in LATER_MINUTES:
        raise NotLater("Nothing is waited for just now.")
    at = now + timedelta(minutes=minutes)
    if at > window.end:
        raise NotLater("The time for this is over by then.")
    return at


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to be reminded. Text messages only for those who have asked for them."""

    push: bool = True
    sms: bool = False
    quiet: Quiet = Quiet()


class Way(StrEnum):
    PUSH = "push"
    SMS = "sms"


def way(step: Step, wish: Wish, protection: Protection) -> Way | None:
    """How one step reaches somebody; None when they have asked for no such thing.

    protection: whoever lives at an address that must not be known is not texted: the number would
    stand with one more company, and nobody knows who holds the phone.
    """
    sms = wish.sms and protection is Protection.NONE
    if step is Step.SECOND and sms:
        return Way.SMS
    if wish.push:
        return Way.PUSH
    return Way.SMS if sms else None
