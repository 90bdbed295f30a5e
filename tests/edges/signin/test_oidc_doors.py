"""The doors that providers themselves knock at, and what the settings must be."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client

from heime.config import sign_in
from heime.config.env import BadSetting
from heime.edges.signin.oidc import exchange, leaving, own_keys, provider
from heime.edges.signin.oidc.failures import Failure, SignInFailed
from heime.edges.signin.oidc.profiles import PROFILES
from heime.flow import sign_in_elsewhere as elsewhere
from heime.records.access.models import SignIn
from heime.records.audit.models import Entry
from heime.records.signin.models import SeenOnce, SignInAttempt
from tests import people
from tests.edges.signin.said_there import saying
from tests.edges.signin.tokens_made import logout_claims, signed

BASE = "https://heime.example.no"


@pytest.fixture
def there(monkeypatch, tmp_path):
    provider.forget()
    with saying() as said:
        given = {"issuer": said.address, "client": "heime", "base_url": BASE}
        monkeypatch.setattr(settings, "SIGN_IN_PROVIDERS", {"helseid": given})
        monkeypatch.setattr(settings, "SIGN_IN_KEYS", str(tmp_path / "keys.json"))
        yield said
    provider.forget()


@pytest.fixture
def open_sign_in(cast, there, now):
    """Ingrid is in, by a session at the provider."""
    row = people.signed_in(cast.ingrid, now)[1]
    SignIn.objects.using("arrange").filter(id=row.id).update(
        how="helseid", provider_session=f"{there.address} session-1"
    )
    return row


def details() -> list[str | None]:
    entries = Entry.objects.using("arrange").filter(action__startswith="sign-")
    return list(entries.order_by("id").values_list("detail", flat=True))


def is_over(row) -> bool:
    return SignIn.objects.using("arrange").get(id=row.id).ended_at is not None


def tell(there, now, door: str = "/inn/helseid/ut-bak", **changed):
    claims = logout_claims(now, **({"iss": there.address} | changed))
    return Client(enforce_csrf_checks=True).post(door, {"logout_token": signed(claims)})


def test_the_providers_word_ends_the_sign_in(open_sign_in, there, now) -> None:
    answer = tell(there, now)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert is_over(open_sign_in)


def test_the_same_word_twice_is_refused_and_logged(open_sign_in, there, now) -> None:
    tell(there, now)

    assert tell(there, now).status_code == 400
    assert details()[-1] == "logout-token-refused"


@pytest.mark.parametrize(
    ("changed", "logged"),
    [
        ({"sid": "another"}, None),
        ({"aud": "another"}, "logout-token-refused"),
        ({"iss": "https://evil.example"}, "logout-wrong-issuer"),
        ({"nonce": "x"}, "logout-token-refused"),
    ],
    ids=str,
)
def test_another_word_ends_nothing(open_sign_in, there, now, changed, logged) -> None:
    tell(there, now, **changed)

    assert not is_over(open_sign_in)
    assert details() == ([logged] if logged else [])


def test_a_word_without_a_signature_is_no_word(open_sign_in, there) -> None:
    answer = Client().post("/inn/helseid/ut-bak", {"logout_token": "made up"})

    assert answer.status_code == 400
    assert not is_over(open_sign_in)


def test_a_frame_of_the_provider_ends_it_too(open_sign_in, there) -> None:
    answer = Client().get("/inn/helseid/ut-fram", {"iss": there.address, "sid": "session-1"})

    assert answer.status_code == 200
    assert is_over(open_sign_in)
    assert "X-Frame-Options" not in answer.headers
    assert f"frame-ancestors {there.address}" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("query", [{}, {"sid": "session-1"}, {"iss": "x", "sid": "session-1"}])
def test_a_frame_that_says_too_little_ends_nothing(open_sign_in, there, query) -> None:
    assert Client().get("/inn/helseid/ut-fram", query).status_code == 400
    assert not is_over(open_sign_in)


@pytest.mark.parametrize("kept", [None, "made up"])
def test_who_did_not_come_from_a_provider_is_not_led_to_one(signed_in, cast, there, kept) -> None:
    client = signed_in(cast.ingrid)
    if kept is not None:
        client.cookies["heime-ut"] = kept

    assert client.post("/inn/ut").status_code == 302


def test_signing_out_leads_on_by_a_form_that_may_go_nowhere_else(signed_in, cast, there) -> None:
    """Posted, not in an address, where the identity number in the token would end up in logs."""
    client = signed_in(cast.ingrid)
    sealed = HttpResponse()
    leaving.keep(sealed, HttpRequest(), PROFILES["helseid"], "an.id.token")
    client.cookies["heime-ut"] = sealed.cookies["heime-ut"].value

    answer = client.post("/inn/ut")

    assert "an.id.token" not in sealed.cookies["heime-ut"].value
    assert answer.status_code == 200
    assert f'action="{there.address}/end"' in answer.content.decode()
    assert 'name="id_token_hint" value="an.id.token"' in answer.content.decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"form-action 'self' {there.address};" in policy
    assert answer.cookies["heime-ut"].value == ""


def test_a_provider_that_is_not_in_use_has_no_doors(cast, monkeypatch) -> None:
    monkeypatch.setattr(settings, "SIGN_IN_PROVIDERS", {})
    client = Client(headers={"accept-language": "en"})

    assert client.post("/inn/idporten").status_code == 404
    assert client.get("/inn/idporten/tilbake").status_code == 404
    assert client.post("/inn/idporten/ut-bak").status_code == 404
    assert client.get("/inn/idporten/ut-fram").status_code == 404
    assert "ID-porten" not in client.get("/inn/").content.decode()


def test_leaving_needs_the_pages_own_token(cast, there) -> None:
    """Otherwise any page on the web could send people off to sign in."""
    assert Client(enforce_csrf_checks=True).post("/inn/helseid").status_code == 403
    assert not there.asked


def test_while_a_provider_thinks_no_transaction_is_open(cast, there, monkeypatch) -> None:
    """Otherwise a provider that is slow would hold a connection for each who waits for it."""
    open_meanwhile: list[bool] = []

    def slow(*_, **__):
        open_meanwhile.append(connection.in_atomic_block)
        raise SignInFailed(Failure.UNREACHABLE)

    monkeypatch.setattr(exchange, "leave_for", slow)

    assert Client().post("/inn/helseid").status_code == 503
    assert open_meanwhile == [False]
    assert details() == ["provider-unreachable"], "the log is kept, though the answer is an error"


def test_our_public_keys_are_shown_and_nothing_else_of_them(there, cast, monkeypatch, now) -> None:
    monkeypatch.setattr(own_keys, "BITS", 2048)
    keys = [own_keys.new(now - timedelta(days=1)), own_keys.new(now + timedelta(days=1))]
    own_keys.write(own_keys.Path(settings.SIGN_IN_KEYS), keys)

    shown = Client().get("/inn/nokler.json").json()["keys"]

    assert [key["kid"] for key in shown] == [own.key.kid for own in keys]
    assert all(set(key) == {"kty", "n", "e", "kid", "use"} for key in shown)


def test_without_keys_the_list_is_empty_and_nobody_can_leave(there, cast) -> None:
    assert Client().get("/inn/nokler.json").json() == {"keys": []}

    answer = Client(headers={"accept-language": "en"}).post("/inn/helseid")
    assert "HelseID does not recognise Heime" in answer.content.decode()
    assert details() == ["assertion-refused"]


def attempt(now, **changed) -> elsewhere.Attempt:
    known = {
        "provider": "helseid", "purpose": "sign-in", "nonce": "n", "verifier": "v",
        "dpop_key": {"kty": "EC"}, "back": "/", "sign_in_id": None, "started_at": now,
        "state": "a state", "browser": "a browser",
    }  # fmt: skip
    return elsewhere.Attempt(**(known | changed))


def test_an_attempt_is_found_once_and_only_where_it_began(database, now) -> None:
    def back(state="a state", browser="a browser", provider="helseid", at=now):
        return elsewhere.come_back(state, browser, provider, now=at)

    elsewhere.remember(attempt(now))
    row = SignInAttempt.objects.using("arrange").get()
    assert b"a state" not in bytes(row.state_hash)
    assert back("another") is None
    assert back() == attempt(now)
    assert back() is None, "used once"
    for odd in ({"browser": "another"}, {"provider": "idporten"}, {"at": now + elsewhere.LASTS}):
        elsewhere.remember(attempt(now))
        assert back(**odd) is None, odd
        assert back() is None, "gone, whoever came"


def test_what_is_old_is_deleted_by_the_worker(database, now) -> None:
    import asyncio

    from psycopg import AsyncConnection

    from heime.records.signin import once

    elsewhere.remember(attempt(now - timedelta(minutes=11), state="old"))
    elsewhere.remember(attempt(now))
    assert elsewhere.first_use("x", "logout", "old", until=now - timedelta(seconds=1))
    assert elsewhere.first_use("x", "logout", "new", until=now + timedelta(hours=1))

    async def forget() -> None:
        async with await AsyncConnection.connect(database.worker_url) as conn:
            await once.forget_old(conn)

    asyncio.run(forget())

    assert SignInAttempt.objects.using("arrange").count() == 1
    assert SeenOnce.objects.using("arrange").count() == 1
    assert not elsewhere.first_use("x", "logout", "new", until=now)


GIVEN = {
    "HEIME_BASE_URL": "https://heime.example.no/",
    "HEIME_SIGNIN_KEYS": "/run/keys.json",
    "HEIME_HELSEID_ISSUER": "https://sts.example.no",
    "HEIME_HELSEID_CLIENT": "heime",
}


def test_a_provider_is_offered_when_all_of_it_is_set(monkeypatch) -> None:
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)

    assert sign_in.providers() == {
        "helseid": {
            "issuer": "https://sts.example.no", "client": "heime",
            "base_url": "https://heime.example.no", "organisation": "",
        }
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HEIME_BASE_URL", None),
        ("HEIME_SIGNIN_KEYS", None),
        ("HEIME_HELSEID_CLIENT", None),
        ("HEIME_HELSEID_ISSUER", "http://sts.example.no"),
        ("HEIME_BASE_URL", "http://heime.example.no"),
    ],
)
def test_half_a_provider_stops_the_start(monkeypatch, name, value) -> None:
    for one, given in (GIVEN | {name: value}).items():
        if given is not None:
            monkeypatch.setenv(one, given)

    with pytest.raises(BadSetting) as fault:
        sign_in.providers()
    assert name in str(fault.value)


def test_none_at_all_is_fine() -> None:
    assert sign_in.providers() == {}
