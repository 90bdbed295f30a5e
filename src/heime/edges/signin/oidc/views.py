"""Leaving for a provider, and coming back as somebody."""

import logging
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from heime.core.identity import Identity
from heime.edges.access import Who, open_to
from heime.edges.signin.context import cookie_name, device_of, keep_language
from heime.edges.signin.oidc import exchange, leaving, own_keys
from heime.edges.signin.oidc.failures import Failure, SignInFailed
from heime.edges.signin.oidc.moments import own_moments
from heime.edges.signin.oidc.profiles import PROFILES, Profile, Registration, registered
from heime.edges.signin.oidc.refusing import failed
from heime.flow import sign_in as door
from heime.flow import sign_in_elsewhere as elsewhere
from heime.flow.sign_in_elsewhere import LASTS, Attempt
from heime.records.access.reads import identify

log = logging.getLogger(__name__)


@require_POST
@open_to(Who.ANYONE)
@own_moments
def start(request: HttpRequest, provider: str) -> HttpResponse:
    """Ask the provider to expect somebody, and send them there.

    Posted: til, the page to come back to; hva=step-up, to prove anew who one is.
    """
    profile, we = in_use(provider)
    actor = getattr(request, "actor", None)
    again = actor is not None and request.POST.get("hva") == "step-up"
    back = request.POST.get("til", "")
    now = timezone.now()
    attempt = exchange.begin(
        profile,
        purpose="step-up" if again else "sign-in",
        back=back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/",
        sign_in_id=actor.sign_in_id if again and actor else None,
        now=now,
    )
    try:
        address = exchange.leave_for(profile, we, attempt, language=get_language() or "nb", now=now)
    except SignInFailed as failure:
        return failed(request, profile, failure)
    with transaction.atomic():
        elsewhere.remember(attempt)
    # A page and not a redirect: our content policy lets a form lead nowhere but here, and the
    # provider's own redirects go to places that we do not know.
    response = render(request, "signin/leaving.html", {"provider": profile, "address": address})
    response.set_cookie(
        attempt_cookie(request), attempt.browser, max_age=int(LASTS.total_seconds()),
        secure=request.is_secure(), httponly=True, samesite="Lax",
    )  # fmt: skip
    return response


def in_use(provider: str) -> tuple[Profile, Registration]:
    """The provider of an address, as we are known there; not found when it is not in use here."""
    profile = PROFILES[provider]
    we = registered(profile)
    if we is None:
        raise Http404
    return profile, we


def attempt_cookie(request: HttpRequest) -> str:
    return f"{cookie_name(request)}-inn"


@require_GET
@open_to(Who.ANYONE)
@own_moments
def come_back(request: HttpRequest, provider: str) -> HttpResponse:
    """Back from the provider: let in, or told why not."""
    profile, we = in_use(provider)
    try:
        attempt = begun_here(request, profile)
        code = code_in(request, we)
        who, token = exchange.redeem(profile, we, attempt, code, clock=timezone.now)
        if attempt.purpose == "step-up":
            response = proved_anew(request, attempt, who)
        else:
            response = let_in(request, attempt, who)
    except SignInFailed as failure:
        response = failed(request, profile, failure)
    else:
        leaving.keep(response, request, profile, token)
    response.delete_cookie(attempt_cookie(request), samesite="Lax")
    return response


def begun_here(request: HttpRequest, profile: Profile) -> Attempt:
    """The attempt that this browser began, once.

    :raises SignInFailed: UNKNOWN_ATTEMPT
    """
    with transaction.atomic():
        attempt = elsewhere.come_back(
            request.GET.get("state", ""),
            request.COOKIES.get(attempt_cookie(request), ""),
            profile.name,
            now=timezone.now(),
        )
    if attempt is None:
        raise SignInFailed(Failure.UNKNOWN_ATTEMPT)
    return attempt


def code_in(request: HttpRequest, we: Registration) -> str:
    """The code in the address, when it is the right provider who gave it.

    Another provider's code must never be shown to this one (the mix-up attack): RFC 9207.

    :raises SignInFailed: WRONG_ISSUER, CANCELLED, or what else the provider said
    """
    told = "iss" in request.GET or exchange.tells_issuer(we)
    if told and request.GET.get("iss") != we.issuer:
        raise SignInFailed(Failure.WRONG_ISSUER)
    error = request.GET.get("error")
    if error in ("access_denied", "login_required", "interaction_required"):
        raise SignInFailed(Failure.CANCELLED)
    code = request.GET.get("code", "")
    if error or not code:
        raise SignInFailed(Failure.REFUSED_BY_PROVIDER, "no code came back")
    return code


def let_in(request: HttpRequest, attempt: Attempt, who: Identity) -> HttpResponse:
    """Start a sign-in for the account that this identity fits.

    :raises SignInFailed: it fits none, or one that is closed
    """
    now = timezone.now()
    begun = None
    # The story notes it when nobody fits. The note must stay, so nothing is rolled back.
    with transaction.atomic(), suppress(door.NobodyHere):
        begun = door.begin_from(who, device=device_of(request), now=now)
    if begun is None:
        closed = elsewhere.had_access(who)
        failure = Failure.ACCOUNT_CLOSED if closed else Failure.NOBODY_HERE
        raise SignInFailed(failure, noted=True)
    token, actor = begun
    before = request.COOKIES.get(cookie_name(request), "")
    with transaction.atomic():
        if (other := identify(before)) is not None:
            door.sign_out(by=other, now=now)  # one browser, one sign-in
    response = HttpResponseRedirect(attempt.back)
    # Not Strict as at our own door: the browser comes from the provider's site, and would not send
    # a strict cookie to the page that it is now sent on to. A form still needs its own token.
    response.set_cookie(
        cookie_name(request), token, secure=request.is_secure(), httponly=True, samesite="Lax"
    )
    keep_language(response, request, actor.language)
    return response


def proved_anew(request: HttpRequest, attempt: Attempt, who: Identity) -> HttpResponse:
    """Renew the proof of the sign-in that asked for it: the same one, and the same person."""
    with transaction.atomic():
        actor = identify(request.COOKIES.get(cookie_name(request), ""))
        if actor is None or actor.sign_in_id != attempt.sign_in_id:
            raise SignInFailed(Failure.UNKNOWN_ATTEMPT)
        if not elsewhere.is_the_same(who, by=actor):
            raise SignInFailed(Failure.SOMEBODY_ELSE)
        door.stepped_up(by=actor, now=timezone.now())
    return HttpResponseRedirect(attempt.back)


@require_GET
@open_to(Who.ANYONE)
def own_public_keys(request: HttpRequest) -> HttpResponse:
    """Our public keys, for providers that fetch them (RFC 7517). Empty until there are any."""
    keys: list[own_keys.OwnKey] = []
    if settings.SIGN_IN_KEYS:
        try:
            keys = own_keys.read(Path(settings.SIGN_IN_KEYS))
        except own_keys.NoKey as fault:
            log.error("the keys for signing in elsewhere: %s", fault)
    shown = own_keys.published(keys, now=timezone.now())
    response = JsonResponse({"keys": [own.public for own in shown]})
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
