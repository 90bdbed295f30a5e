"""Staff enter what others cannot: a value told on the phone, a form, what was taken on a visit.

The same path as everything that comes in (receive.py, receive_answers.py), with the right of the
one who enters it, and a row beside it that says who that was and how they came by it.
"""

from collections.abc import Sequence
from uuid import UUID

from psycopg import AsyncConnection

from heime.core.actor import Actor
from heime.core.arrival import Kept, KeptAnswers, Sent, SentAnswers
from heime.core.errors import NotFound, Refused
from heime.core.happenings import How
from heime.flow import keeping
from heime.flow.raise_case import Changed
from heime.flow.receive import NotWhole as NotWhole
from heime.flow.receive import receive
from heime.flow.receive_answers import receive_answers
from heime.records.audit import batch as audit
from heime.records.happenings import batch as happenings
from heime.records.people.models import Enrolment


def person_for(by: Actor, enrolment_id: UUID) -> Enrolment:
    """Whom this actor may enter something for: a clinician of the person's team.

    The application's own wall; asked before anything is entered. Raises NotFound.
    """
    return keeping.worked_with(by, enrolment_id)


async def enter_readings(
    conn: AsyncConnection, readings: Sequence[Sent], *, how: How, by: Actor
) -> tuple[list[Kept], set[Changed]]:
    """Keep and judge what was measured: all of it, or nothing.

    Raises NotWhole with every answer when one was refused; sent again, it is answered again.
    """
    async with conn.transaction():
        received = await receive(conn, readings, whole=True)
        kept = [one for one in received.answers if not isinstance(one, Refused)]
        await told(conn, kept, "reading.entered", how=how, by=by)
        return kept, received.changed


async def enter_answers(
    conn: AsyncConnection, sent: SentAnswers, *, how: How, by: Actor
) -> tuple[KeptAnswers, set[Changed]]:
    """Keep and judge a form that was answered by word of mouth. Raises its refusal."""
    async with conn.transaction():
        kept, changed = await receive_answers(conn, sent)
        if kept.new:
            place = await _municipality(conn, kept.enrolment)
            await happenings.keep_entered(
                conn, [kept.id], place, kept.enrolment, how=how, by=by.account_id,
                at=kept.received_at,
            )  # fmt: skip
            await audit.note_by(
                conn, "answers.entered", by=by, at=kept.received_at, enrolment=kept.enrolment,
                municipality=place, detail=how.value, resource="values",
            )  # fmt: skip
        return kept, changed


async def told(
    conn: AsyncConnection, kept: Sequence[Kept], action: str, *, how: How, by: Actor
) -> None:
    """Who entered these, beside them and in the log; once, however often it is sent."""
    new = [one for one in kept if one.new]
    if not new:
        return
    first = new[0]
    await happenings.keep_entered(
        conn, [one.id for one in new], first.municipality, first.enrolment, how=how,
        by=by.account_id, at=first.received_at,
    )  # fmt: skip
    await audit.note_by(
        conn, action, by=by, at=first.received_at, enrolment=first.enrolment,
        municipality=first.municipality, detail=how.value, resource="values",
    )  # fmt: skip


async def _municipality(conn: AsyncConnection, enrolment: UUID) -> int:
    cursor = await conn.execute("SELECT municipality_id FROM enrolment WHERE id = %s", [enrolment])
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("There is nobody of that id whom you follow up.")
    return int(row[0])
