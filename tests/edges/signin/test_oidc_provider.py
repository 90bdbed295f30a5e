"""What a provider says about itself: remembered, asked for again at the right time, and doubted."""

import pytest

from heime.edges.signin.oidc import provider, wire
from heime.edges.signin.oidc.addresses import safe
from heime.edges.signin.oidc.failures import Failure, SignInFailed
from tests.edges.signin.said_there import public, saying

DISCOVERY = "/.well-known/openid-configuration"


@pytest.fixture
def there():
    provider.forget()
    with saying() as said:
        yield said
    provider.forget()


def failure_of(act) -> Failure:
    with pytest.raises(SignInFailed) as failed:
        act()
    return failed.value.failure


def later(monkeypatch, seconds: float) -> None:
    now = provider.time.monotonic()
    monkeypatch.setattr(provider.time, "monotonic", lambda: now + seconds)


def test_addresses_and_keys_are_asked_for_once(there) -> None:
    for _ in range(3):
        assert provider.provider(there.address).token == f"{there.address}/token"
        assert provider.key(there.address, "first") is not None

    assert there.asked == {DISCOVERY: 1, "/keys": 1}


def test_a_new_key_is_found_when_it_is_first_needed(there) -> None:
    provider.key(there.address, "first")
    there.pages["/keys"] = (200, {"keys": [public("second")]})

    assert provider.key(there.address, "second") is not None
    assert provider.key(there.address, "first") is None, "the old one is gone"


def test_made_up_key_names_do_not_make_us_knock(there, monkeypatch) -> None:
    provider.key(there.address, "first")
    for n in range(20):
        assert provider.key(there.address, f"made up {n}") is None
    assert there.asked["/keys"] == 2

    later(monkeypatch, provider.AGAIN + 1)
    provider.key(there.address, "made up")
    assert there.asked["/keys"] == 3


def test_after_an_hour_it_is_asked_anew(there, monkeypatch) -> None:
    provider.key(there.address, "first")

    later(monkeypatch, provider.FRESH + 1)
    provider.key(there.address, "first")

    assert there.asked == {DISCOVERY: 2, "/keys": 2}


def test_while_it_does_not_answer_what_we_know_will_do_for_a_day(there, monkeypatch) -> None:
    provider.key(there.address, "first")
    there.pages = dict.fromkeys(there.pages, (503, b""))

    later(monkeypatch, provider.FRESH + 1)
    assert provider.key(there.address, "first") is not None

    later(monkeypatch, provider.USABLE)
    assert failure_of(lambda: provider.key(there.address, "first")) is Failure.UNREACHABLE


def test_keys_that_we_cannot_check_with_are_passed_over(there) -> None:
    odd = [
        7, {}, {"kty": "oct", "k": "c2VjcmV0", "kid": "first"}, {"kty": "RSA", "kid": "first"},
        {**public("first"), "use": "enc"}, public("second"),
    ]  # fmt: skip
    there.pages["/keys"] = (200, {"keys": odd})

    assert provider.key(there.address, "first") is None
    assert provider.key(there.address, "second") is not None


@pytest.mark.parametrize(
    ("changed", "failure"),
    [
        ({"issuer": "https://evil.example"}, Failure.WRONG_ISSUER),
        ({"token_endpoint": "http://evil.example/token"}, Failure.REFUSED_BY_PROVIDER),
        ({"token_endpoint": None}, Failure.REFUSED_BY_PROVIDER),
        ({"pushed_authorization_request_endpoint": None}, Failure.REFUSED_BY_PROVIDER),
        ({"jwks_uri": "file:///etc/passwd"}, Failure.REFUSED_BY_PROVIDER),
        ({"end_session_endpoint": "javascript:alert(1)"}, Failure.REFUSED_BY_PROVIDER),
    ],
    ids=str,
)
def test_a_provider_that_says_odd_things_is_not_used(there, changed, failure) -> None:
    there.says(**changed)

    assert failure_of(lambda: provider.provider(there.address)) is failure


@pytest.mark.parametrize(
    "page",
    [(500, {}), (404, b""), (200, b"not JSON"), (200, b"[1]"), (302, b""),
     (200, b" " * (wire.LARGEST + 1))],
    ids=["error", "missing", "not JSON", "a list", "sent elsewhere", "far too large"],
)  # fmt: skip
def test_an_answer_that_is_none(there, page) -> None:
    there.pages[DISCOVERY] = page

    assert failure_of(lambda: provider.provider(there.address)) is Failure.UNREACHABLE
    assert there.asked["/keys"] == 0, "no redirect is followed"


def test_nobody_there() -> None:
    provider.forget()

    assert failure_of(lambda: provider.provider("http://127.0.0.1:1")) is Failure.UNREACHABLE


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://sts.example.no/x", True),
        ("http://127.0.0.1:8480/x", True),
        ("http://localhost/x", True),
        ("http://[::1]/x", True),
        ("http://sts.example.no", False),
        ("http://127.0.0.1.evil.example", False),
        ("https://user@sts.example.no", False),
        ("https://", False),
        ("//sts.example.no", False),
        ("https://[", False),
    ],
)
def test_only_safe_addresses_are_asked(address, may) -> None:
    assert safe(address) is may
