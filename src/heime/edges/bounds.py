"""What the bare server asks of every request before anybody reads it, and says with every answer.

Django looks at hosts and sizes too, but only once it has read the whole of a request, and the FHIR
door stands beside it.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any

from django.http.request import split_domain_port, validate_host

from heime.core.attachments import MOST_A_MESSAGE

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_FORM = 256 * 1024
"""Bytes that a page takes; the FHIR door has a limit of its own."""
TAKES_FILES = re.compile(
    r"/meldinger/[^?]*/(svar|ny)|/hjem/meldinger/(ny/)?[0-9a-f-]{36}/"
    r"|/hjem/api/v1/people/[0-9a-f-]{36}/messages(/[0-9a-f-]{36})?"
)
"""The addresses of forms with files, the only ones that may send more."""
LARGEST_WITH_FILES = MOST_A_MESSAGE + LARGEST_FORM
FROM_HOME = "/hjem/api/v1/entries"
LARGEST_FROM_HOME = 6 * 1024 * 1024
"""What a phone sends at once: a hundred entries, or a picture that it has made smaller."""
LONGEST_ADDRESS = 8 * 1024
MOST_HEADERS = 64
LONGEST_HEADERS = 32 * 1024

BARE_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
)
"""With answers that no browser shows as a page."""
HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")


def refusal(scope: Scope, hosts: list[str]) -> tuple[int, bytes] | None:
    """Why a request is not looked at: its host is not ours, or its head is too large."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    if len(headers) > MOST_HEADERS or sum(len(n) + len(v) for n, v in headers) > LONGEST_HEADERS:
        return 431, b"too many headers\n"
    if len(scope.get("raw_path") or b"") + len(scope.get("query_string", b"")) > LONGEST_ADDRESS:
        return 414, b"the address is too long\n"
    named = [value for name, value in headers if name.lower() == b"host"]
    if len(named) != 1 or not is_ours(named[0].decode("latin-1"), tuple(hosts)):
        return 400, b"this host is not ours\n"
    return None


@lru_cache(maxsize=256)
def is_ours(host: str, hosts: tuple[str, ...]) -> bool:
    """Whether a Host header names one of ours. The same few are asked for all day."""
    name, _port = split_domain_port(host)
    return bool(name) and validate_host(name, hosts)


def takes_files(path: str) -> bool:
    """Whether a page takes a form with files."""
    return TAKES_FILES.fullmatch(path) is not None


async def bounded(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    """Pass a request on to Django, and no more of its body than its page takes."""
    largest = LARGEST_WITH_FILES if takes_files(scope["path"]) else LARGEST_FORM
    if scope["path"] == FROM_HOME:
        largest = LARGEST_FROM_HOME
    told = dict(scope["headers"]).get(b"content-length", b"0")
    if not told.isdigit() or int(told) > largest:
        await plain(send, 413, b"too large\n")
        return
    taken = 0

    async def counted() -> MutableMapping[str, Any]:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        # Nobody hears an answer who never stops talking: as if they had hung up.
        return message if taken <= largest else {"type": "http.disconnect"}

    await app(scope, counted, send)


def closed(send: Send, *, over_tls: bool) -> Send:
    """An answer of the bare routes, with BARE_HEADERS, and HSTS where a proxy ends TLS."""
    more = (*BARE_HEADERS, HSTS) if over_tls else BARE_HEADERS

    async def sent(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sent


async def plain(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"text/plain"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
