"""Narrowing the list to what somebody asks for, without ever hiding a red in silence."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from heime.core.worklist import Group, Item, Sort, group_for
from heime.core.zone import Zone


class Whose(StrEnum):
    MINE = "mine"
    NOBODYS = "nobodys"
    COLLEAGUES = "colleagues"


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with what it can be narrowed by that the row itself does not say."""

    item: Item
    team: UUID
    conditions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is asked for; None for everything. me: the account that asks, for `whose`."""

    me: UUID
    whose: Whose | None = None
    team: UUID | None = None
    municipality: int | None = None
    condition: str | None = None
    zone: Zone | None = None
    sort: Sort | None = None

    @property
    def choices(self) -> tuple[tuple[str, object], ...]:
        """Facet by facet, what is asked for."""
        return (
            ("whose", self.whose), ("team", self.team), ("municipality", self.municipality),
            ("condition", self.condition), ("zone", self.zone), ("sort", self.sort),
        )  # fmt: skip

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return all(wanted is None for _, wanted in self.choices)


FACETS: dict[str, Callable[[Placed, UUID], Iterable[object]]] = {
    "whose": lambda row, me: [whose_is(row.item, me)],
    "team": lambda row, me: [row.team],
    "municipality": lambda row, me: [row.item.municipality],
    "condition": lambda row, me: row.conditions,
    "zone": lambda row, me: [] if row.item.zone is None else [row.item.zone],
    "sort": lambda row, me: [row.item.sort],
}
"""What can be asked for → what of it a row answers to."""


def whose_is(item: Item, me: UUID) -> Whose:
    if item.has_it is None:
        return Whose.NOBODYS
    return Whose.MINE if item.has_it == me else Whose.COLLEAGUES


def keeps(asked: Narrowing, row: Placed, *, but: str = "") -> bool:
    """Whether a row answers to everything that is asked for. but: a facet that is let be."""
    return all(
        wanted in FACETS[name](row, asked.me)
        for name, wanted in asked.choices
        if wanted is not None and name != but
    )


def counts(asked: Narrowing, rows: Sequence[Placed]) -> dict[str, Counter[object]]:
    """For each facet: how many rows each choice in it would show, the other facets as they are."""
    found: dict[str, Counter[object]] = {}
    for name, answers in FACETS.items():
        kept = rows if asked.is_all else [row for row in rows if keeps(asked, row, but=name)]
        found[name] = Counter(choice for row in kept for choice in answers(row, asked.me))
    return found


def hidden_reds(asked: Narrowing, rows: Sequence[Placed], *, now: datetime) -> int:
    """How many rows that stand among the reds this narrowing leaves out."""
    if asked.is_all:
        return 0
    return sum(group_for(row.item, now=now) is Group.RED and not keeps(asked, row) for row in rows)
