"""Out again: from here, where the provider should end its session too, and from there."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from heime.edges.access import Who, open_to
from heime.edges.signin.context import cookie_name
from heime.edges.signin.oidc import provider as providers
from heime.edges.signin.oidc import tokens
from heime.edges.signin.oidc.failures import Failure, SignInFailed
from heime.edges.signin.oidc.moments import own_moments
from heime.edges.signin.oidc.profiles import PROFILES, Profile, registered
from heime.edges.web import POLICY
from heime.flow import sign_in as door
from heime.flow import sign_in_elsewhere as elsewhere

LARGEST_COOKIE = 3800
REMEMBERED = timedelta(hours=1)
"""How long a logout token is remembered: longer than any is believed."""


def keep(response: HttpResponse, request: HttpRequest, profile: Profile, id_token: str) -> None:
    """Let this browser keep the ID token until it signs out: the provider asks for it then.

    Sealed, since it holds an identity number, and in no table of ours for the same reason.
    """
    sealed = _seal().encrypt(json.dumps([profile.name, id_token]).encode()).decode()
    if len(sealed) <= LARGEST_COOKIE:
        response.set_cookie(
            hint_cookie(request), sealed, secure=request.is_secure(), httponly=True,
            samesite="Strict",
        )  # fmt: skip


def hint_cookie(request: HttpRequest) -> str:
    return f"{cookie_name(request)}-ut"


def _seal() -> Fernet:
    key = sha256(b"signing out elsewhere\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))


def signed_out(request: HttpRequest) -> HttpResponse | None:
    """The page that leads on to the provider's own sign-out, for somebody who came from there.

    It is a form that is posted: in an address the ID token would end up in logs.
    """
    try:
        name, id_token = json.loads(_seal().decrypt(request.COOKIES[hint_cookie(request)].encode()))
        profile = PROFILES[name]
        we = registered(profile)
        at = providers.provider(we.issuer) if we else None
    except (KeyError, ValueError, TypeError, InvalidToken, SignInFailed):
        return None
    if we is None or at is None or not at.end_session:
        return None
    form = {
        "id_token_hint": id_token,
        "client_id": we.client,
        "post_logout_redirect_uri": f"{we.base_url}/inn/",
    }
    response = render(
        request, "signin/signed_out.html",
        {"provider": profile, "address": at.end_session, "form": form},
    )  # fmt: skip
    there = urlsplit(at.end_session)
    response.headers["Content-Security-Policy"] = POLICY.replace(
        "form-action 'self'", f"form-action 'self' {there.scheme}://{there.netloc}"
    )
    response.delete_cookie(hint_cookie(request), samesite="Strict")
    return response


@csrf_exempt  # a program's own signature stands in for the form's token
@require_POST
@open_to(Who.ANYONE)
@own_moments
def back_channel(request: HttpRequest, provider: str) -> HttpResponse:
    """The provider tells us itself that a session there has ended (OpenID back-channel logout)."""
    profile = PROFILES[provider]
    we = registered(profile)
    if we is None:
        raise Http404
    now = timezone.now()
    try:
        claims = tokens.logout_token(
            request.POST.get("logout_token", ""),
            we.issuer,
            we.client,
            lambda kid: providers.key(we.issuer, kid),
            profile.algorithms,
            now=now,
        )
        with transaction.atomic():
            if not elsewhere.first_use(we.issuer, "logout", claims["jti"], until=now + REMEMBERED):
                raise SignInFailed(Failure.TOKEN_REFUSED, "used before")
            door.end_by_provider(f"{we.issuer} {claims['sid']}", now=now)
    except SignInFailed as failed:
        with transaction.atomic():
            door.refused_sign_in(f"logout-{failed.failure.value}", now=now)
        return JsonResponse({"error": "invalid_request"}, status=400)
    return HttpResponse(status=200, headers={"Cache-Control": "no-store"})


@require_GET
@open_to(Who.ANYONE)
@own_moments
def front_channel(request: HttpRequest, provider: str) -> HttpResponse:
    """The provider's page tells us, in a frame, that a session there has ended.

    Our cookies do not come along into a frame, so the session's own name must do. Who guesses one
    signs somebody out, and gets nothing.
    """
    we = registered(PROFILES[provider])
    if we is None:
        raise Http404
    if request.GET.get("iss") != we.issuer or not request.GET.get("sid"):
        return HttpResponse(status=400)
    with transaction.atomic():
        door.end_by_provider(f"{we.issuer} {request.GET['sid']}", now=timezone.now())
    there = urlsplit(we.issuer)
    # Only the provider may frame this, and there is nothing on it.
    response = HttpResponse(status=200, headers={"Cache-Control": "no-store"})
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; frame-ancestors {there.scheme}://{there.netloc}"
        f" {there.scheme}://*.{there.netloc}"
    )
    response.xframe_options_exempt = True
    return response
