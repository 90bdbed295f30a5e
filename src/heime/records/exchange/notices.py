"""Telling somebody outside the page they are on: the one way into the outbox from the story."""

from datetime import datetime
from uuid import UUID

import uuid_utils.compat as uuid7

from heime.records.exchange.models import Notice


def tell(
    what: str,
    *,
    about: UUID,
    enrolment_id: UUID,
    municipality_id: int,
    team_id: UUID,
    now: datetime,
    account_id: UUID | None = None,
    due_at: datetime | None = None,
) -> None:
    """Leave a notice in the outbox, in the transaction of what it tells; sent once that holds.

    what: a short word (edges/partners/words.py says it in three languages); never anything about
        somebody's health. about: the id of the thing, which the link in the notice leads to.
    account_id: who is told; without one it is the team's phone. due_at: when to send, if not now.
    """
    Notice.objects.create(
        id=uuid7.uuid7(), municipality_id=municipality_id, enrolment_id=enrolment_id,
        team_id=team_id, account_id=account_id, what=what, about=about, created_at=now,
        due_at=due_at or now,
    )  # fmt: skip
