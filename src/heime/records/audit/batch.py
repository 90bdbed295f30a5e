"""Log entries for many acts at once, in the transaction they describe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection


@dataclass(frozen=True, slots=True)
class Act:
    """What a source did: to whom, and on what ground it was refused if it was."""

    action: str
    source: int | None
    enrolment: UUID | None = None
    municipality: int | None = None
    detail: str | None = None


_NOTE = """
INSERT INTO audit_entry (at, enrolment_id, source_id, municipality_id, action, detail)
SELECT %s, * FROM unnest(%b::uuid[], %b::int[], %b::smallint[], %s::text[], %s::text[])
"""


async def note(conn: AsyncConnection, acts: Sequence[Act], *, at: datetime) -> None:
    """Write the entries. Nothing personal goes in: ids, and a refusal's code."""
    await conn.execute(
        _NOTE,
        [
            at,
            [act.enrolment for act in acts],
            [act.source for act in acts],
            [act.municipality for act in acts],
            [act.action for act in acts],
            [act.detail for act in acts],
        ],
    )
