"""Asking a provider: short waits, small answers, no detours, and never in clear over a network."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from heime.edges.signin.oidc.addresses import on_this_machine, safe
from heime.edges.signin.oidc.failures import Failure, SignInFailed

TIMEOUT = httpx.Timeout(5, connect=3)
LONGEST = 12.0
"""Seconds for a whole answer, so that nobody can feed us one byte at a time."""
LARGEST = 256 * 1024


@dataclass(frozen=True)
class Answer:
    """What a provider said. `body` is its JSON object, empty when it sent none."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]


def get(url: str, headers: Mapping[str, str] | None = None) -> Answer:
    """
    :raises SignInFailed: UNREACHABLE, also for a broken or an oversized answer
    """
    return _ask("GET", url, headers or {}, None)


def post(url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
    """The same, with a form."""
    return _ask("POST", url, headers or {}, form)


def _ask(
    method: str, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None
) -> Answer:
    if not safe(url):
        raise SignInFailed(Failure.REFUSED_BY_PROVIDER, "an address that is not https")
    until = time.monotonic() + LONGEST
    try:
        # A proxy of the network's is used for the world, never for this machine itself.
        outside = not on_this_machine(urlsplit(url).hostname or "")
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=outside) as client,
            client.stream(
                method, url, headers={"Accept": "application/json", **headers}, data=form
            ) as response,
        ):
            body = _read(response, until)
    except httpx.HTTPError as error:
        raise SignInFailed(Failure.UNREACHABLE, type(error).__name__) from None
    if response.status_code >= 500:
        raise SignInFailed(Failure.UNREACHABLE, f"HTTP {response.status_code}")
    return Answer(response.status_code, _object(body), response.headers)


def _read(response: httpx.Response, until: float) -> bytes:
    body = b""
    for piece in response.iter_bytes():
        body += piece
        if len(body) > LARGEST or time.monotonic() > until:
            raise SignInFailed(Failure.UNREACHABLE, "too large or too slow an answer")
    return body


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
