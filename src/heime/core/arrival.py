"""A thing that was sent to us, on its way in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from heime.core.kinds import Kind
from heime.core.quantity import Scaled
from heime.core.reading import Quality


@dataclass(frozen=True, slots=True)
class Sent:
    """One reading as a door understood it, with the right it came by.

    token: the bearer token it came with; checked in the transaction that keeps the reading.
    enrolment, lookups: whom it is about: by our id, or by keyed hashes of an identity number.
        When both are given they must lead to the same person.
    key: what the sender calls this reading; empty to know it by its content.
    content: bytes that are equal exactly when what was sent is equal.
    request: number of the request it came in, so that one request makes one log entry a person.
    by_staff: somebody of the team entered it; `token` is then that of their sign-in.
    from_home: it came from a phone of the person's own; `token` is then the phone's.
    """

    token: str = field(repr=False)
    enrolment: UUID | None
    lookup: bytes | None = field(repr=False)
    key: str = field(repr=False)
    content: bytes = field(repr=False)
    kind: Kind
    value: Scaled | None
    second: Scaled | None
    decimals: int
    measured_at: datetime
    quality: Quality = Quality.NONE
    device: str = ""
    manual: bool = False
    request: int = 0
    by_staff: bool = False
    from_home: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """That a reading is kept, and as what. `new` is false when it was already there."""

    id: UUID
    enrolment: UUID
    municipality: int
    received_at: datetime
    rejected: bool
    sent: Sent
    new: bool


@dataclass(frozen=True, slots=True)
class SentAnswers:
    """One answered questionnaire as a door understood it, with the right it came by.

    token, enrolment, lookup, key, content, request, by_staff, from_home: as of
    `Sent`.
    items: by link id, None for a blank; None as a whole when only `total` was given.
    by: who answered: `patient`, `carer`, `trained_carer` or `health_personnel`.
    """

    token: str = field(repr=False)
    enrolment: UUID | None
    lookup: bytes | None = field(repr=False)
    key: str = field(repr=False)
    content: bytes = field(repr=False)
    questionnaire: str
    version: str
    answered_at: datetime
    items: Mapping[str, int | None] | None = field(repr=False)
    total: int | None = field(default=None, repr=False)
    safe_now: str | None = field(default=None, repr=False)
    by: str = "patient"
    request: int = 0
    by_staff: bool = False
    from_home: bool = False


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """That a questionnaire is kept. `new` is false when it was already there."""

    id: UUID
    enrolment: UUID
    received_at: datetime
    sent: SentAnswers
    new: bool
