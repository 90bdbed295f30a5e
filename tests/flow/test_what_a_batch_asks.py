"""What receiving asks of the database: no more than it must, since each question is paid by all.

A batch that names everybody by our own id asks in one go by what right, and about whom.
"""

import asyncio
from dataclasses import replace
from datetime import datetime, time, timedelta

import psycopg
import pytest
from psycopg import AsyncConnection

from heime.core.errors import UnknownPerson
from heime.core.events import HOME
from heime.core.kinds import Kind
from heime.flow.receive import receive
from heime.records.measurements.models import Judgement
from heime.records.people.locks import enrolment_lock_key
from tests import people
from tests.flow.sending import NOW, of_astrid, reading

DB = people.DB
WEIGHT = Kind.BODY_WEIGHT
MORNING = datetime.combine(NOW.astimezone(HOME).date() - timedelta(days=2), time(8), HOME)


WEIGHT_PLAN = {
    "limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD"}],
    "rules": ["W-1"],
}


@pytest.fixture
def cast(database):
    made = people.everybody(NOW)
    people.plan(
        made.astrid, WEIGHT_PLAN, approved_by=made.nils, number=2, now=NOW,
        valid_from=NOW - timedelta(days=79),
    )  # fmt: skip
    return made


@pytest.fixture
def token(cast, database):
    return of_astrid(cast, database.superuser_url)


class Counting(AsyncConnection):
    """Counts what is asked of it."""

    asked = 0

    async def execute(self, *args, **kwargs):
        self.asked += 1
        return await super().execute(*args, **kwargs)


def asked_for(database, *batch):
    """How many statements a batch took, and what was answered."""

    async def go():
        async with await Counting.connect(database.ingest_url, autocommit=True) as conn:
            received = await receive(conn, batch, simulated=True)
            return conn.asked, received.answers

    return asyncio.run(go())


def weighed(token, cast, value, at):
    return replace(reading(token, cast.astrid.id, value, kind=WEIGHT), measured_at=at)


def test_a_second_weighing_of_the_day_asks_no_more_than_the_first(cast, token, database):
    days = [weighed(token, cast, "80", MORNING - timedelta(days=day)) for day in (3, 2, 1)]
    asked_for(database, *days)
    first, _ = asked_for(database, weighed(token, cast, "80.2", MORNING))
    evening = weighed(token, cast, "80.4", MORNING + timedelta(hours=11))
    again, (answer,) = asked_for(database, evening)

    assert again <= first
    judged = Judgement.objects.using(DB).get(measurement_id=answer.id)
    assert judged.session_at == MORNING, "the day is one session"


def test_a_row_that_may_not_be_sent_holds_up_none_that_may(cast, token, database):
    (_, (hers, his)) = asked_for(
        database, reading(token, cast.astrid.id, "95"), reading(token, cast.gudbrand.id, "95")
    )
    assert hers.new
    assert isinstance(his, UnknownPerson)


def test_nobody_is_locked_whom_the_sender_does_not_reach(cast, token, database):
    """Else whoever holds any token could hold up the readings of anybody."""
    with psycopg.connect(database.superuser_url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [enrolment_lock_key(cast.gudbrand.id)])

        _, (answer,) = asked_for(database, reading(token, cast.gudbrand.id, "95"))

    assert isinstance(answer, UnknownPerson)
