"""Step 3: what was judged becomes work, or is waited for.

What stands on the lists of the people at hand is read once, changed here by one judgement after
the other, and written once, all inside the transaction that judged, with their locks held.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection, AsyncCursor

from heime.core import casework, hours
from heime.core.casework import AWAY, CaseState
from heime.core.hours import Hours
from heime.core.setting_aside import (
    ALWAYS,
    Back,
    Finding,
    Stands,
    Waits,
    Why,
    back_to,
    breaks_through,
    is_over,
    remembered,
    why_new,
)
from heime.core.zone import Priority, State, Zone
from heime.flow.waiting import waiting_after
from heime.records.exchange import batch as exchange
from heime.records.exchange.batch import News
from heime.records.measurements.batch import Judged
from heime.records.people.hours import hours_from
from heime.records.worklist import batch as worklist
from heime.records.worklist.batch import Happened, Stand, Standing, Trigger, Wait

SEEN = timedelta(hours=26)
"""How long a session that made work is remembered; what a day comes to together, all that day."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A row of some team's list changed: whoever shows it should look again."""

    team: UUID
    enrolment: UUID


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of `ask`, under way."""

    stand: AsyncCursor[tuple[Any, ...]]
    around: datetime


async def ask(
    conn: AsyncConnection, enrolments: Sequence[UUID], teams: Sequence[UUID], *, since: datetime
) -> Asked:
    """Ask for everything that stands on these people's lists; `Lists.read` waits for the answer.

    since: the earliest moment a reading at hand was taken.
    """
    return Asked(await worklist.stand(conn, enrolments, teams, since - SEEN), since)


class Lists:
    """What stands on the worklist about some people, and what one batch changes of it."""

    def __init__(
        self,
        waits: Sequence[Wait],
        standing: Sequence[Standing],
        seen: dict[tuple[UUID, int, datetime], int],
        hours: dict[UUID, Hours],
    ) -> None:
        self.waiting = {(wait.enrolment, wait.kind): wait for wait in waits}
        self.standing = {case.trigger.enrolment: case for case in standing}
        self.seen = seen
        self.hours = hours
        self.changed: set[Changed] = set()
        self._waits: dict[tuple[UUID, int], Wait | None] = {}
        self._opened: set[UUID] = set()
        self._touched: set[UUID] = set()
        self._events: list[Happened] = []
        self._news: list[News] = []

    @classmethod
    async def read(cls, asked: Asked) -> "Lists":
        return cls.of(await worklist.stand_of(asked.stand), asked.around)

    @classmethod
    def of(cls, stand: Stand, around: datetime) -> "Lists":
        """The lists as they stand; deadlines are counted with the holidays near `around`."""
        day = around.astimezone(hours.HOME).date()
        return cls(
            stand.waits,
            stand.cases,
            {(enrolment, kind, at): worst for enrolment, kind, at, worst in stand.seen},
            {
                team: hours_from(opens, closes, calendar, day)
                for team, opens, closes, calendar in stand.hours
            },
        )

    def follow_up(self, judged: Judged, *, team: UUID, at: datetime, by_time: bool = False) -> None:
        """Do what a fresh judgement asks for: wait, stop waiting, open or worsen a case, or bring
        one back that was set aside. by_time: nothing new came; only time has passed.
        """
        place = (judged.enrolment, judged.kind)
        before = self.waiting.get(place)
        after = waiting_after(judged, before)
        if after is not before:
            self._wait(place, after)
            self.changed.add(Changed(team, judged.enrolment))
        verdict = judged.verdict
        if verdict.state is not State.FINAL:
            return
        if verdict.zone is not Zone.GREEN:
            self._make_work(judged, team=team, at=at, by_time=by_time)
        case = self.standing.get(judged.enrolment)
        if not by_time and case is not None and _waits_for(case, judged):
            trigger = _trigger(judged)
            self._back(case, Back.CAME, trigger, team, at=at)

    def is_worse(self, judged: Judged) -> bool:
        """Whether what several results come to is worse than what stands about this person, or
        brings back what was set aside.
        """
        case, verdict = self.standing.get(judged.enrolment), judged.verdict
        if case is None or not self.is_news(judged):
            return case is None and self.is_news(judged)
        if _rises(verdict.zone, verdict.priority, case):
            return True
        finding = _finding(judged, _trigger(judged))
        why = why_new(finding, stands_of(case), at=judged.judged_at)
        return case.state in AWAY and breaks_through(why)

    def is_news(self, judged: Judged) -> bool:
        """Whether this would make work that nothing of the same session has made before."""
        verdict = judged.verdict
        weight = int(verdict.zone) * 10 + int(verdict.priority or Priority.LOW)
        session = (judged.enrolment, judged.kind, verdict.started_at)
        return self.seen.get(session, 0) < weight

    def tell(self, news: News) -> None:
        self._news.append(news)

    def wait_no_more(self, place: tuple[UUID, int]) -> None:
        if place in self.waiting:
            self._wait(place, None)

    def _wait(self, place: tuple[UUID, int], after: Wait | None) -> None:
        self._waits[place] = after
        if after is None:
            self.waiting.pop(place, None)
        else:
            self.waiting[place] = after

    def _make_work(
        self, judged: Judged, *, team: UUID, at: datetime, by_time: bool = False
    ) -> None:
        """At most one case is open, it only ever gets worse, and nothing makes work twice."""
        trigger, case = _trigger(judged), self.standing.get(judged.enrolment)
        finding = _finding(judged, trigger)
        why = None if case is None else why_new(finding, stands_of(case), at=at)
        dangerous = case is not None and case.state in AWAY and why in ALWAYS and not by_time
        if not (self.is_news(judged) or dangerous):
            return
        session = (judged.enrolment, judged.kind, judged.verdict.started_at)
        worst = int(trigger.zone) * 10 + int(trigger.priority)
        self.seen[session] = max(self.seen.get(session, 0), worst)
        self.changed.add(Changed(team, judged.enrolment))
        due = hours.due_at(trigger.zone, trigger.priority, at, self.hours[team])
        if case is None:
            known = remembered(Stands(trigger.zone, trigger.priority), finding, at=at)
            case = Standing(uuid7.uuid7(), due, trigger, at, at, known=known)
            self._opened.add(case.id)
            self._change(case, "opened", trigger, at=at)
        else:
            case = self._joined(case, trigger, finding, why, due, team=team, at=at)
        if trigger.zone is Zone.RED and (case.trigger is trigger or breaks_through(why)):
            self.tell(News("case-red", case.id, judged.enrolment, judged.municipality, team, at))

    def _joined(
        self,
        case: Standing,
        trigger: Trigger,
        finding: Finding,
        why: Why | None,
        due: datetime,
        *,
        team: UUID,
        at: datetime,
    ) -> Standing:
        """A case that somebody works on, or waits with, when something more has come."""
        if is_over(case.state, case.waits_until, at):
            assert case.waits_until is not None  # noqa: S101  or it would not be over
            case = self._back(case, Back.TIME, case.trigger, team, at=case.waits_until)
        elif case.state in AWAY and breaks_through(why):
            case = self._back(case, why or Back.TIME, trigger, team, at=at)
        known = remembered(stands_of(case), finding, at=at)
        case = replace(case, known=known, changed_at=at)
        if not _rises(trigger.zone, trigger.priority, case):
            self._change(case, "joined", trigger, at=at, why=why)
            return case
        # The deadline only comes nearer: getting worse buys nobody time.
        case = replace(case, due_at=min(due, case.due_at), trigger=trigger)
        self._change(case, "worsened", trigger, at=at, why=why)
        return case

    def _back(
        self, case: Standing, why: Why | Back, trigger: Trigger, team: UUID, *, at: datetime
    ) -> Standing:
        """A case that was set aside or handed over is on the list again, with a new deadline."""
        open_at = self.hours[team]
        state, holder = back_to(case.taken_by, case.aside_at or at, at=at, hours=open_at)
        stands = case.trigger
        case = replace(
            case, state=state, taken_by=holder, aside_at=None, waits_until=None, waits_for="",
            due_at=hours.due_at(stands.zone, stands.priority, at, open_at), changed_at=at,
        )  # fmt: skip
        self.changed.add(Changed(team, stands.enrolment))
        self._change(case, "back", trigger, at=at, why=why)
        return case

    def wake(self, enrolment: UUID, *, team: UUID, at: datetime) -> None:
        """Bring a case back whose time is out, if there is one."""
        case = self.standing.get(enrolment)
        if case is not None and is_over(case.state, case.waits_until, at):
            assert case.waits_until is not None  # noqa: S101  or it would not be over
            self._back(case, Back.TIME, case.trigger, team, at=case.waits_until)

    def _change(
        self,
        case: Standing,
        what: str,
        trigger: Trigger,
        *,
        at: datetime,
        why: Why | Back | None = None,
    ) -> None:
        self.standing[trigger.enrolment] = case
        self._touched.add(trigger.enrolment)
        self._events.append(Happened(case.id, what, trigger, at, why or ""))

    async def write(self, conn: AsyncConnection) -> None:
        """Write everything that changed. Sends only; errors show when the transaction ends."""
        cases = [self.standing[enrolment] for enrolment in self._touched]
        await worklist.write(
            conn,
            waits=[wait for wait in self._waits.values() if wait is not None],
            ended=[place for place, wait in self._waits.items() if wait is None],
            opened=[case for case in cases if case.id in self._opened],
            changed=[case for case in cases if case.id not in self._opened],
            events=self._events,
        )
        if self._news:
            await exchange.post(conn, self._news)


def _rises(zone: Zone, priority: Priority | None, case: Standing) -> bool:
    now = case.trigger
    return casework.rises(
        zone, priority or Priority.LOW, above_zone=now.zone, above_priority=now.priority
    )


def stands_of(case: Standing) -> Stands:
    return Stands(case.trigger.zone, case.trigger.priority, case.known)


def _trigger(judged: Judged) -> Trigger:
    verdict = judged.verdict
    return Trigger(
        judged.enrolment,
        judged.municipality,
        verdict.zone,
        verdict.priority or Priority.LOW,
        judged.kind,
        verdict.started_at,
        judged.measured_at,
        judged.measurement,
        judged.judged_at,
    )


def _finding(judged: Judged, trigger: Trigger) -> Finding:
    return Finding(judged.kind, trigger.zone, trigger.priority, judged.verdict.rules)


def _waits_for(case: Standing, judged: Judged) -> bool:
    """Whether this is the measurement that a case was set aside for."""
    waits = case.state is CaseState.WAITING and case.waits_for == Waits.MEASUREMENT
    return waits and judged.kind == case.trigger.kind
