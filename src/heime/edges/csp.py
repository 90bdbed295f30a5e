"""What browsers report of scripts and styles that our content policy stopped.

Anybody can send such a report, and one may quote an address or a piece of a page. So little is
kept of it, only words of our own; few are written down; and the first says that somebody should
look: a page of ours that needs what we forbid, or an attack that was stopped.
"""

import json
import logging
import time
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from heime.edges import web
from heime.edges.access import Who, open_to

log = logging.getLogger(__name__)

LARGEST = 8 * 1024
WRITTEN = 10
"""How many reports a process writes down in each SPAN; the rest are only counted."""
SPAN = 60.0
_DIRECTIVES = {part.split()[0] for part in web.POLICY.split("; ")} | {
    "script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr", "worker-src",
    "object-src", "frame-src", "child-src", "media-src",
}  # fmt: skip
_BLOCKED = {"inline", "eval", "data", "blob", "trusted-types-sink", "trusted-types-policy"}


class Quota:
    """So many in each span of time, and how many came beyond that."""

    def __init__(self, most: int, span: float) -> None:
        self._most, self._span = most, span
        self._since, self._taken, self.beyond = float("-inf"), 0, 0

    def take(self, now: float) -> bool:
        """Whether one more is within it. `beyond` counts those that were not, until the next."""
        if now - self._since >= self._span:
            self._since, self._taken, self.beyond = now, 0, 0
        self._taken += 1
        if self._taken <= self._most:
            return True
        self.beyond += 1
        return False


_quota = Quota(WRITTEN, SPAN)


@csrf_exempt  # the browser sends it by itself, and nothing is changed by it
@require_POST
@open_to(Who.ANYONE)
def report(request: HttpRequest) -> HttpResponse:
    """Take a report; 204 whatever it says, 429 when there are too many."""
    if not _quota.take(time.monotonic()):
        return HttpResponse(status=429, headers={"Retry-After": str(int(SPAN))})
    if int(request.META.get("CONTENT_LENGTH") or 0) <= LARGEST:
        log.warning("the content policy stopped something: %s", words(request.body))
    return HttpResponse(status=204)


report.own_moments = True  # type: ignore[attr-defined]  # no sign-in is kept awake by it


def words(body: bytes) -> str:
    """A report in our own words: which rule, what was stopped, on which page of ours."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return "a report that cannot be read"
    said: Any = told.get("csp-report") if isinstance(told, dict) else None
    if not isinstance(said, dict):
        return "a report that cannot be read"
    rule = str(said.get("effective-directive") or said.get("violated-directive") or "")
    rule = rule.split(" ")[0]
    return (
        f"{rule if rule in _DIRECTIVES else 'another rule'},"
        f" {_blocked(str(said.get('blocked-uri', '')))},"
        f" on {_page(str(said.get('document-uri', '')))}"
    )


def _blocked(what: str) -> str:
    return what if what in _BLOCKED else "something with an address"


def _page(address: str) -> str:
    """The pattern of the page's address, without the ids in it."""
    try:
        return f"/{resolve(urlsplit(address).path).route}"
    except (Resolver404, ValueError):
        return "a page that is not ours"
