"""Looking is an act too: who saw whom is logged in the transaction that shows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from heime.core.actor import Actor
from heime.records.audit.writes import note, note_each
from heime.records.planned import planned_once

SHIFT = timedelta(hours=10)
"""Being on a list is one look for each user, person and shift: a list that renews itself, is left
and opened again, or is opened on another PC, shows nothing that was not seen (issue 4, part 6)."""

ASKED_AGAIN = timedelta(minutes=15)

_NEWLY_SEEN = """
INSERT INTO on_screen (sign_in_id, enrolment_id, municipality_id, seen_at)
SELECT %(sign_in)s, q.enrolment, q.municipality, %(now)s
  FROM unnest(%(people)s::uuid[], %(places)s::smallint[]) AS q(enrolment, municipality)
 WHERE NOT EXISTS (
        SELECT FROM on_screen o JOIN sign_in s ON s.id = o.sign_in_id
         WHERE o.enrolment_id = q.enrolment AND s.account_id = %(account)s
           AND o.seen_at > %(shift)s)
ON CONFLICT (sign_in_id, enrolment_id) DO UPDATE SET seen_at = excluded.seen_at
RETURNING enrolment_id, municipality_id
"""


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


def listed(people: Sequence[tuple[UUID, int]], *, by: Actor, now: datetime) -> None:
    """People (enrolment, municipality) stood on a list. Logs those not there a moment ago."""
    unknown = {one for one in people if not _KNOWN.get((by.account_id, one[0]), now) > now}
    if unknown:
        _log(sorted(unknown), by, now)


def _log(unique: Sequence[tuple[UUID, int]], by: Actor, now: datetime) -> None:
    """Each once, in one order, so that two tabs never wait for each other."""
    newly = planned_once(
        _NEWLY_SEEN,
        {
            "sign_in": by.sign_in_id, "account": by.account_id, "now": now,
            "people": [person for person, _ in unique],
            "places": [place for _, place in unique], "shift": now - SHIFT,
        },
    )  # fmt: skip
    note_each("person.listed", [(who, place) for who, place in newly], by=by, at=now)
    # When the earlier looks were, the database alone knows: it is asked again in a while.
    until = dict.fromkeys((who for who, _ in unique), now + ASKED_AGAIN)
    until |= dict.fromkeys((who for who, _ in newly), now + SHIFT)
    transaction.on_commit(lambda: _know(by.account_id, until))


def _know(account: UUID, until: Mapping[UUID, datetime]) -> None:
    if len(_KNOWN) > MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN.update({(account, who): at for who, at in until.items()})


def denied(*, by: Actor | None, now: datetime, detail: str | None = None) -> None:
    """Somebody asked for what is not theirs."""
    note("denied", by=by, at=now, detail=detail)
