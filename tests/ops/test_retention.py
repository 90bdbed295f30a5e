"""What has been kept long enough goes by itself at night, and nothing else does."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from heime.core.retention import DEFAULTS, Sort
from heime.ops import retention
from heime.records.access.models import Bearer, OnScreen, SignIn
from heime.records.credentials.models import DeviceCode
from heime.records.exchange.models import Notice
from heime.records.keeping import batch
from heime.records.measurements.models import Measurement
from heime.records.people.models import Enrolment
from tests import people
from tests.looking import look_at
from tests.people import DB, LOM

NOW = datetime.now(UTC)
OLD, NEW = timedelta(days=100), timedelta(hours=2)


@pytest.fixture
def cast(database):
    return people.everybody(NOW)


def night(url: str) -> None:
    async def one() -> None:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as conn:
            await batch.let_go(conn)

    asyncio.run(one())


def planned(url: str) -> list[str]:
    return asyncio.run(retention.planned(url))


def of_each(cast, ago: timedelta, name: str) -> None:
    """One of everything that goes by itself, done with so long ago."""
    then = NOW - ago
    _token, session = people.signed_in(cast.ingrid, then - timedelta(hours=10))
    place = {"municipality_id": LOM, "enrolment_id": cast.astrid.id}
    OnScreen.objects.using(DB).create(**place, sign_in=session, seen_at=then)
    SignIn.objects.using(DB).filter(id=session.id).update(ended_at=then, expires_at=then)
    Bearer.objects.using(DB).create(token_hash=name.encode(), source=cast.source, expires_at=then)
    DeviceCode.objects.using(DB).create(
        account=cast.tor, code_hash=name.encode(), checked="face-to-face", given_by=cast.ingrid,
        given_at=then, expires_at=then,
    )  # fmt: skip
    Notice.objects.using(DB).create(
        **place, team=cast.north, what="case-red", about=cast.astrid.id, created_at=then,
        due_at=then, sent_at=then,
    )  # fmt: skip


KEPT = (SignIn, OnScreen, Bearer, DeviceCode, Notice)


def test_what_is_done_with_goes_and_what_is_not_stays(cast, database) -> None:
    of_each(cast, OLD, "old")
    of_each(cast, NEW, "new")
    people.signed_in(cast.kari, NOW)

    night(database.worker_url)

    left = {model.__name__: model.objects.using(DB).count() for model in KEPT}
    assert left == {"SignIn": 2, "OnScreen": 1, "Bearer": 1, "DeviceCode": 1, "Notice": 1}


def test_a_second_night_takes_nothing_more(cast, database) -> None:
    of_each(cast, NEW, "new")
    night(database.worker_url)
    night(database.worker_url)

    assert all(model.objects.using(DB).count() == 1 for model in KEPT)


def test_a_message_that_was_never_sent_is_not_forgotten(cast, database) -> None:
    of_each(cast, OLD, "old")
    Notice.objects.using(DB).update(sent_at=None)
    night(database.worker_url)

    assert Notice.objects.using(DB).count() == 1


def test_a_code_that_was_used_stays_until_its_owner_was_told(cast, database) -> None:
    of_each(cast, OLD, "old")
    DeviceCode.objects.using(DB).update(used_at=NOW - OLD)
    night(database.worker_url)
    assert DeviceCode.objects.using(DB).count() == 1

    DeviceCode.objects.using(DB).update(told_at=NOW)
    night(database.worker_url)
    assert DeviceCode.objects.using(DB).count() == 0


def test_nothing_clinical_goes_by_itself_however_old(cast, database) -> None:
    long_ago = NOW - timedelta(days=5000)
    people.measured(cast.astrid, 1, "92", NOW - timedelta(days=40), source=cast.source)
    Measurement.objects.using(DB).update(received_at=long_ago)
    Enrolment.objects.using(DB).filter(id=cast.astrid.id).update(ends_at=long_ago, phase="ended")

    night(database.worker_url)

    assert Measurement.objects.using(DB).count() == 1
    assert not any(DEFAULTS[sort].by_itself for sort in (Sort.RECORD, Sort.LOG, Sort.RIGHTS))
    assert f"  {LOM}         1" in planned(database.worker_url)


def test_somebody_still_followed_up_is_never_past_their_time(cast, database) -> None:
    people.measured(cast.astrid, 1, "92", NOW - timedelta(days=40), source=cast.source)
    Measurement.objects.using(DB).update(received_at=NOW - timedelta(days=5000))

    assert planned(database.worker_url)[-1] == "  none"


def test_a_municipality_may_decide_otherwise(cast, database) -> None:
    Enrolment.objects.using(DB).filter(id=cast.astrid.id).update(
        ends_at=NOW - timedelta(days=400), phase="ended"
    )
    assert planned(database.worker_url)[-1] == "  none"
    look_at("default", database.owner_url)

    retention.decide(LOM, Sort.RECORD, 365, by="Kommunedirektøren i Lom")

    assert f"  {LOM}         1" in planned(database.worker_url)
    assert any("Kommunedirektøren i Lom" in line for line in retention.shown())


@pytest.mark.parametrize(("number", "days", "by"), [(9999, 10, "A"), (LOM, 0, "A"), (LOM, 10, " ")])
def test_what_cannot_be_meant_is_refused(cast, database, number, days, by) -> None:
    look_at("default", database.owner_url)

    with pytest.raises(ValueError, match=r"There is no|Say for"):
        retention.decide(number, Sort.RECORD, days, by=by)


def test_the_plan_says_how_many_the_night_takes(cast, database) -> None:
    of_each(cast, OLD, "old")

    told = planned(database.worker_url)

    for sort in (Sort.SIGN_IN, Sort.ON_SCREEN, Sort.TOKEN, Sort.CODE, Sort.NOTICE):
        assert f"  {sort:<12} {1:>8}" in told
