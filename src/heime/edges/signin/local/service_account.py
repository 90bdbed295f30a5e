"""Gateways and partner systems: a key is enrolled once with a code, then buys short tokens.

`POST /fhir/enrol` takes the code and the public key. `POST /fhir/token` is OAuth 2.0's client
credentials with a signed assertion (RFC 6749 4.4, RFC 7523). docs/service-accounts.md has examples.
"""

import json
from typing import Any

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from heime.core.errors import NotFound
from heime.edges.access import Who, open_to
from heime.flow import service_account
from heime.flow.service_account import Key

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST = 60
"""Seconds that an assertion may live; a little more is forgiven, for clocks that differ."""
SKEW = 5
REMEMBERED = 600
"""Seconds that an assertion's id is remembered: far longer than it could be believed."""
LIMITS = {"token": "60/m/key,600/m/ip", "enrol": "10/10m/ip,300/h/key"}
EDDSA = ["EdDSA", "Ed25519"]
"""The older name and the newer (RFC 9864) of the same algorithm, for the one curve we take."""
SMALLEST_RSA = 2048
BIGGEST = 8192
"""Bytes of what is read at all."""


class Refusal(Exception):
    """What an OAuth client is told: a code of RFC 6749 5.2, and a sentence for its maker."""

    def __init__(self, code: str, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.code, self.text, self.status = code, text, status


def refused(refusal: Refusal) -> HttpResponse:
    answer = JsonResponse(
        {"error": refusal.code, "error_description": refusal.text}, status=refusal.status
    )
    if refusal.status == 429:
        answer.headers["Retry-After"] = "60"
    return answer


@csrf_exempt
@require_POST
@open_to(Who.ANYONE)
def token(request: HttpRequest) -> HttpResponse:
    """A token of five minutes for a signed assertion; clear JSON for everything else."""
    try:
        key = asserted(request)
    except Refusal as refusal:
        return refused(refusal)
    given = service_account.grant(key, now=timezone.now())
    return JsonResponse(
        {
            "access_token": given,
            "token_type": "Bearer",
            "expires_in": int(service_account.TOKEN_LIVES.total_seconds()),
        }
    )


def asserted(request: HttpRequest) -> Key:
    """The key that signed the assertion in this request. Raises Refusal."""
    if request.POST.get("grant_type") != "client_credentials":
        raise Refusal("unsupported_grant_type", "grant_type must be client_credentials.")
    if request.POST.get("client_assertion_type") != ASSERTION:
        raise Refusal("invalid_request", f"client_assertion_type must be {ASSERTION}.")
    text = request.POST.get("client_assertion", "")
    if not text or len(text) > BIGGEST:
        raise Refusal("invalid_request", "client_assertion is missing or too long.")
    key = service_account.key_of(claimed_client(text))
    limited(request, "token", str(key.id) if key else "unknown")
    if key is None:
        raise nobody("The client is unknown or revoked.")
    check(verified(text, key), key, base_of(request))
    return key


def claimed_client(text: str) -> str:
    """Who the assertion says it is from: only to find the key that must have signed it.

    The header's kid, jku, jwk and x5c are never looked at: the client has one key, the enrolled.
    """
    try:
        claims = json.loads(jws.extract_compact(text.encode()).payload)
        return str(claims["iss"])
    except (JoseError, ValueError, KeyError, TypeError, RecursionError):
        raise nobody("The assertion is not a signed JWT with iss.") from None


def verified(text: str, key: Key) -> dict[str, Any]:
    """The claims, signed by this key with the algorithm that it was enrolled for."""
    names = EDDSA if key.algorithm in EDDSA else [key.algorithm]
    try:
        return dict(jwt.decode(text, imported(key.public), algorithms=names).claims)
    except (JoseError, ValueError, TypeError, RecursionError):
        raise nobody("The signature does not fit the enrolled key and its algorithm.") from None


def check(claims: dict[str, Any], key: Key, base: str) -> None:
    """Everything about an assertion but its signature. Raises Refusal."""
    now = timezone.now().timestamp()
    expires, audience, once = claims.get("exp"), claims.get("aud"), claims.get("jti")
    if claims.get("iss") != str(key.id) or claims.get("sub") != str(key.id):
        raise nobody("iss and sub must both be the client id.")
    if audience not in (base, [base]):
        raise nobody(f"aud must be {base} and nothing else.")
    if isinstance(expires, bool) or not isinstance(expires, int | float):
        raise nobody("exp is missing or no number.")
    if not now < expires <= now + LONGEST + SKEW:
        raise nobody(f"exp must be at most {LONGEST} seconds ahead. Check the clock.")
    if not isinstance(once, str) or not 8 <= len(once) <= 200:
        raise nobody("jti is missing, or not from 8 to 200 characters.")
    if not cache.add(f"jti:{key.id}:{once}", True, timeout=REMEMBERED):
        raise nobody("This assertion has been used. Make a new one each time.")


def nobody(text: str) -> Refusal:
    return Refusal("invalid_client", text, 401)


def base_of(request: HttpRequest) -> str:
    """Our own address, as the outside knows it."""
    return f"{request.scheme}://{request.get_host()}"


def limited(request: HttpRequest, action: str, key: str) -> None:
    if not ratelimit.consume(request, app="heime", action=action, config=LIMITS, key=key):
        raise Refusal("temporarily_unavailable", "Too many requests. Wait a minute.", 429)


@csrf_exempt
@require_POST
@open_to(Who.ANYONE)
def enrol(request: HttpRequest) -> HttpResponse:
    """Keep the public key of whoever has the code; answers with the client id it gets."""
    try:
        limited(request, "enrol", "everybody")
        code, public = sent(request)
        key = imported(public)
        algorithm = algorithm_of(key)
        client = service_account.enrol(
            code,
            key.as_dict(private=False),
            algorithm=algorithm,
            thumbprint=key.thumbprint(),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return refused(refusal)
    except NotFound as refusal:
        return refused(Refusal("invalid_grant", str(refusal)))
    return JsonResponse(
        {
            "client_id": str(client),
            "token_endpoint": f"{base_of(request)}/fhir/token",
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": algorithm,
            "audience": base_of(request),
        },
        status=201,
    )


def sent(request: HttpRequest) -> tuple[str, dict[str, Any]]:
    """The code and the public key. Raises Refusal."""
    try:
        body = json.loads(request.body[: BIGGEST + 1])
        code, public = body["code"], body["jwk"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refusal("invalid_request", 'Send JSON: {"code": "…", "jwk": {…}}.') from None
    if not isinstance(code, str) or not isinstance(public, dict) or len(code) > 40:
        raise Refusal("invalid_request", "code must be a text and jwk an object.")
    if "d" in public or "k" in public:
        raise Refusal(
            "invalid_request", "This is a private key. Make a new one, and send its public half."
        )
    return code, public


def imported(public: dict[str, Any]) -> ECKey | RSAKey | OKPKey:
    """A public key of a kind that we take. Raises Refusal."""
    kinds: dict[str, type[ECKey] | type[RSAKey] | type[OKPKey]]
    kinds = {"EC": ECKey, "RSA": RSAKey, "OKP": OKPKey}
    try:
        return kinds[public.get("kty", "")].import_key(public)
    except (JoseError, ValueError, KeyError, TypeError):
        raise Refusal("invalid_request", "jwk is not a public key that we know.") from None


def algorithm_of(key: ECKey | RSAKey | OKPKey) -> str:
    """The one algorithm that goes with a key. Raises Refusal when we trust none."""
    public = key.as_dict(private=False)
    if public["kty"] == "EC" and public["crv"] == "P-256":
        return "ES256"
    if public["kty"] == "OKP" and public["crv"] == "Ed25519":
        return "EdDSA"
    if isinstance(key, RSAKey) and key.raw_value.key_size >= SMALLEST_RSA:
        return "PS256"
    raise Refusal(
        "invalid_request", f"Use EC P-256, Ed25519, or RSA of at least {SMALLEST_RSA} bits."
    )
