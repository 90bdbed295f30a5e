"""A fresh proof before what cannot be undone, and the locked screen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from heime.flow.own_factors import add_app
from heime.records.access.models import SignIn
from heime.records.people.models import Account
from tests import people
from tests.edges.signin.local.totp import code_at

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
Enter = Callable[..., Client]


@pytest.fixture
def with_app(cast, now) -> Account:
    add_app(cast.ingrid, SECRET, by=None, now=now)
    return cast.ingrid


def code_now() -> str:
    return code_at(SECRET, datetime.now(UTC))


def only_row() -> SignIn:
    return SignIn.objects.using("arrange").get()


def change(**more: object) -> None:
    SignIn.objects.using("arrange").update(**more)


def test_what_is_delicate_asks_for_a_proof_first(with_app, signed_in: Enter) -> None:
    client = signed_in(with_app)

    asked = client.get("/inn/sikkerhet/app")

    assert (asked.status_code, asked.url) == (302, "/inn/bekreft?til=%2Finn%2Fsikkerhet%2Fapp")
    done = client.post("/inn/bekreft", {"code": code_now(), "til": "/inn/sikkerhet/app"})
    assert (done.status_code, done.url) == (302, "/inn/sikkerhet/app")
    assert client.get("/inn/sikkerhet/app").status_code == 200


def test_a_proof_counts_for_five_minutes(with_app, signed_in: Enter, now) -> None:
    client = signed_in(with_app)

    change(stepped_up_at=now - timedelta(minutes=4, seconds=50))
    assert client.get("/inn/sikkerhet/app").status_code == 200
    change(stepped_up_at=now - timedelta(minutes=5, seconds=1))
    assert client.get("/inn/sikkerhet/app").status_code == 302


def test_whoever_has_a_second_factor_proves_it_and_not_the_password(
    with_app, signed_in: Enter
) -> None:
    client = signed_in(with_app)

    answer = client.post("/inn/bekreft", {"password": people.PASSWORD})

    assert answer.status_code == 422
    assert only_row().stepped_up_at is None


def test_others_are_sent_to_prove_it_where_they_signed_in(cast, signed_in: Enter) -> None:
    client = signed_in(cast.ingrid)
    change(how="helseid")

    page = client.get("/inn/bekreft?til=/sak/").content.decode()

    assert 'action="/inn/helseid"' in page
    assert 'name="hva" value="step-up"' in page
    assert client.post("/inn/bekreft", {"password": people.PASSWORD}).status_code == 200
    assert only_row().stepped_up_at is None


def test_a_locked_screen_opens_nothing_but_the_lock(cast, signed_in: Enter, log) -> None:
    client = signed_in(cast.ingrid)

    locked = client.post("/inn/las", {"til": "/inn/okter"})

    assert (locked.status_code, locked.url) == (302, "/inn/last?til=%2Finn%2Fokter")
    assert client.get("/inn/okter").url == "/inn/last?til=%2Finn%2Fokter"
    assert client.get("/").url == "/inn/last"
    assert "Ingrid Moe" in client.get("/inn/last").content.decode()
    assert "sign-in.locked" in log()


def test_its_owner_opens_it_with_the_password(cast, signed_in: Enter, log) -> None:
    client = signed_in(cast.ingrid)
    ends = only_row().expires_at
    client.post("/inn/las")

    assert client.post("/inn/last", {"password": "wrong"}).status_code == 422
    opened = client.post("/inn/last", {"password": people.PASSWORD, "til": "/inn/okter"})

    assert (opened.status_code, opened.url) == (302, "/inn/okter")
    assert client.get("/inn/okter").status_code == 200
    assert only_row().expires_at == ends, "the day is no longer for it"
    assert "sign-in.unlocked" in log()


def test_a_screen_that_rests_is_locked_by_the_server(cast, signed_in: Enter, now) -> None:
    client = signed_in(cast.ingrid)

    change(last_seen_at=now - timedelta(minutes=16))

    assert client.get("/inn/okter").url == "/inn/last?til=%2Finn%2Fokter"
    assert client.get("/inn/last").status_code == 200


def test_the_lock_cannot_be_guessed_open(cast, signed_in: Enter) -> None:
    client = signed_in(cast.ingrid)
    client.post("/inn/las")
    for _ in range(5):
        client.post("/inn/last", {"password": "wrong"})

    assert client.post("/inn/last", {"password": people.PASSWORD}).status_code == 422


def test_from_the_lock_one_can_leave_for_the_next(cast, signed_in: Enter) -> None:
    client = signed_in(cast.ingrid)
    client.post("/inn/las")

    assert client.post("/inn/forlat").url == "/inn/"

    assert only_row().ended_at is not None
    assert client.cookies["heime"].value == ""


def test_one_sees_and_ends_ones_own_sign_ins(cast, signed_in: Enter) -> None:
    here, there, others = signed_in(cast.ingrid), signed_in(cast.ingrid), signed_in(cast.tor)
    rows = SignIn.objects.using("arrange").filter(account=cast.ingrid).order_by("started_at", "id")
    away = rows[1]

    assert here.get("/inn/okter").content.decode().count("<li>") == 2
    foreign = SignIn.objects.using("arrange").get(account=cast.tor)
    here.post(f"/inn/okter/{foreign.id}")
    assert others.get("/inn/okter").status_code == 200, "nobody ends somebody else's"
    here.post(f"/inn/okter/{away.id}")

    assert there.get("/inn/okter").status_code == 302
    assert here.get("/inn/okter").status_code == 200


def test_one_ends_all_the_others_at_once(cast, signed_in: Enter) -> None:
    here, *there = [signed_in(cast.ingrid) for _ in range(3)]

    here.post("/inn/okter/andre")

    assert here.get("/inn/okter").status_code == 200
    assert [client.get("/inn/okter").status_code for client in there] == [302, 302]
