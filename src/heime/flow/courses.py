"""What each judgement leaves behind for the next, and what several come to together.

One row for each person and kind (core.course), read with everything else that a batch asks and
written with everything that it changes, under the person's lock.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from uuid import UUID

from psycopg import AsyncConnection

from heime.core import course, judging, picture
from heime.core.asked import Answers
from heime.core.baseline import Baseline
from heime.core.course import Course
from heime.core.events import HOME
from heime.core.happenings import Reset, reset_before
from heime.core.irregular import Flag
from heime.core.kinds import Kind
from heime.core.plan import Plan
from heime.core.reading import Reading
from heime.core.rules import RULE_FAILED
from heime.core.sat import marks_of
from heime.core.topics import ASKED, IRREGULAR, TOGETHER
from heime.core.verdict import Verdict
from heime.core.zone import Priority, State, Zone
from heime.records.happenings import batch as happenings
from heime.records.happenings.batch import Told
from heime.records.measurements import courses as stored
from heime.records.measurements.batch import Judged
from heime.records.measurements.courses import Remembered

log = logging.getLogger(__name__)

_HEART = ASKED[course.HEART]


class Courses:
    """The courses of the people at hand, as they change during a batch."""

    def __init__(self, rows: Iterable[Remembered] = (), told: Iterable[Told] = ()) -> None:
        """told: what happened to them, which may start a baseline anew (7.4)."""
        self._of: dict[UUID, dict[int, Course]] = {}
        self._changed: dict[tuple[UUID, int], int] = {}
        for row in rows:
            self._of.setdefault(row.enrolment, {})[row.kind] = row.course
        self._resets: dict[UUID, list[Reset]] = {}
        for one in told:
            if one.struck_at is None:
                self._resets.setdefault(one.enrolment, []).extend(one.resets)

    def of(self, enrolment: UUID, kind: int) -> Course:
        return self._of.get(enrolment, {}).get(kind) or Course(kind)

    def all_of(self, enrolment: UUID) -> list[Course]:
        """Everything remembered of one person."""
        return list(self._of.get(enrolment, {}).values())

    def usual(
        self, enrolment: UUID, kind: Kind, begun: datetime, changed: datetime | None
    ) -> Baseline | None:
        """What is usual before a session that began then. changed: when its limits last did."""
        told = reset_before(self._resets.get(enrolment, ()), kind, begun)
        since = max((one for one in (changed, told) if one is not None), default=None)
        return self.of(enrolment, kind).usual(begun, since)

    def leave_out(
        self, enrolment: UUID, municipality: int, kind: Kind, moment: datetime, *, still_done: bool
    ) -> None:
        """A reading taken then does not count: nothing is remembered of what it was."""
        before = self.of(enrolment, kind)
        after = before.without(moment, still_done=still_done)
        if after is not before:
            self._of.setdefault(enrolment, {})[kind] = after
            self._changed[(enrolment, kind)] = municipality

    def far_before(self, enrolment: UUID, kind: Kind, plan: Plan, begun: datetime) -> bool:
        """Whether the session before the one that began then lay far from usual."""
        return "T-1" in plan.rules and self.of(enrolment, kind).far_before(begun)

    def irregular(self, enrolment: UUID, nearby: Sequence[Reading]) -> Sequence[Flag]:
        """When meters noticed an irregular pulse; asked only when one of these did (CL-21)."""
        if not any(judging.is_flagged(one) for one in nearby):
            return ()
        return self.of(enrolment, IRREGULAR).flags

    def notice(self, enrolment: UUID, municipality: int, reading: Reading) -> None:
        """Remember that a meter noticed an irregular pulse."""
        after = self.of(enrolment, IRREGULAR).noticed(reading.measured_at, reading.kind)
        self._of.setdefault(enrolment, {})[IRREGULAR] = after
        self._changed[(enrolment, IRREGULAR)] = municipality

    def worse_symptom(self, enrolment: UUID, reading: Reading) -> bool:
        if reading.kind is not Kind.BODY_WEIGHT:
            return False
        return self.of(enrolment, _HEART).is_worse_on(judging.local_day(reading.measured_at))

    def remember(self, judged: Judged, plan: Plan | None, usual: Baseline | None) -> None:
        """Keep what the next judgement of this kind looks back at."""
        verdict = judged.verdict
        marks = marks_of(
            far=course.far_now(judged.kind, verdict, plan, usual),
            doubted=judged.kind == Kind.BODY_WEIGHT and "V-4" in verdict.rules,
        )
        self._put(judged, marks, verdict.values[0] if verdict.values else None)

    def remember_answers(self, judged: Judged, answers: Answers) -> None:
        value, marks = course.of_answers(answers)
        self._put(judged, marks, value)

    def _put(self, judged: Judged, marks: int, value: int | None) -> None:
        before = self.of(judged.enrolment, judged.kind)
        after = before.after(judged.verdict, marks, value)
        if after is not before:
            self._of.setdefault(judged.enrolment, {})[judged.kind] = after
            self._changed[(judged.enrolment, judged.kind)] = judged.municipality

    async def write(self, conn: AsyncConnection) -> None:
        if self._changed:
            rows = [
                (enrolment, municipality, self._of[enrolment][kind])
                for (enrolment, kind), municipality in sorted(self._changed.items())
            ]
            await stored.keep(conn, rows)

    def together(self, judged: Judged, plan: Plan | None, *, at: datetime) -> Judged | None:
        """C1, C2 and PR-1 once a result stands: a judgement of its own, or None without one.

        When combining itself fails, that is a grey judgement; every single result still stands.
        """
        if plan is None or not _may_combine(judged):
            return None
        try:
            verdict = self._combined(judged.enrolment, plan, at)
        except (ArithmeticError, AssertionError, LookupError, TypeError, ValueError) as fault:
            log.error("combining failed: %s on %s", type(fault).__name__, judged.measurement)
            verdict = Verdict(
                _start_of_day(at), Zone.GREY, State.FINAL, Priority.LOW, (RULE_FAILED,), ()
            )
        if verdict is None:
            return None
        return Judged(
            judged.enrolment,
            judged.municipality,
            TOGETHER,
            judged.measurement,
            judged.measured_at,
            at,
            judged.plan_version,
            verdict,
        )

    def _combined(self, enrolment: UUID, plan: Plan, at: datetime) -> Verdict | None:
        parts = course.parts_of(self.all_of(enrolment), at)
        seen = picture.of(parts, [], plan)
        if not seen.combined and not seen.domains:
            return None
        combined = tuple(rule for rule, _ in seen.combined)
        rules = combined + (("PR-1",) if seen.domains else ())
        of = [part.verdict for _, made_by in seen.combined for part in made_by]
        if seen.domains:
            # What still waits for a second reading counts for nothing here (CL-26).
            final = [part.verdict for part in parts if part.verdict.state is State.FINAL]
            of += [one for one in final if one.zone >= Zone.YELLOW]
        return Verdict(
            _start_of_day(at),
            Zone.RED if combined else max(one.zone for one in of),
            State.FINAL,
            Priority.HIGH if seen.domains else Priority.NORMAL,
            rules,
            tuple(dict.fromkeys(id_ for one in of for id_ in one.inputs)),
            facts=(("domains", ",".join(seen.domains)),),
        )


async def read(conn: AsyncConnection, enrolments: Sequence[UUID]) -> Courses:
    """The courses of some people, and what happened to them, asked alone."""
    return Courses(await stored.read(conn, enrolments), await happenings.read(conn, enrolments))


def _start_of_day(moment: datetime) -> datetime:
    return datetime.combine(judging.local_day(moment), time(), HOME)


def _may_combine(judged: Judged) -> bool:
    """Whether a result can be part of a combination at all: most are green, and cannot."""
    verdict = judged.verdict
    return verdict.state is State.FINAL and (
        verdict.zone >= Zone.YELLOW or judged.kind in (ASKED[course.COPD], _HEART)
    )
