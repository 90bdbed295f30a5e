"""The door at home as a stranger finds it: at once, in halves, from wrong clocks, and too much."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from heime.flow.time_out import time_out
from heime.records.home.models import HomeEntry
from heime.records.measurements.models import Measurement
from tests.edges.home.phone import ago, entry, iso, oxygen
from tests.edges.home.test_day import a_day
from tests.flow.entering import run
from tests.people import DB


@pytest.fixture
def phone(bound, astrid):
    return bound(astrid)


def together(phone, *batches):
    """Several requests in the same moment."""

    def send(batch):
        try:
            return phone.told(*batch)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(batches)) as pool:
        return list(pool.map(send, batches))


def test_the_same_batch_twice_at_once_is_one(phone):
    batch = [oxygen(str(90 + n), at=ago(minutes=9 - n)) for n in range(5)]
    batch.append(entry("call_me"))
    first, second = together(phone, batch, batch)

    for one, other in zip(first, second, strict=True):
        assert {one["status"], other["status"]} == {"kept", "known"}
        assert {**one, "status": ""} == {**other, "status": ""}
    assert Measurement.objects.using(DB).count() == 5
    assert HomeEntry.objects.using(DB).count() == 6


def test_two_halves_of_one_batch_at_once_lose_nothing(phone):
    batch = [oxygen(str(90 + n), at=ago(minutes=9 - n)) for n in range(6)]
    together(phone, batch[:4], batch[2:])

    assert Measurement.objects.using(DB).count() == 6


@pytest.mark.parametrize("body", ["half", "cut", "twice"])
def test_half_a_request_keeps_nothing_and_the_whole_one_then_everything(phone, body):
    entries = [oxygen("95"), oxygen("94")]
    whole = json.dumps({"person": str(phone.person), "sent_at": ago(), "entries": entries})
    broken = {"half": whole[: len(whole) // 2], "cut": whole[:-1], "twice": whole + whole}[body]

    assert phone.posts(broken).status_code == 400
    assert not HomeEntry.objects.using(DB).exists()
    assert [one["status"] for one in phone.told(*entries)] == ["kept", "kept"]


@pytest.mark.parametrize("year", [1970, 2040])
def test_a_clock_of_another_time_that_knows_it_is_put_right(phone, year):
    """The phone has been told how wrong it is, or is as wrong as it sends."""
    wrong = datetime(year, 1, 1, 3, tzinfo=UTC)
    off = int((wrong - datetime.now(UTC)).total_seconds() * 1000)
    known = oxygen("95", at=iso(wrong - timedelta(hours=1)), off_ms=off)
    unknown = oxygen("94", at=iso(wrong - timedelta(hours=2)), off_ms=None)
    told = phone.told(known, unknown, sent_at=iso(wrong))

    assert [one["status"] for one in told] == ["kept", "kept"]
    taken = Measurement.objects.using(DB).order_by("measured_at").values_list("measured_at")
    ages = [round((datetime.now(UTC) - at).total_seconds() / 3600) for (at,) in taken]
    assert ages == [2, 1]


@pytest.mark.parametrize("year", [1970, 2040, 1, 9999])
def test_a_time_that_nobody_can_place_is_refused_and_not_guessed(phone, year):
    there = datetime(year, 6, 1, tzinfo=UTC)
    (told,) = phone.told(oxygen("95", at=iso(there), off_ms=0), oxygen("95"))[:1]

    assert (told["status"], told["code"]) == ("refused", "impossible-time")
    assert Measurement.objects.using(DB).count() == 1


def test_ten_thousand_entries_are_told_to_come_in_smaller_parts(phone):
    assert phone.sends(*[oxygen()] * 10_000).status_code == 400
    assert not HomeEntry.objects.using(DB).exists()


def test_five_megabytes_that_are_no_photo_are_refused_alone(phone):
    huge = oxygen(note="x" * 5_000_000)
    answer = phone.sends(huge, oxygen("95"))

    assert answer.status_code in (200, 400)
    assert Measurement.objects.using(DB).count() <= 2


def test_a_day_late_and_twice_is_one_that_is_late(phone):
    one = oxygen("85", at=ago(hours=25))
    (first,), (again,) = phone.told(one), phone.told(one)

    assert again == first | {"status": "known"}
    assert (first["zone"], first["state"]) == ("yellow", "final")


def test_nobody_measures_again_and_the_day_says_what_time_made_of_it(
    phone, signed_in, astrid, cast, database
):
    (told,) = phone.told(oxygen("85"))
    assert (told["zone"], told["state"]) == ("red", "pending")
    later = datetime.now(UTC) + timedelta(minutes=31)
    run(database.worker_url, lambda conn: time_out(conn, cast.astrid.id, simulated_at=later))

    (result,) = a_day(signed_in(astrid), cast.astrid)["results"]
    assert (result["zone"], result["state"]) == ("red", "final")
    assert result["entry"] == told["id"]
