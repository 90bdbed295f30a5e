"""A code given by hand is typed on a phone or PC, and binds it: from then on its passkey opens."""

from uuid import UUID

from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heime.edges.access import Who, open_to
from heime.edges.signin.local.adapter import carrying
from heime.edges.signin.local.browser import device_of
from heime.edges.signin.local.factors import app_error, app_to_show, checked_passkey
from heime.edges.signin.local.password import new_error, to_choose
from heime.edges.signin.local.proving import password_error
from heime.edges.signin.local.sign_in import first_error, too_many
from heime.flow import device_code, local_sign_in, own_factors
from heime.records.people.models import Account

CODE = "device_code"
"""Where the session keeps which code was typed; the code itself is not kept."""
LIMITS = {"device-code": "10/10m/ip,300/h/key"}
"""Of tries. The second is for everybody together: the codes are few enough to count them all."""


@require_http_methods(["GET", "POST"])
@open_to(Who.ANYONE)
def device(request: HttpRequest) -> HttpResponse:
    """Type the code. Wrong, used and too old look alike."""
    if request.method == "GET":
        return render(request, "signin/local/device.html", {})
    if not ratelimit.consume(
        request, app="heime", action="device-code", config=LIMITS, key="everybody"
    ):
        return too_many(request)
    found = device_code.find(request.POST.get("code", "")[:40], now=timezone.now())
    if found is None:
        error = _("The code is wrong, has been used, or is more than a day old.")
        return render(request, "signin/local/device.html", {"error": error}, status=422)
    request.session.cycle_key()
    request.session[CODE] = str(found)
    return HttpResponseRedirect(reverse("device-passkey"))


def typed(request: HttpRequest) -> tuple[UUID, Account] | None:
    """The live code that was typed in this browser within ten minutes, and whose it is."""
    kept = request.session.get(CODE)
    if kept is None:
        return None
    user = device_code.owner(UUID(kept), now=timezone.now())
    return (UUID(kept), user) if user else None


@require_http_methods(["GET", "POST"])
@open_to(Who.ANYONE)
def passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey on this device. It is kept, and the code spent, in one step."""
    known = typed(request)
    if known is None:
        return HttpResponseRedirect(reverse("device"))
    code, user = known
    error = ""
    if request.method == "POST":
        form = checked_passkey(request, user)
        if form.is_valid() and device_code.use(code, now=timezone.now()):
            own_factors.add_passkey(
                user, form.cleaned_data["name"], form.cleaned_data["credential"], by=None,
                now=timezone.now(),
            )  # fmt: skip
            return let_in(request, user, "passkey")
        error = first_error(form)
    context = {
        "options": webauthn.begin_registration(user, passwordless=True),
        "error": error,
        "app": works_here(user),
    }
    return render(
        request, "signin/local/device_passkey.html", context, status=422 if error else 200
    )


@require_http_methods(["GET", "POST"])
@open_to(Who.ANYONE)
def app(request: HttpRequest) -> HttpResponse:
    """Set up an app with codes instead, for staff, by the password they have or choose here."""
    known = typed(request)
    if known is None or not works_here(known[1]):
        return HttpResponseRedirect(reverse("device"))
    code, user = known
    error, now = "", timezone.now()
    if request.method == "POST":
        check = password_error if user.has_usable_password() else new_error
        error = check(request, user) or app_error(request, user)
        if not error and device_code.use(code, now=now):
            if not user.has_usable_password():
                own_factors.set_password(user, request.POST.get("new", ""), by=None, now=now)
            own_factors.add_app(user, get_totp_secret(), by=None, now=now)
            clear_totp_secret(request)
            return let_in(request, user, "password")
    context = {"error": error, **app_to_show(user), **to_choose(user)}
    return render(request, "signin/local/device_app.html", context, status=422 if error else 200)


def works_here(user: Account) -> bool:
    """Whether it is a colleague's account: those of patients and kin carry no name, and what they
    bind is a phone."""
    return bool(user.name)


def let_in(request: HttpRequest, user: Account, how: str) -> HttpResponse:
    """Signed in, on the device that was just bound."""
    token, actor = local_sign_in.begin(
        user, how=how, second_factor=True, device=device_of(request), now=timezone.now()
    )
    request.session.flush()
    return carrying(request, token, actor, "/", by_code=True)
