"""What we sign: that we are the client we say (RFC 7523), and that a token is ours (RFC 9449)."""

import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from joserfc import jwk, jwt

from heime.edges.signin.oidc.failures import Failure, SignInFailed
from heime.edges.signin.oidc.profiles import Registration
from heime.edges.signin.oidc.provider import Provider

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LASTS = timedelta(seconds=60)
ALGORITHMS = ("PS256", "RS256")
"""How our key may sign an assertion, the better first; the provider says which it takes."""


def client_assertion(
    at: Provider, we: Registration, key: jwk.Key, *, now: datetime
) -> dict[str, str]:
    """The form fields that prove who asks. Good for one request: the provider remembers `jti`."""
    taken = at.assertion_algorithms or ALGORITHMS
    algorithm = next((name for name in ALGORITHMS if name in taken), None)
    if algorithm is None:
        raise SignInFailed(Failure.REFUSED_BY_PROVIDER, "takes no signature that our keys can make")
    claims: dict[str, Any] = {
        "iss": we.client,
        "sub": we.client,
        "aud": at.issuer,
        "iat": int(now.timestamp()),
        "nbf": int(now.timestamp()),
        "exp": int((now + LASTS).timestamp()),
        "jti": secrets.token_urlsafe(24),
    }
    if we.organisation:
        claims["assertion_details"] = [_organisation(we.organisation)]
    header = {"alg": algorithm, "kid": key.kid, "typ": "client-authentication+jwt"}
    return {
        "client_id": we.client,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": jwt.encode(header, claims, key, algorithms=[algorithm]),
    }


def _organisation(number: str) -> dict[str, Any]:
    """Which organisation a client with one organisation acts for, as HelseID wants it."""
    system = "urn:oid:2.16.578.1.12.4.1.4.101"
    identifier = {"system": system, "type": "ENH", "value": number}
    return {
        "type": "helseid_authorization",
        "practitioner_role": {"organization": {"identifier": identifier}},
    }


def dpop_proof(
    key: jwk.Key,
    method: str,
    url: str,
    *,
    now: datetime,
    nonce: str = "",
    access_token: str = "",
) -> str:
    """That the sender of this one request holds the key that its tokens are bound to."""
    parts = urlsplit(url)
    claims = {
        "jti": secrets.token_urlsafe(24),
        "htm": method,
        "htu": urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")),
        "iat": int(now.timestamp()),
    }
    if nonce:
        claims["nonce"] = nonce
    if access_token:
        claims["ath"] = unpadded(sha256(access_token.encode()).digest())
    header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": key.as_dict(private=False)}
    return jwt.encode(header, claims, key, algorithms=["ES256"])


def dpop_key() -> jwk.ECKey:
    """A key for one sign-in, thrown away after it."""
    return jwk.ECKey.generate_key("P-256")


def thumbprint(key: jwk.Key) -> str:
    """What a token says of the key that it is bound to (RFC 7638)."""
    return key.thumbprint()


def challenge(verifier: str) -> str:
    """PKCE, S256: what is told at first of a secret that only comes with the code."""
    return unpadded(sha256(verifier.encode()).digest())


def unpadded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
