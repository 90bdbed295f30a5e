"""Is this token what it says? Each check has a failure of its own. No network: keys are looked up
by the function that is handed in."""

import hashlib
import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError

from heime.edges.signin.oidc.failures import Failure, SignInFailed
from heime.edges.signin.oidc.proofs import unpadded

Claims = Mapping[str, Any]
KeyOf = Callable[[str], jwk.Key | None]

LEEWAY = timedelta(seconds=10)
"""How far the provider's clock may be from ours."""
OLDEST = timedelta(minutes=10)
"""A token made longer ago was not made for this sign-in."""
LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True)
class Expected:
    """What the token of one sign-in must say."""

    issuer: str
    client: str
    nonce: str
    fresh_since: datetime | None = None
    """Set when the person was asked to prove it anew: at or after this moment."""


def signed(token: str, key_of: KeyOf, algorithms: Collection[str]) -> tuple[Claims, str]:
    """The claims of a token with a true signature, and the algorithm that made it.

    :raises SignInFailed: BAD_SIGNATURE
    """
    try:
        header = jws.extract_compact(token.encode()).headers()
        algorithm, kid = header.get("alg"), header.get("kid")
        if not isinstance(algorithm, str) or algorithm not in algorithms:
            raise SignInFailed(Failure.BAD_SIGNATURE, "an algorithm that is not this provider's")
        if not isinstance(kid, str):
            raise SignInFailed(Failure.BAD_SIGNATURE, "no name of a key")
        key = key_of(kid)
        if key is None or key.alg not in (None, algorithm):
            raise SignInFailed(Failure.BAD_SIGNATURE, "no such key for this algorithm")
        return jwt.decode(token, key, algorithms=[algorithm]).claims, algorithm
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise SignInFailed(Failure.BAD_SIGNATURE, type(error).__name__) from None


def id_token(
    token: str,
    expected: Expected,
    key_of: KeyOf,
    algorithms: Collection[str],
    *,
    access_token: str,
    now: datetime,
) -> Claims:
    """The claims of an ID token that was made for this very sign-in (OpenID Connect Core 3.1.3.7).

    :raises SignInFailed: with the check that it did not pass
    """
    claims, algorithm = signed(token, key_of, algorithms)
    _from_and_for(claims, expected.issuer, expected.client)
    _in_time(claims, now)
    if claims.get("nonce") != expected.nonce:
        raise SignInFailed(Failure.WRONG_NONCE)
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise SignInFailed(Failure.TOKEN_REFUSED, "sub")
    if "at_hash" in claims and claims["at_hash"] != _half_hash(access_token, algorithm):
        raise SignInFailed(Failure.TOKEN_REFUSED, "at_hash")
    if expected.fresh_since is not None:
        proved_at = moment(claims.get("auth_time"))
        if proved_at is None or proved_at < expected.fresh_since - LEEWAY:
            raise SignInFailed(Failure.NOT_FRESH)
    return claims


def logout_token(
    token: str, issuer: str, client: str, key_of: KeyOf, algorithms: Collection[str], *,
    now: datetime,
) -> Claims:  # fmt: skip
    """The claims of a provider's word that a session there has ended. Its `jti` is the caller's
    to remember.

    :raises SignInFailed: with the check that it did not pass
    """
    claims, _ = signed(token, key_of, algorithms)
    _from_and_for(claims, issuer, client)
    _in_time(claims, now)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGGED_OUT), dict):
        raise SignInFailed(Failure.TOKEN_REFUSED, "events")
    if "nonce" in claims:
        raise SignInFailed(Failure.TOKEN_REFUSED, "an ID token is no logout token")
    for name in ("sid", "jti"):
        if not isinstance(claims.get(name), str) or not claims[name]:
            raise SignInFailed(Failure.TOKEN_REFUSED, name)
    return claims


def _from_and_for(claims: Claims, issuer: str, client: str) -> None:
    if claims.get("iss") != issuer:
        raise SignInFailed(Failure.WRONG_ISSUER)
    if claims.get("aud") not in (client, [client]):
        raise SignInFailed(Failure.TOKEN_REFUSED, "aud")
    if claims.get("azp", client) != client:
        raise SignInFailed(Failure.TOKEN_REFUSED, "azp")


def _in_time(claims: Claims, now: datetime) -> None:
    ends, made = moment(claims.get("exp")), moment(claims.get("iat"))
    if ends is None or made is None:
        raise SignInFailed(Failure.TOKEN_REFUSED, "exp or iat")
    if ends <= now - LEEWAY or made < now - OLDEST:
        raise SignInFailed(Failure.TOKEN_EXPIRED)
    if made > now + LEEWAY:
        raise SignInFailed(Failure.TOKEN_REFUSED, "iat is in the future")


def moment(value: Any) -> datetime | None:
    """A claim's seconds as a moment; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _half_hash(access_token: str, algorithm: str) -> str:
    """How an ID token names the access token that came with it."""
    whole = hashlib.new(f"sha{algorithm[-3:]}", access_token.encode()).digest()
    return unpadded(whole[: len(whole) // 2])


def bound_to(access_token: str) -> str | None:
    """The thumbprint of the key that an access token says it is bound to; None when it says none,
    or is not for us to read."""
    try:
        payload = access_token.split(".")[1]
        claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(claims["cnf"]["jkt"])
    except (IndexError, KeyError, TypeError, ValueError, RecursionError):
        return None
