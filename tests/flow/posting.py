"""Posting batches from a process of its own, which knows no Django."""

import asyncio
from collections.abc import Sequence

from psycopg import AsyncConnection

from heime.core.arrival import Kept, Sent
from heime.core.errors import Refused
from heime.flow.receive import receive


async def post(url: str, batches: Sequence[Sequence[Sent]]) -> list[Kept | Refused]:
    """Each batch in a transaction of its own, one after the other on one connection."""
    answers: list[Kept | Refused] = []
    async with await AsyncConnection.connect(url, autocommit=True) as conn:
        for batch in batches:
            answers += (await receive(conn, batch)).answers
    return answers


def post_in_a_process(url: str, batches: Sequence[Sequence[Sent]]) -> None:
    answers = asyncio.run(post(url, batches))
    assert all(isinstance(answer, Kept) for answer in answers), answers
