"""Staff entering things: the same door as everything else, by their own sign-in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connections, transaction
from psycopg import AsyncConnection

from heime.core.arrival import Sent
from heime.core.happenings import How
from heime.core.kinds import Kind
from heime.core.news2 import Vitals
from heime.core.quantity import scaled
from heime.flow import enter, invalidate
from heime.flow.enter_set import SentSet, enter_set
from heime.flow.verify import Verified, verify
from heime.records.access.reads import identify
from heime.records.measurements.models import Measurement
from heime.records.people.models import Account, Enrolment
from tests import people
from tests.flow.sending import NOW, reading
from tests.people import DB

VALUES = {
    Kind.RESPIRATORY_RATE: "18", Kind.OXYGEN_SATURATION: "96", Kind.HEART_RATE: "80",
    Kind.BODY_TEMPERATURE: "36.8",
}  # fmt: skip
"""An ordinary morning: no value is near a limit of her plan."""


def as_(who: Account) -> tuple[str, Any]:
    """A sign-in of theirs: its token, and who it makes them."""
    token, _ = people.signed_in(who, datetime.now(UTC))
    try:
        with transaction.atomic():
            return token, identify(token)
    finally:
        connections["default"].close()


def run(url: str, work: Callable[[AsyncConnection], Awaitable[Any]]) -> Any:
    """Do something on a connection of its own."""

    async def go() -> Any:
        async with await AsyncConnection.connect(url, autocommit=True) as conn:
            return await work(conn)

    return asyncio.run(go())


def typed(token: str, person: Enrolment, value: str, **more: Any) -> Sent:
    """A value that staff typed."""
    return replace(reading(token, person.id, value, **more), by_staff=True, manual=True)


def entered(url: str, who: Account, *values: Sent, how: How = How.PHONE) -> Any:
    """Enter values as somebody; their token is put into each."""
    token, actor = as_(who)
    sent = [replace(one, token=token) for one in values]
    return run(url, lambda conn: enter.enter_readings(conn, sent, how=how, by=actor))


def a_set(person: Enrolment, *, minutes_ago: float = 5, key: str = "sett-1", **but: Any) -> SentSet:
    """A whole set; `but` changes what was observed."""
    at = NOW - timedelta(minutes=minutes_ago)
    whole = Vitals(
        person.id, at, at, "health_personnel", spread_minutes=4, on_oxygen=False,
        systolic=scaled(Decimal(130)), consciousness="A",
        **{kind.label: scaled(Decimal(value)) for kind, value in VALUES.items()},
    )  # fmt: skip
    vitals = replace(whole, **but)
    readings = [
        typed("", person, VALUES[kind], kind=kind, minutes_ago=minutes_ago, key=f"{key}:{kind}")
        for kind in VALUES
        if getattr(vitals, kind.label) is not None
    ]
    readings = [replace(one, value=getattr(vitals, one.kind.label)) for one in readings]
    content = repr([(one.kind, one.value) for one in readings]).encode()
    return SentSet(person.id, key, content, vitals, readings)


def took(url: str, who: Account, sent: SentSet, how: How = How.VISIT) -> Any:
    """Enter a set as somebody."""
    token, actor = as_(who)
    own = replace(sent, readings=[replace(one, token=token) for one in sent.readings])
    return run(url, lambda conn: enter_set(conn, own, how=how, by=actor))


def does_not_count(url: str, who: Account, of: Measurement, **but: Any) -> Any:
    """Say as somebody that a reading does not count."""
    token, actor = as_(who)
    said = {"reason": "faulty-meter", "text": "", "still_done": False} | but
    about = invalidate.About(token, of.enrolment_id, of.id, Kind(of.kind), of.measured_at, **said)
    return run(url, lambda conn: invalidate.invalidate(conn, about, by=actor))


def verified(url: str, person: Enrolment) -> Verified:
    """Everything of one person judged again, as the worker does each night."""
    return run(url, lambda conn: verify(conn, person.id))


def newest(kind: Kind = Kind.OXYGEN_SATURATION) -> Measurement:
    return Measurement.objects.using(DB).filter(kind=kind).latest("measured_at")
