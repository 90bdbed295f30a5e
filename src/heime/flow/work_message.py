"""What the team does with a message that waits: one takes it, answers, or says it needs no answer.

Answering is flow/send_message.py. Nothing else takes a message off the list.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotFound
from heime.core.messages import Side, Sort
from heime.flow import send_message
from heime.records.audit.writes import note
from heime.records.messages import reads
from heime.records.messages.models import Message, Thread
from heime.records.worklist.notify import changed


def take(thread_id: UUID, *, by: Actor, now: datetime) -> Thread:
    """Say that one will answer. Taking over from a colleague is the same, knowing that they had it.

    Raises NotFound, and NotAllowedNow when nobody waits any more.
    """
    return _hold(thread_id, by.account_id, "message.taken", by=by, now=now)


def release(thread_id: UUID, *, by: Actor, now: datetime) -> Thread:
    """Give it back to the team. Raises NotFound, and NotAllowedNow when nobody waits any more."""
    return _hold(thread_id, None, "message.released", by=by, now=now)


def settle(thread_id: UUID, *, by: Actor, now: datetime) -> Thread:
    """Somebody has read it, and it needs no answer: said in the thread, with who decided it.

    Also after the follow-up has ended, for what came before. Raises NotFound, and NotAllowedNow
    when nobody waits, or when somebody waits to be called: that one is answered.
    """
    with transaction.atomic():
        thread = _waiting(thread_id, by)
        if thread.call_me:
            raise NotAllowedNow("Somebody who asked to be called is called, and told so.")
        Message.objects.create(
            municipality_id=thread.municipality_id, enrolment_id=thread.enrolment_id,
            thread=thread, sort=Sort.SETTLED, side=Side.TEAM, sent_by_id=by.account_id, sent_at=now,
        )  # fmt: skip
        send_message.answered(thread)
        _note("message.settled", thread, by=by, now=now)
        return thread


def _hold(thread_id: UUID, account: UUID | None, what: str, *, by: Actor, now: datetime) -> Thread:
    with transaction.atomic():
        thread = _waiting(thread_id, by)
        if thread.taken_by_id != account:
            Thread.objects.filter(id=thread.id).update(
                taken_by_id=account, taken_at=now if account else None
            )
            _note(what, thread, by=by, now=now)
        return thread


def _waiting(thread_id: UUID, by: Actor) -> Thread:
    thread = send_message.locked(thread_id, by)
    person = thread.enrolment
    if reads.side_of(by, person.id, person.team_id) is not Side.TEAM:
        raise NotFound("There is no such thread that your team answers.")
    if thread.waits_since is None:
        raise NotAllowedNow("Nobody waits in this thread: it has been answered.")
    return thread


def _note(what: str, thread: Thread, *, by: Actor, now: datetime) -> None:
    note(
        what, by=by, at=now, enrolment_id=thread.enrolment_id,
        municipality_id=thread.municipality_id, detail=str(thread.id), resource="messages",
    )  # fmt: skip
    changed(thread.enrolment.team_id, thread.enrolment_id)
