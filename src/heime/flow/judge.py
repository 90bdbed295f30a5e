"""Step 2: a reading is judged against the person's own plan, with what is known around it.

Everything the core needs is brought here once per batch; judging itself touches no database
except for the rare questions: a session too long to read again, and readings that came late.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from heime.core import judging, validity
from heime.core.judging import Around
from heime.core.kinds import Kind
from heime.core.quantity import Scaled
from heime.core.reading import Reading
from heime.core.session import Before, Verdict
from heime.core.takes import LENGTH
from heime.core.zone import Zone
from heime.records.measurements import batch as measurements
from heime.records.measurements.batch import Near
from heime.records.plans.batch import InForce

log = logging.getLogger(__name__)


class Known:
    """The readings of one person and kind that this batch knows, and what it has judged of them."""

    def __init__(self, enrolments: tuple[UUID, ...], readings: Sequence[Reading]) -> None:
        self.enrolments = enrolments
        self.readings = sorted(readings, key=_order)
        self.truncated = len(readings) >= measurements.NEARBY
        self.verdicts: dict[UUID, Verdict] = {}
        self.weights: dict[date, list[Reading]] = {}

    def add(self, reading: Reading) -> None:
        self.readings.append(reading)
        self.readings.sort(key=_order)

    def remember_week(self, at: datetime, weights: list[Reading]) -> None:
        """The weights of the week that ends with the local day of `at`."""
        self.weights[judging.local_day(at)] = weights

    def around(self, reading: Reading) -> list[Reading]:
        near = timedelta(hours=1)
        return [r for r in self.readings if abs(r.measured_at - reading.measured_at) < near]

    def after(self, reading: Reading) -> list[Reading]:
        """Readings already known that were taken later: the sign of one that came out of order."""
        return [r for r in self.readings if r.measured_at > reading.measured_at]


def _order(reading: Reading) -> tuple[datetime, datetime, UUID]:
    return reading.measured_at, reading.received_at, reading.id


async def judge(
    conn: AsyncConnection, reading: Reading, known: Known, plans: InForce, *, now: datetime
) -> tuple[Verdict, int | None]:
    """The verdict on `reading` and the plan version it was judged by.

    A rule that raises never loses the reading: the verdict is then grey, and opens a case.
    """
    version = None
    try:
        around = await _around(conn, reading, known)
        started = around.before.started_at if around.before else _chain_start(reading, around)
        version = plans.at(known.enrolments[0], started)
        plan = None if version is None else plans.plan(version)
        if version is not None and plan is None:
            verdict = judging.could_not(reading)
        else:
            verdict = judging.judge(reading, plan, around, now=now)
    except (ArithmeticError, AssertionError, LookupError, TypeError, ValueError) as fault:
        # No values in the log: the class of the fault and the ids are enough to replay it.
        log.error("a rule failed: %s on measurement %s", type(fault).__name__, reading.id)
        verdict = judging.could_not(reading)
    known.verdicts[reading.id] = verdict
    return verdict, version


def _chain_start(reading: Reading, around: Around) -> datetime:
    """When the session's first reading was taken, as far back as the half hours reach (CL-05)."""
    start = reading.measured_at
    for other in reversed(around.same_kind):
        if other.measured_at < start and start - other.measured_at < LENGTH:
            start = other.measured_at
    return start if reading.measured_at - start < LENGTH else reading.measured_at


async def _around(conn: AsyncConnection, reading: Reading, known: Known) -> Around:
    near = known.around(reading)
    before, critical = None, False
    if len(near) >= measurements.NEARBY:
        place = next(n for n, r in enumerate(near) if r.id == reading.id)
        first = max(0, place + 1 - measurements.NEARBY)
        if first or known.truncated:
            before, critical = await _before(conn, known, near[first])
            near = near[first + 1 :] if near[first].id != reading.id else near[first:]
    newer = False
    if reading.received_at - reading.measured_at > judging.FRESH:
        newer = await _newer(conn, reading, known)
    weights = None
    if reading.kind is Kind.BODY_WEIGHT:
        weights = await _weights(conn, reading, known)
    return Around(near, before, critical, newer, weights)


async def _before(conn: AsyncConnection, known: Known, oldest: Reading) -> tuple[Before, bool]:
    verdict = known.verdicts.get(oldest.id)
    if verdict is None:
        return await measurements.before(conn, known.enrolments[0], oldest)
    all_green = verdict.zone is Zone.GREEN and not verdict.rules
    return Before(verdict.started_at, all_green), "C-6" in verdict.rules


async def _newer(conn: AsyncConnection, reading: Reading, known: Known) -> bool:
    after = reading.measured_at + LENGTH
    for other in known.after(reading):
        if other.measured_at >= after and validity.rejected_by(other) is None:
            return True
    return await measurements.has_newer(conn, known.enrolments[0], reading.kind, after)


async def _weights(conn: AsyncConnection, reading: Reading, known: Known) -> dict[date, Scaled]:
    day = judging.local_day(reading.measured_at)
    if day not in known.weights:
        question = Near(known.enrolments, reading.kind, reading.measured_at)
        cursor = await measurements.weeks_of_weights(conn, [question])
        known.remember_week(reading.measured_at, (await measurements.nearby_of(cursor, 1))[0])
    of_week = {r.id: r for r in known.weights[day]}
    of_week |= {r.id: r for r in known.readings if r.kind is Kind.BODY_WEIGHT}
    first = day - timedelta(days=7)
    return judging.daily_weights(
        sorted(
            (r for r in of_week.values() if first <= judging.local_day(r.measured_at) <= day),
            key=_order,
        )
    )
