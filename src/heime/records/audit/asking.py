"""What is known of a request as a whole, and goes into every entry that it makes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Asking:
    """One request: made once, when it comes in, by whoever takes it in.

    device: a short word for what is used, such as "phone" or a gateway's id; never an address.
    """

    request_id: UUID
    purpose: str | None = None
    role: str | None = None
    organisation_id: UUID | None = None
    ground: str | None = None
    device: str | None = None


_ASKING: ContextVar[Asking | None] = ContextVar("asking", default=None)


def asking_now() -> Asking | None:
    """The request at hand; None outside any."""
    return _ASKING.get()


@contextmanager
def asking(request: Asking) -> Iterator[None]:
    """Everything that is logged inside belongs to this request."""
    before = _ASKING.set(request)
    try:
        yield
    finally:
        _ASKING.reset(before)
