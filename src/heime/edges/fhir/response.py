"""An HTTP answer of the FHIR door."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
