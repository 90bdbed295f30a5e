"""Name and password, then a code: what opens, what does not, and what stays shut for a while."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client, override_settings

from heime.flow.own_factors import add_app
from heime.records.access.models import SignIn
from heime.records.audit.models import Entry
from tests import people
from tests.edges.signin.local.totp import code_at

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def with_app(cast, now):
    """Ingrid has an app that shows codes."""
    add_app(cast.ingrid, SECRET, by=None, now=now)
    return cast.ingrid


def knock(client: Client, user: str = "ingrid", password: str = people.PASSWORD, **more: str):
    return client.post("/inn/lokalt/", {"user": user, "password": password, **more})


def code_now() -> str:
    return code_at(SECRET, datetime.now(UTC))


def other_code() -> str:
    """A code that neither this minute nor its neighbours know."""
    now = datetime.now(UTC)
    known = {code_at(SECRET, now + timedelta(seconds=30 * step)) for step in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in known)


def test_password_and_code_open_the_page_one_was_going_to(with_app, log) -> None:
    client = Client()

    first = knock(client, til="/inn/okter")
    assert (first.status_code, first.url) == (302, "/inn/lokalt/kode")
    assert "heime" not in client.cookies, "the password alone has opened nothing"
    second = client.post("/inn/lokalt/kode", {"code": code_now()})

    assert (second.status_code, second.url) == (302, "/inn/okter")
    row = SignIn.objects.using("arrange").get()
    assert (row.how, row.level) == ("password", 3)
    assert client.get("/inn/okter").status_code == 200
    assert "sign-in" in log()


def test_the_session_of_the_steps_ends_with_them(with_app, database) -> None:
    client = Client()
    knock(client)
    kept = client.cookies["heime_inn"]
    assert (kept["path"], kept["httponly"], kept["samesite"]) == ("/inn/", True, "Strict")
    before = kept.value
    client.post("/inn/lokalt/kode", {"code": code_now()})

    assert client.cookies["heime_inn"].value == ""
    stranger = Client()
    stranger.cookies["heime_inn"] = before
    assert stranger.get("/inn/lokalt/kode").url == "/inn/lokalt/"


def test_a_wrong_code_opens_nothing(with_app) -> None:
    client = Client()
    knock(client)

    answer = client.post("/inn/lokalt/kode", {"code": other_code()})

    assert answer.status_code == 422
    assert not SignIn.objects.using("arrange").exists()


def test_a_code_works_once(with_app) -> None:
    code = code_now()
    first, second = Client(), Client()
    knock(first)
    knock(second)

    assert first.post("/inn/lokalt/kode", {"code": code}).status_code == 302
    assert second.post("/inn/lokalt/kode", {"code": code}).status_code == 422
    assert second.post("/inn/lokalt/kode", {"code": f" {code} "}).status_code == 422


def test_a_printed_code_works_once(with_app) -> None:
    code = RecoveryCodes.activate(with_app).generate_codes()[3]
    first, second = Client(), Client()
    knock(first)
    knock(second)

    assert first.post("/inn/lokalt/kode", {"code": code}).status_code == 302
    assert second.post("/inn/lokalt/kode", {"code": code}).status_code == 422


def test_after_five_wrong_codes_the_right_one_waits_too(with_app) -> None:
    client = Client()
    knock(client)
    for _ in range(5):
        client.post("/inn/lokalt/kode", {"code": other_code()})

    answer = client.post("/inn/lokalt/kode", {"code": code_now()})

    assert answer.status_code == 422
    assert not SignIn.objects.using("arrange").exists()


def test_after_five_wrong_passwords_the_right_one_waits_too(with_app, log) -> None:
    for _ in range(5):
        assert knock(Client(), password="wrong").status_code == 422

    assert knock(Client()).status_code == 422
    assert log().count("sign-in.failed") == 5


def test_the_tries_of_all_browsers_count_together(with_app) -> None:
    """The count is by name and in the database: another address or process begins no new one."""
    for number in range(5):
        knock(Client(REMOTE_ADDR=f"10.0.0.{number}"), password="wrong")

    assert knock(Client(REMOTE_ADDR="10.0.0.99")).status_code == 422
    assert knock(Client(REMOTE_ADDR="10.0.0.99"), user="tor").status_code == 302


@pytest.mark.parametrize(("user", "password"), [("ingrid", "wrong"), ("nobody", "whatever")])
def test_wrong_name_and_wrong_password_look_alike(with_app, user: str, password: str) -> None:
    client = Client()
    client.cookies["heime_language"] = "en"

    answer = knock(client, user=user, password=password)

    assert answer.status_code == 422
    assert "User name and password do not match" in answer.content.decode()


def test_a_failed_try_is_logged_without_what_was_typed(with_app) -> None:
    knock(Client(), password="hemmelig-hage")
    knock(Client(), user="ukjent.person")

    known, unknown = Entry.objects.using("arrange").filter(action="sign-in.failed").order_by("id")
    assert (known.account_id, unknown.account_id) == (with_app.id, None)
    assert "hemmelig" not in str(vars(known)) + str(vars(unknown))


def test_in_real_use_a_password_alone_leads_to_the_code_by_hand(cast) -> None:
    with override_settings(HEIME_MODE="real"):
        answer = knock(Client())

    assert (answer.status_code, answer.url) == (302, "/inn/enhet")
    assert not SignIn.objects.using("arrange").exists()


def test_secrets_are_sealed_where_they_are_kept(with_app) -> None:
    codes = RecoveryCodes.activate(with_app)
    kept = json.dumps(list(Authenticator.objects.using("arrange").values_list("data", flat=True)))

    assert SECRET not in kept
    assert not any(code in kept for code in codes.generate_codes())


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(with_app, to: str) -> None:
    client = Client()
    knock(client, til=to)

    assert client.post("/inn/lokalt/kode", {"code": code_now()}).url == "/"


def test_one_may_start_over(with_app) -> None:
    client = Client()
    knock(client)
    assert client.get("/inn/lokalt/").url == "/inn/lokalt/kode"

    client.post("/inn/lokalt/forfra")

    assert client.get("/inn/lokalt/").status_code == 200


def test_nothing_of_the_steps_is_readable_in_the_database(
    with_app, arrange_rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    client = Client()
    knock(client)

    kept = repr(arrange_rows("SELECT key, value FROM scratch"))
    assert kept != "[]"
    assert client.cookies["heime_inn"].value not in kept
    assert str(with_app.id).replace("-", "") not in kept.replace("-", "")
