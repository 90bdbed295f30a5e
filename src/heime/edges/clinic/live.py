"""Changes while the page is open: one LISTEN per process, fanned out to the pages of each team.

Only ids travel between the processes. Each page is then given the rows of those people as its own
reader reaches them at that moment, asked through both walls (telling.py); or reads its list again.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from random import randrange
from weakref import WeakKeyDictionary

import psycopg
from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET
from psycopg import AsyncConnection, sql
from psycopg.conninfo import make_conninfo

from heime.core.actor import Actor
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic.telling import Subscriber, Teller
from heime.edges.signin.context import cookie_name, who_is
from heime.records.worklist.notify import CHANNEL, parse

log = logging.getLogger(__name__)

AT_MOST_EVERY = 0.15
"""Seconds between two events to one page, however much happens."""
KEEP_ALIVE = 15.0
ASK_AGAIN = 60.0
"""How often a long-open page's right to be there is looked up anew."""
TRY_AGAIN = 1.0
AGAIN_AFTER = 2_000
"""Milliseconds, and up to as many again, before a page whose stream broke off asks for another: all
pages of a server that went away do not come back at one moment."""


class Feed:
    """The one LISTEN of this process, alive while any page is open."""

    def __init__(self) -> None:
        self.teller = Teller()
        self.subscribers: set[Subscriber] = set()
        self.listening = asyncio.Event()
        self._listener: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def subscribed(self, actor: Actor, request: HttpRequest | None) -> Iterator[Subscriber]:
        subscriber = Subscriber(actor.team_ids, request)
        self.subscribers.add(subscriber)
        if self.listening.is_set():
            subscriber.stir(None)  # what changed since its page was made is not known
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        try:
            yield subscriber
        finally:
            self.subscribers.discard(subscriber)
            if not self.subscribers and self._listener is not None:
                self._listener.cancel()
                self._listener = None
                self.listening.clear()

    async def _listen(self) -> None:
        """Listen until told to stop; a lost connection is made again, and everybody re-reads."""
        while True:
            try:
                async with await AsyncConnection.connect(address(), autocommit=True) as conn:
                    await conn.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                    self.listening.set()
                    for subscriber in self.subscribers:
                        subscriber.stir(None)
                    async for notice in conn.notifies():
                        self.hear(notice.payload)
            except psycopg.Error as error:
                log.warning("the LISTEN connection was lost (%s)", type(error).__name__)
            finally:
                # One that was told to stop, and is slow to, says nothing of the one after it.
                if self._listener is asyncio.current_task():
                    self.listening.clear()
            await asyncio.sleep(TRY_AGAIN)

    def hear(self, payload: str) -> None:
        """Pass a notification on to the pages of its team, and to nobody else."""
        try:
            team_id, enrolment_id = parse(payload)
        except ValueError:
            log.warning("a notification could not be read")
            return
        for subscriber in self.subscribers:
            if team_id in subscriber.team_ids:
                subscriber.stir(enrolment_id)


_feeds: WeakKeyDictionary[asyncio.AbstractEventLoop, Feed] = WeakKeyDictionary()


def feed() -> Feed:
    """This process's feed: one per event loop, and a server has one loop."""
    return _feeds.setdefault(asyncio.get_running_loop(), Feed())


def address() -> str:
    """The web role's own address, outside the pool: this connection is never given back."""
    entry = connections["default"].settings_dict
    options = {name: value for name, value in entry["OPTIONS"].items() if name != "pool"}
    return make_conninfo(
        dbname=entry["NAME"], user=entry["USER"], password=entry["PASSWORD"],
        host=entry["HOST"], port=entry["PORT"] or None, application_name="heime-live", **options,
    )  # fmt: skip


async def events(
    token: str, actor: Actor, request: HttpRequest | None = None
) -> AsyncIterator[str]:
    """What one page is told, for as long as its sign-in lives: the rows of those who changed, as
    its reader reaches them then. Without a request: only who changed."""
    clock = asyncio.get_running_loop().time
    ask_at = clock() + ASK_AGAIN
    with feed().subscribed(actor, request) as subscriber:
        yield f"retry: {AGAIN_AFTER + randrange(AGAIN_AFTER)}\n\n"  # noqa: S311  dice
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(subscriber.stirred.wait(), timeout=KEEP_ALIVE)
            if clock() >= ask_at:
                still = await sync_to_async(who_is)(token)
                if still is None:
                    yield "event: ended\ndata: {}\n\n"
                    return
                subscriber.team_ids, ask_at = still.team_ids, clock() + ASK_AGAIN
            if subscriber.stirred.is_set():
                yield await feed().teller.told(subscriber)
                await asyncio.sleep(AT_MOST_EVERY)
            else:
                yield ": still here\n\n"


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
async def changes(request: HttpRequest) -> HttpResponseBase:
    """The stream of changes (server-sent events) for the one who is signed in."""
    token = request.COOKIES.get(cookie_name(request), "")
    return StreamingHttpResponse(
        events(token, actor_of(request), request),
        content_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )
