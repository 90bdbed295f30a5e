"""The whole list: what every room has, narrowed, in order, and the rows that are shown of it.

Everything is counted; only the first rows are made, since making a row is what costs.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.climbing import Step
from heime.core.narrowing import Narrowing, Placed, counts, hidden_reds, keeps
from heime.core.roles import Scope
from heime.core.worklist import Group, Item, Sort, in_order
from heime.core.zone import Zone
from heime.edges.clinic import news, otherrows, rows, sorts, sources
from heime.edges.clinic.row import Row
from heime.flow import at_the_desk
from heime.records.access.reach import enrolments_within
from heime.records.people.models import Account, Enrolment
from heime.records.worklist import reads as worklist

CASES = (Sort.CASE, Sort.ESCALATED)
"""A red on its way up is its case, marked: not a second row."""


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
    leaves out. counts: by facet and choice (core/narrowing.py).
    """

    parts: list[Part]
    total: int
    everything: int
    shown: int
    hidden_reds: int
    reds_nobody_has: int
    counts: dict[str, Counter[object]]


def listing(actor: Actor, asked: Narrowing, *, now: datetime, most: int) -> Listing:
    """most: how many rows are made."""
    placed = _placed(sources.everything(actor, now), actor)
    kept = [row.item for row in placed if keeps(asked, row)]
    groups = in_order(kept, now=now)
    chosen: list[Item] = [item for items in groups.values() for item in items][:most]
    made = _rows(chosen, actor, now=now)
    parts = [
        Part(group, len(items), [replace(made[i.id], group=group) for i in items if i.id in made])
        for group, items in groups.items()
    ]
    return Listing(
        parts=parts,
        total=len(kept),
        everything=len(placed),
        shown=len(chosen),
        hidden_reds=hidden_reds(asked, placed, now=now),
        reds_nobody_has=sum(
            row.item.sort in CASES
            and row.item.zone is Zone.RED
            and row.item.has_it is None
            and not (row.item.waits_until and row.item.waits_until > now)
            for row in placed
        ),
        counts=counts(asked, placed),
    )


def _placed(items: Sequence[Item], actor: Actor) -> list[Placed]:
    """Each with its person's team and conditions; whoever is not reached is left out."""
    found = enrolments_within(actor, Scope.CONTACT).filter(id__in={i.enrolment for i in items})
    people = {
        id_: (team, frozenset(conditions))
        for id_, team, conditions in found.values_list("id", "team_id", "conditions")
    }
    return [Placed(item, *people[item.enrolment]) for item in items if item.enrolment in people]


def _rows(items: Sequence[Item], actor: Actor, *, now: datetime) -> dict[UUID, Row]:
    """The rows of these items, by their ids; what went away just now has none."""
    judged = _judged_rows(items, actor, now=now)
    others = [item for item in items if item.sort not in (*CASES, Sort.AWAITED)]
    found = Enrolment.objects.filter(id__in={item.enrolment for item in others})
    people = {one.id: one for one in found.select_related("patient", "municipality")}
    takers = Account.objects.filter(id__in={item.has_it for item in others if item.has_it})
    names = dict(takers.values_list("id", "name"))
    made = judged | {
        item.id: otherrows.row(item, people[item.enrolment], names, actor, now=now)
        for item in others
        if item.enrolment in people
    }
    looked_at = at_the_desk.who_looks({r.enrolment_id for r in made.values()}, by=actor, now=now)
    return {
        id_: replace(row, lookers=", ".join(looked_at[row.enrolment_id]))
        if row.enrolment_id in looked_at
        else row
        for id_, row in made.items()
    }


def _judged_rows(items: Sequence[Item], actor: Actor, *, now: datetime) -> dict[UUID, Row]:
    """Rows of cases and awaited readings, everything about them read in a few statements."""
    cases = worklist.cases_by_id([i.id for i in items if i.sort in CASES], actor)
    up = {i.id: sorts.climbed(Step(i.about)) for i in items if i.sort is Sort.ESCALATED}
    awaited = {(i.enrolment, int(i.about)): i.id for i in items if i.sort is Sort.AWAITED}
    waiting = [
        one
        for one in (worklist.awaited_of({e for e, _ in awaited}, actor) if awaited else [])
        if (one.enrolment_id, one.kind) in awaited
    ]
    known = rows.known_about([*cases.values(), *waiting], actor, now=now)
    new = news.about(list(cases.values()), actor) if cases else {}
    found = {
        id_: replace(
            rows.case_row(case, known, actor, now=now), news=new[id_], climbed=up.get(id_, "")
        )
        for id_, case in cases.items()
    }
    for one in waiting:
        id_ = awaited[one.enrolment_id, one.kind]
        found[id_] = rows.awaited_row(one, known, now=now)
    return found
