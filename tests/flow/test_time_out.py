"""What nobody measured in time: settled by the due loop, once, whatever dies in between."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from psycopg import AsyncConnection

from heime.core.kinds import Kind
from heime.core.zone import State, Zone
from heime.edges.partners.channels import Channels, FakePhone, Knock, KnockFailed
from heime.ops import health, jobs
from heime.records.exchange.models import Notice
from heime.records.measurements.models import Judgement
from heime.records.worklist.models import Awaited, Case, Loop
from tests import people
from tests.flow.sending import NOW, of_astrid, reading, send

DB = people.DB


@pytest.fixture
def cast(database):
    return people.everybody(NOW)


@pytest.fixture
def token(cast, database):
    return of_astrid(cast, database.superuser_url)


def look(database, phone=None, me=None):
    """One round of the due loop, as the worker's role."""

    async def go():
        async with await AsyncConnection.connect(database.worker_url, autocommit=True) as conn:
            return await jobs.look(
                conn, Channels(phone or FakePhone(), reaches_all=True), me=me or uuid4()
            )

    return asyncio.run(go())


def last_judgement():
    return Judgement.objects.using(DB).order_by("judged_at").last()


def test_silence_after_the_half_hour_is_final(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "90", minutes_ago=31))

    judged = last_judgement()
    assert (judged.state, judged.zone) == (State.FINAL, Zone.YELLOW)
    assert "C-2" in judged.rules, "it came after its own half hour"


def test_a_wait_that_ran_out_is_settled_and_told(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "87", minutes_ago=10))
    shift(timedelta(minutes=25))
    look(database, phone := FakePhone())

    assert not Awaited.objects.using(DB).exists()
    case = Case.objects.using(DB).get()
    assert case.zone == Zone.RED
    assert last_judgement().rules[-1] == "C-2"
    # Outside opening hours a red climbs at once, and somebody else is told too (ADR 27).
    assert [knock.what for knock in phone.heard if knock.what != "case-climbed"] == ["case-red"]
    assert Notice.objects.using(DB).get(what="case-red").sent_at is not None


def shift(by: timedelta) -> None:
    """Everything measured happened so much earlier: time passes without waiting for it."""
    from django.db import connections

    with connections[DB].cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in ("measurement", "judgement"):
            cursor.execute(f"UPDATE {table} SET measured_at = measured_at - %s", [by])
        cursor.execute("UPDATE measurement SET received_at = received_at - %s", [by])
        cursor.execute("UPDATE judgement SET session_at = session_at - %s", [by])
        cursor.execute(
            "UPDATE awaited SET since = since - %(by)s, due_at = due_at - %(by)s,"
            " measured_at = measured_at - %(by)s",
            {"by": by},
        )
        cursor.execute("SET session_replication_role = DEFAULT")


def test_nothing_valid_after_a_rejected_value_is_grey_work(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "45", minutes_ago=2))
    shift(timedelta(minutes=31))
    look(database)

    case = Case.objects.using(DB).get()
    assert case.zone == Zone.GREY
    assert last_judgement().rules == ["V-1", "nothing-valid"]


def test_half_a_blood_pressure_counts_when_the_other_half_never_came(cast, token, database):
    plan = dict(people.COPD_PLAN)
    plan["limits"] = [*plan["limits"], {"kind": "blood_pressure", "profile": "BP_STD"}]
    people.plan(cast.astrid, plan, approved_by=cast.nils, now=NOW, number=2,
                valid_from=NOW - timedelta(days=2))  # fmt: skip
    send(
        database.ingest_url,
        reading(token, cast.astrid.id, "165", second="95", kind=Kind.BLOOD_PRESSURE, minutes_ago=3),
    )
    assert Awaited.objects.using(DB).get().why == "pair"
    shift(timedelta(minutes=30))
    look(database)

    assert Case.objects.using(DB).get().zone == Zone.YELLOW


def test_a_reading_that_comes_after_the_deadline_meets_a_settled_wait(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "90", minutes_ago=5))
    shift(timedelta(minutes=40))
    send(database.ingest_url, reading(token, cast.astrid.id, "95"))

    assert Case.objects.using(DB).get().zone == Zone.YELLOW, "C-2 came first"
    assert not Awaited.objects.using(DB).exists()


def test_only_the_holder_of_the_lease_works(cast, token, database):
    first, second = uuid4(), uuid4()
    assert look(database, me=first)
    assert not look(database, me=second)
    Loop.objects.using(DB).filter(name="due").update(leased_until=NOW - timedelta(days=1))
    assert look(database, me=second), "a dead holder's lease runs out"


class DeadPhone:
    def knock(self, knock: Knock) -> str:
        raise KnockFailed("no answer", try_again=True)


def test_a_notice_that_could_not_be_sent_is_tried_again(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "82"))
    me = uuid4()
    look(database, DeadPhone(), me=me)
    notice = Notice.objects.using(DB).get(what="case-red")
    assert (notice.sent_at, notice.tries) == (None, 1)

    Notice.objects.using(DB).update(due_at=NOW - timedelta(minutes=1))
    look(database, phone := FakePhone(), me=me)
    assert notice.id in [knock.key for knock in phone.heard], "the same key each time"
    assert Notice.objects.using(DB).get(what="case-red").sent_at is not None


def test_the_age_of_undone_work_is_known(cast, token, database):
    import psycopg

    send(database.ingest_url, reading(token, cast.astrid.id, "82"))
    with psycopg.connect(database.worker_url) as conn:
        undone = {row.what: row for row in health.oldest_undone(conn)}
    assert undone["notices not sent"].rows == 1
    assert undone["notices not sent"].age > timedelta()
