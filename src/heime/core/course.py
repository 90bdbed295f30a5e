"""What is remembered of one person and kind from judgement to judgement.

The little of the last days that the rules look back at: session values for the baseline, what was
far from usual, what was flagged, the newest result. The server keeps it as one row, so that
judging a reading asks for one row instead of two weeks; a replay (record.py) comes to the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
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
from heime.core.quantity import Scaled
from heime.core.symptoms import breathless, heart_is_worse
from heime.core.takes import LENGTH
from heime.core.topics import is_measured, label
from heime.core.verdict import Verdict
from heime.core.zone import State, Zone

KEPT = timedelta(days=17)
"""The 14 days of a baseline, and three for what comes late."""
KEPT_WEIGHTS = timedelta(days=181)
"""As far back as N-2 looks; of what is older than KEPT only what can still be a highest weight."""

_KEPT = int(KEPT.total_seconds())
_KEPT_WEIGHTS = int(KEPT_WEIGHTS.total_seconds())
_LENGTH = int(LENGTH.total_seconds())

FLAGGED, FAR, WORSE, DOUBTED = 1, 2, 4, 8
"""Marks: irregular pulse (AF-1), far from usual (T-1), a worse heart-failure symptom (W-2), a
weight that nothing has confirmed (V-4)."""


class Sat(NamedTuple):
    """One session, form or set, as short as it goes.

    start: seconds since 1970. value: the session value, of a daily form the breath; None if there
        is none. zone, state: as they count now. marks: what of the marks holds, added up.
    """

    start: int
    value: int | None
    zone: int
    state: int
    marks: int

    @property
    def text(self) -> str:
        value = "" if self.value is None else self.value
        return f"{self.start},{value},{self.zone},{self.state},{self.marks}"


def _sat(text: str) -> Sat:
    start, value, zone, state, marks = text.split(",")
    return Sat(int(start), int(value) if value else None, int(zone), int(state), int(marks))


@dataclass(frozen=True, slots=True)
class Course:
    """Sats oldest first, as the text they are stored as: most are only ever added to.

    newest: the id of what decided the last of them.
    """

    topic: int
    text: str = ""
    newest: UUID | None = None

    @property
    def sats(self) -> tuple[Sat, ...]:
        return tuple(map(_sat, self.text.split(";"))) if self.text else ()

    @property
    def last(self) -> Sat | None:
        return _sat(self.text[self.text.rfind(";") + 1 :]) if self.text else None

    def after(self, verdict: Verdict, marks: int, value: int | None) -> "Course":
        """The course once a verdict stands; the same session's earlier one gives way."""
        if verdict.state in (State.REJECTED, State.INVALID, State.BLOCKED):
            return self
        at = _seconds(verdict.started_at)
        mine = Sat(at, value, int(verdict.zone), int(verdict.state), marks)
        newest = verdict.inputs[-1] if verdict.inputs else self.newest
        last = self.last
        if last is None:
            return replace(self, text=mine.text, newest=newest)
        if at > last.start and not self._is_same(last.start, at):
            kept = self._without_old(at)
            return replace(self, text=f"{kept};{mine.text}" if kept else mine.text, newest=newest)
        return self._put_in_order(mine, newest)

    def _put_in_order(self, mine: Sat, newest: UUID | None) -> "Course":
        """A session judged again, or one that came late: rarer, and looked at whole."""
        others = []
        for sat in self.sats:
            if self._is_same(sat.start, mine.start):
                continue
            others.append(sat)
        sats = sorted([*others, mine], key=lambda one: one.start)
        is_last = sats[-1] is mine
        text = ";".join(one.text for one in sats)
        return replace(self, text=text, newest=newest if is_last else self.newest)

    def _without_old(self, at: int) -> str:
        """What is still looked back at when something new has come."""
        text = self.text
        if self.topic == Kind.BODY_WEIGHT:
            return _weights_worth_keeping(self.sats, at)
        while text and at - int(text[: text.index(",")]) > _KEPT:
            text = text.partition(";")[2]
        return text

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
        upto, last = self._before(start), self.last
        if last is not None and last.start > upto:
            before = [s for s in self.sats if s.start <= upto]
            last = before[-1] if before else None
        return last is not None and bool(last.marks & FAR)

    def noticed(self, at: datetime, zone: Zone) -> "Course":
        """The course of IRREGULAR once a meter has noticed it again."""
        mine = Sat(_seconds(at), None, int(zone), int(State.FINAL), FLAGGED)
        kept = [s for s in self.sats if mine.start - s.start <= _KEPT and s.start != mine.start]
        sats = sorted([*kept, mine], key=lambda one: one.start)
        return replace(self, text=";".join(one.text for one in sats))

    @property
    def moments(self) -> list[datetime]:
        """When each of them began."""
        return [_moment(sat.start) for sat in self.sats]

    def marked_on(self, moment: datetime, mark: int) -> bool:
        """Whether anything of the local day of `moment` bears this mark."""
        day = local_day(moment)
        return any(s.marks & mark and local_day(_moment(s.start)) == day for s in self.sats)

    def daily_weights(self, day: date) -> dict[date, Scaled] | None:
        """Believed weights of the local days before `day`; None when this is not the next of them.

        Then something of that day or later is known, and the weights themselves must be asked.
        """
        last = self.last
        if last is not None and local_day(_moment(last.start)) >= day:
            return None
        return {
            local_day(_moment(s.start)): s.value
            for s in self.sats
            if s.value is not None and not s.marks & DOUBTED
        }

    def last_final(self) -> Sat | None:
        final = [s for s in self.sats if s.state == State.FINAL]
        return final[-1] if final else None


def _weights_worth_keeping(sats: Sequence[Sat], at: int) -> str:
    """Those of the last days, and of the older ones each that is higher than all that follow."""
    kept: list[Sat] = []
    highest = 0
    for sat in reversed(sats):
        higher = sat.value is not None and not sat.marks & DOUBTED and sat.value > highest
        if at - sat.start <= _KEPT or (higher and at - sat.start <= _KEPT_WEIGHTS):
            kept.append(sat)
        if higher:
            highest = sat.value or 0
    return ";".join(sat.text for sat in reversed(kept))


def marks_of(*, far: bool = False, worse: bool = False, doubted: bool = False) -> int:
    return FAR * far + WORSE * worse + DOUBTED * doubted


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
        last = course.last
        if what not in DOMAINS or last is None:
            continue
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
