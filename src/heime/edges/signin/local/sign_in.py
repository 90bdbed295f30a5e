"""Signing in with a local account: name and password, then a code or a key; or a passkey alone."""

from allauth.account.forms import LoginForm
from allauth.account.models import Login
from allauth.account.stages import LoginStage, LoginStageController
from allauth.core.internal import ratelimit
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from heime.edges import web
from heime.edges.access import Who, open_to
from heime.edges.signin.local.adapter import TOO_MANY
from heime.edges.signin.local.forms import CodeForm
from heime.edges.signin.views import safe_address
from heime.records.credentials.reads import kinds_of
from heime.records.people.models import Account

BACK = "til"
"""Where to go afterwards, in addresses and forms; kept in the session while steps remain."""


@require_http_methods(["GET", "POST"])
@open_to(Who.ANYONE)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password, or the button for a passkey; 422 with the same page when they do not fit.

    Somebody who has come half-way is sent on to the second step.
    """
    back = safe_address(request, request.POST.get(BACK) or request.GET.get(BACK))
    if getattr(request, "actor", None) is not None:
        return HttpResponseRedirect(back)
    if request.method == "GET":
        if second_step(request) is not None:
            return HttpResponseRedirect(reverse("mfa_authenticate"))
        return page(request, back)
    if not ratelimit.consume(request, app="allauth.account", action="login"):
        return too_many(request)
    form = LoginForm(
        {"login": request.POST.get("user", "").lower(), "password": request.POST.get("password")},
        request=request,
    )
    if not form.is_valid():
        return page(request, back, error=first_error(form))
    answer: HttpResponse = form.login(request, redirect_url=back)
    return answer


def page(request: HttpRequest, back: str, error: str = "") -> HttpResponse:
    context = {"back": back, "error": error, "user": request.POST.get("user", "")}
    return render(request, "signin/local/sign_in.html", context, status=422 if error else 200)


def first_error(form: Form) -> str:
    return next((str(text) for texts in form.errors.values() for text in texts), "")


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """More tries than anybody needs."""
    answer = web.problem(request, 429, "too-many-tries", str(TOO_MANY))
    answer.headers["Retry-After"] = "300"
    return answer


def second_step(request: HttpRequest) -> LoginStage | None:
    """The second step of whoever has shown a right password in these ten minutes."""
    stage: LoginStage | None = LoginStageController.enter(request, AuthenticateStage.key)
    return stage


@require_http_methods(["GET", "POST"])
@open_to(Who.ANYONE)
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second step: a code from the app or the printed list, or a key."""
    stage = second_step(request)
    if stage is None or getattr(request, "actor", None) is not None:
        return HttpResponseRedirect(reverse("account_login"))
    user = stage.login.user
    if request.method == "GET":
        return second_page(request, user)
    if "credential" in request.POST:
        form: Form = AuthenticateWebAuthnForm(user=user, data=request.POST)
    else:
        form = CodeForm(user=user, data=request.POST)
    if not form.is_valid():
        return second_page(request, user, error=first_error(form))
    form.save()  # type: ignore[attr-defined]
    answer: HttpResponse = stage.exit()
    return answer


def second_page(request: HttpRequest, user: Account, error: str = "") -> HttpResponse:
    context = {"error": error, **factors_to_show(user)}
    return render(request, "signin/local/second_factor.html", context, status=422 if error else 200)


def factors_to_show(user: Account) -> dict[str, object]:
    """What somebody may prove themselves with, and the challenge for their keys when they have."""
    kinds = kinds_of(user.id)
    keys = webauthn.begin_authentication(user) if "webauthn" in kinds else None
    return {"options": keys, "codes": bool(kinds - {"webauthn"})}


@require_http_methods(["GET", "POST"])
@open_to(Who.ANYONE)
def passkey(request: HttpRequest) -> HttpResponse:
    """A passkey alone. GET gives the challenge to the script, POST takes the answer."""
    if not ratelimit.consume(request, app="allauth.mfa", action="webauthn_login", limit_get=True):
        return too_many(request)
    if request.method == "GET":
        return JsonResponse(webauthn.begin_authentication())
    back = safe_address(request, request.POST.get(BACK))
    form = LoginWebAuthnForm(data=request.POST)
    if not form.is_valid():
        return page(request, back, error=first_error(form))
    found = form.cleaned_data["credential"]
    login = Login(user=found.user, redirect_url=back)
    answer: HttpResponse = perform_passwordless_login(request, found, login)
    return answer


@require_POST
@open_to(Who.ANYONE)
def start_over(request: HttpRequest) -> HttpResponse:
    """Forget a sign-in that was begun and not finished."""
    request.session.flush()
    return HttpResponseRedirect(reverse("account_login"))
