"""A red that nobody has in time goes up, step by step: run by the due loop.

Each step is one transaction with the person's lock: kept once in its stretch, in the case's
history, and told through the outbox. Safe to repeat and to be killed anywhere: what was not
committed is done the next time round, and what was is not done again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from heime.core import climbing
from heime.core.climbing import Climb, Minutes, Red, Route, Step
from heime.core.hours import HOME, Hours
from heime.core.zone import Priority, Zone
from heime.flow.raise_case import Changed
from heime.records.audit import batch as audit
from heime.records.audit.batch import Act
from heime.records.duty import batch as duty
from heime.records.duty.batch import Free, Stepped
from heime.records.exchange import batch as exchange
from heime.records.exchange.batch import News
from heime.records.people.hours import hours_from, lines_of
from heime.records.people.locks import enrolment_lock_key


@dataclass(frozen=True, slots=True)
class Decided:
    """What a municipality has decided for the last step."""

    account: UUID | None
    text: str


@dataclass(frozen=True, slots=True)
class Team:
    """A team as it is now: open when, and whom its reds go to."""

    hours: Hours
    route: Route
    told: Mapping[Step, list[UUID]]
    decided: Mapping[int, Decided]


async def climb_due(conn: AsyncConnection, *, simulated_at: datetime | None = None) -> set[Changed]:
    """Take every red that nobody has as far up as it should be by now."""
    free = await duty.free_reds(conn, Zone.RED)
    if not free:
        return set()
    now = simulated_at or await _clock(conn)
    teams = await _teams(conn, {one.team for one in free}, now)
    changed: set[Changed] = set()
    for one in free:
        if await _climb(conn, one, teams[one.team], now):
            changed.add(Changed(one.team, one.enrolment))
    return changed


async def _climb(conn: AsyncConnection, one: Free, team: Team, now: datetime) -> bool:
    """One case, a step at a time. Whether any step was new."""
    up = _how_far(one, team, now)
    done = await duty.steps_since(conn, one.case, up.since) if up.steps else set()
    any_new = False
    for step in up.steps:
        if step not in done:
            any_new |= await _step(conn, one, team, up, step, now)
    return any_new


async def _step(
    conn: AsyncConnection, one: Free, team: Team, up: Climb, step: Step, now: datetime
) -> bool:
    async with conn.transaction():
        await conn.execute(
            "SELECT pg_advisory_xact_lock(%s::bigint)", [enrolment_lock_key(one.enrolment)]
        )
        # Read again under the lock: somebody may have taken it just now.
        (fresh,) = await duty.free_reds(conn, Zone.RED, one.case) or (None,)
        if fresh is None or fresh.free_at != one.free_at:
            return False
        told = [*dict.fromkeys(team.told.get(step, []))]
        decided = team.decided.get(one.municipality) if step is Step.DECIDED else None
        if decided and decided.account:
            told.append(decided.account)
        said = climbing.told(
            step, is_open=up.is_open, opens=team.hours.next_open(now), language=one.language
        )
        kept = Stepped(
            one.case, one.enrolment, one.municipality, up.since, step, now, told,
            decided.text if decided else "", said,
        )  # fmt: skip
        if not await duty.step_up(conn, kept):
            return False
        await duty.note_event(conn, one, now)
        await exchange.post(conn, await _news(conn, one, step, told, said, now))
        act = Act("case.climbed", None, one.enrolment, one.municipality, step)
        await audit.note(conn, [act], at=now)
        return True


async def _news(
    conn: AsyncConnection, one: Free, step: Step, told: list[UUID], said: str, now: datetime
) -> list[News]:
    """To each who is told; to the team's phone where a step has nobody; and to the person."""

    def news(what: str, account: UUID | None) -> News:
        return News(what, one.case, one.enrolment, one.municipality, one.team, now, account)

    found = [news("case-climbed", account) for account in told]
    if not told and step is not Step.NOBODY:
        found.append(news("case-climbed", None))
    if said:
        own = await duty.own_accounts(conn, one.enrolment)
        found += [news("nobody-has-it", account) for account in own]
    return found


def _how_far(one: Free, team: Team, now: datetime) -> Climb:
    red = Red(Priority(one.priority), one.free_at, one.due_at)
    return climbing.climb(red, team.hours, team.route, now)


async def _teams(conn: AsyncConnection, ids: set[UUID], now: datetime) -> dict[UUID, Team]:
    day = now.astimezone(HOME).date()
    found = {}
    for row in await duty.teams(conn, sorted(ids), now):
        hours = hours_from(row.opens, row.closes, lines_of(row.calendar), day)
        on_call = list(row.on_call)
        told = {Step.COLLEAGUE: row.workers, Step.LEAD: row.leads, Step.ON_CALL: on_call}
        found[row.team] = Team(hours, Route(bool(on_call), _minutes(row.minutes)), told,
                               _decided(row.minutes))  # fmt: skip
    return found


def _minutes(rows: Any) -> dict[Step, Minutes]:
    """The team's own, of the steps that it has changed; a municipality's do not change them."""
    return {
        Step(step): Minutes(red, high) for step, place, red, high, _, _ in rows if place is None
    }


def _decided(rows: Any) -> dict[int, Decided]:
    return {
        place: Decided(UUID(account) if account else None, text)
        for step, place, _, _, account, text in rows
        if place is not None and step == Step.DECIDED
    }


async def _clock(conn: AsyncConnection) -> datetime:
    cursor = await conn.execute("SELECT clock_timestamp()")
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101  a SELECT without FROM has one row
    now: datetime = row[0]
    return now
