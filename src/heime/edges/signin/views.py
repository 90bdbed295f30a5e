"""Signing in and out, and choosing a language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heime.edges.access import Who, actor_of, open_to
from heime.edges.signin import demo
from heime.edges.signin.context import cookie_name, device_of, keep_language
from heime.edges.signin.oidc import leaving
from heime.edges.signin.oidc.profiles import offered
from heime.flow import sign_in as door


@require_http_methods(["GET", "POST"])
@open_to(Who.ANYONE)
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; 422 with the same page when name and password do not fit."""
    back = safe_address(request, request.POST.get("til") or request.GET.get("til"))
    if request.method == "GET":
        if getattr(request, "actor", None) is not None:
            return HttpResponseRedirect(back)
        return page(request, back)
    if not password_alone():
        return HttpResponseRedirect(reverse("account_login"))
    found = door.sign_in(
        request.POST.get("user", ""), request.POST.get("password", ""), now=timezone.now(),
        device=device_of(request),
    )  # fmt: skip
    if found is None:
        return page(
            request, back, error=_("User name and password do not match. Check both and try again.")
        )
    token, actor = found
    response = HttpResponseRedirect(back)
    response.set_cookie(
        cookie_name(request), token, secure=request.is_secure(), httponly=True, samesite="Strict"
    )
    keep_language(response, request, actor.language)
    return response


def password_alone() -> bool:
    """Whether a password lets anybody in: only in the demo, where everybody is invented."""
    return str(settings.HEIME_MODE) == "demo"


def page(request: HttpRequest, back: str, error: str = "") -> HttpResponse:
    context = {
        "error": error,
        "back": back,
        "user": request.POST.get("user", ""),
        "password_alone": password_alone(),
        "demo_groups": demo.groups(),
        "providers": offered(),
    }
    return render(request, "signin/sign_in.html", context, status=422 if error else 200)


def safe_address(request: HttpRequest, wanted: str | None) -> str:
    """Where to go afterwards: only ever a page of our own."""
    ours = wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if wanted and ours else "/"


@require_POST
@open_to(Who.SIGNED_IN)
def sign_out(request: HttpRequest) -> HttpResponse:
    door.sign_out(by=actor_of(request), now=timezone.now())
    response = leaving.signed_out(request) or HttpResponseRedirect("/inn/")
    response.delete_cookie(cookie_name(request), samesite="Lax")
    # Tell the browser to forget what it may have kept of the pages.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@require_POST
@open_to(Who.ANYONE)
def choose_language(request: HttpRequest) -> HttpResponse:
    """Change language for this browser, and for the account when somebody is signed in."""
    language = request.POST.get("language", "")
    response = HttpResponseRedirect(safe_address(request, request.POST.get("til")))
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
        keep_language(response, request, language)
        if getattr(request, "actor", None) is not None:
            door.choose_language(language, by=actor_of(request))
    return response
