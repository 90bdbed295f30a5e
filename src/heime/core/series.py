"""The readings of one kind of one person through time, and the sessions they make.

For replays, which remember everything; the server asks its database for the little that one
judgement needs, and hands that to the same rules (judging.py).
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise, takewhile
from uuid import UUID

from heime.core import baseline, judging, validity
from heime.core.agreed import Agreed
from heime.core.baseline import Baseline, baseline_of
from heime.core.irregular import Flag
from heime.core.judging import Around, local_day
from heime.core.kinds import Kind
from heime.core.late import late
from heime.core.plan import Plan
from heime.core.quantity import Scaled
from heime.core.reading import Reading
from heime.core.takes import LENGTH
from heime.core.verdict import Verdict, failed, joined
from heime.core.zone import State, Zone


@dataclass(slots=True)
class Sitting:
    """One session as it stands.

    start: when its first reading was taken.
    verdict: before L-1; None when no plan says what this kind means.
    in_time: without what came more than two hours late, where not all of it did (CL-13).
    far: whether it lay far from what was usual (T-1).
    """

    start: datetime
    readings: tuple[Reading, ...]
    verdict: Verdict | None
    far: bool = False
    flagged: bool = False
    in_time: Verdict | None = None

    @property
    def began(self) -> datetime:
        """Where its half hour runs from: the first reading still in use (CL-09, CL-10)."""
        return self.start if self.verdict is None else max(self.start, self.verdict.started_at)

    @property
    def settled(self) -> bool:
        return self.verdict is None or self.verdict.changes_at is None


def _order(reading: Reading) -> tuple[datetime, datetime, UUID]:
    return reading.measured_at, reading.received_at, reading.id


class Series:
    """Readings of one kind, oldest first, grouped into sittings on demand."""

    def __init__(self, kind: Kind, agreed: Agreed, flagged: list[Flag] | None = None) -> None:
        """flagged: when which meter noticed an irregular pulse; all series of a person share it."""
        self.kind = kind
        self.rejected: list[Reading] = []
        self.sittings: list[Sitting] = []
        self._agreed = agreed
        self._irregular = [] if flagged is None else flagged
        self._all: list[Reading] = []
        self._used: list[Reading] = []
        self._by_id: dict[UUID, Reading] = {}
        self._tells_equipment = False
        self._from = 0
        """Sittings from here on must be made anew."""
        self.past = 0
        """Sittings before this were settled elsewhere and are never made anew."""
        self._firsts: list[int] = []
        """Where each sitting begins among the used readings, beside `sittings`."""
        self._starts: list[datetime] = []
        self._values: list[Scaled | None] = []
        """The session values that baselines are made of, beside `sittings`."""
        self.resets: list[datetime] = []
        self._weights: dict[date, Scaled] = {}
        self.worse_days: set[date] = set()
        """Days with a worsening heart-failure symptom (W-2); the record keeps it."""

    def go_on_from(
        self, past: Sequence[tuple[Sitting, Scaled | None]], weights: Mapping[date, Scaled]
    ) -> None:
        """Go on after sittings that were settled elsewhere: each with its value, oldest first.

        For whoever settles most of a year by other means and judges only what is left
        (ops/whatif). They come after all that was added, and before all that is added later.
        weights: the daily weights of the days before.
        """
        self.sittings += [sitting for sitting, _ in past]
        self._starts += [sitting.start for sitting, _ in past]
        self._values += [value for _, value in past]
        self._firsts += [len(self._used)] * len(past)
        self._from = self.past = len(self.sittings)
        self._weights = dict(weights)

    def add(self, reading: Reading) -> None:
        """Take in a reading, in whatever order they come."""
        plan = self._agreed.at(reading.measured_at)
        lines = judging.lines_of(self.kind, plan, None) if plan else baseline.NO_LINES
        if validity.rejected_by(reading) is not None:
            insort(self.rejected, reading, key=_order)
            if not judging.counts_anyway(reading, lines):
                return
        self._tells_equipment = self._tells_equipment or bool(reading.oxygen or reading.model)
        if judging.is_flagged(reading):
            insort(self._irregular, (reading.measured_at, reading.kind))
        self._by_id[reading.id] = reading
        last = self._all[-1] if self._all else None
        insort(self._all, reading, key=_order)
        if last is None or _order(last) < _order(reading):
            self._append(reading)
        else:
            self._used = validity.without_duplicates(self._all)
            self._from = min(self._from, self._before(reading.measured_at))
            if self.kind is Kind.BODY_WEIGHT:
                self._weights = judging.daily_weights(self._used)

    def _append(self, reading: Reading) -> None:
        if validity.repeats_one_of(reading, self._used):
            return
        self._used.append(reading)
        if not self._begins_anew(reading):
            self._from = min(self._from, max(self.past, len(self.sittings) - 1))
        if self.kind is Kind.BODY_WEIGHT:
            day = local_day(reading.measured_at)
            if day not in self._weights and judging.is_believed(reading, self._weights):
                assert reading.value is not None  # noqa: S101  a believed weight has one
                self._weights[day] = reading.value

    def _begins_anew(self, reading: Reading) -> bool:
        """Whether a reading, taken after all others, cannot touch the last sitting."""
        if not self.sittings or self.kind is Kind.BODY_WEIGHT:
            return False
        last = self.sittings[-1]
        start = last.start if last.verdict is None else max(last.start, last.verdict.started_at)
        return last.settled and reading.measured_at - start >= LENGTH

    def _before(self, moment: datetime) -> int:
        """The first sitting that a reading of that moment could touch."""
        return max(self.past, bisect_left(self._starts, moment - LENGTH) - 1)

    def reset(self, at: datetime, *, undone: bool = False) -> None:
        """The baseline starts anew: new oxygen flow, hospital stay, new device (7.4)."""
        self.resets = [one for one in self.resets if one != at] if undone else [*self.resets, at]
        self._from = min(self._from, self._before(at))

    @property
    def everything(self) -> list[Reading]:
        """Every reading that came, whether it is used or not."""
        return list({one.id: one for one in (*self.rejected, *self._all)}.values())

    def put_back(self, readings: Sequence[Reading]) -> None:
        """Start over with these readings alone: one of the others does not count."""
        self._all, self._used, self._by_id, self.rejected = [], [], {}, []
        self._from, self._weights = 0, {}
        self._irregular[:] = [flag for flag in self._irregular if flag[1] is not self.kind]
        for reading in readings:
            self.add(reading)

    def judge(self, now: datetime) -> None:
        """Bring the sittings up to a moment: what is new, and what time has settled."""
        start = min(self._from, self._first_unsettled())
        place = self._firsts[start] if start < len(self._firsts) else self._end()
        for beside in (self.sittings, self._firsts, self._starts, self._values):
            del beside[start:]
        while place < len(self._used):
            one = self._next(self._used[place:], now)
            verdict = one.verdict
            self.sittings.append(one)
            self._firsts.append(place)
            self._starts.append(one.start)
            self._values.append(verdict.values[0] if verdict and verdict.values else None)
            place += len(one.readings)
        self._from = len(self.sittings)

    def _end(self) -> int:
        return self._firsts[-1] + len(self.sittings[-1].readings) if self.sittings else 0

    def _first_unsettled(self) -> int:
        """A half cuff pair may outlast its session, so one or two before the last may be open."""
        latest = len(self.sittings)
        for place in range(max(0, latest - 3), latest):
            if not self.sittings[place].settled:
                return place
        return latest

    def _next(self, rest: list[Reading], now: datetime) -> Sitting:
        """The sitting that the first of these begins.

        A rule that raises is grey by itself: first all that looks back, then the whole sitting.
        """
        start = rest[0].measured_at
        plan = self._agreed.at(start)
        if plan is None or not plan.judges(self.kind):
            readings = self._together(rest)
            return Sitting(start, readings, None, flagged=any(map(judging.is_flagged, readings)))
        make = self._day_of_weights if self.kind is Kind.BODY_WEIGHT else self._sitting
        for broken in (False, True):
            try:
                return make(rest, plan, now, broken)
            except Exception:  # noqa: S112  what is judged without it says so
                continue
        readings = self._together(rest)
        return Sitting(start, readings, failed(start, tuple(r.id for r in readings)))

    def _together(self, rest: list[Reading]) -> tuple[Reading, ...]:
        """Weights of one local day; of another kind half an hour."""
        start, day = rest[0].measured_at, local_day(rest[0].measured_at)
        if self.kind is Kind.BODY_WEIGHT:
            return tuple(takewhile(lambda r: local_day(r.measured_at) == day, rest))
        return tuple(takewhile(lambda r: r.measured_at - start < LENGTH, rest))

    def _sitting(self, rest: list[Reading], plan: Plan, now: datetime, broken: bool) -> Sitting:
        start = rest[0].measured_at
        usual = None if broken else self._usual(start, plan)
        lines = judging.lines_of(self.kind, plan, usual)
        one = judging.first_session_of(rest, plan, lines, now=now)
        flagged = any(map(judging.is_flagged, one.readings))
        around = Around(
            one.readings,
            usual=usual,
            far_before=self._far_before(),
            irregular=self._irregular if flagged else (),
            broken=broken,
        )
        verdict = judging.finished(one, plan, around)
        far = (
            not broken
            and "T-1" in plan.rules
            and bool(one.verdict.values)
            and baseline.is_far(self.kind, one.verdict.values[0], usual)
        )
        in_time = None if one.in_time is None else judging.finished(one.in_time, plan, around)
        return Sitting(start, one.readings, verdict, far, flagged, in_time)

    def _day_of_weights(
        self, rest: list[Reading], plan: Plan, now: datetime, broken: bool
    ) -> Sitting:
        """Weights are judged by the local day: its first believed one is the day's weight."""
        start, readings = rest[0].measured_at, self._together(rest)
        usual = None if broken else self._usual(start, plan)
        around = Around(
            readings,
            weights=self._weights,
            usual=usual,
            far_before=self._far_before(),
            worse_symptom=local_day(start) in self.worse_days,
        )
        verdict = judging.judge_weight(readings[-1], readings, plan, around, now=now)
        if broken:
            verdict = joined(verdict, failed(start, verdict.inputs))
        far = (
            not broken
            and "T-1" in plan.rules
            and baseline.is_far(self.kind, verdict.values[0], usual)
        )
        return Sitting(start, readings, verdict, far)

    def symptoms_of(self, day: date) -> None:
        """A symptom form of that day came: its weight is judged again (W-2)."""
        days = [local_day(start) for start in self._starts]
        self._from = min(self._from, bisect_left(days, day))

    def _far_before(self) -> bool:
        return bool(self.sittings) and self.sittings[-1].far

    def _usual(self, start: datetime, plan: Plan) -> Baseline | None:
        """Final session values of the 14 days before, since the last reset (7.4, CL-15)."""
        wanted = baseline.RELATIVE.get(self.kind) in plan.rules or (
            "T-1" in plan.rules and self.kind in baseline.TRENDING
        )
        if not wanted:
            return None
        since = start - baseline.WINDOW
        changed = self._agreed.reset_before(self.kind, start)
        for reset in (changed, *self.resets, self._other_equipment(start)):
            if reset is not None and since < reset <= start:
                since = reset
        of_window = self._values[bisect_left(self._starts, since) :]
        return baseline_of([value for value in of_window if value is not None])

    def _other_equipment(self, start: datetime) -> datetime | None:
        """When oxygen flow or model of meter last changed, as the readings themselves say (7.4)."""
        if not self._tells_equipment:
            return None
        upto = bisect_right(self._used, start, key=lambda r: r.measured_at)
        since = start - baseline.WINDOW
        changes = []
        for name in ("oxygen", "model"):
            told = [
                (getattr(r, name), r.measured_at) for r in self._used[:upto] if getattr(r, name)
            ]
            changes += [at for (was, _), (now, at) in pairwise(told) if was != now and at > since]
        return max(changes, default=None)

    def flagged_elsewhere(self, moment: datetime) -> None:
        """Another meter noticed an irregular pulse then: what came after is judged again."""
        self._from = min(self._from, self._before(moment))

    def late(self, place: int) -> Verdict | None:
        """The verdict of a sitting as it counts now, L-1 included."""
        one = self.sittings[place]
        if one.verdict is None:
            return None
        newest = one.readings[-1]
        newer = place + 1 < len(self.sittings)
        verdict = late(
            one.verdict, taken=newest.measured_at, received=newest.received_at, newer=newer
        )
        return verdict if one.in_time is None else judging.worse_of(one.in_time, verdict)

    def newest_taken(self) -> datetime | None:
        """When the newest valid reading was taken."""
        return self._used[-1].measured_at if self._used else None

    def inputs(self) -> list[list[UUID]]:
        """The readings of each sitting, those among them that only repeat another one."""
        found: list[list[UUID]] = [[] for _ in self.sittings]
        for reading in self._all:
            if (place := self.place_of(reading.id)) is not None:
                found[place].append(reading.id)
        return found

    def place_of(self, id_: UUID) -> int | None:
        """The sitting that holds a reading, or the one it repeats."""
        reading = self._by_id.get(id_)
        if reading is None:
            return None
        place = bisect_right(self._starts, reading.measured_at) - 1
        for near in (place, place - 1, place + 1):
            if 0 <= near < len(self.sittings) and self._holds(near, reading):
                return near
        return None

    def _holds(self, place: int, reading: Reading) -> bool:
        readings = self.sittings[place].readings
        return any(r.id == reading.id or validity.is_duplicate(reading, r) for r in readings)

    def is_warning(self) -> bool:
        """Whether the last final word was yellow or red, T-1 included (CL-29)."""
        for one in reversed(self.sittings):
            if one.verdict is not None and one.verdict.state is State.FINAL:
                return one.verdict.zone > Zone.GREY
        return False
