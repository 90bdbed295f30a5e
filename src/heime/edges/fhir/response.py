"""An HTTP answer of the FHIR door."""

from dataclasses import dataclass
from datetime import datetime

_FIRST = (b"etag", b'W/"1"')
_SECOND = (b"etag", b'W/"2"')
"""What is taken in never changes, but for this once: that it is withdrawn."""


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()


def taken_in(address: str, body: bytes, *, new: bool) -> Response:
    """A resource was kept; 200 when it was here already. address: where it is to be found."""
    return Response(201 if new else 200, body, ((b"location", address.encode()), _FIRST))


def shown(body: bytes, at: datetime, *, changed: bool = False) -> Response:
    """A resource as it was taken in, or changed, at this time (UTC)."""
    modified = at.strftime("%a, %d %b %Y %H:%M:%S GMT").encode()
    return Response(200, body, (_SECOND if changed else _FIRST, (b"last-modified", modified)))
