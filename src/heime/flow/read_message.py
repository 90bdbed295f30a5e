"""Reading is an act too: who read a message, and when first, is kept and shown to its sender."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from heime.core.actor import Actor
from heime.core.errors import NotFound
from heime.core.messages import Sort
from heime.flow import send_message
from heime.records.audit.writes import note
from heime.records.messages import reads
from heime.records.messages.models import File, Message, Receipt, Thread

_READ = """
INSERT INTO message_receipt
    (message_id, account_id, municipality_id, enrolment_id, thread_id, side, read_at, again)
SELECT m.id, %(me)s, m.municipality_id, m.enrolment_id, m.thread_id, %(side)s, %(now)s, false
  FROM message m
 WHERE m.thread_id = %(thread)s AND m.enrolment_id = %(person)s
   AND m.sent_by_id IS DISTINCT FROM %(me)s AND m.sort <> 'closed'
ON CONFLICT (message_id, account_id) DO UPDATE SET again = false WHERE message_receipt.again
"""


def opened(thread_id: UUID, *, by: Actor, now: datetime) -> Thread:
    """A thread is before somebody: everything in it is read, and the log says so.

    Raises NotFound for a thread that is not theirs.
    """
    with transaction.atomic():
        thread = send_message.read_by(thread_id, by)
        side = reads.side_of(by, thread.enrolment_id, thread.enrolment.team_id)
        with connection.cursor() as cursor:
            cursor.execute(
                _READ,
                {"me": by.account_id, "side": side or "", "now": now, "thread": thread.id,
                 "person": thread.enrolment_id},
            )  # fmt: skip
        _note("message.read", thread, by=by, now=now)
        return thread


def mark_unread(thread_id: UUID, *, by: Actor, now: datetime) -> Thread:
    """Keep it as unread for later. That it has been read stays true, and is still told.

    Raises NotFound for a thread that is not theirs.
    """
    with transaction.atomic():
        thread = send_message.read_by(thread_id, by)
        newest = (
            Message.objects.filter(thread_id=thread.id)
            .exclude(sent_by_id=by.account_id)
            .exclude(sort=Sort.CLOSED)
            .order_by("-sent_at", "-id")
        )
        Receipt.objects.filter(
            message_id__in=newest.values("id")[:1], account_id=by.account_id
        ).update(again=True)
        _note("message.unread", thread, by=by, now=now)
        return thread


def file(file_id: UUID, *, by: Actor, now: datetime) -> File:
    """A file with what is in it, logged. Raises NotFound for one that is not theirs to see."""
    found = reads.file_within(by, file_id)
    if found is None:
        raise NotFound("There is no such file, or it is not yours to see.")
    note(
        "message.file-read", by=by, at=now, enrolment_id=found.enrolment_id,
        municipality_id=found.municipality_id, detail=str(found.id), resource="messages",
    )  # fmt: skip
    return found


def _note(what: str, thread: Thread, *, by: Actor, now: datetime) -> None:
    note(
        what, by=by, at=now, enrolment_id=thread.enrolment_id,
        municipality_id=thread.municipality_id, detail=str(thread.id), resource="messages",
    )  # fmt: skip
