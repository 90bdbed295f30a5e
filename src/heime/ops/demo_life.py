"""The demo's sixty days, lived through the real flow half an hour at a time.

Readings and answers are received, judged and timed out as live ones are, each at the moment it
claims, and what does not come is missed; staff of the demo take and close what came up, and what
came up lately is left for whoever signs in.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

from heime.core.arrival import Sent, SentAnswers
from heime.core.casework import Outcome
from heime.core.hours import HOME, Hours
from heime.core.quantity import decimals_of, scaled
from heime.core.questionnaires.shipped import SHIPPED
from heime.flow.receive import receive
from heime.flow.receive_answers import receive_answers
from heime.flow.time_out import time_out
from heime.flow.watch import watch
from heime.ops import population
from heime.ops.population import Answered, Person, Sample
from heime.records.people.hours import closed_days
from heime.records.worklist import watches

Progress = Callable[[int, int], None]
Thing = Sample | Answered
"""What comes from a home."""

TICK = timedelta(minutes=30)
"""The history is lived in steps of this."""
ON_ITS_WAY = timedelta(seconds=20)
"""From measuring or answering until it is here; receive() takes as long for a history."""
AT_ONCE = 200
HANDLED_AFTER = timedelta(hours=4)
"""A case of the history that has stood this long in opening hours is taken and closed."""
OPENS, CLOSES = time(8), time(15, 30)
DONE = {
    Outcome.ADVICE: "Ringte. Fikk råd etter planen, måler igjen i morgen.",
    Outcome.MEASURED_AGAIN: "Målte på nytt sammen på telefon. Innenfor grensene i planen.",
    Outcome.CONTACTED_GP: "Ringte og snakket med fastlegen, som følger opp.",
    Outcome.NO_ACTION: "Kjent og avtalt. Ingen endring.",
}
ALONE = "Alene på vakt. Avtalt med lege på telefon."
"""Why one person closed a red case with high priority."""


@dataclass(frozen=True, slots=True)
class Made:
    """Who was made. enrolments: by the demo's key for the person; the others: by team.

    tokens, seconds: sign-ins of the team's nurse and doctor, while the demo is being filled.
    """

    enrolments: dict[str, UUID]
    doctors: dict[UUID, UUID]
    nurses: dict[UUID, UUID]
    tokens: dict[UUID, str]
    seconds: dict[UUID, str]


async def speak_as(conn: AsyncConnection, token: str) -> None:
    await conn.execute("SELECT set_config('heime.token', %s, true)", [token])


class Life:
    """Sixty days, half an hour at a time: things come or are missed, and staff do their work."""

    def __init__(
        self, app: AsyncConnection, ingest: AsyncConnection, worker: AsyncConnection,
        gateway: str, made: Made,
    ) -> None:  # fmt: skip
        self._app, self._ingest, self._worker = app, ingest, worker
        self._gateway, self._made = gateway, made

    async def live(
        self, people: Sequence[Person], seed: int, now: datetime, progress: Progress
    ) -> None:
        skipped = {p.key: now - timedelta(days=p.plan.lapsed_days) for p in people
                   if p.plan.lapsed_days is not None}  # fmt: skip
        everything: list[Thing] = [
            *population.history(people, seed, now),
            *population.answers(people, seed, now),
        ]
        sent = sorted(
            (one for one in everything
             if _moment(one) >= skipped.get(one.person_key, _moment(one))),
            key=_moment,
        )  # fmt: skip
        random = Random(f"{seed} staff")  # noqa: S311  invented people, not secrets
        first = _moment(sent[0])
        await watches.begin(self._worker, at=first)
        for done, (until, some) in enumerate(_ticks(sent, now)):
            await self._receive(some)
            await self._time_out(until)
            await self._miss(until)
            await self._work(until, now, random)
            progress(done, int((now - first) / TICK) + 1)

    async def _receive(self, some: Sequence[Thing]) -> None:
        """What came in one step: of each person in its order, and otherwise in few batches."""
        answered: set[str] = set()
        before, after = list[Sent](), list[Sent]()
        forms = [one for one in some if isinstance(one, Answered)]
        for one in some:
            if isinstance(one, Answered):
                answered.add(one.person_key)
            else:
                (after if one.person_key in answered else before).append(self._sent(one))
        await self._readings(before)
        for form in forms:
            at = form.answered_at + ON_ITS_WAY
            await receive_answers(self._ingest, self._answers(form), simulated_at=at)
        await self._readings(after)

    async def _readings(self, readings: Sequence[Sent]) -> None:
        for start in range(0, len(readings), AT_ONCE):
            await receive(self._ingest, readings[start : start + AT_ONCE], simulated=True)

    async def _time_out(self, until: datetime) -> None:
        # At the end of the step, and not when it was due: what came in between is known by now.
        cursor = await self._worker.execute(
            "SELECT DISTINCT enrolment_id FROM awaited WHERE due_at <= %s", [until]
        )
        for (enrolment,) in await cursor.fetchall():
            await time_out(self._worker, enrolment, simulated_at=until)

    async def _miss(self, until: datetime) -> None:
        for enrolment in await watches.due(self._worker, AT_ONCE, at=until):
            await watch(self._worker, enrolment, simulated_at=until)

    async def _work(self, until: datetime, now: datetime, random: Random) -> None:
        """What has stood long enough is taken and closed; what came up lately is left."""
        hours = Hours(OPENS, CLOSES, closed_days(until.astimezone(HOME).date()))
        if not hours.is_open(until):
            return
        for team, token in self._made.tokens.items():
            async with self._app.transaction():
                await speak_as(self._app, token)
                cursor = await self._app.execute(
                    "SELECT id, zone, opened_at FROM case_"
                    " WHERE state <> 'closed' AND opened_at < %s AND opened_at < %s",
                    [until - timedelta(minutes=20), now - HANDLED_AFTER],
                )
                for case, zone, opened in await cursor.fetchall():
                    usual = timedelta(minutes=25 if zone == 4 else 120)
                    if until - opened >= usual * (0.5 + random.random()):
                        await self._close(case, self._made.nurses[team], until, random)

    async def _close(self, case: UUID, nurse: UUID, at: datetime, random: Random) -> None:
        outcome = random.choice(list(DONE))
        taken = at - timedelta(minutes=random.randint(5, 18))
        await self._app.execute(
            "UPDATE case_ SET state = 'closed', taken_by_id = %(by)s, taken_at = %(taken)s,"
            " closed_by_id = %(by)s, closed_at = %(at)s, changed_at = %(at)s,"
            " outcome = %(outcome)s, note = %(note)s, alone_because = CASE WHEN zone = 4"
            " AND priority = 3 THEN %(alone)s ELSE '' END, aside_at = NULL, waits_until = NULL,"
            " waits_for = '' WHERE id = %(case)s",
            {"by": nurse, "taken": taken, "at": at, "outcome": str(outcome),
             "note": DONE[outcome], "alone": ALONE, "case": case},
        )  # fmt: skip
        for what, moment in (("taken", taken), ("closed", at)):
            await self._app.execute(
                "INSERT INTO case_event (id, municipality_id, enrolment_id, case_id, at, what,"
                " by_id) SELECT %s, municipality_id, enrolment_id, id, %s, %s, %s FROM case_"
                " WHERE id = %s",
                [uuid7.uuid7(), moment, what, nurse, case],
            )

    def _sent(self, sample: Sample) -> Sent:
        value = Decimal(sample.value)
        second = None if sample.second is None else scaled(Decimal(sample.second))
        content = (sample.kind, sample.value, sample.second, sample.measured_at.isoformat(),
                   sample.device, int(sample.quality))  # fmt: skip
        return Sent(
            token=self._gateway,
            enrolment=self._made.enrolments[sample.person_key],
            lookup=None,
            key="",
            content="\x1f".join(map(str, content)).encode(),
            kind=sample.kind,
            value=scaled(value),
            second=second,
            decimals=decimals_of(value),
            measured_at=sample.measured_at,
            quality=sample.quality,
            device=sample.device,
            manual=sample.manual,
        )

    def _answers(self, answered: Answered) -> SentAnswers:
        content = (answered.questionnaire, answered.answered_at.isoformat(), answered.by,
                   answered.safe_now, sorted(answered.items.items()))  # fmt: skip
        return SentAnswers(
            token=self._gateway,
            enrolment=self._made.enrolments[answered.person_key],
            lookup=None,
            key="",
            content="\x1f".join(map(str, content)).encode(),
            questionnaire=answered.questionnaire,
            version=SHIPPED[answered.questionnaire].version,
            answered_at=answered.answered_at,
            items=answered.items,
            safe_now=answered.safe_now,
            by=answered.by,
        )


def _moment(thing: Thing) -> datetime:
    return thing.answered_at if isinstance(thing, Answered) else thing.measured_at


def _ticks(sent: list[Thing], now: datetime) -> Iterator[tuple[datetime, list[Thing]]]:
    """The history in steps: (end of the step, what came in it), up to `now`."""
    until = _moment(sent[0]) + TICK
    rest = iter(sent)
    waiting = next(rest, None)
    while True:
        some = []
        while waiting is not None and _moment(waiting) < until:
            some.append(waiting)
            waiting = next(rest, None)
        yield until, some
        if until >= now:
            return
        until = min(until + TICK, now)
