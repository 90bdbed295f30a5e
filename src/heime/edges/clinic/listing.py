"""The whole list: what every room has, narrowed, in order, and the rows that are shown of it.

Everything is counted; only the first rows are made, since making a row is what costs.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from heime.core.actor import Actor
from heime.core.narrowing import Narrowing, counts, hidden_reds, keeps
from heime.core.worklist import Group, Item, in_order
from heime.core.zone import Zone
from heime.edges.clinic import keeping, sources
from heime.edges.clinic.row import Row
from heime.flow.at_a_glance import CASES, at_a_glance
from heime.flow.read_once import Stands
from heime.records.access.standing import Names, Near


@dataclass(frozen=True, slots=True)
class Part:
    """One group: how many rows it has, and those that are shown."""

    group: Group
    count: int
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Listing:
    """The list as it is for one person at one moment.

    total: of the narrowed list; everything: of the whole. hidden_reds: reds that the narrowing
    leaves out. counts: by facet and choice (core/narrowing.py). names: of the places in it.
    """

    parts: list[Part]
    total: int
    everything: int
    shown: int
    hidden_reds: int
    reds_nobody_has: int
    counts: dict[str, Counter[object]]
    names: Names


def listing(
    actor: Actor,
    asked: Narrowing,
    *,
    now: datetime,
    most: int,
    near: Near | None = None,
    stands: Stands | None = None,
    once: keeping.Once | None = None,
) -> Listing:
    """most: how many rows are made. near: of the list, what is about these people. stands: what
    has been read of it already. once: what its rows are made of, read for others who stand so."""
    placed, names = (
        sources.everything(actor, now, near) if stands is None else (stands.placed, stands.names)
    )
    kept = [row.item for row in placed if keeps(asked, row)]
    groups = in_order(kept, now=now)
    chosen: list[Item] = [item for items in groups.values() for item in items][:most]
    told = at_a_glance(chosen, actor, now=now, near=near) if stands is None else stands.told
    sights = stands.sights if stands else None
    made = keeping.rows(chosen, told, actor, now=now, reader=sights, once=once)
    parts = [
        Part(group, len(items), [made[one.id] for one in items if one.id in made])
        for group, items in groups.items()
    ]
    return Listing(
        parts=parts,
        total=len(kept),
        everything=len(placed),
        shown=len(chosen),
        hidden_reds=hidden_reds(asked, placed, now=now),
        reds_nobody_has=sum(_is_red_nobody_has(row.item, now) for row in placed),
        counts=counts(asked, placed),
        names=names,
    )


def _is_red_nobody_has(item: Item, now: datetime) -> bool:
    return (
        item.sort in CASES
        and item.zone is Zone.RED
        and item.has_it is None
        and not (item.waits_until and item.waits_until > now)
    )
