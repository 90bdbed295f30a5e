"""Group commit: many senders' readings in one transaction, each with its own answer.

There is no delay: while one transaction runs, what arrives meanwhile is the next batch. Alone, a
reading is committed at once; under load, batches grow by themselves.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import psycopg
from psycopg import AsyncConnection

from heime.core.arrival import Kept, Sent
from heime.core.errors import Refused
from heime.flow.raise_case import Changed
from heime.flow.receive import NotWhole, Received, receive

log = logging.getLogger(__name__)

FLUSHERS = 2
"""Batches under way at once: while one waits for the disk, the other is judged."""
WORTH_A_SECOND = 8
"""Readings that must wait before a second batch starts beside one under way: half of what a batch
costs does not depend on its size, so two small ones cost more than one of both. But with too many
to wait for, both sides stand still in turns: with 32 senders, 16 left a third of a core unused."""
MOST_ROWS = 256
"""Readings in one transaction of many requests."""
MOST_WAITING = 4000
"""Readings that may wait; more are answered 503, and their senders keep them."""
NOTIFY_EVERY = 0.05
"""Seconds: changes that come closer together travel in one notification."""

LOOK_UPS_ONLY = (
    "-c timezone=UTC -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
)
"""Everything receiving asks is a look-up in an index. A plan that was made while a table was small
would scan it, and go on scanning it when it has grown: measured, five times the time."""

Answer = Kept | Refused
T = TypeVar("T")


class Busy(Exception):
    """The queue is full or the database is away: send it again a little later."""


@dataclass(eq=False, slots=True)
class Job:
    """The readings of one request. whole: all of them or none (a FHIR transaction)."""

    rows: Sequence[Sent]
    whole: bool
    done: "asyncio.Future[list[Answer]]" = field(repr=False)


class Commit:
    """The queue in front of the database, and those who empty it; one per process."""

    def __init__(self, ingest_url: str) -> None:
        self._url = ingest_url
        self._jobs: deque[Job] = deque()
        self._waiting_rows = 0
        self._under_way = 0
        self._more = asyncio.Event()
        self._changed: set[Changed] = set()
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._flush()) for _ in range(FLUSHERS)]
        self._tasks.append(asyncio.create_task(self._tell()))

    async def stop(self) -> None:
        """End the flushers; what is under way is not acknowledged."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def submit(self, rows: Sequence[Sent], *, whole: bool = False) -> list[Answer]:
        """Keep and judge these readings; returns when that is committed.

        Raises Busy when nothing was kept and it may be sent again.
        """
        if self._waiting_rows + len(rows) > MOST_WAITING:
            raise Busy
        job = Job(rows, whole, asyncio.get_running_loop().create_future())
        self._jobs.append(job)
        self._waiting_rows += len(rows)
        self._more.set()
        return await job.done

    def _worth_a_second(self) -> bool:
        return self._waiting_rows >= WORTH_A_SECOND

    def _take(self) -> list[Job]:
        """The next batch: everything that waits, up to a size; a whole job always alone."""
        batch = [self._jobs.popleft()]
        rows = len(batch[0].rows)
        while self._jobs and not batch[0].whole and not self._jobs[0].whole:
            if rows + len(self._jobs[0].rows) > MOST_ROWS:
                break
            rows += len(self._jobs[0].rows)
            batch.append(self._jobs.popleft())
        self._waiting_rows -= rows
        return batch

    async def _flush(self) -> None:
        connection = Connection(self._url)
        try:
            while True:
                while not self._jobs or (self._under_way and not self._worth_a_second()):
                    self._more.clear()
                    await self._more.wait()
                self._under_way += 1
                try:
                    await self._run(connection, self._take())
                finally:
                    self._under_way -= 1
                    self._more.set()
        finally:
            await connection.close()

    async def _run(self, connection: "Connection", batch: list[Job]) -> None:
        try:
            received = await connection.receive(
                [row for job in batch for row in job.rows], whole=batch[0].whole
            )
        except NotWhole as refused:
            _settle(batch[0], list(refused.answers))
        except Exception as fault:
            await self._one_by_one(connection, batch, fault)
        else:
            answers = iter(received.answers)
            for job in batch:
                _settle(job, [next(answers) for _ in job.rows])
            self.spread(received.changed)

    async def _one_by_one(
        self, connection: "Connection", batch: list[Job], fault: Exception
    ) -> None:
        """Something in this batch failed all of it: find out which, and let the others through."""
        if len(batch) > 1:
            for job in batch:
                await self._run(connection, [job])
        elif isinstance(fault, psycopg.OperationalError | Busy):
            _fail(batch[0], Busy())
        elif batch[0].whole or len(batch[0].rows) == 1:
            log.error(
                "a reading could not be kept: %s", type(fault).__name__, exc_info=_safe(fault)
            )
            _fail(batch[0], fault)
        else:
            await self._rows_one_by_one(connection, batch[0])

    async def _rows_one_by_one(self, connection: "Connection", job: Job) -> None:
        answers: list[Answer] = []
        for row in job.rows:
            try:
                received = await connection.receive([row], whole=False)
            except (psycopg.OperationalError, Busy):
                _fail(job, Busy())
                return
            except Exception as fault:
                log.error(
                    "a reading could not be kept: %s", type(fault).__name__, exc_info=_safe(fault)
                )
                answers.append(Failed("This entry could not be kept."))
            else:
                answers += received.answers
                self.spread(received.changed)
        _settle(job, answers)

    def spread(self, changed: set[Changed]) -> None:
        """Whoever shows these rows of a list is told soon."""
        if changed:
            self._changed |= changed
            self._news.set()

    async def _tell(self) -> None:
        """Tell whoever shows a list, after the commit and in a transaction of its own: ids only."""
        connection = Connection(self._url)
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                changed, self._changed = self._changed, set()
                try:
                    await connection.notify(changed)
                except psycopg.OperationalError:
                    self.spread(changed)  # over a connection made anew
                await asyncio.sleep(NOTIFY_EVERY)
        finally:
            await connection.close()


class Failed(Refused):
    """One entry of a bundle hit a fault of ours; the others stand."""

    code = "failed"


def _safe(fault: Exception) -> bool:
    """Whether a fault's text may go to the log: a database error may quote a row."""
    return not isinstance(fault, psycopg.Error)


def _settle(job: Job, answers: list[Answer]) -> None:
    if not job.done.done():
        job.done.set_result(answers)


def _fail(job: Job, fault: Exception) -> None:
    if not job.done.done():
        job.done.set_exception(fault)


class Connection:
    """A connection of the ingest role that comes back by itself."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._conn: AsyncConnection | None = None
        self._unreplicated = False

    async def receive(self, rows: Sequence[Sent], *, whole: bool) -> Received:
        return await self.run(lambda conn: receive(conn, rows, whole=whole))

    async def run(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Do something that receives. Raises Busy when it may not be acknowledged."""
        conn = await self._open()
        self._unreplicated = False
        try:
            done = await work(conn)
        except psycopg.OperationalError:
            await self.close()
            raise
        if self._unreplicated:
            # PostgreSQL says "committed" when the wait for the standby was cancelled. It is not
            # safe on two machines, so it is not acknowledged; sent again, it will be.
            raise Busy
        return done

    async def notify(self, changed: set[Changed]) -> None:
        try:
            conn = await self._open()
            await conn.execute(
                "SELECT pg_notify('heime_changed', what) FROM unnest(%s::text[]) AS what",
                [sorted({f"{change.team} {change.enrolment}" for change in changed})],
            )
        except psycopg.OperationalError:
            await self.close()
            raise

    async def _open(self) -> AsyncConnection:
        if self._conn is None or self._conn.closed:
            self._conn = await AsyncConnection.connect(
                self._url,
                autocommit=True,
                prepare_threshold=2,
                connect_timeout=5,
                options=LOOK_UPS_ONLY,
            )
            self._conn.add_notice_handler(self._on_notice)
        return self._conn

    def _on_notice(self, diagnostic: psycopg.errors.Diagnostic) -> None:
        if "synchronous replication" in (diagnostic.message_primary or ""):
            self._unreplicated = True

    async def close(self) -> None:
        conn, self._conn = self._conn, None
        if conn is not None:
            await conn.close()
