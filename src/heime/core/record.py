"""All that is known of one person at home, and what it means at any moment: the replay.

Things are added as they arrive, in any order; `picture` judges what RS-1 says a judgement covers
(CL-02). `heime judge`, what-if and `heime verify` run on this, the server by the same rules.
"""

from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from heime.core import asked, events, missing, news2, picture
from heime.core.agreed import Agreed
from heime.core.asked import HEART, Answers
from heime.core.events import Event, EventKind
from heime.core.irregular import Flag
from heime.core.judging import is_flagged, local_day, rejected
from heime.core.kinds import Kind
from heime.core.late import late, never_history
from heime.core.missing import Gap, Window
from heime.core.news2 import Vitals
from heime.core.picture import Part, Picture
from heime.core.plan import Plan
from heime.core.reading import Reading
from heime.core.series import Series
from heime.core.symptoms import heart_is_worse
from heime.core.takes import LENGTH
from heime.core.validity import rejected_by
from heime.core.verdict import Verdict, failed
from heime.core.zone import State, Zone

Item = Reading | Answers | Event | Vitals
_RULE_OF = {
    EventKind.DOSE_LATE: "DEM-1",
    EventKind.DOSE_TAKEN: "DEM-1",
    EventKind.DOOR_OPEN: "DEM-2",
    EventKind.FALL: "DEM-3",
    EventKind.BED_EXIT: "DEM-4",
}


class Record:
    """What one person has sent, and the plan that held when.

    windows: everything that was expected, in any order; those to come do no harm.
    """

    def __init__(self, agreed: Agreed, windows: Sequence[Window] = ()) -> None:
        self._agreed = agreed
        self._windows = windows
        self.series: dict[Kind, Series] = {}
        self._irregular: list[Flag] = []
        self._forms: list[Answers] = []
        self._asked_of: dict[tuple[str, str], list[Answers]] = {}
        """By questionnaire and respondent, oldest first."""
        self._judged_forms: dict[UUID, Verdict | None] = {}
        """What each form means until another comes; time alone changes nothing in it."""
        self._events: list[Event] = []
        self._vitals: list[Vitals] = []
        self._ids: set[UUID] = set()
        self.done: dict[str, datetime] = {}  # by kind, of readings that count as nothing else

    def add(self, item: Item) -> None:
        """Take in what arrived. The same item again changes nothing (CL-32)."""
        if item.id in self._ids:
            return
        self._ids.add(item.id)
        if isinstance(item, Reading):
            self._measured_now(item)
        elif isinstance(item, Answers):
            self._judged_forms.clear()
            of = self._asked_of.setdefault((item.questionnaire, item.by), [])
            for forms in (self._forms, of):
                insort(forms, item, key=lambda one: (one.answered_at, one.received_at, one.id))
            if item.questionnaire == HEART:
                self._symptoms(local_day(item.answered_at))
        elif isinstance(item, Vitals):
            insort(self._vitals, item, key=lambda one: (one.measured_at, one.id))
        elif item.kind is EventKind.BASELINE_RESET:
            for kind in Kind if item.measure is None else (item.measure,):
                self.series_of(kind).reset(item.at)
        else:
            insort(self._events, item, key=lambda one: (one.at, one.received_at, one.id))

    def _measured_now(self, reading: Reading) -> None:
        self.series_of(reading.kind).add(reading)
        if is_flagged(reading):
            for kind, series in self.series.items():
                if kind is not reading.kind:
                    series.flagged_elsewhere(reading.measured_at)

    def series_of(self, kind: Kind) -> Series:
        if kind not in self.series:
            self.series[kind] = Series(kind, self._agreed, self._irregular)
        return self.series[kind]

    def _symptoms(self, day: date) -> None:
        """A worsening heart-failure symptom stands beside the weight of its day (W-2)."""
        weights = self.series_of(Kind.BODY_WEIGHT)
        newest = self._newest_of_day(HEART, day)
        if any(heart_is_worse(form.items or {}) for form in newest):
            weights.worse_days.add(day)
        else:
            weights.worse_days.discard(day)
        weights.symptoms_of(day)

    def picture(self, now: datetime, arrived: Sequence[UUID] = ()) -> Picture:
        """What a judgement at `now` says: what just arrived, the newest of each kind if it is of
        today, and the expected windows that have ended.
        """
        came = set(arrived)
        parts = [
            *self._measured(now, came),
            *self._asked(now, came),
            *self._sets(now, came),
            *self._happened(now, came),
        ]
        gaps: list[Gap] = []
        try:
            gaps = self.gaps(now)
            return picture.of(parts, gaps, self._agreed.at(now))
        except Exception:  # what was found by itself stands (architecture 6.2)
            return picture.of([*parts, Part("together", failed(now, ()))], gaps, None)

    def _measured(self, now: datetime, came: set[UUID]) -> Iterator[Part]:
        for kind, series in self.series.items():
            series.judge(now)
            places = {place for id_ in came if (place := series.place_of(id_)) is not None}
            last = len(series.sittings) - 1
            if last >= 0 and self._is_today(series.sittings[last].began, now, kind):
                places.add(last)
            for place in sorted(places):
                if (verdict := series.late(place)) is not None:
                    yield Part(
                        kind.label, verdict, None, self._agreed.at(series.sittings[place].start)
                    )
            for reading in series.rejected:
                if self._still_rejected(reading, series, now, came):
                    rule = rejected_by(reading) or "V-2"
                    yield Part(kind.label, rejected(reading, rule))

    def _still_rejected(
        self, reading: Reading, series: Series, now: datetime, came: set[UUID]
    ) -> bool:
        """Whether a rejected reading is the newest there is of its kind, or just came."""
        if series.place_of(reading.id) is not None:
            return False  # critical all the same: it stands in its session
        if reading.id in came:
            return True
        newest = series.newest_taken()
        overtaken = newest is not None and newest >= reading.measured_at
        newer = series.rejected[-1] is not reading
        return not overtaken and not newer and local_day(reading.measured_at) == local_day(now)

    @staticmethod
    def _is_today(start: datetime, now: datetime, kind: Kind) -> bool:
        today = local_day(now)
        reached = start if kind is Kind.BODY_WEIGHT else start + LENGTH
        return today in (local_day(start), local_day(reached))

    def _asked(self, now: datetime, came: set[UUID]) -> Iterator[Part]:
        today = local_day(now)
        names = dict.fromkeys(name for name, _ in self._asked_of)
        of_today = {form.id for name in names for form in self._newest_of_day(name, today)}
        for form in self._forms:
            if form.id in came or form.id in of_today:
                verdict = self.judge_form(form)
                if verdict is not None and self._counts(form, verdict):
                    yield Part(form.questionnaire, verdict, form, self._agreed.at(form.answered_at))

    def _counts(self, form: Answers, verdict: Verdict) -> bool:
        """Not when the same person answered again later that day (CL-19, CL-31)."""
        if not verdict.is_live or never_history(verdict):
            return True
        return form in self._newest_of_day(form.questionnaire, _day_of(form))

    def everything_asked(self) -> Iterator[Part]:
        """Every form that is known and means something, oldest first."""
        for form in self._forms:
            verdict = self.judge_form(form)
            if verdict is not None:
                yield Part(form.questionnaire, verdict, form)

    def plan_at(self, moment: datetime) -> Plan | None:
        """The plan in force at a moment."""
        return self._agreed.at(moment)

    def judge_form(self, form: Answers) -> Verdict | None:
        """What one form means, L-1 included; None when no plan says what it means."""
        if form.id not in self._judged_forms:
            self._judged_forms[form.id] = self._judge_form(form)
        return self._judged_forms[form.id]

    def _judge_form(self, form: Answers) -> Verdict | None:
        plan = self._agreed.at(form.answered_at)
        if plan is None or not asked.is_judged(form.questionnaire, plan):
            return None
        before = self._newest_of_day(
            form.questionnaire, local_day(form.answered_at) - timedelta(days=1)
        )
        yesterday = max(
            before, key=lambda one: (one.answered_at, one.received_at, one.id), default=None
        )
        try:
            verdict = asked.judge(form, plan, yesterday=yesterday)
        except Exception:  # grey by itself; what other parts say stands
            return failed(form.answered_at, (form.id,))
        newest = self._asked_of[form.questionnaire, form.by][-1]
        newer = newest.answered_at > form.answered_at
        return late(verdict, taken=form.answered_at, received=form.received_at, newer=newer)

    def _newest_of_day(self, questionnaire: str, day: date) -> list[Answers]:
        """Of each who answered, the newest form of that local day (CL-19)."""
        newest = []
        for (name, _), forms in self._asked_of.items():
            place = bisect_right(forms, day, key=_day_of) if name == questionnaire else 0
            if place and _day_of(forms[place - 1]) == day:
                newest.append(forms[place - 1])
        return newest

    def _sets(self, now: datetime, came: set[UUID]) -> Iterator[Part]:
        for vitals, part in self.everything_scored():
            newest = vitals is self._vitals[-1]
            if vitals.id in came or (newest and local_day(vitals.measured_at) == local_day(now)):
                yield part

    def everything_scored(self) -> Iterator[tuple[Vitals, Part]]:
        """Every NEWS2 set that a plan asks about, oldest first."""
        for vitals in self._vitals:
            plan = self._agreed.at(vitals.measured_at)
            if plan is None or "NEWS2" not in plan.rules:
                continue
            taken, newer = vitals.measured_at, vitals is not self._vitals[-1]
            try:
                verdict = news2.judge(vitals, plan)
            except Exception:  # grey by itself; what other parts say stands
                verdict = failed(taken, (vitals.id,))
            verdict = late(verdict, taken=taken, received=vitals.received_at, newer=newer)
            yield vitals, Part("news2", verdict, plan=plan)

    def everything_happened(self, now: datetime) -> Iterator[Part]:
        """Every event that a plan asks about, oldest first."""
        yield from self._happened(now, {event.id for event in self._events})

    def _happened(self, now: datetime, came: set[UUID]) -> Iterator[Part]:
        doses = events.doses_as_known(self._events)
        newest: dict[EventKind, Event] = {}
        for event in self._events:
            newest[event.kind] = event
        shown: set[UUID] = set()
        for event in self._events:
            current = newest[event.kind] is event and self._reaches_today(event, now)
            plan = self._agreed.at(event.at)
            if plan is None or _RULE_OF[event.kind] not in plan.rules:
                continue
            if event.id in came or current:
                whole = events.whole(event, doses)
                if whole.id not in shown:
                    shown.add(whole.id)
                    try:
                        verdict = events.judge(whole, doses, plan, now=now)
                    except Exception:  # grey by itself; what other parts say stands
                        verdict = failed(whole.at, (whole.id,))
                    yield Part(event.kind.value, verdict, plan=plan)

    @staticmethod
    def _reaches_today(event: Event, now: datetime) -> bool:
        return local_day(now) in (local_day(event.at), local_day(event.at + LENGTH))

    def gaps(self, now: datetime) -> list[Gap]:
        """What was expected by now and has not come (M-1, M-2)."""
        plan = self._agreed.at(now)
        if plan is None or not self._windows:
            return []
        newest = dict(self.done)
        for kind, series in self.series.items():
            if (taken := series.newest_taken()) is not None:
                newest[kind.label] = max(newest.get(kind.label, taken), taken)
        worsening = {kind.label for kind, series in self.series.items() if series.is_warning()}
        for form in reversed(self._forms):
            what, at = form.questionnaire, form.answered_at
            if what not in newest and asked.is_valid(form, self._agreed.at(at)):
                newest[what] = at
        worsening |= {name for name in newest if self._form_warns(name)}
        return missing.gaps(
            self._windows, newest, frozenset(worsening), plan.rules, plan.person.pauses, now=now
        )

    def _form_warns(self, questionnaire: str) -> bool:
        """Whether the last final word of a questionnaire was yellow or red (CL-29)."""
        for form in reversed(self._forms):
            if form.questionnaire == questionnaire:
                verdict = self.judge_form(form)
                if verdict is not None and verdict.state is State.FINAL:
                    return verdict.zone > Zone.GREY
        return False


def _day_of(form: Answers) -> date:
    return local_day(form.answered_at)
