"""What is remembered of one person and kind from judgement to judgement.

The little of the last days that the rules look back at: session values for the baseline, what was
far from usual, what was flagged, the newest result. The server keeps it as one row, so that
judging a reading asks for one row instead of two weeks; a replay (record.py) comes to the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from heime.core import baseline
from heime.core.asked import COPD as COPD
from heime.core.asked import HEART as HEART
from heime.core.asked import Answers
from heime.core.baseline import Baseline
from heime.core.events import HOME
from heime.core.judging import local_day
from heime.core.kinds import Kind
from heime.core.picture import DOMAINS, Part
from heime.core.plan import Plan
from heime.core.symptoms import breathless, heart_is_worse
from heime.core.takes import LENGTH
from heime.core.topics import is_measured, label
from heime.core.verdict import Verdict
from heime.core.zone import State, Zone

KEPT = timedelta(days=17)
"""The 14 days of a baseline, and three for what comes late."""

_KEPT = int(KEPT.total_seconds())
_LENGTH = int(LENGTH.total_seconds())

FLAGGED, FAR, WORSE = 1, 2, 4
"""Marks: irregular pulse (AF-1), far from usual (T-1), a worse heart-failure symptom (W-2)."""


class Sat(NamedTuple):
    """One session, form or set, as short as it goes.

    start: seconds since 1970. value: the session value, of a daily form the breath; None if there
        is none. zone, state: as they count now. marks: FLAGGED, FAR and WORSE added up.
    """

    start: int
    value: int | None
    zone: int
    state: int
    marks: int


@dataclass(frozen=True, slots=True)
class Course:
    """Oldest first. newest: the id of what decided the last of them."""

    topic: int
    sats: tuple[Sat, ...] = ()
    newest: UUID | None = None

    def after(self, verdict: Verdict, marks: int, value: int | None) -> "Course":
        """The course once a verdict stands; the same session's earlier one gives way."""
        if verdict.state in (State.REJECTED, State.INVALID, State.BLOCKED):
            return self
        at = _seconds(verdict.started_at)
        newest_start = max(at, self.sats[-1].start if self.sats else at)
        kept = [s for s in self.sats if newest_start - s.start <= _KEPT]
        others = [s for s in kept if not self._is_same(s.start, at)]
        for earlier in kept:
            if self._is_same(earlier.start, at):
                marks |= earlier.marks & FLAGGED
        mine = Sat(at, value, int(verdict.zone), int(verdict.state), marks)
        sats = tuple(sorted([*others, mine], key=lambda s: s.start))
        newest = verdict.inputs[-1] if sats[-1] is mine and verdict.inputs else self.newest
        return replace(self, sats=sats, newest=newest)

    def _is_same(self, one: int, other: int) -> bool:
        """Whether two starts are of one session: by the half hour, of weights by the local day."""
        if self.topic == Kind.BODY_WEIGHT:
            return local_day(_moment(one)) == local_day(_moment(other))
        return abs(one - other) < (_LENGTH if is_measured(self.topic) else 1)

    def _before(self, start: datetime) -> int:
        """The latest start that a session before this one can have."""
        if self.topic == Kind.BODY_WEIGHT:
            midnight = datetime.combine(local_day(start), time(), HOME)
            return _seconds(midnight) - 1
        return _seconds(start) - _LENGTH

    def usual(self, start: datetime, since: datetime | None) -> Baseline | None:
        """Baseline for a session that starts then; `since`: the last reset, None without one."""
        upto = self._before(start)
        first = _seconds(start - baseline.WINDOW)
        if since is not None:
            first = max(first, _seconds(since))
        return baseline.baseline_of([
            s.value for s in self.sats if first <= s.start <= upto and s.value is not None
        ])  # fmt: skip

    def far_before(self, start: datetime) -> bool:
        """Whether the session before lay far from usual."""
        upto = self._before(start)
        before = [s for s in self.sats if s.start <= upto]
        return bool(before) and bool(before[-1].marks & FAR)

    def flagged_before(self, start: datetime) -> int:
        """Flagged sessions in the seven local days that end with that of `start` (AF-1)."""
        upto = _seconds(start) - _LENGTH
        first = local_day(start) - timedelta(days=6)
        return sum(
            1
            for s in self.sats
            if s.marks & FLAGGED and s.start <= upto and local_day(_moment(s.start)) >= first
        )

    def marked_on(self, moment: datetime, mark: int) -> bool:
        """Whether anything of the local day of `moment` bears this mark."""
        day = local_day(moment)
        return any(s.marks & mark and local_day(_moment(s.start)) == day for s in self.sats)

    def last_final(self) -> Sat | None:
        final = [s for s in self.sats if s.state == State.FINAL]
        return final[-1] if final else None


def marks_of(*, flagged: bool = False, far: bool = False, worse: bool = False) -> int:
    return FLAGGED * flagged + FAR * far + WORSE * worse


def far_now(kind: int, verdict: Verdict, plan: Plan | None, usual: Baseline | None) -> bool:
    """Whether this session itself lies far from usual, for the next one to know (T-1)."""
    return (
        plan is not None
        and "T-1" in plan.rules
        and is_measured(kind)
        and bool(verdict.values)
        and baseline.is_far(Kind(kind), verdict.values[0], usual)
    )


def of_answers(answers: Answers) -> tuple[int, int]:
    """The value and the marks that a daily form is remembered by."""
    items = answers.items or {}
    worse = answers.questionnaire == HEART and heart_is_worse(items)
    return breathless(items), marks_of(worse=worse)


def wants_usual(kind: Kind, plan: Plan) -> bool:
    """Whether a rule of this plan compares this kind with what is usual."""
    return baseline.RELATIVE.get(kind) in plan.rules or (
        "T-1" in plan.rules and kind in baseline.TRENDING
    )


def parts_of(courses: Sequence[Course], now: datetime) -> list[Part]:
    """The newest of each domain, if it is of today, for C1, C2 and PR-1 (CL-02, CL-26)."""
    today = local_day(now)
    parts = []
    for course in courses:
        what = label(course.topic)
        if what not in DOMAINS or not course.sats:
            continue
        last = course.sats[-1]
        start = _moment(last.start)
        if today not in (local_day(start), local_day(start + LENGTH)):
            continue
        inputs = () if course.newest is None else (course.newest,)
        verdict = Verdict(start, Zone(last.zone), State(last.state), None, (), inputs)
        answers = None
        if not is_measured(course.topic) and course.newest is not None:
            answers = Answers(course.newest, what, start, start, {"k1": last.value})
        parts.append(Part(what, verdict, answers))
    return parts


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
