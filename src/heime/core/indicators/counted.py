"""The numbers themselves, from rows that somebody else has found."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from heime.core.casework import Outcome
from heime.core.hours import HOME, Hours
from heime.core.missing import Window
from heime.core.person import Pause
from heime.core.zone import Priority, Zone

FEW = 5
"""Of fewer than these no percentage is written: three of four is not 75 %. Source:
reliability.md 4.3, whose limit for what may leave a team is the same."""
PROMISE = 0.10
"""Manual alerts per patient-day, at most. Source: product.md 2. An aim, not a result."""
LED_TO_NOTHING = frozenset({Outcome.NO_ACTION, Outcome.TECHNICAL})
NOTHING_A_WEEK = 3
"""More alarms a week than this that led to nothing: the limits are worth a look. Source:
clinical.md 7.8. A suggestion; a doctor decides."""
LOOKED_BACK = timedelta(weeks=4)
"""How far the monthly review looks back."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, kept as both."""

    part: float
    whole: float

    @property
    def value(self) -> float | None:
        """None where there is nothing to share: nothing of nothing is not nought."""
        return self.part / self.whole if self.whole else None

    @property
    def is_few(self) -> bool:
        return self.whole < FEW


@dataclass(frozen=True, slots=True)
class Counted:
    """A case as it is counted. answered_at: when somebody first took it, or closed it untaken.

    alarms: how often judging called for somebody in it: what opened it, and what came later.
    """

    id: UUID
    enrolment: UUID
    zone: Zone
    priority: Priority
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None
    outcome: str
    alarms: int


class Answer(StrEnum):
    IN_TIME = "in-time"
    LATE = "late"
    WAITS = "waits"
    """Nobody has answered, and there is time yet: neither in time nor late."""


def answer(case: Counted, *, now: datetime) -> Answer:
    """How a case stands against its deadline, which the plan and the opening hours gave it."""
    if case.answered_at is None:
        return Answer.LATE if case.due_at < now else Answer.WAITS
    return Answer.IN_TIME if case.answered_at <= case.due_at else Answer.LATE


def in_time(cases: Iterable[Counted], *, now: datetime) -> Share:
    """Cases answered in time, of those that were answered or whose time is out."""
    told = Counter(answer(case, now=now) for case in cases)
    return Share(told[Answer.IN_TIME], told[Answer.IN_TIME] + told[Answer.LATE])


def patient_days(
    spans: Iterable[tuple[datetime, datetime | None, Sequence[Pause]]],
    since: datetime,
    upto: datetime,
) -> float:
    """Days of follow-up within the period, parts of days too.

    spans: of each person from when until when, and when within it nobody waited for anything
    (`phases.unwatched`: one after the other).
    """
    found = timedelta()
    for starts, ends, away in spans:
        first, last = max(starts, since), min(ends or upto, upto)
        found += _within(first, last)
        for pause in away:
            found -= _within(max(first, pause.start), min(last, pause.end))
    return found / timedelta(days=1)


def _within(first: datetime, last: datetime) -> timedelta:
    return max(last - first, timedelta())


def open_minutes(hours: Hours, start: datetime, end: datetime) -> float:
    """Minutes from one moment to another while the team was open; nothing of a night counts."""
    found = timedelta()
    day, last = start.astimezone(HOME).date(), end.astimezone(HOME).date()
    while day <= last:
        if hours.is_working_day(day):
            opens = datetime.combine(day, hours.opens, HOME)
            closes = datetime.combine(day, hours.closes, HOME)
            found += max(min(closes, end) - max(opens, start), timedelta())
        day += timedelta(days=1)
    return found / timedelta(minutes=1)


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value that this share of them do not exceed (nearest rank); None of nothing."""
    if not values:
        return None
    place = -(-len(values) * round(share * 100) // 100)
    return sorted(values)[max(place, 1) - 1]


def windows_met(
    windows: Sequence[Window], taken: Mapping[str, Sequence[datetime]], pauses: Sequence[Pause]
) -> Share:
    """Agreed windows in which something came, of those that have ended outside a pause.

    taken: of each kind, when what came was measured or answered, in any order.
    """
    asked = [w for w in windows if not any(p.holds(w.end) for p in pauses)]
    met = sum(any(w.start <= at <= w.end for at in taken.get(w.what, ())) for w in asked)
    return Share(met, len(asked))


def by_zone(worst: Iterable[tuple[date, Zone]]) -> dict[date, Counter[Zone]]:
    """Day → how many people had which zone as their worst."""
    found: dict[date, Counter[Zone]] = {}
    for day, zone in worst:
        found.setdefault(day, Counter())[zone] += 1
    return found


def to_review(cases: Iterable[Counted], *, now: datetime) -> list[tuple[UUID, Share]]:
    """People with more than NOTHING_A_WEEK alarms a week that led to nothing, the most first.

    The share is alarms over weeks. Cases that are open have led nowhere yet and do not count.
    """
    since = now - LOOKED_BACK
    alarms: Counter[UUID] = Counter()
    for case in cases:
        if case.outcome in LED_TO_NOTHING and case.opened_at >= since:
            alarms[case.enrolment] += case.alarms
    weeks = LOOKED_BACK / timedelta(weeks=1)
    found = [(who, Share(count, weeks)) for who, count in alarms.items()]
    return sorted(
        ((who, share) for who, share in found if share.part > NOTHING_A_WEEK * weeks),
        key=lambda one: (-one[1].part, one[0]),
    )


def days_of(since: datetime, upto: datetime) -> list[date]:
    """The local days of a period, the first and the last included."""
    first, last = since.astimezone(HOME).date(), upto.astimezone(HOME).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def midnights(days: Sequence[date]) -> list[tuple[datetime, datetime]]:
    """Each day's beginning and end, which are 23 or 25 hours apart twice a year."""
    marks = [datetime(day.year, day.month, day.day, tzinfo=HOME) for day in days]
    last = days[-1] + timedelta(days=1)
    marks.append(datetime(last.year, last.month, last.day, tzinfo=HOME))
    return list(pairwise(marks))
