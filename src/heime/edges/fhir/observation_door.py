"""What the FHIR door does with readings: take one in, find them, show one."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any

from psycopg import AsyncConnection

from heime.core.arrival import Kept, Sent
from heime.core.errors import Refused
from heime.core.kinds import Kind
from heime.edges.fhir import bundle, observation, response, search, wire
from heime.edges.fhir.commit import Commit
from heime.edges.fhir.observation import Incoming
from heime.edges.fhir.observation_out import Stored, build
from heime.edges.fhir.request import Request, check_json, identified, only
from heime.edges.fhir.response import Response
from heime.flow import look_up
from heime.records.measurements.search import Wanted
from heime.records.people import identity

Connect = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


async def create(request: Request, commit: Commit, number: int) -> Response:
    """POST Observation. number: of the request."""
    token = request.token
    check_json(request)
    found = wire.observation(request.body)
    asked = request.headers.get(b"if-none-exist", b"").decode("latin-1")
    key = bundle.if_none_exist(asked, found.identifier) if asked else ""
    incoming = observation.read(found, datetime.now(UTC), key=key)
    (answer,) = await commit.submit([sent(incoming, token, number)])
    if isinstance(answer, Refused):
        raise answer
    body = b"" if request.prefers(b"return=minimal") else build(_stored(answer))
    return response.taken_in(f"{request.base}/Observation/{answer.id}", body, new=answer.new)


def sent(incoming: Incoming, token: str, number: int) -> Sent:
    """What was understood, with the right it came by."""
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
        quality=sent.quality,
    )


async def find(request: Request, connect: Connect) -> Response:
    """GET Observation?patient=…"""
    only(request, "GET", "POST")
    token = request.token
    query = search.parse(request.query, strict=request.prefers(b"handling=strict"))
    if query.enrolment is None:
        assert query.id is not None  # noqa: S101  parse demands one of them
        async with connect() as conn:
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
    async with connect() as conn:
        rows = await look_up.search_measurements(conn, token, wanted)
    shown = [Stored(*_typed(row)) for row in rows[: query.count]]
    return Response(200, search.searchset(query, request.base, shown, more=len(rows) > query.count))


async def show(request: Request, connect: Connect, id_: str) -> Response:
    """GET Observation/{id}."""
    only(request, "GET")
    token = request.token
    wanted = identified(id_, "There is no observation of that id.")
    async with connect() as conn:
        row = await look_up.read_measurement(conn, token, wanted)
    stored = Stored(*_typed(row))
    return response.shown(build(stored), stored.changed_at, changed=stored.withdrawn_at is not None)


def _typed(row: Sequence[Any]) -> tuple[Any, ...]:
    id_, enrolment, kind, *rest = row
    return (id_, enrolment, Kind(kind), *rest)
