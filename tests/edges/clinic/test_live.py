"""Changes while the page is open: told to the right team, once, and not after signing out."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine

import psycopg
import pytest
from django.test import Client

from heime.edges.clinic import live
from heime.edges.signin.context import who_is
from heime.records.worklist.notify import payload
from tests import people


async def told(stream: AsyncIterator[str]) -> tuple[str, object]:
    """The next event, keep-alives left out."""
    async for text in stream:
        fields = dict(line.split(": ", 1) for line in text.strip().splitlines() if line[0] != ":")
        if "event" in fields:
            return fields["event"], json.loads(fields["data"])
    raise AssertionError("the stream has ended")


def run(story: Coroutine[object, object, object]) -> object:
    """Play a story to its end; one that hangs fails instead."""
    return asyncio.run(asyncio.wait_for(story, timeout=20))


async def notify(url: str, *payloads: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        for text in payloads:
            await connection.execute("SELECT pg_notify('heime_changed', %s)", [text])


async def comes_to(asked: Callable[[], int], number: int) -> bool:
    """Whether it soon is so: a connection that was closed is gone when its server has noticed."""
    until = time.monotonic() + 10
    while await asyncio.to_thread(asked) != number and time.monotonic() < until:
        await asyncio.sleep(0.02)
    return asked() == number


async def opened(who, token) -> AsyncIterator[str]:
    """A page's stream that listens: the first event says that everything must be read anew."""
    stream = live.events(token, who)
    assert (await told(stream)) == ("changed", [])
    return stream


@pytest.fixture
def ingrid(cast, now):
    token, _ = people.signed_in(cast.ingrid, now)
    return who_is(token), token


@pytest.fixture
def kari(cast, now):
    token, _ = people.signed_in(cast.kari, now)
    return who_is(token), token


def test_a_change_reaches_the_page_of_the_team(database, cast, ingrid) -> None:
    async def story() -> object:
        stream = await opened(*ingrid)
        await notify(database.app_url, payload(cast.north.id, cast.astrid.id))
        return await told(stream)

    assert run(story()) == ("changed", [str(cast.astrid.id)])


def test_another_team_is_told_nothing(database, cast, kari) -> None:
    async def story() -> object:
        stream = await opened(*kari)
        await notify(
            database.app_url,
            payload(cast.north.id, cast.astrid.id),
            payload(cast.valdres.id, cast.gudbrand.id),
        )
        return await told(stream)

    assert run(story()) == ("changed", [str(cast.gudbrand.id)])


def test_many_changes_become_one_event(database, cast, ingrid, monkeypatch) -> None:
    ids = sorted(str(people.uuid7.uuid7()) for _ in range(50))

    async def story() -> list[str]:
        stream = await opened(*ingrid)
        await notify(database.app_url, *(payload(cast.north.id, id_) for id_ in ids))
        heard: list[str] = []
        events = 0
        while len(heard) < len(ids):
            heard += (await told(stream))[1]
            events += 1
        assert events <= 3
        return heard

    assert run(story()) == ids


def test_pages_share_cheap_passwords_and_leave_none_behind(database, cast, ingrid, kari) -> None:
    def listening() -> int:
        with psycopg.connect(database.superuser_url) as connection:
            query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'heime-live'"
            return connection.execute(query).fetchone()[0]

    async def story() -> None:
        streams = [await opened(*ingrid), await opened(*ingrid), await opened(*kari)]
        assert await comes_to(listening, 1)
        for stream in streams:
            await stream.aclose()

        assert await comes_to(listening, 0)

    run(story())


def test_after_a_lost_connection_everything_is_read_anew(
    database, cast, ingrid, monkeypatch
) -> None:
    monkeypatch.setattr(live, "TRY_AGAIN", 0.01)
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"

    async def story() -> None:
        stream = await opened(*ingrid)
        with psycopg.connect(database.superuser_url, autocommit=True) as connection:
            connection.execute(end, ["heime-live"])
        assert await told(stream) == ("changed", [])
        await notify(database.app_url, payload(cast.north.id, cast.astrid.id))
        assert await told(stream) == ("changed", [str(cast.astrid.id)])

    run(story())


def test_one_known_change_does_not_hide_those_that_may_have_been_missed(
    database, cast, ingrid
) -> None:
    async def story() -> object:
        first = await opened(*ingrid)
        late = live.events(*reversed(ingrid))
        # It has begun to listen, and knows nothing of what came after its page was made.
        assert "retry" in await anext(late)
        await notify(database.app_url, payload(cast.north.id, cast.astrid.id))
        assert await told(first) == ("changed", [str(cast.astrid.id)])
        return await told(late)

    assert run(story()) == ("changed", [])


def test_a_listener_that_is_slow_to_stop_says_nothing_of_the_next(
    database, cast, ingrid, monkeypatch
) -> None:
    class Slow(psycopg.AsyncConnection):
        async def close(self) -> None:
            await asyncio.sleep(0.5)
            await super().close()

    monkeypatch.setattr(live, "AsyncConnection", Slow)

    async def story() -> None:
        first = await opened(*ingrid)
        await first.aclose()
        second = await opened(*ingrid)
        await asyncio.sleep(1)
        assert live.feed().listening.is_set()
        late = live.events(*reversed(ingrid))
        assert await asyncio.wait_for(told(late), 1) == ("changed", [])
        await late.aclose()
        await second.aclose()
        await asyncio.sleep(1)

    run(story())


def test_the_stream_ends_with_the_sign_in(database, cast, ingrid, monkeypatch) -> None:
    monkeypatch.setattr(live, "ASK_AGAIN", 0.0)

    async def story() -> object:
        stream = live.events(ingrid[1], ingrid[0])
        await told(stream)
        with psycopg.connect(database.superuser_url, autocommit=True) as connection:
            connection.execute("UPDATE sign_in SET ended_at = now()")
        await notify(database.app_url, payload(cast.north.id, cast.astrid.id))
        return await told(stream)

    assert run(story()) == ("ended", {})


def test_a_payload_that_cannot_be_read_harms_nobody(database, cast, ingrid) -> None:
    async def story() -> object:
        stream = await opened(*ingrid)
        await notify(database.app_url, "", "x", "a b c", payload(cast.north.id, cast.astrid.id))
        return await told(stream)

    assert run(story()) == ("changed", [str(cast.astrid.id)])


def test_nobody_listens_without_signing_in(cast) -> None:
    assert Client().get("/endringer").status_code == 401
