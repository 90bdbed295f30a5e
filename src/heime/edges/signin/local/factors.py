"""How I sign in: my passkeys, my app with codes, my printed list. Only after a fresh proof."""

from collections.abc import Callable
from functools import wraps

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heime.edges.access import Who, actor_of, open_to
from heime.edges.signin.local.browser import device_of
from heime.edges.signin.local.forms import NewPasskey
from heime.edges.signin.local.sign_in import BACK, first_error
from heime.flow import own_factors
from heime.records.credentials.reads import factors_of, own_account
from heime.records.people.models import Account

View = Callable[..., HttpResponse]


def after_proof(view: View) -> View:
    """Send whoever has not just proved who they are by way of doing that."""

    @wraps(view)
    def answer(request: HttpRequest, **named: object) -> HttpResponse:
        if actor_of(request).is_sure(timezone.now()):
            return view(request, **named)
        back = request.path if request.method == "GET" else reverse("factors")
        return HttpResponseRedirect(f"{reverse('step-up')}?{urlencode({BACK: back})}")

    return answer


@require_GET
@open_to(Who.SIGNED_IN)
def factors(request: HttpRequest) -> HttpResponse:
    """What one can sign in with."""
    actor = actor_of(request)
    context = {
        "factors": factors_of(actor.account_id),
        "has_password": own_account(actor).has_usable_password(),
    }
    return render(request, "signin/local/factors.html", context)


@require_http_methods(["GET", "POST"])
@open_to(Who.SIGNED_IN)
@after_proof
def passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey of this device, or of a phone or key at hand."""
    actor = actor_of(request)
    user = own_account(actor)
    error = ""
    if request.method == "POST":
        form = checked_passkey(request, user)
        if form.is_valid():
            own_factors.add_passkey(
                user, form.cleaned_data["name"], form.cleaned_data["credential"], by=actor,
                now=timezone.now(),
            )  # fmt: skip
            return HttpResponseRedirect(reverse("factors"))
        error = first_error(form)
    context = {"options": webauthn.begin_registration(user, passwordless=True), "error": error}
    return render(request, "signin/local/add_passkey.html", context, status=422 if error else 200)


def checked_passkey(request: HttpRequest, user: Account) -> NewPasskey:
    """The form with a new passkey; valid only for one that can stand alone."""
    data = {
        "name": device_of(request)[:80],
        "credential": request.POST.get("credential", ""),
        "passwordless": "on",
    }
    return NewPasskey(user=user, data=data)


@require_http_methods(["GET", "POST"])
@open_to(Who.SIGNED_IN)
@after_proof
def app(request: HttpRequest) -> HttpResponse:
    """Add an app that shows codes, or put a new one in its place."""
    actor = actor_of(request)
    user = own_account(actor)
    error = app_error(request, user) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        own_factors.add_app(user, get_totp_secret(), by=actor, now=timezone.now())
        clear_totp_secret(request)
        return HttpResponseRedirect(reverse("factors"))
    context = {"error": error, **app_to_show(user)}
    return render(request, "signin/local/add_app.html", context, status=422 if error else 200)


def app_error(request: HttpRequest, user: Account) -> str:
    """What is wrong with the first code of a new app; empty when it is right."""
    form = ActivateTOTPForm(user=user, data=request.POST)
    return "" if form.is_valid() else first_error(form)


def app_to_show(user: Account) -> dict[str, str]:
    """The secret of a new app, as a picture and to type. It is in no page but this one."""
    secret = get_totp_secret()
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"picture": picture, "secret": groups}


@require_POST
@open_to(Who.SIGNED_IN)
@after_proof
def codes(request: HttpRequest) -> HttpResponse:
    """Ten codes to print, shown this once."""
    actor = actor_of(request)
    made = own_factors.new_codes(own_account(actor), by=actor, now=timezone.now())
    return render(request, "signin/local/codes.html", {"codes": made})


@require_POST
@open_to(Who.SIGNED_IN)
@after_proof
def remove(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("factor", "")
    if wanted.isdecimal():
        own_factors.remove(int(wanted[:18]), by=actor_of(request), now=timezone.now())
    return HttpResponseRedirect(reverse("factors"))
