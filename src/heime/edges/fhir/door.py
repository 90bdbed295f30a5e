"""The FHIR door: HTTP in, HTTP out, nothing decided here.

A bare ASGI route beside Django in the same process, because this is where everything from the
homes comes in. Each request is decoded, waits for its commit, and is answered.
"""

import itertools
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from heime.core.arrival import Kept, Sent
from heime.core.errors import Refused
from heime.core.kinds import Kind
from heime.edges.fhir import bundle, capability, observation, outcome, search, wire
from heime.edges.fhir.commit import Answer, Busy, Commit
from heime.edges.fhir.observation import Incoming
from heime.edges.fhir.observation_out import Stored, build
from heime.edges.fhir.outcome import Unusable
from heime.edges.fhir.request import JSON, Receive, Request, Scope, check_json, only, read
from heime.flow import look_up
from heime.records.measurements.search import Wanted
from heime.records.people import identity

log = logging.getLogger(__name__)

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Door:
    """The ASGI application under /fhir."""

    def __init__(self, ingest_url: str) -> None:
        self._commit = Commit(ingest_url)
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
            await self._pool.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.start()
        response = await self._answer(scope, receive)
        headers = [
            (b"content-type", JSON),
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
            return await self._create(request)
        if place == "Observation":
            only(request, "GET", "POST")
            return await self._search(request)
        if place == "" and request.method == "POST":
            return await self._bundle(request)
        kind, _, id_ = place.partition("/")
        if kind == "Observation" and id_ and "/" not in id_:
            only(request, "GET")
            return await self._read(request, id_)
        raise Unusable(404, "not-found", "", "There is nothing at this address.", "not-found")

    async def _create(self, request: Request) -> Response:
        token = request.token
        check_json(request)
        found = wire.observation(request.body)
        asked = request.headers.get(b"if-none-exist", b"").decode("latin-1")
        key = bundle.if_none_exist(asked, found) if asked else ""
        incoming = observation.read(found, datetime.now(UTC), key=key)
        sent = _sent(incoming, token, next(self._numbers))
        (answer,) = await self._commit.submit([sent])
        if isinstance(answer, Refused):
            raise answer
        body = b"" if request.prefers(b"return=minimal") else build(_stored(answer))
        headers = (
            (b"location", f"{request.base}/Observation/{answer.id}".encode()),
            (b"etag", b'W/"1"'),
        )
        return Response(201 if answer.new else 200, body, headers)

    async def _bundle(self, request: Request) -> Response:
        token = request.token
        check_json(request)
        entries = bundle.read(request.body, datetime.now(UTC))
        if entries.transaction and entries.refused:
            refused = entries.refused
            return Response(refused[0].status, outcome.outcome(refused))
        number = next(self._numbers)
        sent = [_sent(e, token, number) for e in entries.entries if isinstance(e, Incoming)]
        answers = await self._commit.submit(sent, whole=entries.transaction) if sent else []
        if entries.transaction and any(isinstance(answer, Refused) for answer in answers):
            return _whole_refused(answers)
        if answers and all(_is_unknown_sender(answer) for answer in answers):
            assert isinstance(answers[0], Refused)  # noqa: S101  just tested
            raise answers[0]
        given = iter(answers)
        replies = [
            bundle.answer(entry) if isinstance(entry, Unusable) else _entry_reply(next(given))
            for entry in entries.entries
        ]
        return Response(200, bundle.respond(replies, entries.transaction))

    async def _search(self, request: Request) -> Response:
        token = request.token
        query = search.parse(request.query, strict=request.prefers(b"handling=strict"))
        if query.enrolment is None:
            assert query.id is not None  # noqa: S101  parse demands one of them
            async with self._connection() as conn:
                row = await look_up.read_measurement(conn, token, query.id)
            found = [one for one in [Stored(*_typed(row))] if search.matches(query, one)]
            return Response(200, search.searchset(query, request.base, found, False))
        wanted = Wanted(
            enrolment=query.enrolment,
            kinds=None if query.kinds is None else tuple(int(kind) for kind in query.kinds),
            since=query.since,
            before=query.before,
            not_in=query.not_in,
            newest_first=query.newest_first,
            after=None if query.after is None else (query.after.measured_at, query.after.id),
            id=query.id,
            count=query.count + 1,
        )
        async with self._connection() as conn:
            rows = await look_up.search_measurements(conn, token, wanted)
        shown = [Stored(*_typed(row)) for row in rows[: query.count]]
        return Response(
            200, search.searchset(query, request.base, shown, more=len(rows) > query.count)
        )

    async def _read(self, request: Request, id_: str) -> Response:
        token = request.token
        if not _ID.fullmatch(id_):
            raise Unusable(404, "not-found", "", "There is no observation of that id.", "not-found")
        async with self._connection() as conn:
            row = await look_up.read_measurement(conn, token, UUID(id_))
        stored = Stored(*_typed(row))
        modified = stored.received_at.strftime("%a, %d %b %Y %H:%M:%S GMT").encode()
        return Response(200, build(stored), ((b"etag", b'W/"1"'), (b"last-modified", modified)))

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        async with self._pool.connection() as conn:
            yield conn


def _typed(row: Sequence[Any]) -> tuple[Any, ...]:
    id_, enrolment, kind, *rest = row
    return (id_, enrolment, Kind(kind), *rest)


def _sent(incoming: Incoming, token: str, number: int) -> Sent:
    subject = incoming.subject
    return Sent(
        token=token,
        enrolment=subject.enrolment,
        lookup=identity.lookup(subject.national_id[1]) if subject.national_id else None,
        key=incoming.key or "",
        content=incoming.content,
        kind=incoming.kind,
        value=incoming.value,
        second=incoming.second,
        decimals=incoming.decimals,
        measured_at=incoming.measured_at,
        quality=incoming.quality,
        device=incoming.device,
        manual=incoming.manual,
        request=number,
    )


def _stored(kept: Kept) -> Stored:
    sent = kept.sent
    return Stored(
        id=kept.id,
        enrolment_id=kept.enrolment,
        kind=sent.kind,
        value=sent.value,
        second=sent.second,
        decimals=sent.decimals,
        measured_at=sent.measured_at,
        received_at=kept.received_at,
        rejected=kept.rejected,
        device=sent.device,
        manual=sent.manual,
    )


def _entry_reply(answer: Answer) -> bundle.Answer:
    if isinstance(answer, Refused):
        return bundle.answer(answer)
    return bundle.Answer(201 if answer.new else 200, f"Observation/{answer.id}")


def _is_unknown_sender(answer: Answer) -> bool:
    return isinstance(answer, Refused) and answer.code == "unknown-sender"


def _whole_refused(answers: Sequence[Answer]) -> Response:
    """A transaction of which a part was refused: the first refusals, each with its place."""
    refused = [
        Unusable(
            *outcome.ANSWERS.get(a.code, (422, "processing")), f"Bundle.entry[{n}]", str(a), a.code
        )
        for n, a in enumerate(answers)
        if isinstance(a, Refused)
    ][: bundle.MOST_ISSUES]
    return Response(refused[0].status, outcome.outcome(refused))
