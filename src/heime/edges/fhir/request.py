"""An HTTP request to the FHIR door, read and bounded before anything looks into it."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from heime.edges.fhir import wire
from heime.edges.fhir.outcome import Unusable

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

_TOKEN = re.compile(rb"[Bb]earer +([A-Za-z0-9._~+/=-]{8,512})", re.ASCII)
"""No comma: tokens of a batch travel to the database separated by commas."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?|\[[0-9a-fA-F:]+\](:\d{1,5})?", re.ASCII)
"""What may stand in the addresses we answer with."""
JSON = b"application/fhir+json"


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: str
    headers: dict[bytes, bytes]
    base: str
    body: bytes

    @property
    def token(self) -> str:
        """The bearer token. Raises UnknownSender's 401 when there is none."""
        match = _TOKEN.fullmatch(self.headers.get(b"authorization", b""))
        if match is None:
            raise Unusable(401, "login", "", "A bearer token is needed.", "unknown-sender")
        return match[1].decode()

    def prefers(self, what: bytes) -> bool:
        return what in self.headers.get(b"prefer", b"").replace(b" ", b"")


async def read(scope: Scope, receive: Receive) -> Request:
    headers = {name.lower(): value for name, value in scope["headers"]}
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > wire.MAX_BODY:
        raise _too_large()
    if headers.get(b"content-encoding", b"identity") != b"identity":
        raise Unusable(415, "not-supported", "", "Send it uncompressed.", "wrong-media-type")
    body = await _body(receive) if scope["method"] in ("POST", "PUT", "PATCH") else b""
    host = headers.get(b"host", b"").decode("latin-1")
    if not _HOST.fullmatch(host):
        host = "localhost"
    base = f"{scope.get('scheme', 'http')}://{host}/fhir"
    return Request(
        scope["method"],
        scope["path"],
        scope.get("query_string", b"").decode("latin-1"),
        headers,
        base,
        body,
    )


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    if len(body) > wire.MAX_BODY:
        raise _too_large()
    if not message.get("more_body"):
        return body
    parts, size = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > wire.MAX_BODY:
            raise _too_large()
    return b"".join(parts)


def _too_large() -> Unusable:
    text = f"At most {wire.MAX_BODY} bytes in one request."
    return Unusable(413, "too-costly", "", text, "too-large")


def check_json(request: Request) -> None:
    kind = request.headers.get(b"content-type", JSON).split(b";")[0].strip().lower()
    if kind not in (JSON, b"application/json", b"text/json"):
        raise Unusable(415, "not-supported", "", "We take FHIR as JSON.", "wrong-media-type")


def only(request: Request, *methods: str) -> None:
    if request.method not in methods:
        raise Unusable(405, "not-supported", "", "Not with this method.", "wrong-method")


def identified(id_: str, missing: str) -> UUID:
    """The id in an address; whatever cannot be one of ours is not found, with what is missing."""
    if not _ID.fullmatch(id_):
        raise Unusable(404, "not-found", "", missing, "not-found")
    return UUID(id_)
