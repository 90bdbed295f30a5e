"""One person's stored history, made ready to be replayed under any number of plans."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from heime.core import whatif
from heime.core.judging import local_day
from heime.core.kinds import Kind
from heime.core.late import FRESH
from heime.core.quantity import Scaled
from heime.core.reading import Reading
from heime.core.record import Item, Record
from heime.core.series import Sitting
from heime.core.whatif import Raised, Side
from heime.core.zone import Zone
from heime.ops.whatif import columns
from heime.ops.whatif.alike import Earlier
from heime.ops.whatif.columns import Column, Midnights, Truths


@dataclass(frozen=True, slots=True)
class OfBlocks:
    """What came of one or more blocks that were judged together: the alerts, the zone of each
    result, and of each block its sittings with their values."""

    raised: Raised
    zones: list[tuple[date, Zone]]
    sittings: list[list[tuple[Sitting, Scaled | None]]]


@dataclass(slots=True)
class OfKind:
    """What one side made of one kind: the alerts, the zone of each result, and of each block that
    was judged its sittings (None where columns settled it)."""

    raised: Raised
    zones: list[tuple[date, Zone]]
    sittings: list[list[tuple[Sitting, Scaled | None]] | None]
    judges: Truths
    """Of each block, whether the plan of its day judges this kind at all."""
    judged: int = 0
    answers: dict[int, tuple[Earlier, OfBlocks]] = field(default_factory=dict)
    """What came of each block that was judged alone, and what was before it."""


@dataclass(slots=True)
class OfForms:
    """What one side made of everything that is no reading. record: with all of it added."""

    raised: Raised
    zones: list[tuple[date, Zone]]
    record: Record


@dataclass(slots=True)
class History:
    """One person's stored history, made ready to be replayed under any number of sides.

    Everything that arrived after `until` is left out.
    """

    items: tuple[Item, ...]
    until: datetime
    columns: dict[Kind, Column] = field(default_factory=dict)
    others: list[Item] = field(default_factory=list)
    others_on: dict[date, list[Item]] = field(default_factory=dict)
    """What is no reading: forms, events and sets of vital signs; all of it, and by local day."""
    late_on: set[date] = field(default_factory=set)
    """The local days on which something came too late to be judged live."""
    known: dict[Kind, list[tuple[Side, OfKind]]] = field(default_factory=dict)
    known_forms: list[tuple[object, OfForms]] = field(default_factory=list)
    """What was worked out for one side; beside it the side, or all of it that it rests on."""

    @classmethod
    def of(cls, items: Sequence[Item], until: datetime) -> "History":
        once: dict[UUID, Item] = {}
        for item in items:
            if item.received_at <= until:
                once.setdefault(item.id, item)  # the same item again changes nothing (CL-32)
        made = cls(tuple(once.values()), until)
        of_kind: dict[Kind, list[Reading]] = {}
        for item in made.items:
            if isinstance(item, Reading):
                of_kind.setdefault(item.kind, []).append(item)
            else:
                made.others.append(item)
                made.others_on.setdefault(local_day(whatif.taken(item)), []).append(item)
            if item.received_at - whatif.taken(item) > FRESH:
                made.late_on.add(local_day(item.received_at))
        moments = [whatif.taken(item) for item in made.items]
        midnights = Midnights(min(moments, default=until), max(moments, default=until))
        made.columns = {k: columns.column(k, of, midnights) for k, of in of_kind.items()}
        return made

    @property
    def readings(self) -> int:
        return len(self.items) - len(self.others)
