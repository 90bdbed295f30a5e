"""A course of standby medicine that somebody started at home, by the doctor's signed text.

Clinical reference 3.6: the day it began is day 1; the team calls within 24 to 72 hours; the daily
questions are asked for 14 days. Design: a doctor must approve these.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from heime.core.hours import HOME, Hours
from heime.core.person import Course
from heime.core.plan import Plan

DAYS = 14
CALL_AFTER, CALL_WITHIN = timedelta(hours=24), timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Started:
    """One course: the day it began, when that was told, and the breath (k1) of that day."""

    on: date
    told_at: datetime
    breath: int | None

    @property
    def course(self) -> Course:
        return Course(self.on, self.breath or 0)

    @property
    def over_at(self) -> datetime:
        return datetime.combine(self.on + timedelta(days=DAYS), time(), HOME)


def to_call(at: datetime, hours: Hours) -> tuple[datetime, datetime]:
    """From when until when the team is to call: in its opening hours, within 24 to 72 hours.

    A team that is closed all that time calls at once when it opens, and is asked to.
    """
    begins = hours.next_open(at + CALL_AFTER)
    last = at + CALL_WITHIN
    if begins >= last:
        return begins, min(begins + timedelta(hours=4), hours.closing(begins))
    closing = [hours.closing(hours.next_open(begins + timedelta(days=n))) for n in range(4)]
    fitting = [moment for moment in closing if begins < moment <= last]
    return begins, max(fitting, default=min(last, hours.closing(begins)))


def under_way(started: Sequence[Started], now: datetime) -> Started | None:
    """The course of now, if one goes on. The newest counts."""
    going = [one for one in started if one.told_at <= now < one.over_at]
    return max(going, key=lambda one: one.on, default=None)


def beside(plan: Plan, started: Sequence[Started], moment: datetime) -> Plan:
    """The plan with the course that went on at a moment, unless it holds a later one itself."""
    found = under_way(started, moment)
    known = plan.person.course
    if found is None or (known is not None and known.started_on >= found.on):
        return plan
    return replace(plan, person=replace(plan.person, course=found.course))


def steps(
    held: Sequence[tuple[datetime, Plan | None]], started: Sequence[Started]
) -> list[tuple[datetime, Plan | None]]:
    """The plans that held, with a step more where a course begins and where it ends."""
    moments = {start for start, _ in held}
    first = min(moments, default=None)
    for one in started:
        moments |= {at for at in (one.told_at, one.over_at) if first is not None and at > first}
    found = []
    for moment in sorted(moments):
        plan = [plan for start, plan in held if start <= moment][-1]
        found.append((moment, plan and beside(plan, started, moment)))
    return found
