"""Everything that needs somebody, asked as one question, put together from what each room gives.

A room gives a `Part`: what it asks of its own tables, and how an answer becomes a row of the list.
The question names whom the reader reaches once for each scope, however many rooms ask for it; the
database's own wall stands before every table as always.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from heime.core.actor import Actor
from heime.core.narrowing import Placed
from heime.core.roles import Scope
from heime.core.worklist import Item, Sort
from heime.core.zone import Priority, Zone
from heime.records.access.reach import reached
from heime.records.planned import planned_once

Near = Mapping[Scope, list[UUID]]
"""Of the few people at hand, whom the reader reaches with each scope (sight.py)."""


class Found(NamedTuple):
    """What a part selects, in this order."""

    id: UUID
    enrolment: UUID
    municipality: int
    since: datetime
    due_at: datetime | None
    zone: int | None
    priority: int | None
    has_it: UUID | None
    waits_until: datetime | None
    about: str


@dataclass(frozen=True)
class Part:
    """asks: a SELECT of what Found names. `{cases}` in it stands for whom the reader reaches with
    that scope, `{lately}` and `{soon}` for a moment some days ago (LATELY) and one ahead, `folk`
    for the enrolments of those whom the reader reaches at all; and %(now)s, %(me)s, %(profession)s
    and %(message_teams)s for what their names say.

    item: the row of an answer; None when it needs nobody after all.
    """

    asks: str
    item: Callable[[Found, datetime], Item | None]

    @property
    def scopes(self) -> set[str]:
        return set(_REACHED.findall(self.asks)) - {"lately", "soon"}


LATELY = timedelta(days=4)
_REACHED = re.compile(r"\{(\w+)\}")


def as_item(sort: Sort, found: Found) -> Item:
    """The row of an answer, as it was given."""
    return Item(
        sort, found.id, found.enrolment, found.municipality, found.since, found.due_at,
        None if found.zone is None else Zone(found.zone),
        None if found.priority is None else Priority(found.priority),
        found.has_it, found.waits_until, found.about,
    )  # fmt: skip


def items(parts: Sequence[Part], actor: Actor, now: datetime) -> list[Item]:
    """The rows that these rooms have for somebody."""
    question, known = _question(tuple(parts), actor, now.date())
    return [item for part, row in _asked(question, known, actor, now)
            if (item := parts[part].item(Found(*row[:10]), now)) is not None]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """What places are called that rows of a list belong to."""

    municipalities: dict[int, str]
    teams: dict[UUID, str]


def placed(
    parts: Sequence[Part], actor: Actor, now: datetime, near: Near | None = None
) -> tuple[list[Placed], Names]:
    """The same, each with its person's team and conditions; people who are not to be named at all
    to this reader are left out. near: only of these."""
    asker = actor if near is None else None
    question, known = _question(tuple(parts), asker, now.date(), named=True)
    if near is not None:
        known = known | asked_near(near)
    found, names = [], Names({}, {})
    for part, row in _asked(question, known, actor, now):
        item = parts[part].item(Found(*row[:10]), now)
        if item is None:
            continue
        team, conditions, place, team_name = row[10:]
        names.municipalities[item.municipality] = place
        names.teams[team] = team_name
        found.append(Placed(item, team, frozenset(conditions)))
    return found, names


def _asked(question: str, known: dict[str, Any], actor: Actor, now: datetime) -> Any:
    asked = known | {
        "now": now, "me": actor.account_id, "profession": actor.profession,
        "message_teams": sorted(actor.teams_with(Scope.MESSAGES)),
    }  # fmt: skip
    return [(part, row) for part, *row in planned_once(question, asked)]


def asked_near(near: Near) -> dict[str, Any]:
    """What a question about the people at hand asks with, beside its own."""
    return {f"near_{scope}": people for scope, people in near.items()}


@lru_cache(maxsize=512)
def _question(
    parts: tuple[Part, ...], actor: Actor | None, day: date, *, named: bool = False
) -> tuple[str, dict[str, Any]]:
    """named: with the team, the conditions and the places. actor: None where it is told who is
    near. day: in the text, so that a plan that is kept knows which months to leave out."""
    scopes = sorted({scope for part in parts for scope in part.scopes} | {Scope.CONTACT.value})
    asked, known = reached(actor, [Scope(one) for one in scopes]) if actor else ([], {})
    within = NEAR if actor is None else WITHIN
    words = {scope: within.format(scope) for scope in scopes} | {
        "lately": f"timestamptz '{day - LATELY} 00:00+00'",
        "soon": f"timestamptz '{day + timedelta(days=2)} 00:00+00'",
    }
    columns = ", ".join(Found._fields)
    told = " UNION ALL ".join(
        _PART.format(number=number, asks=part.asks.format(**words), names=columns)
        for number, part in enumerate(parts)
    )
    asked.append(_FOLK.format(within=words[Scope.CONTACT]))
    return f"WITH {', '.join(asked)} {_PLACED.format(told=told) if named else told}", known


WITHIN = "IN (SELECT id FROM reach_{})"
NEAR = "= ANY (%(near_{})s::uuid[])"
_PART = "(SELECT {number} AS part, q.* FROM ({asks}) AS q({names}))"
_PLACED = """
SELECT s.*, e.team_id, e.conditions, m.name, t.name
  FROM ({told}) AS s JOIN folk e ON e.id = s.enrolment
  JOIN municipality m ON m.number = s.municipality JOIN team t ON t.id = e.team_id
"""
# Read once, however many rooms ask for it: the walls are asked about every table that is named.
_FOLK = """folk AS MATERIALIZED (
    SELECT id, team_id, municipality_id, conditions, phase, starts_at, ends_at
      FROM enrolment WHERE id {within})"""
