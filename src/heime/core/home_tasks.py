"""What there is to do today and tomorrow, from what the plan expects and what has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from heime.core import validity
from heime.core.asked import Answers
from heime.core.home_course import DAYS
from heime.core.home_known import Known, taken_at, windows
from heime.core.hours import HOME
from heime.core.kinds import BY_LABEL
from heime.core.missing import Window
from heime.core.person import Course
from heime.core.reading import Reading
from heime.core.record import Item

_IDS = UUID("0d9c6f0e-6f53-7c61-9a52-5b1f0d6f4c11")
_ASKED_FROM, _ASKED_TO = time(8), time(20)
COURSE_ASKS = "copd_daily"

REASONS = ("unwell", "meter", "away", "other")
"""Why something is not done today. Design: what is expected sooner (class HIGH) is not skipped."""


class Done(StrEnum):
    NOW = "now"
    LATER = "later"
    DONE = "done"
    LATE = "late"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. what: a kind's label or a questionnaire.

    start, end: the window. until: when it is too late to make up for it. done: what did it.
    """

    id: UUID
    what: str
    start: datetime
    end: datetime
    until: datetime
    state: Done
    done: Item | None
    may_skip: tuple[str, ...]

    @property
    def is_measure(self) -> bool:
        return self.what in BY_LABEL


def id_of(person: UUID, what: str, start: datetime) -> UUID:
    """The same task has the same id, however often it is worked out."""
    return uuid5(_IDS, f"{person} {what} {int(start.timestamp())}")


def tasks(person: UUID, known: Known, now: datetime) -> list[Task]:
    """Those of today and tomorrow, in the order of their windows."""
    agreed = [one for step in windows(known, now) for one in step]
    asked = [*agreed, *of_course(known.course_at(now), agreed, _day(now))]
    first, last = _midnight(now, 0), _midnight(now, 2)
    near = sorted(
        (one for one in asked if one.end > first and one.start < last),
        key=lambda one: (one.start, one.end, one.what),
    )
    near += _of_skipped(known, first, last)
    return [_task(person, one, near, known, now) for one in near]


def of_course(course: Course | None, agreed: Sequence[Window], first: date) -> Iterable[Window]:
    """The daily questions of two days while a course of standby medicine goes on, where nothing
    else asks them."""
    if course is None:
        return
    asked = {_day(one.start) for one in agreed if one.what == COURSE_ASKS}
    for ahead in range(2):
        day = first + timedelta(days=ahead)
        if day not in asked and 0 <= (day - course.started_on).days < DAYS:
            start = datetime.combine(day, _ASKED_FROM, HOME)
            yield Window(COURSE_ASKS, start, datetime.combine(day, _ASKED_TO, HOME))


def _of_skipped(known: Known, first: datetime, last: datetime) -> list[Window]:
    return [
        Window(what, start, start) for what, start in sorted(known.skipped) if first <= start < last
    ]


def _task(person: UUID, one: Window, near: Sequence[Window], known: Known, now: datetime) -> Task:
    later = [other.start for other in near if other.what == one.what and other.start > one.start]
    until = min(later, default=_midnight(one.end, 1))
    skipped = (one.what, one.start) in known.skipped
    done = None if skipped else _answered(one, until, known)
    if skipped:
        state = Done.SKIPPED
    elif done is not None:
        state = Done.DONE
    elif now < one.start:
        state = Done.LATER
    else:
        state = Done.NOW if now <= one.end else Done.LATE
    return Task(
        id_of(person, one.what, one.start), one.what, one.start, one.end, until, state, done,
        () if one.high_class else REASONS,
    )  # fmt: skip


def _answered(one: Window, until: datetime, known: Known) -> Item | None:
    """The first valid thing of its kind since the window began (CL-28), before the next one."""
    found = [
        item
        for item in known.items
        if _is(item, one.what) and one.start <= taken_at(item) < max(until, one.end)
    ]
    return min(found, key=taken_at, default=None)


def _is(item: Item, what: str) -> bool:
    if isinstance(item, Reading):
        return item.kind.label == what and validity.rejected_by(item) is None
    return isinstance(item, Answers) and item.questionnaire == what


def _day(moment: datetime) -> date:
    return moment.astimezone(HOME).date()


def _midnight(moment: datetime, ahead: int) -> datetime:
    return datetime.combine(_day(moment) + timedelta(days=ahead), time(), HOME)
