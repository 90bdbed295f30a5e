"""The way in for what staff enter: the role that receives, with the right of their own sign-in."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from asgiref.sync import async_to_sync
from django.conf import settings
from django.http import HttpRequest
from psycopg import AsyncConnection
from psycopg.errors import Diagnostic

from heime.core.errors import NotAllowedNow
from heime.edges.signin.context import cookie_name
from heime.flow.raise_case import Changed
from heime.flow.receive import KeyTakenMeanwhile
from heime.records.worklist.notify import changed

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[tuple[T, set[Changed]]]]


def token_of(request: HttpRequest) -> str:
    """The token of the sign-in that asks."""
    return request.COOKIES.get(cookie_name(request), "")


def let_in(work: Work[T]) -> T:
    """Do something that receives, and tell whoever shows the list. A connection for each: a person
    enters a few things in a day.

    Raises what `work` does, and NotAllowedNow when it cannot be vouched for and must be sent again.
    """
    try:
        done, rows = async_to_sync(_let_in)(work)
    except KeyTakenMeanwhile:
        done, rows = async_to_sync(_let_in)(work)  # now it is known, and answered as such
    for row in rows:
        changed(row.team, row.enrolment)
    return done


async def _let_in(work: Work[T]) -> tuple[T, set[Changed]]:
    unreplicated = False

    def notice(said: Diagnostic) -> None:
        nonlocal unreplicated
        unreplicated = unreplicated or "synchronous replication" in (said.message_primary or "")

    url = settings.DATABASE_URLS["ingest"]
    async with await AsyncConnection.connect(
        url, autocommit=True, connect_timeout=5, options="-c timezone=UTC"
    ) as conn:
        conn.add_notice_handler(notice)
        done = await work(conn)
    if unreplicated:
        # It is not safe on two machines yet: sent again, it is answered when it is.
        raise NotAllowedNow("It could not be kept safely just now. Send it once more.")
    return done
