"""Proving anew who one is: before something that cannot be undone, and after a rest."""

from allauth.core.internal import ratelimit
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heime.edges.access import Who, actor_of, open_to
from heime.edges.signin.context import cookie_name
from heime.edges.signin.local.adapter import TOO_MANY, WRONG_CODE
from heime.edges.signin.local.forms import CodeForm
from heime.edges.signin.local.sign_in import BACK, factors_to_show, first_error
from heime.edges.signin.views import safe_address
from heime.flow import local_sign_in
from heime.flow import sign_in as door
from heime.flow.own_factors import has_second_factor
from heime.records.access.reads import locked
from heime.records.credentials.reads import account, own_account
from heime.records.people.models import Account

ELSEWHERE = ("helseid", "idporten")
"""Ways in where the provider asks anew, and not we."""


@require_http_methods(["GET", "POST"])
@open_to(Who.SIGNED_IN)
def step_up(request: HttpRequest) -> HttpResponse:
    """A fresh second factor, then back to where one was going. It counts for five minutes."""
    actor = actor_of(request)
    back = safe_address(request, request.POST.get(BACK) or request.GET.get(BACK))
    if request.method == "GET" and actor.is_sure(timezone.now()):
        return HttpResponseRedirect(back)
    own = door.sessions_of(actor, now=timezone.now())
    how = next((row.how for row in own if row.id == actor.sign_in_id), "")
    if how in ELSEWHERE:
        return render(request, "signin/local/step_up_elsewhere.html", {"back": back, "how": how})
    user = own_account(actor)
    with_password = not has_second_factor(user)
    if request.method == "POST":
        error = proof_error(request, user, password=with_password)
        if not error:
            door.stepped_up(by=actor, now=timezone.now())
            return HttpResponseRedirect(back)
        return proof_page(request, "step_up", user, back, error, password=with_password)
    return proof_page(request, "step_up", user, back, password=with_password)


def proof_page(
    request: HttpRequest, name: str, user: Account, back: str, error: str = "", *, password: bool
) -> HttpResponse:
    ways = factors_to_show(user) | {"password": password and user.has_usable_password()}
    context = {"back": back, "error": error, "name": user.name, "none": not any(ways.values())}
    context |= ways
    return render(request, f"signin/local/{name}.html", context, status=422 if error else 200)


def proof_error(request: HttpRequest, user: Account, *, password: bool) -> str:
    """What is wrong with the proof that was sent; empty when it holds.

    password: whether the password counts as one.
    """
    if "credential" in request.POST:
        return form_error(AuthenticateWebAuthnForm(user=user, data=request.POST))
    if "code" in request.POST:
        return form_error(CodeForm(user=user, data=request.POST))
    return password_error(request, user) if password else str(WRONG_CODE)


def password_error(request: HttpRequest, user: Account) -> str:
    """What is wrong with the password that was sent; empty when it is right."""
    key = f"password:{user.pk}"
    used = ratelimit.consume(request, app="allauth.account", action="login_failed", key=key)
    if not used:
        return str(TOO_MANY)
    if not user.check_password(request.POST.get("password", "")):
        return _("That is not your password. Try again.")
    used.rollback()
    return ""


def form_error(form: Form) -> str:
    if not form.is_valid():
        return first_error(form)
    form.save()  # type: ignore[attr-defined]
    return ""


@require_POST
@open_to(Who.SIGNED_IN)
def lock(request: HttpRequest) -> HttpResponse:
    """Leave the PC to others for a moment."""
    door.lock(by=actor_of(request), now=timezone.now())
    back = safe_address(request, request.POST.get(BACK))
    response = HttpResponseRedirect(f"{reverse('locked')}?{urlencode({BACK: back})}")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@require_POST
@open_to(Who.ANYONE)
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out from the locked screen, for whoever wants in next."""
    resting = locked(request.COOKIES.get(cookie_name(request), ""))
    if resting is not None:
        local_sign_in.left(resting, now=timezone.now())
    response = HttpResponseRedirect("/inn/")
    response.delete_cookie(cookie_name(request), samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@require_http_methods(["GET", "POST"])
@open_to(Who.ANYONE)
def rests(request: HttpRequest) -> HttpResponse:
    """The locked screen: opened again by its owner's key, code or password, and by nobody else's.

    The password is enough: the second factor was shown when the day began, on this device.
    """
    back = safe_address(request, request.POST.get(BACK) or request.GET.get(BACK))
    resting = locked(request.COOKIES.get(cookie_name(request), ""))
    user = account(resting.account_id) if resting else None
    if resting is None or user is None:
        return HttpResponseRedirect(back)
    if request.method == "POST":
        error = proof_error(request, user, password=True)
        if not error:
            door.unlock(resting, now=timezone.now())
            return HttpResponseRedirect(back)
        return proof_page(request, "locked", user, back, error, password=True)
    return proof_page(request, "locked", user, back, password=True)
