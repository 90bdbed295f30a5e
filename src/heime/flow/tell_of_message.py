"""Knocking on the doors of those whom a message is for.

Outside Heime nothing is said but that a message waits: not from whom, and not about what. Those at
home are not woken for what can wait; the team's phone is used for what hastens, when it is open.
"""

from datetime import datetime
from uuid import UUID

from heime.core import messages
from heime.core.actor import Actor
from heime.core.hours import Hours
from heime.core.messages import Side
from heime.core.rights import Ground
from heime.records.access.models import Right
from heime.records.access.reach import LIVE
from heime.records.exchange.notices import tell as leave
from heime.records.messages.models import Message, Thread


def tell(thread: Thread, message: Message, hours: Hours, *, by: Actor, now: datetime) -> None:
    """Tell those at home who are in the thread, and the team's phone when it hastens."""
    what = "message-urgent" if message.urgent else "message"
    for account in _at_home(thread) - {by.account_id}:
        _leave(what, thread, now, messages.tell_at(now, urgent=message.urgent), account)
    if message.urgent and message.side != Side.TEAM:
        _leave("team-message", thread, now, hours.next_open(now), None)


def _at_home(thread: Thread) -> set[UUID]:
    """The accounts of the person and of next of kin, as far as the writer may know of them."""
    own = Right.objects.filter(LIVE, enrolment_id=thread.enrolment_id, ground=Ground.SELF)
    accounts = {one.account_id for one in own if one.account_id} if thread.with_patient else set()
    return {*thread.kin, *accounts}


def _leave(
    what: str, thread: Thread, now: datetime, due_at: datetime, account: UUID | None
) -> None:
    leave(
        what, about=thread.id, enrolment_id=thread.enrolment_id, due_at=due_at, now=now,
        municipality_id=thread.municipality_id, team_id=thread.enrolment.team_id,
        account_id=account,
    )  # fmt: skip
