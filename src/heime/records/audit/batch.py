"""Log entries for many acts at once, in the transaction they describe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from heime.core.actor import Actor
from heime.records.audit.asking import asking_now


@dataclass(frozen=True, slots=True)
class Act:
    """What a source did: to whom, and on what ground it was refused if it was."""

    action: str
    source: int | None
    enrolment: UUID | None = None
    municipality: int | None = None
    detail: str | None = None


# Readings that came in: what the columns left out here would say is the same for all of them.
_NOTE = """
INSERT INTO audit_entry (at, enrolment_id, source_id, municipality_id, action, detail)
SELECT %s, * FROM unnest(%b::uuid[], %b::int[], %b::smallint[], %s::text[], %s::text[])
"""
_NOTE_OF_REQUEST = """
INSERT INTO audit_entry (at, request_id, purpose, role, organisation_id, ground, device,
    enrolment_id, source_id, municipality_id, action, detail)
SELECT %s, %s::uuid, %s, %s, %s::uuid, %s, %s, *
  FROM unnest(%b::uuid[], %b::int[], %b::smallint[], %s::text[], %s::text[])
"""


async def note(conn: AsyncConnection, acts: Sequence[Act], *, at: datetime) -> None:
    """Write the entries. Nothing personal goes in: ids, and a refusal's code.

    Inside a request of its own (records.audit.asking) they say which; a batch that gathers the
    readings of many senders is none.
    """
    columns = [
        [act.enrolment for act in acts],
        [act.source for act in acts],
        [act.municipality for act in acts],
        [act.action for act in acts],
        [act.detail for act in acts],
    ]
    request = asking_now()
    if request is None:
        await conn.execute(_NOTE, [at, *columns])
        return
    said = [
        request.request_id, request.purpose, request.role, request.organisation_id,
        request.ground, request.device,
    ]  # fmt: skip
    await conn.execute(_NOTE_OF_REQUEST, [at, *said, *columns])


_NOTE_BY = """
INSERT INTO audit_entry (at, request_id, purpose, role, organisation_id, ground, device,
    enrolment_id, municipality_id, account_id, sign_in_id, action, detail, resource)
VALUES (%s, %s::uuid, %s, %s, %s::uuid, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


async def note_by(
    conn: AsyncConnection,
    action: str,
    *,
    by: Actor,
    at: datetime,
    enrolment: UUID,
    municipality: int,
    detail: str,
    resource: str,
) -> None:
    """Log what somebody of the staff did, as records.audit.writes.note does on the web's side."""
    request = asking_now()
    said: list[object] = [None] * 6
    if request is not None:
        said = [
            request.request_id, request.purpose, request.role, request.organisation_id,
            request.ground, request.device,
        ]  # fmt: skip
    await conn.execute(
        _NOTE_BY,
        [at, *said, enrolment, municipality, by.account_id, by.sign_in_id, action, detail,
         resource],
    )  # fmt: skip
