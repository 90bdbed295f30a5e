"""Those who write to each other about Astrid: her own and Marit's account, and the GP's office."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections

from heime.core.hours import HOME
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.records.messages.models import Thread
from heime.records.people.hours import closed_days
from tests import people
from tests.flow import letting_in
from tests.flow.letting_in import Around, did
from tests.people import DB

NOW = letting_in.now()


def local(hour: int, minute: int = 0, *, weekday: int = 0) -> datetime:
    """A moment in a whole week ahead, local time; 0 is Monday. Before it, nothing runs out."""
    today = NOW.astimezone(HOME).date()
    monday = today + timedelta(days=14 - today.weekday())
    while any(monday <= closed < monday + timedelta(days=7) for closed in closed_days(monday)):
        monday += timedelta(days=7)  # what holidays do is tested with the hours
    day = monday + timedelta(days=weekday)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HOME)


def everybody() -> Around:
    """Marit may read messages by Astrid's consent, the GP's office because it is Astrid's."""
    around = letting_in.everybody()
    letting_in.consent(around, Scope.MESSAGES, lasts=timedelta(days=200))
    people.right(
        around.cast.astrid, Ground.GP, organisation=around.office, given_by=around.cast.nils,
        now=letting_in.now(), lasts=timedelta(days=300),
    )  # fmt: skip
    return around


def start(
    who: Any, around: Around, text: str = "Jeg er tungpustet i dag.", *, at: datetime | None = None,
    files: Any = (), urgent: bool = False, id_: UUID | None = None, case: UUID | None = None,
    **company: Any,
) -> Thread:  # fmt: skip
    from heime.flow import send_message
    from heime.flow.send_message import Company, Draft

    named = {"id": id_} if id_ else {}
    draft = Draft(text, urgent=urgent, files=files, case=case, **named)
    return did(
        who, send_message.start, around.cast.astrid.id, Company(**company), draft,
        now=at or local(10),
    )  # fmt: skip


def answer(who: Any, thread: Thread, text: str = "Takk, jeg ringer deg.", **named: Any) -> Thread:
    from heime.flow import send_message
    from heime.flow.send_message import Draft

    return did(who, send_message.answer, thread.id, Draft(text), now=named.pop("at", local(11)))


def fresh(thread: Thread) -> Thread:
    return Thread.objects.using(DB).get(id=thread.id)


def readable(who: Any) -> list[UUID]:
    """The threads that somebody may read, asked through both walls."""
    return read(who, lambda actor: [one.id for one in _threads(actor)])


def read(who: Any, ask: Any) -> Any:
    """What a read answers somebody, now."""
    try:
        return did(who, lambda *, by, now: ask(by))
    finally:
        connections["default"].close()


def _threads(actor: Any) -> Any:
    from heime.records.messages import reads

    return reads.newest(actor)
