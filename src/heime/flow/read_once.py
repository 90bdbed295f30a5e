"""What a change comes to for everybody who reaches the same, read once.

A change of one person is told to every open page of their team at one moment, and most colleagues
are shown the same: the first of them reads it for all. Both walls are asked about each, at that
moment: the application works out whether they reach all that every clinician of the person's own
team reaches, the database answers the same by itself (`each_wholly`). Whoever does not by both
words, reads for themselves.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.narrowing import Placed
from heime.core.phases import Phase
from heime.core.roles import Scope
from heime.core.sight import WHOLE, Followed, Sights, is_wholly_in_care
from heime.flow.at_a_glance import Own, Shown, for_several
from heime.records.access.reads import Asker, become
from heime.records.access.several import Seen, wholly_each
from heime.records.access.sight import as_colleagues
from heime.records.access.standing import Names, Near
from heime.records.planned import planned_once
from heime.records.worklist.reads import judging_done_at

Read = Callable[[Actor, Near], tuple[list[Placed], Names]]


@dataclass(frozen=True, slots=True)
class Stands:
    """What stands on a list about some people, and what a row of it shows to one reader.

    sights: the people as the reader reaches them. judged_at: when judging last got round.
    """

    placed: list[Placed]
    names: Names
    told: dict[UUID, tuple[Shown, Own]]
    sights: Sights
    judged_at: datetime | None


_FOLLOWED = """
SELECT e.id, e.team_id, e.phase, e.starts_at <= now(), coalesce(e.ends_at <= now(), false),
       EXISTS (SELECT FROM team_municipality tm
                WHERE tm.team_id = e.team_id AND tm.municipality_id = e.municipality_id
                  AND tm.starts_at <= now() AND (tm.ends_at IS NULL OR tm.ends_at > now())),
       EXISTS (SELECT FROM access_block b
                WHERE b.enrolment_id = e.id
                  AND b.starts_at <= now() AND (b.ends_at IS NULL OR b.ends_at > now()))
  FROM enrolment e WHERE e.id = ANY (%s::uuid[])
"""
"""What the application works out from, the same whoever asks: by whom somebody is followed up, and
whether they refuse anybody anything."""


def stands_for_each(
    people: Collection[UUID], askers: Sequence[Asker], *, now: datetime, read: Read
) -> list[Stands | None]:
    """What stands about these people, for each of the askers; None for those for whom that is not
    known to be the same as for their colleagues. Whoever asks next must say who that is.

    read: what the rooms have of those whom a reader reaches.
    """
    seen = wholly_each(people, askers)
    alike = _alike(people, askers, seen)
    if True not in alike:
        return [None] * len(askers)
    first = askers[alike.index(True)]
    become(first, people)
    near = {scope: list(people) if scope in WHOLE else [] for scope in Scope}
    placed, names = read(first.actor, near)
    told = for_several([row.item for row in placed], first.actor, now=now, near=near)
    whose, judged_at = {row.item.id: row.item.enrolment for row in placed}, judging_done_at()

    def stands(actor: Actor, seen_at: dict[UUID, Seen]) -> Stands:
        return Stands(
            placed,
            names,
            {
                id_: (shown, around.to(actor.account_id, seen_at[whose[id_]]))
                for id_, (shown, around) in told.items()
            },
            as_colleagues(actor, people),
            judged_at,
        )

    return [
        stands(one.actor, of_each) if is_alike else None
        for one, of_each, is_alike in zip(askers, seen, alike, strict=True)
    ]


def _alike(
    people: Collection[UUID], askers: Sequence[Asker], seen: Sequence[dict[UUID, Seen]]
) -> list[bool]:
    """For each asker whether by both walls they reach of all these people what their colleagues
    reach."""
    wanted = set(people)
    by_database = [wanted == of_each.keys() for of_each in seen]
    if True not in by_database:
        return by_database
    followed = _followed(people, askers[by_database.index(True)])
    return [
        said and wanted == _wholly(one.actor, followed)
        for one, said in zip(askers, by_database, strict=True)
    ]


def _followed(people: Collection[UUID], asker: Asker) -> dict[UUID, tuple[Followed, bool]]:
    """How these people are followed up, and whether they refuse anybody anything; as far as this
    one reaches them."""
    become(asker, people)
    return {
        id_: (Followed(team, frozenset({team} if served else ()), Phase(phase), begun, ended,
                       closing=False), refused)
        for id_, team, phase, begun, ended, served, refused in planned_once(
            _FOLLOWED, [list(people)]
        )
    }  # fmt: skip


def _wholly(actor: Actor, followed: dict[UUID, tuple[Followed, bool]]) -> set[UUID]:
    """Those of whom the actor reaches all that their colleagues reach, by the application."""
    return {
        id_
        for id_, (how, refused) in followed.items()
        if is_wholly_in_care(actor, how, refused=refused)
    }
