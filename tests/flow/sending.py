"""Sending readings straight into the flow, as the role that the FHIR door uses."""

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import psycopg
import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

from heime.core.arrival import Kept, Sent
from heime.core.errors import Refused
from heime.core.kinds import Kind
from heime.core.quantity import decimals_of, scaled
from heime.core.reading import Quality
from heime.flow.receive import Received, receive
from tests.people import Cast

NOW = datetime.now(UTC)


def gateway(superuser_url: str, *bound: tuple[int, UUID]) -> str:
    """A gateway bound to these (municipality, enrolment); returns its bearer token."""
    return _sender(superuser_url, "gateway", bound=bound)


def client(superuser_url: str, *municipalities: int) -> str:
    """An integration client with mandates for these municipalities; returns its bearer token."""
    return _sender(superuser_url, "client", mandates=municipalities)


def _sender(
    superuser_url: str,
    sort: str,
    *,
    bound: Sequence[tuple[int, UUID]] = (),
    mandates: Sequence[int] = (),
) -> str:
    token = secrets.token_urlsafe(24)
    with psycopg.connect(superuser_url, autocommit=True) as conn:
        row = conn.execute(
            "INSERT INTO source (name, sort) VALUES (%s, %s) RETURNING id", [sort, sort]
        ).fetchone()
        assert row is not None
        conn.execute(
            "INSERT INTO bearer (id, token_hash, source_id, expires_at)"
            " VALUES (%s, %s, %s, now() + interval '1 day')",
            [uuid7.uuid7(), hashlib.sha256(token.encode()).digest(), row[0]],
        )
        for municipality, enrolment in bound:
            conn.execute(
                "INSERT INTO binding (id, source_id, municipality_id, enrolment_id, starts_at)"
                " VALUES (%s, %s, %s, %s, now() - interval '1 day')",
                [uuid7.uuid7(), row[0], municipality, enrolment],
            )
        for municipality in mandates:
            conn.execute(
                "INSERT INTO mandate (id, source_id, municipality_id, starts_at)"
                " VALUES (%s, %s, %s, now() - interval '1 day')",
                [uuid7.uuid7(), row[0], municipality],
            )
    return token


def of_astrid(cast: Cast, superuser_url: str) -> str:
    return gateway(superuser_url, (cast.astrid.municipality_id, cast.astrid.id))


def reading(
    token: str,
    enrolment: UUID,
    value: str | None,
    *,
    minutes_ago: float = 1,
    kind: Kind = Kind.OXYGEN_SATURATION,
    second: str | None = None,
    key: str = "",
    **more: object,
) -> Sent:
    at = NOW - timedelta(minutes=minutes_ago)
    number = None if value is None else scaled(Decimal(value))
    other = None if second is None else scaled(Decimal(second))
    content = repr((kind, number, other, at, more)).encode()
    made = Sent(
        token=token, enrolment=enrolment, lookup=None, key=key, content=content, kind=kind,
        value=number, second=other, decimals=0 if value is None else decimals_of(Decimal(value)),
        measured_at=at,
    )  # fmt: skip
    return replace(made, **more)


def send(ingest_url: str, *batch: Sent) -> Received:
    """One batch, in one transaction, on a connection of its own."""

    async def go() -> Received:
        async with await AsyncConnection.connect(ingest_url, autocommit=True) as conn:
            return await receive(conn, batch)

    return asyncio.run(go())


def kept(received: Received, n: int = 0) -> Kept:
    answer = received.answers[n]
    assert isinstance(answer, Kept), answer
    return answer


def refused(received: Received, n: int = 0) -> Refused:
    answer = received.answers[n]
    assert isinstance(answer, Refused), answer
    return answer


GOOD_SIGNAL = Quality.NONE
