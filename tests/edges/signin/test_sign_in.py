"""Signing in: what opens, what does not, and what is left behind in the log."""

import hashlib
from datetime import timedelta

import pytest
from django.test import Client

from heime.core.actor import Actor
from heime.records.access.models import SignIn
from heime.records.audit.models import Entry
from heime.records.people.models import Account, Membership
from tests import people


def enter(client: Client, user: str = "ingrid", password: str = people.PASSWORD, **more: str):
    return client.post("/inn/", {"user": user, "password": password, **more})


def test_the_right_password_opens_the_worklist(cast, log) -> None:
    client = Client()

    answer = enter(client)

    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/").status_code == 200
    assert log()[0] == "sign-in"


def test_only_the_hash_of_the_token_is_kept(cast) -> None:
    client = Client()
    enter(client)

    token = client.cookies["heime"]
    row = SignIn.objects.using("arrange").get()

    assert bytes(row.token_hash) == hashlib.sha256(token.value.encode()).digest()
    assert row.expires_at - row.started_at == timedelta(hours=10)
    assert (token["httponly"], token["samesite"], token["path"]) == (True, "Strict", "/")


def test_over_https_the_cookie_is_bound_to_the_host(cast) -> None:
    client = Client()
    client.post("/inn/", {"user": "ingrid", "password": people.PASSWORD}, secure=True)

    assert client.cookies["__Host-heime"]["secure"]


@pytest.mark.parametrize(
    ("user", "password"),
    [("ingrid", "wrong"), ("nobody", people.PASSWORD), ("", ""), ("ingrid", "")],
)
def test_unknown_name_and_wrong_password_get_the_same_answer(cast, user, password, log) -> None:
    client = Client(headers={"accept-language": "en"})

    answer = enter(client, user, password)

    assert answer.status_code == 422
    assert "User name and password do not match" in answer.content.decode()
    assert "heime" not in client.cookies
    assert log() == ["sign-in.failed"]


def test_a_failed_sign_in_is_logged_without_what_was_typed(cast) -> None:
    enter(Client(), "ingrid", "a secret typed wrong")

    entry = Entry.objects.using("arrange").get()

    assert entry.account_id == cast.ingrid.id
    assert entry.detail is None


def test_a_closed_account_does_not_get_in(cast) -> None:
    Account.objects.using("arrange").filter(id=cast.ingrid.id).update(is_active=False)

    assert enter(Client()).status_code == 422


def test_closing_the_account_ends_what_was_open(cast, signed_in) -> None:
    client = signed_in(cast.ingrid)
    assert client.get("/").status_code == 200

    Account.objects.using("arrange").filter(id=cast.ingrid.id).update(is_active=False)

    assert client.get("/").status_code == 302


def test_after_ten_hours_everybody_signs_in_anew(cast, signed_in, now) -> None:
    client = signed_in(cast.ingrid)
    SignIn.objects.using("arrange").update(expires_at=now - timedelta(seconds=1))

    assert client.get("/").url == "/inn/"


def test_signing_out_ends_the_token_itself(cast, signed_in, log) -> None:
    client = signed_in(cast.ingrid)
    token = client.cookies["heime"].value

    client.post("/inn/ut")
    client.cookies["heime"] = token

    assert client.get("/").status_code == 302
    assert "sign-out" in log()


def test_whoever_has_left_the_team_gets_no_list(cast, signed_in, now) -> None:
    Membership.objects.using("arrange").filter(account=cast.ingrid).update(ends_at=now)

    assert signed_in(cast.ingrid).get("/").status_code == 403


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "a,b", "a" * 43 + "," + "b" * 43, "æ" * 43])
def test_a_made_up_token_is_nobody(cast, token) -> None:
    client = Client()
    client.cookies["heime"] = token

    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        (
            "/sak/0192f3a4-0000-7000-8000-000000000001/",
            "/sak/0192f3a4-0000-7000-8000-000000000001/",
        ),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_afterwards_one_comes_to_a_page_of_ours_only(cast, wanted, reached) -> None:
    assert enter(Client(), til=wanted).url == reached


def test_the_language_follows_the_account(cast) -> None:
    client = Client()
    enter(client)

    client.post("/inn/sprak", {"language": "nn", "til": "/"})

    assert "Arbeidslista er tom" in client.get("/").content.decode()
    assert Account.objects.using("arrange").get(id=cast.ingrid.id).language == "nn"


def test_without_the_page_s_own_token_nothing_is_posted(cast) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert enter(strict).status_code == 403


def test_demo_accounts_are_offered_in_the_demo_and_nowhere_else(
    cast, settings_mode, tmp_path, monkeypatch
) -> None:
    (tmp_path / "demo.json").write_text(
        '{"accounts": [{"role": "nurse", "user": "ingrid", "password": "x", "municipality": ""}]}'
    )
    monkeypatch.setenv("HEIME_DATA", str(tmp_path))

    settings_mode("demo")
    assert 'value="ingrid"' in Client().get("/inn/").content.decode()
    settings_mode("real")
    assert 'value="ingrid"' not in Client().get("/inn/").content.decode()


@pytest.fixture
def settings_mode(monkeypatch):
    from django.conf import settings

    return lambda mode: monkeypatch.setattr(settings, "HEIME_MODE", mode)


def test_an_actor_without_teams_follows_nobody_up() -> None:
    someone = people.uuid7.uuid7()

    assert not Actor(someone, "Nobody", "", someone, frozenset(), "nb").follows_up
