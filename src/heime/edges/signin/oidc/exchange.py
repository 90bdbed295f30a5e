"""The two talks with a provider: before the person goes there, and after they are back."""

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from joserfc import jwk

from heime.core.identity import Identity
from heime.edges.signin.oidc import own_keys, proofs, tokens, wire
from heime.edges.signin.oidc import provider as providers
from heime.edges.signin.oidc.failures import Failure, SignInFailed
from heime.edges.signin.oidc.profiles import Profile, Registration
from heime.edges.signin.oidc.provider import Provider
from heime.flow.sign_in_elsewhere import Attempt, Purpose

AT_THE_TOKEN_DOOR = {
    "invalid_grant": Failure.CODE_REFUSED,
    "invalid_client": Failure.ASSERTION_REFUSED,
    "invalid_dpop_proof": Failure.DPOP_REFUSED,
    "use_dpop_nonce": Failure.DPOP_REFUSED,
}


def begin(
    profile: Profile, *, purpose: Purpose, back: str, sign_in_id: Any, now: datetime
) -> Attempt:
    """A new attempt with secrets of its own."""
    return Attempt(
        state=secrets.token_urlsafe(32),
        browser=secrets.token_urlsafe(32),
        provider=profile.name,
        purpose=purpose,
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        dpop_key=dict(proofs.dpop_key().as_dict(private=True)) if profile.dpop else None,
        back=back,
        sign_in_id=sign_in_id,
        started_at=now,
    )


def leave_for(
    profile: Profile, we: Registration, attempt: Attempt, *, language: str, now: datetime
) -> str:
    """Tell the provider what we ask for (PAR, RFC 9126); return the address to send the person to.

    :raises SignInFailed: nobody can be sent there now
    """
    at = providers.provider(we.issuer)
    asked = {
        "response_type": "code",
        "redirect_uri": we.redirect_uri(profile),
        "scope": " ".join(profile.scopes),
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": proofs.challenge(attempt.verifier),
        "code_challenge_method": "S256",
        "ui_locales": language,
        **profile.ask,
    }
    if attempt.purpose == "step-up":
        # Both: some providers pass over the one, some over the other. The answer is checked.
        asked |= {"prompt": "login", "max_age": "0"}
    if attempt.dpop_key:
        asked["dpop_jkt"] = proofs.thumbprint(jwk.import_key(attempt.dpop_key))
    if we.on_behalf_of:
        asked["onbehalfof"] = we.on_behalf_of
    proof = proofs.client_assertion(at, we, signing_key(now), now=now)
    answer = wire.post(at.pushed, {**asked, **proof})
    reference = answer.body.get("request_uri")
    if answer.status not in (200, 201) or not isinstance(reference, str):
        raise SignInFailed(_refusal(answer), "the request was not taken")
    return f"{at.authorization}?{urlencode({'client_id': we.client, 'request_uri': reference})}"


def signing_key(now: datetime) -> jwk.Key:
    """The key that proves that we are we."""
    try:
        return own_keys.signing(own_keys.read(Path(settings.SIGN_IN_KEYS)), now=now).key
    except own_keys.NoKey:
        raise SignInFailed(Failure.ASSERTION_REFUSED, "we have no key that may sign") from None


def redeem(
    profile: Profile,
    we: Registration,
    attempt: Attempt,
    code: str,
    *,
    clock: Callable[[], datetime],
) -> tuple[Identity, str]:
    """Turn the code into who it is, everything checked, and the ID token (for leaving again).

    :raises SignInFailed: with the check that did not pass
    """
    at = providers.provider(we.issuer)
    dpop = jwk.import_key(attempt.dpop_key) if attempt.dpop_key else None
    given = _tokens(at, profile, we, attempt, code, dpop, clock)
    token, access = given.get("id_token"), given.get("access_token")
    if not isinstance(token, str) or not isinstance(access, str):
        raise SignInFailed(Failure.REFUSED_BY_PROVIDER, "tokens are missing")
    if dpop is not None:
        _demand_bound(given, access, dpop)
    claims = tokens.id_token(
        token,
        tokens.Expected(
            issuer=at.issuer,
            client=we.client,
            nonce=attempt.nonce,
            fresh_since=attempt.started_at if attempt.purpose == "step-up" else None,
        ),
        lambda kid: providers.key(at.issuer, kid),
        profile.algorithms,
        access_token=access,
        now=clock(),
    )
    if profile.userinfo and at.userinfo:
        claims = {**_userinfo(at, access, claims["sub"], dpop, clock), **claims}
    return identity(profile, at.issuer, claims), token


def _tokens(
    at: Provider, profile: Profile, we: Registration, attempt: Attempt, code: str,
    dpop: jwk.Key | None, clock: Callable[[], datetime],
) -> Any:  # fmt: skip
    def form() -> dict[str, str]:
        return {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": we.redirect_uri(profile),
            "code_verifier": attempt.verifier,
            # Made anew for each try: the provider takes none twice.
            **proofs.client_assertion(at, we, signing_key(clock()), now=clock()),
        }

    def once(nonce: str = "") -> wire.Answer:
        headers = {}
        if dpop is not None:
            proof = proofs.dpop_proof(dpop, "POST", at.token, now=clock(), nonce=nonce)
            headers["DPoP"] = proof
        return wire.post(at.token, form(), headers)

    answer = once()
    if dpop is not None and answer.body.get("error") == "use_dpop_nonce":
        answer = once(answer.headers.get("DPoP-Nonce", ""))
    if answer.status != 200:
        raise SignInFailed(_refusal(answer), "the code was not taken")
    return answer.body


def _refusal(answer: wire.Answer) -> Failure:
    known = AT_THE_TOKEN_DOOR.get(str(answer.body.get("error")))
    return known or Failure.REFUSED_BY_PROVIDER


def _demand_bound(given: Any, access_token: str, dpop: jwk.Key) -> None:
    """A token that is bound to no key, or to another's, could be used by whoever has seen it."""
    bound = tokens.bound_to(access_token)
    if str(given.get("token_type")).lower() != "dpop" or (
        bound is not None and bound != proofs.thumbprint(dpop)
    ):
        raise SignInFailed(Failure.DPOP_REFUSED, "the token is not bound to our key")


def _userinfo(
    at: Provider, access: str, subject: str, dpop: jwk.Key | None, clock: Callable[[], datetime]
) -> dict[str, Any]:
    """What else the provider knows about the same person."""

    def once(nonce: str = "") -> wire.Answer:
        if dpop is None:
            return wire.get(at.userinfo, {"Authorization": f"Bearer {access}"})
        proof = proofs.dpop_proof(
            dpop, "GET", at.userinfo, now=clock(), nonce=nonce, access_token=access
        )
        return wire.get(at.userinfo, {"Authorization": f"DPoP {access}", "DPoP": proof})

    answer = once()
    if answer.status == 401 and (nonce := answer.headers.get("DPoP-Nonce")):
        answer = once(nonce)
    if answer.status == 401 and dpop is not None:
        raise SignInFailed(Failure.DPOP_REFUSED, "userinfo")
    if answer.status != 200:
        raise SignInFailed(Failure.REFUSED_BY_PROVIDER, "userinfo")
    if answer.body.get("sub") != subject:
        raise SignInFailed(Failure.TOKEN_REFUSED, "userinfo is about somebody else")
    return dict(answer.body)


def identity(profile: Profile, issuer: str, claims: tokens.Claims) -> Identity:
    """Who it is, in our words.

    :raises SignInFailed: LEVEL_TOO_LOW
    """

    def word(name: str | None) -> str | None:
        value = claims.get(name) if name else None
        return str(value) if isinstance(value, str | int) and str(value) else None

    level = profile.levels.get(str(claims.get(profile.level)), 0)
    if level < profile.least:
        raise SignInFailed(Failure.LEVEL_TOO_LOW)
    session = word("sid")
    return Identity(
        provider=profile.name,
        subject=str(claims["sub"]),
        national_id=word(profile.national_id),
        hpr_number=word(profile.hpr_number),
        organisation=word(profile.organisation),
        level=level,
        session=f"{issuer} {session}" if session else None,
        name=word("name") or "",
        authenticated_at=tokens.moment(claims.get("auth_time")),
    )


def tells_issuer(we: Registration) -> bool:
    """Whether this provider always says who it is when somebody comes back (RFC 9207)."""
    return providers.provider(we.issuer).tells_issuer
