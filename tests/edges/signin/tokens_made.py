"""Tokens as a provider makes them, right in everything but what a test changes."""

from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from joserfc import jwk, jwt

from heime.edges.signin.oidc.proofs import unpadded
from heime.edges.signin.oidc.tokens import LOGGED_OUT

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
ISSUER, CLIENT, NONCE, ACCESS = "https://sts.example.no", "heime", "n-0S6_WzA2Mj", "an-access-token"


def key(name: str = "first") -> jwk.RSAKey:
    return _made(name)


@cache
def _made(name: str) -> jwk.RSAKey:
    return jwk.RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


def key_of(kid: str) -> jwk.Key | None:
    return key() if kid == "first" else None


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def id_claims(now: datetime = NOW, **changed: Any) -> dict[str, Any]:
    claims = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "pseudonym",
        "nonce": NONCE,
        "iat": seconds(now),
        "exp": seconds(now + timedelta(minutes=5)),
        "auth_time": seconds(now - timedelta(seconds=20)),
        "at_hash": unpadded(sha256(ACCESS.encode()).digest()[:16]),
        "sid": "session-1",
    }
    return {name: it for name, it in (claims | changed).items() if it is not None}


def logout_claims(now: datetime = NOW, **changed: Any) -> dict[str, Any]:
    claims = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "pseudonym",
        "sid": "session-1",
        "jti": "once",
        "iat": seconds(now),
        "exp": seconds(now + timedelta(minutes=2)),
        "events": {LOGGED_OUT: {}},
    }
    return {name: it for name, it in (claims | changed).items() if it is not None}


def signed(claims: dict[str, Any], *, by: jwk.Key | None = None, **header: Any) -> str:
    whole = {"alg": "RS256", "kid": "first"} | header
    return jwt.encode(whole, claims, by or key(), algorithms=[whole["alg"]])


def unsigned(claims: dict[str, Any]) -> str:
    """What `alg: none` would look like."""
    none = unpadded(b'{"alg":"none","kid":"first"}')
    return f"{none}.{signed(claims).split('.')[1]}."
