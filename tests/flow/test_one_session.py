"""One session from two processes at once, and a session of five thousand readings.

Whoever judges takes the person's lock first, so that two readings of one session never miss each
other; and judging reads a bounded number of rows, so that a fast meter cannot slow the house down.
"""

import asyncio
import multiprocessing
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest

from heime.core import judging, plan
from heime.core.arrival import Sent
from heime.core.judging import Around
from heime.core.kinds import Kind
from heime.core.quantity import scaled
from heime.core.reading import Reading
from heime.core.session import LENGTH
from heime.core.zone import State, Zone
from heime.records.measurements import batch as measurements
from heime.records.measurements.models import Judgement, Measurement
from heime.records.worklist.models import Awaited, Case
from tests import people
from tests.flow.posting import post, post_in_a_process
from tests.flow.sending import of_astrid

DB = people.DB
SPO2 = Kind.OXYGEN_SATURATION


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def cast(database, now):
    return people.everybody(now)


@pytest.fixture
def token(cast, database):
    return of_astrid(cast, database.superuser_url)


def sent(token: str, enrolment: UUID, value: int, at: datetime, number: int) -> Sent:
    return Sent(
        token=token, enrolment=enrolment, lookup=None, key=f"fast|{number}",
        content=f"{value} {at}".encode(), kind=SPO2, value=scaled(Decimal(value)), second=None,
        decimals=0, measured_at=at,
    )  # fmt: skip


def newest_judgement(enrolment: UUID) -> Judgement:
    """The last word on the session: what its newest reading, or time, was judged to mean."""
    return Judgement.objects.using(DB).filter(enrolment_id=enrolment).latest("judged_at")


def as_one_would_judge(enrolment: UUID) -> tuple[Zone, State]:
    """The core's own verdict over all the readings of the session, in order, at the last moment."""
    readings = [
        Reading(
            id=m.id, kind=Kind(m.kind), value=m.value, measured_at=m.measured_at,
            received_at=m.received_at, decimals=m.decimals,
        )
        for m in Measurement.objects.using(DB)
        .filter(enrolment_id=enrolment)
        .order_by("measured_at", "received_at", "id")
    ]  # fmt: skip
    at = newest_judgement(enrolment).judged_at
    verdict = judging.judge(readings[-1], plan.read(people.COPD_PLAN), Around(readings), now=at)
    return verdict.zone, verdict.state


@pytest.mark.parametrize("seed", range(4))
def test_two_processes_in_one_session_end_as_one_would_have_judged(
    seed, cast, token, database, now
):
    dice = random.Random(seed)
    readings = [
        sent(token, cast.astrid.id, dice.choice([86, 87, 89, 90, 92, 94, 96]),
             now - timedelta(seconds=60 * n + 30), n)
        for n in range(20)
    ]  # fmt: skip
    dice.shuffle(readings)
    halves = [readings[::2], readings[1::2]]
    fresh = multiprocessing.get_context("spawn")
    processes = [
        fresh.Process(target=post_in_a_process, args=(database.ingest_url, [[one] for one in half]))
        for half in halves
    ]  # fmt: skip
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0

    last = newest_judgement(cast.astrid.id)
    assert Measurement.objects.using(DB).count() == len(readings)
    assert (Zone(last.zone), State(last.state)) == as_one_would_judge(cast.astrid.id)
    moments = Judgement.objects.using(DB).values_list("judged_at", flat=True)
    assert len(set(moments)) == len(moments), "two judgements of one person at one moment"


def test_two_red_readings_from_two_processes_find_each_other(cast, token, database, now):
    for n in range(5):
        at = now - timedelta(minutes=4 - n / 2)
        pair = [sent(token, cast.astrid.id, 86, at + timedelta(seconds=s), 10 * n + s)
                for s in (0, 10)]  # fmt: skip
        asyncio.run(_both_at_once(database.ingest_url, pair))

    assert Case.objects.using(DB).get().zone == Zone.RED
    assert newest_judgement(cast.astrid.id).state == State.FINAL
    assert not Awaited.objects.using(DB).exists()


async def _both_at_once(url: str, pair: list[Sent]) -> None:
    await asyncio.gather(*(post(url, [[one]]) for one in pair))


def rows_read(url: str) -> int:
    """Rows of measurements and judgements that this database has fetched since it was made.

    A session's own count arrives when it has ended, so wait until the last has gone.
    """
    with psycopg.connect(url, autocommit=True) as conn:
        while _row(conn, _OTHERS):
            pass
        return _row(conn, _ROWS_READ)


_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'test_ingest'"
_ROWS_READ = """
SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint
  FROM pg_stat_user_tables WHERE relname LIKE 'measurement%' OR relname LIKE 'judgement%'
"""


def _row(conn: psycopg.Connection, query: str) -> int:
    row = conn.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


MANY = 5000


def test_a_session_of_five_thousand_readings_costs_no_more_than_a_short_one(
    cast, token, database, now
):
    """A continuous oximeter, three times a second for half an hour, ending in a real fall."""
    start = now - LENGTH + timedelta(seconds=30)
    step = (LENGTH - timedelta(seconds=40)) / MANY
    steady = [sent(token, cast.astrid.id, 94 + n % 3, start + n * step, n) for n in range(MANY)]
    fill = [steady[n : n + 500] for n in range(0, MANY, 500)]
    asyncio.run(post(database.ingest_url, fill))
    before = rows_read(database.superuser_url)

    fall = [sent(token, cast.astrid.id, 86, start + (MANY + n) * step, MANY + n) for n in range(10)]
    asyncio.run(post(database.ingest_url, [[one] for one in fall]))

    read = rows_read(database.superuser_url) - before
    assert read >= len(fall), "nothing was counted"
    assert read / len(fall) <= 4 * measurements.NEARBY, "judging one reading read too many rows"
    last = newest_judgement(cast.astrid.id)
    assert (last.zone, last.state) == (Zone.RED, State.FINAL), "the fall was not seen"
    assert last.session_at > start, "green readings before a fall are not part of it (C-7)"
    assert Measurement.objects.using(DB).count() == MANY + len(fall)
    assert Judgement.objects.using(DB).filter(rules__contains=["rule-failed"]).count() == 0
