"""An HTTP answer of the FHIR door."""

from dataclasses import dataclass
from datetime import datetime

_FIRST_AND_ONLY = (b"etag", b'W/"1"')
"""What is taken in never changes."""


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()


def taken_in(address: str, body: bytes, *, new: bool) -> Response:
    """A resource was kept; 200 when it was here already. address: where it is to be found."""
    return Response(201 if new else 200, body, ((b"location", address.encode()), _FIRST_AND_ONLY))


def shown(body: bytes, received_at: datetime) -> Response:
    """A resource as it was taken in, at this time (UTC)."""
    modified = received_at.strftime("%a, %d %b %Y %H:%M:%S GMT").encode()
    return Response(200, body, (_FIRST_AND_ONLY, (b"last-modified", modified)))
