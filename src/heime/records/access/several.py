"""What the database says of several who ask at one moment, each by their own token.

It finds out by itself who they are, and trusts nothing that the application has found out
(migrations/0016_asked_for_several.py).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from heime.records.access.reads import Asker
from heime.records.planned import planned_once

Seen = tuple[datetime | None, int | None, int | None]
"""When somebody last saw a person, and as what (zone, priority)."""

_WHOLLY = "SELECT n, enrolment, seen_at, zone, priority FROM each_wholly(%s, %s::uuid[])"
_LISTED = "SELECT n, enrolment FROM each_listed(%s, %s::uuid[], %s, %s)"


def wholly_each(people: Collection[UUID], askers: Sequence[Asker]) -> list[dict[UUID, Seen]]:
    """For each asker those of these people of whom they reach all that their colleagues reach, and
    when they last saw them."""
    found: list[dict[UUID, Seen]] = [{} for _ in askers]
    for n, person, *seen in planned_once(_WHOLLY, [[one.token for one in askers], list(people)]):
        found[n - 1][person] = (seen[0], seen[1], seen[2])
    return found


def listed_each(
    people: Iterable[UUID], askers: Sequence[Asker], *, now: datetime, since: datetime
) -> list[set[UUID]]:
    """Write down that each of the askers has these people on a list; whom of them each had not had
    there since a moment. Nobody is written whom an asker does not reach wholly."""
    found: list[set[UUID]] = [set() for _ in askers]
    asked = [[one.token for one in askers], list(people), now, since]
    for n, person in planned_once(_LISTED, asked):
        found[n - 1].add(person)
    return found
