"""Open pages are told together: all to whom something has happened, in one round."""

import asyncio
import json
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest

from heime.edges.clinic.together import rows_for_each, rows_for_one

log = logging.getLogger(__name__)

GATHERS = 0.03
"""Seconds that a round waits for the pages, and the changes, that come along with the first."""
MOST_AT_ONCE = 20
"""People whose rows are sent to a page; when more have changed, the page reads its list again."""
_TOGETHER = ThreadPoolExecutor(1, thread_name_prefix="together")
_ALONE = ThreadPoolExecutor(1, thread_name_prefix="alone")
"""Make what is sent; no more at once, so that whoever asks for a page goes first. No round waits
for those who are told alone."""


@dataclass(eq=False)
class Subscriber:
    """One open page: what its teams' people went through since it was last told.

    request: by which it was opened; None for one that is only told who changed.
    """

    team_ids: frozenset[UUID]
    request: HttpRequest | None = None
    changed: set[UUID | None] = field(default_factory=set)
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def stir(self, enrolment_id: UUID | None) -> None:
        """Something changed; None when it is not known what (we may have missed it)."""
        self.changed.add(enrolment_id)
        self.stirred.set()

    def take(self) -> list[UUID]:
        """Whose rows changed; nobody named when it may be anybody's, whoever else is known."""
        told = [] if None in self.changed else sorted(id_ for id_ in self.changed if id_)
        self.changed.clear()
        self.stirred.clear()
        return told


@dataclass(eq=False, slots=True)
class _Due:
    """A page that waits to be told, and the event that it will be told."""

    page: Subscriber
    event: asyncio.Future[str]

    def tell(self, people: Sequence[UUID], html: str | None) -> None:
        """These people's rows, or without any that they changed; nobody named: anybody's."""
        named = [str(one) for one in people]
        if self.event.done():
            return
        if html is None:
            self.event.set_result(f"event: changed\ndata: {json.dumps(named)}\n\n")
        else:
            data = json.dumps({"people": named, "html": html})
            self.event.set_result(f"event: rows\ndata: {data}\n\n")


class Teller:
    """Tells the pages of one process what has happened, a round at a time.

    Those that come while a round is made are the next: the more there is to tell, the more is told
    together.
    """

    def __init__(self) -> None:
        self._due: list[_Due] = []
        self._rounds: asyncio.Task[None] | None = None
        self._alone: set[asyncio.Task[None]] = set()

    async def told(self, page: Subscriber) -> str:
        """The event that says what has happened to a page's people, until it was made."""
        due = _Due(page, asyncio.get_running_loop().create_future())
        self._due.append(due)
        if self._rounds is None or self._rounds.done():
            self._rounds = asyncio.create_task(self._go_round())
        return await due.event

    async def _go_round(self) -> None:
        while self._due:
            await asyncio.sleep(GATHERS)
            due, self._due = self._due, []
            alike: dict[tuple[UUID, ...], list[tuple[_Due, HttpRequest]]] = {}
            for one in due:
                if one.event.done():
                    continue  # the page was closed meanwhile
                people, request = one.page.take(), one.page.request
                if request is not None and 0 < len(people) <= MOST_AT_ONCE:
                    alike.setdefault(tuple(people), []).append((one, request))
                else:
                    one.tell(people, None)
            for some, those in alike.items():
                await self._together(list(some), those)

    async def _together(self, people: list[UUID], due: list[tuple[_Due, HttpRequest]]) -> None:
        """Tell these pages the same people's rows; whoever must read alone does so meanwhile."""
        html: list[str | None] = [None] * len(due)
        made = sync_to_async(rows_for_each, thread_sensitive=False, executor=_TOGETHER)
        try:
            html = await made([request for _, request in due], people)
        except Exception as error:
            log.warning("what was to be told together could not be made (%s)", type(error).__name__)
        for (one, request), rows in zip(due, html, strict=True):
            if rows is not None:
                one.tell(people, rows)
                continue
            task = asyncio.create_task(self._by_itself(people, one, request))
            self._alone.add(task)
            task.add_done_callback(self._alone.discard)

    async def _by_itself(self, people: list[UUID], due: _Due, request: HttpRequest) -> None:
        made = sync_to_async(rows_for_one, thread_sensitive=False, executor=_ALONE)
        try:
            due.tell(people, await made(request, people))
        except Exception as error:
            if not due.event.done():
                due.event.set_exception(error)
