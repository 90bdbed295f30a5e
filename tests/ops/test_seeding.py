"""A few of the demo's people live their sixty days through the real flow."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.conf import settings
from psycopg import AsyncConnection

from heime.core import care_plan
from heime.core.topics import ASKED
from heime.core.zone import Zone
from heime.flow.verify import verify
from heime.ops import population, seeding

NOW = datetime.now(UTC)
FEW = ("valdres-02", "nord-gudbrandsdal-01", "nord-gudbrandsdal-07", "elverum-02")


@pytest.fixture
def rows(database, monkeypatch):
    """Ask the filled database."""
    urls = {
        "owner": database.owner_url, "app": database.app_url, "ingest": database.ingest_url,
        "worker": database.worker_url,
    }  # fmt: skip
    monkeypatch.setattr(settings, "DATABASE_URLS", urls)
    everybody = population.people
    monkeypatch.setattr(
        population, "people", lambda seed: [p for p in everybody(seed) if p.key in FEW]
    )
    seeding.seed(seed=1, now=NOW, progress=lambda *_: None)

    def ask(query: str):
        with psycopg.connect(database.superuser_url) as conn:
            return conn.execute(query.encode()).fetchall()

    return ask


def test_a_history_of_readings_answers_and_gaps(rows, database):
    asked = dict(rows("SELECT questionnaire, count(*) FROM response GROUP BY 1"))
    assert set(asked) == {ASKED[name] for name in ("copd_daily", "heart_failure_daily",
                                                   "phq9", "who5")}  # fmt: skip
    assert rows("SELECT count(*) FROM response r WHERE NOT EXISTS (SELECT FROM judgement j"
                " WHERE j.measurement_id = r.id)") == [(0,)]  # fmt: skip
    zones = dict(rows("SELECT zone, count(*) FROM judgement WHERE kind IN (101, 102) GROUP BY 1"))
    assert zones[Zone.GREEN] > zones[Zone.YELLOW] > 10, "they get worse, and are mostly well"

    missed = rows("SELECT count(*) FROM judgement WHERE kind >= 200")[0][0]
    assert missed <= 4 * len(FEW), "nobody is flooded"
    watched = rows("SELECT count(*), min(due_at) FROM watch")[0]
    assert watched[0] == len(FEW)
    assert NOW < watched[1] <= NOW + timedelta(days=1), "the due loop goes on from here"

    for (content,) in rows("SELECT content FROM plan_version"):
        plan = care_plan.read(content)
        assert plan.review_on is not None
        assert 119 <= (plan.review_on - NOW.date()).days <= 121

    async def differences():
        async with await AsyncConnection.connect(database.worker_url, autocommit=True) as conn:
            for (enrolment,) in rows("SELECT id FROM enrolment"):
                yield await verify(conn, enrolment)

    async def all_of_them():
        return [one async for one in differences()]

    found = asyncio.run(all_of_them())
    assert sum(one.judged for one in found) > 1000
    assert [d for one in found for d in one.differences] == []
