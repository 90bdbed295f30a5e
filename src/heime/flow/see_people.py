"""Looking is an act too: who saw whom is logged in the transaction that shows it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from heime.core.actor import Actor
from heime.records.access.reads import Asker
from heime.records.access.several import listed_each
from heime.records.audit.asking import Asking
from heime.records.audit.writes import ENTRIES, entry, note, note_of_several
from heime.records.planned import planned_once

Person = tuple[UUID, int]
"""An enrolment and its municipality."""

SHIFT = timedelta(hours=10)
"""Being on a list is one look for each user, person and shift: a list that renews itself, is left
and opened again, or is opened on another PC, shows nothing that was not seen (issue 4, part 6)."""

ASKED_AGAIN = timedelta(minutes=15)

_NEWLY_SEEN = f"""
WITH newly AS MATERIALIZED (
SELECT q.enrolment_id, q.municipality_id
  FROM unnest(%(people)s::uuid[], %(places)s::smallint[]) AS q(enrolment_id, municipality_id)
 WHERE NOT EXISTS (
        SELECT FROM on_screen o JOIN sign_in s ON s.id = o.sign_in_id
         WHERE o.enrolment_id = ANY (%(people)s::uuid[]) AND o.enrolment_id = q.enrolment_id
           AND s.account_id = %(who)s AND o.seen_at > %(shift)s)),
again AS (
UPDATE on_screen o SET seen_at = %(at)s FROM newly n
 WHERE o.sign_in_id = %(sign_in)s AND o.enrolment_id = n.enrolment_id),
shown AS (
INSERT INTO on_screen (sign_in_id, enrolment_id, municipality_id, seen_at)
SELECT %(sign_in)s, enrolment_id, municipality_id, %(at)s FROM newly ON CONFLICT DO NOTHING),
logged AS ({ENTRIES} newly AS q)
SELECT enrolment_id, municipality_id FROM newly
"""  # noqa: S608  a text of our own
# An upsert would have the database ask three times whom the reader reaches.


def opened(
    enrolment_id: UUID,
    municipality_id: int,
    *,
    by: Actor,
    now: datetime,
    resource: str | None = None,
    ground: str | None = None,
) -> None:
    """Somebody opened a person's page. ground: by what right, where the page knows."""
    note(
        "person.opened", by=by, at=now, enrolment_id=enrolment_id,
        municipality_id=municipality_id, resource=resource, ground=ground,
    )  # fmt: skip


def searched(*, by: Actor, now: datetime, detail: str) -> None:
    """Somebody looked for people. detail: by what (`name`, `number`), never which."""
    note("person.searched", by=by, at=now, detail=detail)


MOST_KNOWN = 200_000
_KNOWN: dict[tuple[UUID, UUID], datetime] = {}
"""Until when it is known, by account and person, that a look has been logged. Only what has been
committed is known; a process that has just started asks the database."""


def listed(people: Sequence[Person], *, by: Actor, now: datetime) -> None:
    """People (enrolment, municipality) stood on a list. Logs those not there a moment ago."""
    unknown = _unknown(people, by, now)
    if unknown:
        answer = planned_once(_NEWLY_SEEN, _asked(unknown, by, now))
        _remember(by, unknown, (person for person, _ in answer), now)


def listed_to_each(
    people: Sequence[Person], looks: Sequence[tuple[Asker, Asking]], *, now: datetime
) -> None:
    """The same for several who were shown the same people, of whom each reaches all that their
    colleagues reach; and by which request, for the log."""
    some = [look for look in looks if _unknown(people, look[0].actor, now)]
    if not some:
        return
    places = dict(people)
    askers = [asker for asker, _ in some]
    newly = listed_each(places.keys(), askers, now=now, since=now - SHIFT)
    seen = [(look, who) for look, theirs in zip(some, newly, strict=True) for who in sorted(theirs)]
    note_of_several(
        "person.listed", [(who, places[who]) for _, who in seen], at=now,
        by=[(asker.actor, request) for (asker, request), _ in seen],
    )  # fmt: skip
    for asker, theirs in zip(askers, newly, strict=True):
        _remember(asker.actor, people, theirs, now)


def _unknown(people: Iterable[Person], by: Actor, now: datetime) -> list[Person]:
    """Each once, in one order, so that two tabs never wait for each other."""
    return sorted({p for p in people if not _KNOWN.get((by.account_id, p[0]), now) > now})


def _asked(people: Sequence[Person], by: Actor, now: datetime) -> dict[str, object]:
    return entry("person.listed", by=by, at=now) | {
        "people": [person for person, _ in people],
        "places": [place for _, place in people], "shift": now - SHIFT,
    }  # fmt: skip


def _remember(by: Actor, people: Iterable[Person], newly: Iterable[UUID], now: datetime) -> None:
    # When the earlier looks were, the database alone knows: it is asked again in a while.
    until = dict.fromkeys((who for who, _ in people), now + ASKED_AGAIN)
    until |= dict.fromkeys(newly, now + SHIFT)
    transaction.on_commit(lambda: _know(by.account_id, until))


def _know(account: UUID, until: Mapping[UUID, datetime]) -> None:
    if len(_KNOWN) > MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN.update({(account, who): at for who, at in until.items()})


def denied(*, by: Actor | None, now: datetime, detail: str | None = None) -> None:
    """Somebody asked for what is not theirs."""
    note("denied", by=by, at=now, detail=detail)
