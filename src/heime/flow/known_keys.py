"""Keys that were used before: the same again is answered as the first time, anything else refused.

Idempotence is what lets a sender repeat whatever it is unsure of, and lose nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from heime.core import validity
from heime.core.arrival import Kept, Sent
from heime.core.errors import SameKeyOtherContent
from heime.core.reading import Reading
from heime.flow.surroundings import Around
from heime.flow.under_way import Row, Work
from heime.records.audit.batch import Act
from heime.records.exchange.batch import News
from heime.records.measurements import batch as measurements


async def answer_known(
    conn: AsyncConnection, rows: Sequence[Row], around: Around, work: Work
) -> None:
    """Answer what was sent before: the same again, or the same key for something else."""
    for row in rows:
        found = around.receipts.get((row.right.source or 0, row.key))
        if row.answer is None and found is not None:
            await _repeat(conn, row, *found, around=around, work=work)


async def _repeat(
    conn: AsyncConnection, row: Row, digest: UUID, id_: UUID, *, around: Around, work: Work
) -> None:
    right = row.right
    assert right.source and right.enrolment and right.municipality and right.team  # noqa: S101
    if digest != row.digest:
        _conflict(row, id_, around, work)
        return
    work.receipts.append((right.source, row.key, row.digest, id_))
    original = await measurements.received_at(
        conn, right.enrolment, row.sent.kind, row.sent.measured_at, id_
    )
    row.answer = _kept(row, id_, original or around.now, new=False)


def _kept(row: Row, id_: UUID, received_at: datetime, *, new: bool) -> Kept:
    right = row.right
    assert right.enrolment is not None and right.municipality is not None  # noqa: S101
    rejected = validity.rejected_by(reading_of(row.sent, id_, received_at)) is not None
    return Kept(id_, right.enrolment, right.municipality, received_at, rejected, row.sent, new)


def _conflict(row: Row, id_: UUID, around: Around, work: Work) -> None:
    """One key for two readings: refused, logged, and told, since one of them may never be seen."""
    right = row.right
    assert right.enrolment and right.municipality and right.team  # noqa: S101  not refused before
    row.answer = SameKeyOtherContent("This key was used for another reading.")
    work.acts[(row.sent.request, right.enrolment, "conflict")] = Act(
        "safety.same-key-other-content", right.source, right.enrolment, right.municipality
    )
    around.lists.tell(
        News("safety-event", id_, right.enrolment, right.municipality, right.team, around.now)
    )


def answer_twin(row: Row, twin: Row, around: Around, work: Work) -> None:
    """The same key twice in one batch: the second is a repeat, or a conflict."""
    assert isinstance(twin.answer, Kept)  # noqa: S101  the first of them was kept
    if twin.digest != row.digest:
        _conflict(row, twin.answer.id, around, work)
    else:
        row.answer = _kept(row, twin.answer.id, twin.answer.received_at, new=False)


def reading_of(sent: Sent, id_: UUID, received_at: datetime) -> Reading:
    """What was sent, as the core judges it."""
    return Reading(
        id=id_,
        kind=sent.kind,
        value=sent.value,
        second=sent.second,
        decimals=sent.decimals,
        measured_at=sent.measured_at,
        received_at=received_at,
        quality=sent.quality,
        device=sent.device,
        manual=sent.manual,
    )
