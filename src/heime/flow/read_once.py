"""What a change comes to for everybody who reaches the same, read once.

A change of one person is told to every open page of their team at one moment, and most colleagues
are shown the same. Whoever is told first reads it; those after them are given what was read. Both
walls are asked about each of them, at that moment: the application works out whether they reach all
that every clinician of the person's own team reaches, the database answers the same by itself
(`ctx_wholly`). Whoever does not by both words, reads for themselves.
"""

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.narrowing import Placed
from heime.core.phases import Phase
from heime.core.roles import Scope
from heime.core.sight import WHOLE, Followed, Sight, is_wholly_in_care
from heime.flow.at_a_glance import Around, Own, Shown, for_several
from heime.records.access.sight import as_colleagues
from heime.records.access.standing import Names, Near
from heime.records.planned import planned_once
from heime.records.worklist.reads import judging_done_at

COUNTS_FOR = 1.0
"""Seconds that what was read counts, though nothing more was heard of: a name may have changed."""
MOST = 5_000
"""People whose last change is remembered; when there are more, all are let go."""

Seen = tuple[datetime | None, int | None, int | None]
Read = Callable[[Near], tuple[list[Placed], Names]]


@dataclass(frozen=True, slots=True)
class Stands:
    """What stands on a list about some people, and what a row of it shows to one reader.

    sights: of each of the people, as the reader reaches them. judged_at: when judging last got
    round.
    """

    placed: list[Placed]
    names: Names
    told: dict[UUID, tuple[Shown, Own]]
    sights: dict[UUID, Sight]
    judged_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Whole:
    """What stands about one person, to whoever reaches all that their team's clinicians reach."""

    placed: list[Placed]
    names: Names
    told: dict[UUID, tuple[Shown, Around]]
    judged_at: datetime | None


@dataclass(eq=False, slots=True)
class _Change:
    """One change of one person. whole: what it came to, once somebody has read it; until: as long
    as that counts."""

    reading: threading.Lock = field(default_factory=threading.Lock)
    whole: _Whole | None = None
    until: float = 0.0


_CHANGES: dict[UUID, _Change] = {}


def happened(person: UUID) -> None:
    """Something changed about a person: what has been read no longer counts. To be said before
    anybody is told of it."""
    if len(_CHANGES) >= MOST:
        _CHANGES.clear()
    _CHANGES[person] = _Change()


def missed() -> None:
    """Anything may have changed: what has been read no longer counts."""
    _CHANGES.clear()


_ASKED = """
SELECT e.id, e.team_id, e.phase, e.starts_at <= now(), coalesce(e.ends_at <= now(), false),
       EXISTS (SELECT FROM team_municipality tm
                WHERE tm.team_id = e.team_id AND tm.municipality_id = e.municipality_id
                  AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now())),
       EXISTS (SELECT FROM access_block b
                WHERE b.enrolment_id = e.id
                  AND b.starts_at <= now() AND (b.ends_at IS NULL OR b.ends_at > now())),
       e.id = ANY ((SELECT ctx_wholly())::uuid[]), s.at, s.zone, s.priority
  FROM enrolment e LEFT JOIN seen s ON s.enrolment_id = e.id AND s.account_id = %(me)s
 WHERE e.id = ANY (%(people)s::uuid[])
"""


def stands(people: Collection[UUID], actor: Actor, *, now: datetime, read: Read) -> Stands | None:
    """What stands about these people, of whom a change has just been heard; the database has been
    told that the transaction is about them (`identify`). None where that is not known to be the
    same for this reader as for their colleagues.

    read: what the rooms have of those whom a reader reaches.
    """
    changes = {one: _CHANGES[one] for one in people if one in _CHANGES}
    seen = _seen_by(actor, people) if len(changes) == len(people) else {}
    if seen.keys() != set(people):
        return None
    whole = [_read(change, person, actor, now, read) for person, change in changes.items()]
    return Stands(
        [row for one in whole for row in one.placed],
        Names(
            {k: v for one in whole for k, v in one.names.municipalities.items()},
            {k: v for one in whole for k, v in one.names.teams.items()},
        ),
        {
            id_: (shown, around.to(actor.account_id, seen[person]))
            for person, one in zip(changes, whole, strict=True)
            for id_, (shown, around) in one.told.items()
        },
        {person: as_colleagues(actor, person) for person in changes},
        max((one.judged_at for one in whole if one.judged_at), default=None),
    )


def _seen_by(actor: Actor, people: Collection[UUID]) -> dict[UUID, Seen]:
    """Those of whom the reader reaches all that their colleagues reach, by both walls; and when
    they last saw them."""
    found = {}
    for id_, team, phase, begun, ended, served, refused, wholly, *seen in planned_once(
        _ASKED, {"me": actor.account_id, "people": list(people)}
    ):
        followed = Followed(
            team, frozenset({team} if served else ()), Phase(phase), begun, ended, closing=False
        )
        if wholly and is_wholly_in_care(actor, followed, refused=refused):
            found[id_] = (seen[0], seen[1], seen[2])
    return found


def _read(change: _Change, person: UUID, actor: Actor, now: datetime, read: Read) -> _Whole:
    """What a change came to: read now by this reader, or a moment ago by a colleague."""
    with change.reading:
        if change.whole is None or change.until < time.monotonic():
            near = {scope: [person] if scope in WHOLE else [] for scope in Scope}
            until = time.monotonic() + COUNTS_FOR
            placed, names = read(near)
            told = for_several([row.item for row in placed], actor, now=now, near=near)
            change.whole, change.until = _Whole(placed, names, told, judging_done_at()), until
        return change.whole
