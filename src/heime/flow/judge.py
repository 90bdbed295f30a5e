"""Step 2: a reading is judged against the person's own plan, with what is known around it.

Everything the core needs is brought here once per batch; judging itself touches no database
except for the rare questions: a session too long to read again, and readings that came late.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from heime.core import course, judging, validity
from heime.core.course import Course
from heime.core.events import HOME
from heime.core.judging import Around
from heime.core.kinds import Kind
from heime.core.late import FRESH
from heime.core.plan import Plan
from heime.core.quantity import Scaled
from heime.core.reading import Reading
from heime.core.session import Before
from heime.core.takes import LENGTH
from heime.core.verdict import Verdict
from heime.core.zone import State, Zone
from heime.flow.courses import Courses
from heime.records.measurements import batch as measurements
from heime.records.measurements import history
from heime.records.measurements.batch import Judged, Near
from heime.records.plans.batch import InForce

log = logging.getLogger(__name__)


class Known:
    """The readings of one person and kind that this batch knows, and what it has judged of them."""

    def __init__(
        self, enrolments: tuple[UUID, ...], municipality: int, readings: Sequence[Reading]
    ) -> None:
        self.enrolments = enrolments
        self.municipality = municipality
        self.readings = sorted(readings, key=_order)
        self.truncated = len(readings) >= measurements.NEARBY
        self.verdicts: dict[UUID, Verdict] = {}
        self.weights: dict[date, list[Reading]] = {}
        self._days: dict[date, list[Reading]] = {}

    def add(self, reading: Reading) -> None:
        self.readings.append(reading)
        self.readings.sort(key=_order)

    def remember_week(self, at: datetime, weights: list[Reading]) -> None:
        """The weights of the week that ends with the local day of `at`."""
        self.weights[judging.local_day(at)] = weights

    def remember_day(self, day: date, weights: list[Reading]) -> None:
        """All the weights of a local day, so that a second one of it asks for nothing more."""
        self._days[day] = weights

    def of_day(self, day: date) -> list[Reading] | None:
        """The weights of a local day, oldest first; None when not all of them are known."""
        if day not in self._days:
            return None
        found = {r.id: r for r in self._days[day]}
        found |= {r.id: r for r in self.readings if judging.local_day(r.measured_at) == day}
        return sorted(found.values(), key=_order)

    def around(self, reading: Reading) -> list[Reading]:
        near = timedelta(hours=1)
        return [r for r in self.readings if abs(r.measured_at - reading.measured_at) < near]

    def after(self, reading: Reading) -> list[Reading]:
        """Readings already known that were taken later: the sign of one that came out of order."""
        return [r for r in self.readings if r.measured_at > reading.measured_at]


def _order(reading: Reading) -> tuple[datetime, datetime, UUID]:
    return reading.measured_at, reading.received_at, reading.id


async def judge(
    conn: AsyncConnection,
    reading: Reading,
    known: Known,
    plans: InForce,
    courses: Courses,
    *,
    now: datetime,
) -> Judged:
    """The verdict on `reading`, by the plan version in force; the courses remember it.

    A rule that raises never loses the reading: the verdict is then grey, and opens a case.
    """
    enrolment = known.enrolments[0]
    version, plan, around = None, None, None
    try:
        around = await _around(conn, reading, known, courses.of(enrolment, reading.kind))
        started = around.before.started_at if around.before else _chain_start(reading, around)
        version = plans.at(enrolment, started)
        plan = None if version is None else plans.plan(version)
        if plan is not None:
            begun = _day_start(reading, around) if around.of_day else started
            around = await _with_history(conn, around, reading, known, plan, plans, courses, begun)
        unreadable = version is not None and plan is None
        verdict = (
            judging.could_not(reading)
            if unreadable
            else judging.judge(reading, plan, around, now=now)
        )
    except (ArithmeticError, AssertionError, LookupError, TypeError, ValueError) as fault:
        # No values in the log: the class of the fault and the ids are enough to replay it.
        log.error("a rule failed: %s on measurement %s", type(fault).__name__, reading.id)
        verdict = judging.could_not(reading)
    return _remembered(reading, known, courses, verdict, version, plan, around, now=now)


def _remembered(
    reading: Reading,
    known: Known,
    courses: Courses,
    verdict: Verdict,
    version: int | None,
    plan: Plan | None,
    around: Around | None,
    *,
    now: datetime,
) -> Judged:
    """The verdict as it is kept, and what the next judgement looks back at."""
    enrolment = known.enrolments[0]
    known.verdicts[reading.id] = verdict
    judged = Judged(
        enrolment,
        known.municipality,
        reading.kind,
        reading.id,
        reading.measured_at,
        now,
        version,
        verdict,
    )
    courses.remember(judged, plan, None if around is None else around.usual)
    if judging.is_flagged(reading) and verdict.state is not State.REJECTED:
        courses.notice(enrolment, known.municipality, reading)
    return judged


async def _with_history(
    conn: AsyncConnection,
    around: Around,
    reading: Reading,
    known: Known,
    plan: Plan,
    plans: InForce,
    courses: Courses,
    begun: datetime,
) -> Around:
    """What the rules that look further back need: the person's own usual, flags, symptoms.

    begun: the session, from which the fourteen days are counted (CL-15), whichever of its readings
    this is.
    """
    enrolment = known.enrolments[0]
    usual = None
    if course.wants_usual(reading.kind, plan):
        reset = plans.reset_before(enrolment, reading.kind, begun)
        usual = courses.usual(enrolment, reading.kind, begun, reset)
    weights = around.weights
    by_course = weights is not None and not known.weights
    if reading.kind is Kind.BODY_WEIGHT and plan.rules & {"N-1", "N-2"} and not by_course:
        weights = await _half_a_year(conn, reading, known)
    return replace(
        around,
        weights=weights,
        usual=usual,
        far_before=courses.far_before(enrolment, reading.kind, plan, begun),
        irregular=courses.irregular(enrolment, around.same_kind),
        worse_symptom=courses.worse_symptom(enrolment, reading),
    )


async def _half_a_year(conn: AsyncConnection, reading: Reading, known: Known) -> dict[date, Scaled]:
    """Daily weights as far back as N-2 looks, and a week more to believe the first of them by."""
    first = reading.measured_at - timedelta(days=190)
    readings: dict[UUID, Reading] = {}
    for enrolment in known.enrolments:
        past = await history.between(conn, enrolment, Kind.BODY_WEIGHT, first, reading.measured_at)
        readings.update((one.id, one) for one in past)
    readings.update((one.id, one) for one in known.readings)
    return judging.daily_weights(sorted(readings.values(), key=_order))


def _day_start(reading: Reading, around: Around) -> datetime:
    """When the first valid weight of the local day was taken, which is its session."""
    valid = [r.measured_at for r in around.of_day if validity.rejected_by(r) is None]
    return min([reading.measured_at, *valid])


def _chain_start(reading: Reading, around: Around) -> datetime:
    """When the session's first reading was taken, as far back as the half hours reach (CL-05)."""
    start = reading.measured_at
    for other in reversed(around.same_kind):
        if other.measured_at < start and start - other.measured_at < LENGTH:
            start = other.measured_at
    return start if reading.measured_at - start < LENGTH else reading.measured_at


async def _around(conn: AsyncConnection, reading: Reading, known: Known, weighed: Course) -> Around:
    """weighed: what is remembered of this kind; of weights it spares asking for half a year."""
    near = known.around(reading)
    before, critical = None, False
    if len(near) >= measurements.NEARBY:
        place = next(n for n, r in enumerate(near) if r.id == reading.id)
        first = max(0, place + 1 - measurements.NEARBY)
        if first or known.truncated:
            before, critical = await _before(conn, known, near[first])
            near = near[first + 1 :] if near[first].id != reading.id else near[first:]
    newer = False
    if reading.received_at - reading.measured_at > FRESH:
        newer = await _newer(conn, reading, known)
    if reading.kind is not Kind.BODY_WEIGHT:
        return Around(near, before, critical, newer)
    day = judging.local_day(reading.measured_at)
    remembered = None if len(known.enrolments) > 1 else weighed.daily_weights(day)
    today: list[Reading] | None = [r for r in near if judging.local_day(r.measured_at) == day]
    if weighed.reaches(day):
        today = known.of_day(day)
    if remembered is not None and today is not None and not newer:
        all_days = judging.daily_weights_after(remembered, today)
        return Around(near, before, critical, newer, all_days, today)
    of_week = await _weights(conn, reading, known)
    today = [r for r in of_week if judging.local_day(r.measured_at) == day]
    weights = judging.daily_weights(of_week)
    return Around(near, before, critical, newer, weights, today)


async def _before(conn: AsyncConnection, known: Known, oldest: Reading) -> tuple[Before, bool]:
    verdict = known.verdicts.get(oldest.id)
    if verdict is None:
        return await measurements.before(conn, known.enrolments[0], oldest)
    all_green = verdict.zone is Zone.GREEN and not verdict.rules
    return Before(verdict.started_at, all_green), "C-6" in verdict.rules


async def _newer(conn: AsyncConnection, reading: Reading, known: Known) -> bool:
    after = reading.measured_at + LENGTH
    if reading.kind is Kind.BODY_WEIGHT:  # whose session is the local day
        tomorrow = judging.local_day(reading.measured_at) + timedelta(days=1)
        after = datetime.combine(tomorrow, time(), HOME)
    for other in known.after(reading):
        if other.measured_at >= after and validity.rejected_by(other) is None:
            return True
    return await measurements.has_newer(conn, known.enrolments[0], reading.kind, after)


async def _weights(conn: AsyncConnection, reading: Reading, known: Known) -> list[Reading]:
    """The weights of the week that ends with the day of this one, oldest first."""
    day = judging.local_day(reading.measured_at)
    if day not in known.weights:
        question = Near(known.enrolments, reading.kind, reading.measured_at)
        cursor = await measurements.weeks_of_weights(conn, [question])
        known.remember_week(reading.measured_at, (await measurements.nearby_of(cursor, 1))[0])
    of_week = {r.id: r for r in known.weights[day]}
    of_week |= {r.id: r for r in known.readings if r.kind is Kind.BODY_WEIGHT}
    first = day - timedelta(days=7)
    return sorted(
        (r for r in of_week.values() if first <= judging.local_day(r.measured_at) <= day),
        key=_order,
    )
