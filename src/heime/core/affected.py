"""For a breach: everybody who was seen, and what was seen of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from heime.core.log_words.names import DEEDS, OTHER

REFUSED, ON_LIST, SOMETHING = "refused", "list", "other"
"""Kinds besides the log's own: tried and refused, stood on a list, and what has no kind."""


class Acts(NamedTuple):
    """Entries of the log that are alike, counted."""

    enrolment: UUID
    municipality: int | None
    action: str
    resource: str | None
    denied: bool | None
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(slots=True)
class Affected:
    """One person. seen: how often, by the kind of data (core.log_words) or one of those above."""

    enrolment: UUID
    municipality: int | None
    first_at: datetime
    last_at: datetime
    seen: dict[str, int] = field(default_factory=dict)


def gathered(acts: Iterable[Acts]) -> list[Affected]:
    """By person, in the order in which they are first told of."""
    people: dict[UUID, Affected] = {}
    for one in acts:
        person = people.setdefault(
            one.enrolment, Affected(one.enrolment, one.municipality, one.first_at, one.last_at)
        )
        kind = REFUSED if one.denied else kind_of(one.action, one.resource)
        person.seen[kind] = person.seen.get(kind, 0) + one.times
        person.first_at = min(person.first_at, one.first_at)
        person.last_at = max(person.last_at, one.last_at)
    return list(people.values())


def kind_of(action: str, resource: str | None) -> str:
    """What kind of data an entry is about."""
    if action == "person.listed":
        return ON_LIST
    return resource or DEEDS.get(action, OTHER)[1] or SOMETHING
