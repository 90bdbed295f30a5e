"""The app's own page: one built file, its worker and its card for the home screen.

Nothing here is about anybody, so anybody may have it. Where the app is not built, and where no
script runs, a plain page says what can be done without.
"""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from heime.edges.access import Who, open_to

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types default",
        "report-uri /csp",
    ]
)
"""As everywhere (edges/web.py), with a worker, and pictures that were taken on the phone."""
OPEN = (
    "bluetooth=(self)", "camera=(self)", "screen-wake-lock=(self)", "geolocation=()",
    "microphone=()", "payment=()", "usb=()", "serial=()", "hid=()", "midi=()", "fullscreen=(self)",
    "display-capture=()", "publickey-credentials-get=(self)",
)  # fmt: skip
"""Meters are read by Bluetooth, pictures sent to the team; a tablet on the wall stays awake."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": ", ".join(OPEN),
    "Cache-Control": "no-cache",
}
"""Asked for anew each time, so that a new version is found; nobody's data is in any of it."""


@require_GET
@open_to(Who.ANYONE)
def shell(request: HttpRequest) -> HttpResponse:
    """The app."""
    page = _built("index.html")
    if page is None:
        return render(request, "home/not_built.html", status=404)
    return _file(page, "text/html; charset=utf-8")


@require_GET
@open_to(Who.ANYONE)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, which may look after everything under /hjem/ and nothing else."""
    answer = _file(_built("sw.js"), "text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = "/hjem/"
    return answer


@require_GET
@open_to(Who.ANYONE)
def manifest(request: HttpRequest) -> HttpResponse:
    """What the app is called on a home screen, and how it looks there."""
    return _file(_built("manifest.webmanifest"), "application/manifest+json")


def _built(name: str) -> Path | None:
    path = Path(settings.HOME_APP_BUILT) / name
    return path if path.is_file() else None


def _file(path: Path | None, sort: str) -> HttpResponse:
    if path is None:
        return HttpResponse(status=404)
    return HttpResponse(path.read_bytes(), content_type=sort, headers=dict(HEADERS))
