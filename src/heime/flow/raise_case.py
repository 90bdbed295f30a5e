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
from heime.core.hours import Hours
from heime.core.takes import LENGTH
from heime.core.zone import Priority, State, Zone
from heime.records.exchange import batch as exchange
from heime.records.exchange.batch import News
from heime.records.measurements.batch import Judged
from heime.records.people.hours import hours_of
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
            dict(hours_of(row, day) for row in stand.hours),
        )

    def follow_up(self, judged: Judged, *, team: UUID, at: datetime) -> None:
        """Do what a fresh judgement asks for: wait, stop waiting, open or worsen a case."""
        place = (judged.enrolment, judged.kind)
        before = self.waiting.get(place)
        after = _waiting_after(judged, before)
        if after is not before:
            self._wait(place, after)
            self.changed.add(Changed(team, judged.enrolment))
        verdict = judged.verdict
        if verdict.state is State.FINAL and verdict.zone is not Zone.GREEN:
            self._make_work(judged, team=team, at=at)

    def is_worse(self, judged: Judged) -> bool:
        """Whether what several results come to is worse than what stands about this person."""
        case = self.standing.get(judged.enrolment)
        return self.is_news(judged) and (
            case is None or _rises(judged.verdict.zone, judged.verdict.priority, case)
        )

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

    def _make_work(self, judged: Judged, *, team: UUID, at: datetime) -> None:
        """At most one case is open, it only ever gets worse, and nothing makes work twice."""
        verdict = judged.verdict
        priority = verdict.priority or Priority.LOW
        session = (judged.enrolment, judged.kind, verdict.started_at)
        if not self.is_news(judged):
            return
        self.seen[session] = int(verdict.zone) * 10 + int(priority)
        self.changed.add(Changed(team, judged.enrolment))
        trigger = Trigger(
            judged.enrolment,
            judged.municipality,
            verdict.zone,
            priority,
            judged.kind,
            verdict.started_at,
            judged.measured_at,
            judged.measurement,
            judged.judged_at,
        )
        case = self.standing.get(judged.enrolment)
        if case is not None and not _rises(trigger.zone, trigger.priority, case):
            self._change(replace(case, changed_at=at), "joined", trigger, at=at)
            return
        due = hours.due_at(trigger.zone, trigger.priority, at, self.hours[team])
        if case is None:
            case = Standing(uuid7.uuid7(), due, trigger, at, at)
            self._opened.add(case.id)
            self._change(case, "opened", trigger, at=at)
        else:
            # The deadline only comes nearer: getting worse buys nobody time.
            case = replace(case, due_at=min(due, case.due_at), trigger=trigger, changed_at=at)
            self._change(case, "worsened", trigger, at=at)
        if trigger.zone is Zone.RED:
            self.tell(News("case-red", case.id, judged.enrolment, judged.municipality, team, at))

    def _change(self, case: Standing, what: str, trigger: Trigger, *, at: datetime) -> None:
        self.standing[trigger.enrolment] = case
        self._touched.add(trigger.enrolment)
        self._events.append(Happened(case.id, what, trigger, at))

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


def _waiting_after(judged: Judged, before: Wait | None) -> Wait | None:
    """What is awaited of this kind once a judgement has been followed up."""
    verdict = judged.verdict
    if verdict.state is State.REJECTED:
        # What is already waited for is as urgent, and must not be forgotten for this.
        return before or (_wait(judged, "valid") if verdict.changes_at else None)
    if verdict.changes_at is not None:
        return _wait(judged, _why(judged))
    return None if before is None or _answers(judged, before) else before


def _why(judged: Judged) -> str:
    rules = judged.verdict.rules
    return "pair" if "C-8" in rules and "C-1" not in rules else "confirmation"


def _answers(judged: Judged, waiting: Wait) -> bool:
    """Whether a settled verdict ends what was waited for: its own session's, or any valid value."""
    if waiting.why == "valid":
        return judged.measured_at > waiting.measured_at - LENGTH
    start = judged.verdict.started_at
    return start - LENGTH < waiting.measured_at < start + LENGTH


def _wait(judged: Judged, why: str) -> Wait:
    verdict = judged.verdict
    assert verdict.changes_at is not None  # noqa: S101  the caller asked
    return Wait(
        judged.enrolment,
        judged.municipality,
        judged.kind,
        why,
        verdict.zone,
        verdict.started_at,
        verdict.changes_at,
        judged.measured_at,
        judged.measurement,
        judged.judged_at,
    )
