"""What a provider says about itself: its addresses and its keys, asked for once and remembered.

Each process remembers for itself. What is old is asked for anew; when the provider does not answer,
the old will do for a day, so that a short outage there stops nobody here.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwk
from joserfc.errors import JoseError

from heime.edges.signin.oidc import wire
from heime.edges.signin.oidc.addresses import safe
from heime.edges.signin.oidc.failures import Failure, SignInFailed

FRESH = 3600.0
USABLE = 24 * 3600.0
AGAIN = 60.0
"""Seconds between looks for a key that we do not know: made-up key names cannot make us knock."""


@dataclass(frozen=True)
class Provider:
    """Addresses of one provider, by its own account (OpenID Connect Discovery)."""

    issuer: str
    authorization: str
    pushed: str
    token: str
    keys: str
    userinfo: str
    end_session: str
    assertion_algorithms: tuple[str, ...]
    tells_issuer: bool
    """Whether it says who it is when the person comes back (RFC 9207)."""


@dataclass
class _Kept:
    provider: Provider
    read_at: float
    keys: Mapping[str, jwk.Key] = field(default_factory=dict)
    keys_read_at: float = -USABLE
    searched_at: float = -USABLE
    lock: threading.Lock = field(default_factory=threading.Lock)


_kept: dict[str, _Kept] = {}


def forget() -> None:
    """Know nothing about anybody: what tests begin with."""
    _kept.clear()


def provider(issuer: str) -> Provider:
    """The provider's addresses.

    :raises SignInFailed: it cannot be reached, or says it is another
    """
    return _known(issuer).provider


def key(issuer: str, kid: str) -> jwk.Key | None:
    """The provider's public key of this name; None when it has none such.

    An unknown name may be a new key: we ask once, and then not again for a minute.
    """
    known = _known(issuer)
    with known.lock:
        now = time.monotonic()
        if now - known.keys_read_at > FRESH:
            _read_keys(known, now)
        if kid not in known.keys and now - known.searched_at > AGAIN:
            known.searched_at = now
            if known.keys_read_at != now:
                _read_keys(known, now)
        return known.keys.get(kid)


def _known(issuer: str) -> _Kept:
    kept, now = _kept.get(issuer), time.monotonic()
    if kept and now - kept.read_at < FRESH:
        return kept
    try:
        found = _discover(issuer)
    except SignInFailed as failed:
        if kept and failed.failure is Failure.UNREACHABLE and now - kept.read_at < USABLE:
            return kept
        raise
    if kept:
        kept.provider, kept.read_at = found, now
        return kept
    return _kept.setdefault(issuer, _Kept(found, now))


def _discover(issuer: str) -> Provider:
    said = _document(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != issuer:
        raise SignInFailed(Failure.WRONG_ISSUER, "the discovery document names another issuer")

    def address(name: str, *, needed: bool = True) -> str:
        value = said.get(name)
        if not isinstance(value, str) or not safe(value):
            if needed or value:
                raise SignInFailed(Failure.REFUSED_BY_PROVIDER, f"{name} is no safe address")
            return ""
        return value

    return Provider(
        issuer=issuer,
        authorization=address("authorization_endpoint"),
        pushed=address("pushed_authorization_request_endpoint"),
        token=address("token_endpoint"),
        keys=address("jwks_uri"),
        userinfo=address("userinfo_endpoint", needed=False),
        end_session=address("end_session_endpoint", needed=False),
        assertion_algorithms=tuple(
            map(str, said.get("token_endpoint_auth_signing_alg_values_supported") or ())
        ),
        tells_issuer=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _document(url: str) -> Mapping[str, Any]:
    answer = wire.get(url)
    if answer.status != 200 or not answer.body:
        raise SignInFailed(Failure.UNREACHABLE, f"HTTP {answer.status}")
    return answer.body


def _read_keys(known: _Kept, now: float) -> None:
    try:
        listed = _document(known.provider.keys).get("keys")
    except SignInFailed:
        if known.keys and now - known.keys_read_at < USABLE:
            return
        raise
    known.keys = {
        found.kid: found
        for one in (listed if isinstance(listed, list) else [])
        if (found := _signing_key(one)) is not None and found.kid
    }
    known.keys_read_at = now


def _signing_key(one: Any) -> jwk.Key | None:
    """A public key to check signatures with. What we cannot use is passed over, never an error."""
    if not isinstance(one, dict) or one.get("kty") not in ("RSA", "EC"):
        return None
    if one.get("use", "sig") != "sig" or "d" in one:
        return None
    try:
        return jwk.import_key(one)
    except (JoseError, ValueError, TypeError):
        return None
