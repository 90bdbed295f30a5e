"""A promise to somebody at home is a row: kept when somebody has looked, told when nobody has."""

from datetime import UTC, datetime, timedelta

import pytest

from heime.flow.keep_promises import keep_promises
from heime.records.exchange.models import Notice
from heime.records.home.models import HomePromise
from tests.edges.home.phone import oxygen
from tests.flow.entering import run
from tests.people import DB


@pytest.fixture
def promised(bound, astrid):
    bound(astrid).told(oxygen("84"), oxygen("84"))
    return HomePromise.objects.using(DB).get()


def after(promised):
    return promised.due_at + timedelta(seconds=1)


def settled(database, promised):
    run(database.worker_url, lambda conn: keep_promises(conn, simulated_at=after(promised)))
    return HomePromise.objects.using(DB).get()


def test_nobody_looked_and_whoever_was_promised_is_told(database, promised, astrid, log):
    assert not settled(database, promised).kept
    told = Notice.objects.using(DB).filter(what__startswith="promise-broken")
    assert {(one.what, one.account_id) for one in told} == {
        ("promise-broken", astrid.id), ("promise-broken-team", None),
    }  # fmt: skip
    assert "home.promise-broken" in log()
    settled(database, promised)
    assert told.count() == 2


def test_a_broken_promise_is_on_the_list_until_somebody_has_the_case(
    database, promised, signed_in, cast
):
    settled(database, promised)
    ingrid = signed_in(cast.ingrid)
    assert "Promise broken" in ingrid.get("/").content.decode()
    assert ingrid.post(f"/sak/{promised.case_id}/ta").status_code < 400
    assert "Promise broken" not in ingrid.get("/").content.decode()


def test_somebody_opened_it_and_the_promise_is_kept(database, promised, signed_in, cast):
    assert signed_in(cast.ingrid).get(f"/sak/{promised.case_id}/").status_code == 200
    assert settled(database, promised).kept
    assert not Notice.objects.using(DB).filter(what__startswith="promise").exists()


def test_before_its_time_nothing_is_said_of_it(database, promised):
    now = datetime.now(UTC)
    run(database.worker_url, lambda conn: keep_promises(conn, simulated_at=min(now, after(promised)
        - timedelta(minutes=1))))  # fmt: skip
    assert HomePromise.objects.using(DB).get().settled_at is None
