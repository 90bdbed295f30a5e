"""The server's short memory and the whole replay judge alike; and where they differ it is told."""

import asyncio
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import AsyncConnection

from heime.core.arrival import Sent
from heime.core.kinds import Kind
from heime.core.reading import Quality
from heime.flow.receive import receive
from heime.flow.time_out import time_out
from heime.flow.verify import Verified, verify
from heime.records.measurements.models import Judgement
from tests import people
from tests.flow import sending
from tests.flow.sending import NOW, of_astrid, reading

DB = people.DB
DAYS = 24
PINNED = datetime(2026, 11, 22, 12, 11, 42, tzinfo=UTC)
"""When an evening's weight has a usual that begins after that of the morning, fourteen days before,
unless both are asked of the day's first weight."""

EVERYTHING = {
    "limits": [
        {"kind": "oxygen_saturation", "profile": "SPO2_COPD"},
        {"kind": "heart_rate", "profile": "PULSE_STD"},
        {"kind": "blood_pressure", "profile": "BP_HF"},
        {"kind": "body_temperature", "profile": "TEMP_STD"},
    ],
    "rules": [
        "D-1", "P-D1", "T-1", "F-1", "AF-1", "W-1", "W-2", "W-3", "W-4", "W-5", "N-1", "N-2",
        "C1", "C2", "M-1", "M-2",
    ],
    "person": {"dry_weight_kg": "71.0", "personal_best": {"pef": "400"}},
}  # fmt: skip

_USUAL = {
    Kind.OXYGEN_SATURATION: (94, 2, 0),
    Kind.HEART_RATE: (78, 9, 0),
    Kind.BODY_TEMPERATURE: (368, 4, 1),
    Kind.BODY_WEIGHT: (712, 6, 1),
    Kind.PEF: (360, 30, 0),
}


@pytest.fixture
def cast(request, monkeypatch, database):
    if "pinned" in request.keywords:
        for module in (sending, sys.modules[__name__]):
            monkeypatch.setattr(module, "NOW", PINNED)
    cast = people.everybody(NOW)
    with psycopg.connect(database.superuser_url, autocommit=True) as conn:
        conn.execute("DELETE FROM plan_version WHERE enrolment_id = %s", [cast.astrid.id])
    people.plan(cast.astrid, EVERYTHING, approved_by=cast.nils, now=NOW - timedelta(days=DAYS + 30))
    return cast


@pytest.fixture
def token(cast, database):
    return of_astrid(cast, database.superuser_url)


def life(token: str, cast: people.Cast, seed: int) -> Iterator[Sent]:
    """Readings of some weeks, oldest first: ordinary days, bad spells, repeats and nonsense."""
    chance = random.Random(seed)
    bad = chance.randrange(8, DAYS - 6)
    for day in range(DAYS):
        worse = 1 if bad <= day < bad + 5 else 0
        for hour in (0, 5, 11):
            base = (DAYS - day) * 1440 - hour * 60 + chance.randrange(0, 50)
            for kind, (middle, spread, decimals) in _USUAL.items():
                if chance.random() < 0.25:
                    continue
                yield from _act(token, cast, chance, kind, base, middle, spread, decimals, worse)
            if chance.random() < 0.5:
                yield from _cuffs(token, cast, chance, base, worse)


def _act(token, cast, chance, kind, base, middle, spread, decimals, worse) -> Iterator[Sent]:  # type: ignore[no-untyped-def]
    away = {Kind.OXYGEN_SATURATION: -5, Kind.PEF: -90}.get(kind, 3 * spread) * worse
    for again in range(chance.choice([1, 1, 1, 2, 3])):
        value = round(chance.gauss(middle + away, spread / 2))
        if chance.random() < 0.02:
            value = chance.choice([1, middle * 3, middle // 2])
        text = str(value) if not decimals else f"{value / 10:.1f}"
        flags = Quality.NONE
        if chance.random() < 0.06:
            flags = chance.choice([Quality.IRREGULAR_PULSE, Quality.POOR_SIGNAL, Quality.DEMO])
        yield reading(
            token, cast.astrid.id, text, kind=kind, quality=flags,
            minutes_ago=base - again * chance.choice([4, 7, 31]),
        )  # fmt: skip


def _cuffs(token, cast, chance, base, worse) -> Iterator[Sent]:  # type: ignore[no-untyped-def]
    for cuff in range(chance.choice([1, 2, 2, 2, 4])):
        upper = round(chance.gauss(128 + 30 * worse, 9))
        yield reading(
            token, cast.astrid.id, str(upper), second=str(upper - chance.randrange(30, 70)),
            kind=Kind.BLOOD_PRESSURE, minutes_ago=base - 2 * cuff,
            quality=chance.choice([Quality.NONE, Quality.NONE, Quality.IRREGULAR_PULSE]),
        )  # fmt: skip


def live(database, sent: list[Sent], enrolment) -> Verified:
    """Everything received at the moment it was taken, timed out when due, then verified."""

    async def go() -> Verified:
        due: list[datetime] = []
        async with (
            await AsyncConnection.connect(database.ingest_url, autocommit=True) as conn,
            await AsyncConnection.connect(database.worker_url, autocommit=True) as worker,
        ):
            for one in sent:
                while due and due[0] < one.measured_at:
                    await time_out(worker, enrolment, simulated_at=due.pop(0))
                await receive(conn, [one], simulated=True)
                due = sorted([*due, one.measured_at + timedelta(minutes=31)])
            return await verify(worker, enrolment)

    return asyncio.run(go())


@pytest.mark.parametrize("seed", [pytest.param(0, marks=pytest.mark.pinned), 1, 2])
def test_weeks_of_readings_are_judged_alike_both_ways(cast, token, database, seed):
    sent = sorted(life(token, cast, seed), key=lambda one: one.measured_at)

    verified = live(database, sent, cast.astrid.id)

    assert verified.differences == [], "\n".join(map(str, verified.differences[:6]))
    assert verified.judged >= len(sent) * 0.9
    fired = {rule for j in Judgement.objects.using(DB) for rule in j.rules or ()}
    assert {"G-2", "D-1", "C-2", "C-3", "F-1", "V-2"} <= fired, fired
    assert "rule-failed" not in fired


@pytest.mark.parametrize("seed", range(10, 13))
def test_readings_in_any_order_and_days_late_are_judged_alike(cast, token, database, seed):
    chance = random.Random(seed)
    sent = list(life(token, cast, seed))[-160:]
    chance.shuffle(sent)

    async def go() -> Verified:
        async with await AsyncConnection.connect(database.ingest_url, autocommit=True) as conn:
            while sent:
                batch = [sent.pop() for _ in range(min(len(sent), chance.randrange(1, 9)))]
                await receive(conn, batch)
        async with await AsyncConnection.connect(database.worker_url, autocommit=True) as worker:
            return await verify(worker, cast.astrid.id)

    verified = asyncio.run(go())

    assert verified.differences == [], "\n".join(map(str, verified.differences[:6]))
    assert verified.judged > 100


def test_a_judgement_that_was_tampered_with_is_found(cast, token, database):
    live(database, [reading(token, cast.astrid.id, "86", minutes_ago=300)], cast.astrid.id)
    with psycopg.connect(database.superuser_url, autocommit=True) as conn:
        conn.execute("UPDATE judgement SET zone = 1, rules = NULL WHERE zone = 4")

    async def go() -> Verified:
        async with await AsyncConnection.connect(database.worker_url, autocommit=True) as worker:
            return await verify(worker, cast.astrid.id)

    differences = asyncio.run(go()).differences
    assert differences
    assert "RED" in differences[0].now
    assert "GREEN" in differences[0].kept
