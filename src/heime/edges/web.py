"""What every answer of the web pages shares: safe headers, and one way of saying no."""

import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import render
from django.utils.translation import gettext as _

from heime.core.errors import Refused
from heime.edges import bounds

log = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types default",
        "report-uri /csp",
    ]
)
"""Nothing from elsewhere, nothing inline, and no text becomes a script (app/src/trusted.ts)."""

_CLOSED = (
    "accelerometer", "autoplay", "bluetooth", "camera", "display-capture", "encrypted-media",
    "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "microphone",
    "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": ", ".join(
        [*(f"{feature}=()" for feature in _CLOSED), "publickey-credentials-get=(self)"]
    ),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every answer that does not say otherwise. Django's own middleware adds the rest: nosniff,
Referrer-Policy, X-Frame-Options, the opener policy, and HSTS behind TLS."""

HOME_API = "/hjem/api/"
STATUS = {"not-found": 404, "forbidden": 403, "not-allowed-now": 409, "missing-text": 422}
"""HTTP status by a refusal's code; any other is 400."""


def headers(get_response: Answer) -> Answer:
    """Middleware: HEADERS on every answer, so that no page is kept in any cache either."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


CREDENTIAL, MOST_BRACKETS = "credential", 100
"""The field in which a browser gives a passkey's answer, as JSON. A real one has a dozen brackets;
Python gives up on thousands."""


def readable(get_response: Answer) -> Answer:
    """Middleware: no null byte in what was sent, for no text of ours has one and the database takes
    none; and a page that says so when it was asked for by a method that it does not have."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and not has_files(request):
            request.body  # noqa: B018  first, for no view could read it raw once its form is parsed
        for sent in (request.GET, request.POST):
            if any("\x00" in text for name, texts in sent.lists() for text in (name, *texts)):
                return bad_request(request)
        told = request.POST.get(CREDENTIAL, "")
        if told.count("[") + told.count("{") > MOST_BRACKETS:
            return bad_request(request)
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            said = problem(request, 405, "wrong-method", sentence_for("wrong-method"))
            said.headers["Allow"] = response.headers["Allow"]
            return said
        return response

    return answer


def has_files(request: HttpRequest) -> bool:
    """Whether this is a form with files to a page that takes them: too large to be held twice."""
    return request.content_type == "multipart/form-data" and bounds.takes_files(request.path)


def is_fragment(request: HttpRequest) -> bool:
    """Whether a script on the page asks for a part of it."""
    return request.headers.get("HX-Request") == "true"


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal as a page, or as a problem document for programs (RFC 9457)."""
    status = STATUS.get(refusal.code, 400)
    return problem(request, status, refusal.code, sentence_for(refusal.code))


def sentence_for(code: str) -> str:
    """What a refusal says to the person, in their language."""
    return {
        "not-found": _("We cannot find this. It may have been moved, or it is not yours to see."),
        "forbidden": _("You do not have access to this page."),
        "signed-out": _("You are not signed in."),
        "not-allowed-now": _("Somebody else changed this case just now."),
        "missing-text": _("Something that must be filled in is missing."),
        "bad-request": _("Heime could not read what was sent. Go back and try once more."),
        "csrf": _("The page had been open too long. Go back, load it again and try once more."),
        "no-database": _(
            "Heime cannot reach its database. Nothing is lost. Follow the routine for downtime,"
            " and try again in a minute."
        ),
        "server-error": _("Something went wrong in Heime. The error is logged."),
    }.get(code, _("This cannot be done."))


def problem(request: HttpRequest, status: int, code: str, text: str) -> HttpResponse:
    """One page for every way of saying no; a problem document where JSON is preferred, and always
    to the app at home, which no person reads by themselves."""
    if request.path_info.startswith(HOME_API) or request.get_preferred_type(
        ["text/html", "application/problem+json"]
    ) == ("application/problem+json"):
        return JsonResponse(
            {"type": "about:blank", "status": status, "code": code, "detail": text},
            status=status,
            content_type="application/problem+json",
        )
    template = "_problem.html" if is_fragment(request) else "problem.html"
    return render(request, template, {"status": status, "text": text}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too large, too many fields, or for a host that is not ours."""
    return problem(request, 400, "bad-request", sentence_for("bad-request"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem(request, 403, "csrf", sentence_for("csrf"))


def no_database(request: HttpRequest) -> HttpResponse:
    answer = problem(request, 503, "no-database", sentence_for("no-database"))
    answer.headers["Retry-After"] = "10"
    return answer


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 404, "not-found", sentence_for("not-found"))


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours. The log says which and where, and never its text: the text of
    an error may hold what somebody wrote."""
    kind, _error, trace = sys.exc_info()
    where = traceback.extract_tb(trace)[-1:]
    log.error(
        "500 at %s: %s in %s",
        request.resolver_match.route if request.resolver_match else "?",
        kind.__name__ if kind else "?",
        ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in where),
    )
    return problem(request, 500, "server-error", sentence_for("server-error"))
