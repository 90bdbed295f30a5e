"""Committing answered questionnaires: one transaction each, a few at a time.

Answers come a few times a day from each person, so that there is nothing to gain from batches.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from psycopg import AsyncConnection

from heime.core.arrival import Kept, KeptAnswers, Sent, SentAnswers
from heime.core.errors import Refused
from heime.edges.fhir.commit import Busy, Connection
from heime.flow.raise_case import Changed
from heime.flow.receive import KeyTakenMeanwhile
from heime.flow.receive_answers import receive_answers, receive_together

AT_ONCE = 2
"""Forms under way at once."""
MOST_WAITING = 400
"""Forms that may wait; more are answered 503, and their senders keep them."""

T = TypeVar("T")


class FormCommit:
    """The connections by which forms are kept. tell: who hears of list rows that changed."""

    def __init__(self, ingest_url: str, tell: Callable[[set[Changed]], None]) -> None:
        self._free = [Connection(ingest_url) for _ in range(AT_ONCE)]
        self._all = tuple(self._free)
        self._may_work = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._tell = tell

    async def stop(self) -> None:
        for connection in self._all:
            await connection.close()

    async def keep(self, sent: SentAnswers) -> KeptAnswers:
        """Keep and judge one form; returns when that is committed. Raises its refusal, or Busy."""
        kept, changed = await self._run(lambda conn: receive_answers(conn, sent))
        self._tell(changed)
        return kept

    async def keep_together(
        self, readings: Sequence[Sent], forms: Sequence[SentAnswers]
    ) -> tuple[list[Kept | Refused], list[KeptAnswers]]:
        """All of them or nothing. Raises NotWhole, FormRefused, or Busy."""
        answers, kept, changed = await self._run(
            lambda conn: receive_together(conn, readings, forms)
        )
        self._tell(changed)
        return answers, kept

    async def _run(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        async with self._connection() as connection:
            try:
                return await connection.run(work)
            except KeyTakenMeanwhile:
                return await connection.run(work)  # now it is known, and answered as such

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        if self._waiting >= MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            await self._may_work.acquire()
        finally:
            self._waiting -= 1
        connection = self._free.pop()
        try:
            yield connection
        finally:
            self._free.append(connection)
            self._may_work.release()
