"""What is known of one person, as their own screen is made from it: the plans that held, what
came, and what was agreed to come.

The server shows what this says; the phone is given the same as a scenario (home_scenario.py) and
judges by itself when there is no coverage. The two must say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from heime.core import expectations, home_course
from heime.core.agreed import Agreed
from heime.core.home_course import Started
from heime.core.hours import HOME
from heime.core.missing import Window
from heime.core.person import Course, Pause
from heime.core.plan import Plan
from heime.core.record import Item, Record

BACK = timedelta(days=60)
"""How far back the phone is told."""
MISSED = timedelta(days=14)
"""How far back what was agreed is looked for: a silence is found long before (missing.AFTER)."""
AHEAD = timedelta(days=14)
"""How far ahead what was agreed is told, so that a phone without coverage knows its days."""

Skipped = tuple[str, datetime]
"""What was not done, with the reason given: what, and when its window began."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that a person's own screen is judged from.

    steps: (from when, the plan), oldest first; readable plans only. items: in any order, without
    readings that do not count. pauses: when nothing was waited for. started: courses of
    standby medicine that were started at home.
    """

    steps: tuple[tuple[datetime, Plan], ...]
    items: tuple[Item, ...]
    pauses: tuple[Pause, ...] = ()
    started: tuple[Started, ...] = ()
    skipped: frozenset[Skipped] = frozenset()

    def plan_at(self, moment: datetime) -> Plan | None:
        """The plan in force, with what is known of the person beside it."""
        held = [plan for start, plan in self.steps if start <= moment]
        return self.whole(held[-1], moment) if held else None

    def whole(self, plan: Plan, moment: datetime) -> Plan:
        """A plan with what the person has told since it was signed, as it was at a moment."""
        beside = home_course.beside(plan, self.started, moment)
        person = replace(beside.person, pauses=(*beside.person.pauses, *self.pauses))
        return replace(beside, person=person)

    def course_at(self, moment: datetime) -> Course | None:
        """The course of standby medicine that goes on at a moment."""
        plan = self.plan_at(moment)
        course = None if plan is None else plan.person.course
        going = course and 0 <= (_day(moment) - course.started_on).days < home_course.DAYS
        return course if going else None


def windows(known: Known, now: datetime) -> list[list[Window]]:
    """What was agreed to come, for each step: of the last days, and of those ahead.

    A window belongs to the plan that held from its beginning past its end.
    """
    starts = [start for start, _ in known.steps]
    found = []
    for place, (start, plan) in enumerate(known.steps):
        end = starts[place + 1] if place + 1 < len(starts) else None
        first = max(start, now - MISSED)
        last = now + AHEAD if end is None else min(end, now + AHEAD)
        agreed = expectations.windows(plan.expectations, _day(first), _day(last))
        found.append(
            [
                one
                for one in agreed
                if one.start >= start
                and one.end >= now - MISSED
                and (end is None or one.end < end)
                and (one.what, one.start) not in known.skipped
            ]
        )
    return found


def record(known: Known, now: datetime, *, upto: datetime | None = None) -> Record:
    """Everything of the person, to be judged at `now`. upto: without what came after that."""
    held = home_course.steps(list(known.steps), known.started)
    agreed = Agreed([(start, plan and known.whole(plan, start)) for start, plan in held])
    made = Record(agreed, [one for step in windows(known, now) for one in step])
    for item in in_order(known.items):
        if upto is None or item.received_at <= upto:
            made.add(item)
    return made


def in_order(items: Sequence[Item]) -> list[Item]:
    """As they arrived; what arrived together, as it was taken (CL-30)."""
    return sorted(items, key=lambda one: (one.received_at, taken_at(one), one.id))


def taken_at(item: Item) -> datetime:
    """When it was measured, answered or happened."""
    for name in ("measured_at", "answered_at", "at"):
        if (moment := getattr(item, name, None)) is not None:
            found: datetime = moment
            return found
    return item.received_at


def of_item(known: Known, id_: UUID) -> Item | None:
    """One of them by its id."""
    return next((one for one in known.items if one.id == id_), None)


def _day(moment: datetime) -> date:
    return moment.astimezone(HOME).date()
