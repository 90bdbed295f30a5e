"""One batch on its way through receiving: its rows, their answers, and what is to be written."""

from dataclasses import dataclass, field
from uuid import UUID

from heime.core.arrival import Kept, Sent
from heime.core.errors import Refused
from heime.records.access.batch import Right
from heime.records.audit.batch import Act
from heime.records.measurements.batch import Fact, Judged


@dataclass(slots=True)
class Row:
    """One sent reading on its way through, and what became of it."""

    sent: Sent
    right: Right
    key: UUID
    digest: UUID
    answer: Kept | Refused | None = None


@dataclass(slots=True)
class Work:
    """What one batch has to write."""

    receipts: list[tuple[int, UUID, UUID, UUID]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    acts: dict[tuple[int, UUID | None, str], Act] = field(default_factory=dict)
