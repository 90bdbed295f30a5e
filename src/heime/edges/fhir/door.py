"""The FHIR door: HTTP in, HTTP out, nothing decided here.

A bare ASGI route beside Django in the same process, because this is where everything from the
homes comes in. Each request is decoded, waits for its commit, and is answered.
"""

import itertools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from heime.core.errors import Refused
from heime.edges.fhir import (
    bundle_door,
    capability,
    observation_door,
    outcome,
    questionnaire_door,
)
from heime.edges.fhir.commit import Busy, Commit
from heime.edges.fhir.outcome import Unusable
from heime.edges.fhir.questionnaire_commit import FormCommit
from heime.edges.fhir.request import JSON, Receive, Request, Scope, only, read
from heime.edges.fhir.response import Response

log = logging.getLogger(__name__)

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Door:
    """The ASGI application under /fhir."""

    def __init__(self, ingest_url: str) -> None:
        self._commit = Commit(ingest_url)
        self._forms = FormCommit(ingest_url, self._commit.spread)
        self._pool = AsyncConnectionPool(
            ingest_url,
            min_size=0,
            max_size=4,
            timeout=5,
            open=False,
            kwargs={"autocommit": True, "options": "-c timezone=UTC"},
        )
        self._started = False
        self._numbers = itertools.count(1)

    async def start(self) -> None:
        if not self._started:
            self._started = True
            self._commit.start()
            await self._pool.open()

    async def stop(self) -> None:
        if self._started:
            await self._commit.stop()
            await self._forms.stop()
            await self._pool.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.start()
        response = await self._answer(scope, receive)
        headers = [
            *([(b"content-type", JSON)] if response.body else []),
            (b"content-length", str(len(response.body)).encode()),
            (b"cache-control", b"no-store"),
            *response.headers,
        ]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        try:
            request = await read(scope, receive)
            return await self._route(request)
        except Refused as refusal:
            status, body = outcome.answer_to(refusal)
            challenge = ((b"www-authenticate", b'Bearer realm="heime"'),) if status == 401 else ()
            return Response(status, body, challenge)
        except (Busy, psycopg.OperationalError, PoolTimeout):
            status, body = outcome.refuse("queue-full", "Nothing was kept. Send it again shortly.")
            return Response(status, body, ((b"retry-after", b"1"),))
        except Exception as fault:
            # The fault's own text may quote what was sent, so only its class is written down.
            log.error("the FHIR door failed: %s", type(fault).__name__)
            status, body = outcome.refuse("failed", "A fault of ours. Nothing was kept.")
            return Response(status, body)

    async def _route(self, request: Request) -> Response:
        place = request.path.removeprefix("/fhir").strip("/")
        if place == "metadata":
            only(request, "GET")
            return Response(200, capability.statement(request.base))
        if place == "Observation" and request.method == "POST":
            number = next(self._numbers)
            return await observation_door.create(request, self._commit, number)
        if place == "Observation":
            return await observation_door.find(request, self._connection)
        if place == "" and request.method == "POST":
            number = next(self._numbers)
            return await bundle_door.take_in(request, self._commit, self._forms, number)
        kind, _, id_ = place.partition("/")
        if kind == "Observation" and id_ and "/" not in id_:
            return await observation_door.show(request, self._connection, id_)
        if kind in (questionnaire_door.ANSWERS, questionnaire_door.DEFINITIONS) and "/" not in id_:
            return await self._questionnaires(request, kind, id_)
        raise Unusable(404, "not-found", "", "There is nothing at this address.", "not-found")

    async def _questionnaires(self, request: Request, kind: str, id_: str) -> Response:
        if kind == questionnaire_door.DEFINITIONS:
            return await questionnaire_door.define(request, self._connection, id_)
        if id_:
            return await questionnaire_door.show(request, self._connection, id_)
        if request.method == "POST":
            number = next(self._numbers)
            return await questionnaire_door.create(request, self._forms, number)
        return await questionnaire_door.find(request, self._connection)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        async with self._pool.connection() as conn:
            yield conn
