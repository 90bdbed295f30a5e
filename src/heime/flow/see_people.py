"""Looking is an act too: who saw whom is logged in the transaction that shows it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from heime.core.actor import Actor
from heime.records.audit.writes import note, note_each

STILL_ON_SCREEN = timedelta(minutes=15)
"""A list that refreshes itself shows the same people again: one look, not one per refresh."""

_NEWLY_SEEN = """
INSERT INTO on_screen (sign_in_id, enrolment_id, municipality_id, seen_at)
SELECT %s, q.enrolment, q.municipality, %s
  FROM unnest(%s::uuid[], %s::smallint[]) AS q(enrolment, municipality)
ON CONFLICT (sign_in_id, enrolment_id) DO UPDATE SET seen_at = excluded.seen_at
 WHERE on_screen.seen_at < %s
RETURNING enrolment_id, municipality_id
"""


def opened(enrolment_id: UUID, municipality_id: int, *, by: Actor, now: datetime) -> None:
    """Somebody opened a person's page."""
    note("person.opened", by=by, at=now, enrolment_id=enrolment_id, municipality_id=municipality_id)


def listed(people: Sequence[tuple[UUID, int]], *, by: Actor, now: datetime) -> None:
    """People (enrolment, municipality) stood on a list. Logs those not there a moment ago."""
    unique = sorted(set(people))  # in one order, so that two tabs never wait for each other
    if not unique:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _NEWLY_SEEN,
            [
                by.sign_in_id, now, [person for person, _ in unique],
                [place for _, place in unique], now - STILL_ON_SCREEN,
            ],
        )  # fmt: skip
        newly = cursor.fetchall()
    note_each("person.listed", newly, by=by, at=now)


def denied(*, by: Actor | None, now: datetime, detail: str | None = None) -> None:
    """Somebody asked for what is not theirs."""
    note("denied", by=by, at=now, detail=detail)
