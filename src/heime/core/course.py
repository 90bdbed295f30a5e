"""What is remembered of one person and kind from judgement to judgement.

The little of the last days that the rules look back at: session values for the baseline, what was
far from usual, what was flagged, the newest result. The server keeps it as one row, so that
judging a reading asks for one row instead of two weeks; a replay (record.py) comes to the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID

from heime.core import baseline
from heime.core.asked import COPD as COPD
from heime.core.asked import HEART as HEART
from heime.core.asked import Answers
from heime.core.baseline import Baseline
from heime.core.events import HOME
from heime.core.irregular import Flag
from heime.core.judging import local_day
from heime.core.kinds import Kind
from heime.core.picture import DOMAINS, Part
from heime.core.plan import Plan
from heime.core.quantity import Scaled
from heime.core.sat import DOUBTED, FAR, FLAGGED, Sat, marks_of, seconds
from heime.core.sat import WORSE as WORSE
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
_NOT_KNOWN = UUID(int=0)
"""For a form of which an earlier version remembered no id."""


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
        return _read(self.text)

    @property
    def last(self) -> Sat | None:
        return self.sats[-1] if self.text else None

    def after(self, verdict: Verdict, marks: int, value: int | None) -> "Course":
        """The course once a verdict stands; the same session's earlier one gives way.

        A form is a session of its own for each who answers.
        """
        if verdict.state in (State.REJECTED, State.INVALID, State.BLOCKED):
            return self
        at = seconds(verdict.started_at)
        newest = verdict.inputs[-1] if verdict.inputs else self.newest
        form = None if is_measured(self.topic) else newest
        mine = Sat(at, value, int(verdict.zone), int(verdict.state), marks, form)
        last = self.last
        if last is None:
            return replace(self, text=mine.text, newest=newest)
        if at > last.start and not self._is_same(last, mine):
            kept = self._without_old(at)
            return replace(self, text=f"{kept};{mine.text}" if kept else mine.text, newest=newest)
        if self._only_last_is_same(mine):
            kept = self.text.rpartition(";")[0]
            return replace(self, text=f"{kept};{mine.text}" if kept else mine.text, newest=newest)
        return self._put_in_order(mine, newest)

    def _only_last_is_same(self, mine: Sat) -> bool:
        """Whether it is the last session that is judged again, and stays the last."""
        *before, last = self.sats
        if not is_measured(self.topic) or not self._is_same(last, mine):
            return False
        return not before or (
            before[-1].start <= mine.start and not self._is_same(before[-1], mine)
        )

    def _put_in_order(self, mine: Sat, newest: UUID | None) -> "Course":
        """A session judged again, or one that came late: rarer, and looked at whole."""
        others = []
        for sat in self.sats:
            if self._is_same(sat, mine):
                continue
            others.append(sat)
        sats = sorted([*others, mine], key=lambda one: one.start)
        is_last = sats[-1] is mine
        text = ";".join(one.text for one in sats)
        return replace(self, text=text, newest=newest if is_last else self.newest)

    def without(self, moment: datetime, *, still_done: bool) -> "Course":
        """The course when a reading taken then does not count, before its session is judged again.

        still_done: that something was measured is remembered, and nothing of what.
        """
        at = seconds(moment)
        mine = Sat(at, None, int(Zone.GREY), int(State.INVALID), 0)
        others = [sat for sat in self.sats if not self._is_same(sat, mine)]
        if len(others) == len(self.sats):
            return self
        sats = sorted([*others, mine], key=lambda one: one.start) if still_done else others
        was_last = self.last is not None and self._is_same(self.last, mine)
        newest = None if was_last else self.newest
        return replace(self, text=";".join(one.text for one in sats), newest=newest)

    def _without_old(self, at: int) -> str:
        """What is still looked back at when something new has come."""
        text = self.text
        if self.topic == Kind.BODY_WEIGHT:
            return _weights_worth_keeping(self.sats, at)
        while text and at - int(text[: text.index(",")]) > _KEPT:
            text = text.partition(";")[2]
        return text

    def _is_same(self, one: Sat, other: Sat) -> bool:
        """Whether two are one session: by the half hour, of weights by the local day; or one form,
        by its moment and who answered."""
        if self.topic == Kind.BODY_WEIGHT:
            return one.day == other.day
        if is_measured(self.topic):
            return abs(one.start - other.start) < _LENGTH
        return (one.start, one.by) == (other.start, other.by)

    def _before(self, start: datetime) -> int:
        """The latest start that a session before this one can have."""
        if self.topic == Kind.BODY_WEIGHT:
            midnight = datetime.combine(local_day(start), time(), HOME)
            return seconds(midnight) - 1
        return seconds(start) - _LENGTH

    def usual(self, start: datetime, since: datetime | None) -> Baseline | None:
        """Baseline for a session that starts then; `since`: the last reset, None without one."""
        upto = self._before(start)
        first = seconds(start - baseline.WINDOW)
        if since is not None:
            first = max(first, seconds(since))
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

    def noticed(self, at: datetime, kind: Kind) -> "Course":
        """The course of IRREGULAR once a meter of this kind has noticed it again."""
        mine = Sat(seconds(at), int(kind), int(Zone.GREEN), int(State.FINAL), FLAGGED)
        kept = {s for s in self.sats if mine.start - s.start <= _KEPT}
        return replace(self, text=";".join(one.text for one in sorted({*kept, mine}, key=_order)))

    @property
    def flags(self) -> list[Flag]:
        """Of IRREGULAR: when which kind of meter noticed it, oldest first."""
        return [(s.moment, None if s.value is None else Kind(s.value)) for s in self.sats]

    def answered_on(self, day: date) -> list[Sat]:
        """Of each who answered a form, the newest of that local day (CL-19)."""
        return list({s.by: s for s in self.sats if s.day == day}.values())

    def is_worse_on(self, day: date) -> bool:
        """Whether somebody's newest form of that local day tells of a worse symptom (W-2)."""
        return any(s.marks & WORSE for s in self.answered_on(day))

    def daily_weights(self, day: date) -> dict[date, Scaled] | None:
        """Believed weights of the local days before `day`; None when they are not known from here.

        So it is when nothing is remembered, which does not say that nobody was weighed; when a
        weight came that no plan judged; and when something of a later day is known. Then the
        weights themselves must be asked.
        """
        last, sats = self.last, self.sats
        if last is None or last.day > day or any(s.value is None for s in sats):
            return None
        days = {s.day: s.value for s in sats if s.value is not None and not s.marks & DOUBTED}
        days.pop(day, None)
        return days

    def reaches(self, day: date) -> bool:
        """Whether something of that local day, or of a later one, is remembered."""
        return self.last is not None and self.last.day >= day

    def last_final(self) -> Sat | None:
        final = [s for s in self.sats if s.state == State.FINAL]
        return final[-1] if final else None


@lru_cache(maxsize=512)
def _read(text: str) -> tuple[Sat, ...]:
    """The sats of a text; one judgement looks at the same several times."""
    return tuple(map(Sat.of, text.split(";"))) if text else ()


def _weights_worth_keeping(sats: Sequence[Sat], at: int) -> str:
    """Those of the last days, and of the older ones each that is higher than all that follow, or
    that no plan judged: as long as it counts, the weights themselves are asked."""
    kept: list[Sat] = []
    highest = 0
    for sat in reversed(sats):
        higher = sat.value is not None and not sat.marks & DOUBTED and sat.value > highest
        age = at - sat.start
        if age <= _KEPT or ((higher or sat.value is None) and age <= _KEPT_WEIGHTS):
            kept.append(sat)
        if higher:
            highest = sat.value or 0
    return ";".join(sat.text for sat in reversed(kept))


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
    return breathless(items), marks_of(worse=worse, by=answers.by)


def wants_usual(kind: Kind, plan: Plan) -> bool:
    """Whether a rule of this plan compares this kind with what is usual."""
    return baseline.RELATIVE.get(kind) in plan.rules or (
        "T-1" in plan.rules and kind in baseline.TRENDING
    )


def parts_of(courses: Sequence[Course], now: datetime) -> list[Part]:
    """The newest of each domain, if it is of today, for C1, C2 and PR-1 (CL-02, CL-26); of a
    questionnaire the newest of each who answered it today (CL-19)."""
    today = local_day(now)
    parts = []
    for course in courses:
        if label(course.topic) not in DOMAINS:
            continue
        if is_measured(course.topic):
            parts += [_measured(course, last) for last in _of_today(course, today)]
        else:
            parts += [_answered(course, sat) for sat in course.answered_on(today)]
    return parts


def _of_today(course: Course, today: date) -> list[Sat]:
    """The last session, if it or its half hour is of today; a weight has no half hour."""
    last = course.last
    if last is None:
        return []
    ends = last.moment + (timedelta() if course.topic == Kind.BODY_WEIGHT else LENGTH)
    return [last] if today in (last.day, local_day(ends)) else []


def _measured(course: Course, last: Sat) -> Part:
    inputs = () if course.newest is None else (course.newest,)
    verdict = Verdict(last.moment, Zone(last.zone), State(last.state), None, (), inputs)
    return Part(label(course.topic), verdict)


def _answered(course: Course, sat: Sat) -> Part:
    what, at = label(course.topic), sat.moment
    form = sat.form or (course.newest if sat == course.last else None)
    inputs = () if form is None else (form,)
    verdict = Verdict(at, Zone(sat.zone), State(sat.state), None, (), inputs)
    return Part(what, verdict, Answers(form or _NOT_KNOWN, what, at, at, {"k1": sat.value}))


def _order(sat: Sat) -> tuple[int, int]:
    return sat.start, sat.value or 0
