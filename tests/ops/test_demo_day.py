"""What the demo's staff and people are in the middle of, through the verbs of the pages."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.conf import settings

from heime.ops import demo_day, population, seeding
from heime.ops.demo_cast import REGIONS
from heime.records.duty.models import HandOver, OnCall, Opening, Shift
from heime.records.messages.models import Message, Thread
from heime.records.worklist.models import Case, Task
from tests.people import DB

NOW = datetime.now(UTC)
FEW = (
    "valdres-01", "elverum-01", "nord-gudbrandsdal-02", "nord-gudbrandsdal-03",
    "nord-gudbrandsdal-16",
)  # fmt: skip


@pytest.fixture
def filled(database, monkeypatch):
    """A few people with four days behind them, and the day."""
    urls = {
        "owner": database.owner_url, "app": database.app_url, "ingest": database.ingest_url,
        "worker": database.worker_url,
    }  # fmt: skip
    monkeypatch.setattr(settings, "DATABASE_URLS", urls)
    everybody, history = population.people, population.history
    since = NOW - timedelta(days=4)
    monkeypatch.setattr(population, "people", lambda s: [p for p in everybody(s) if p.key in FEW])
    monkeypatch.setattr(
        population, "history",
        lambda *these: [one for one in history(*these) if one.measured_at > since],
    )  # fmt: skip
    monkeypatch.setattr(population, "answers", lambda *_: [])
    seeded = seeding.seed(seed=1, now=NOW, progress=lambda *_: None)
    demo_day.fill(seeded, now=NOW)


def test_there_are_hours_shifts_messages_and_work_under_way(filled) -> None:
    teams = len(REGIONS)

    assert Opening.objects.using(DB).filter(day__isnull=False).count() == 2 * teams
    assert OnCall.objects.using(DB).filter(ends_at__gt=NOW).count() == 7 * teams
    nights = list(OnCall.objects.using(DB).order_by("team", "starts_at"))
    assert all(
        one.ends_at < after.starts_at
        for one, after in pairwise(nights)
        if one.team_id == after.team_id
    )
    assert Shift.objects.using(DB).exclude(note="").count() == teams
    assert Thread.objects.using(DB).filter(waits_since__isnull=False).count() == 2 * teams - 1
    assert Message.objects.using(DB).filter(side="team").count() == teams
    moved = Case.objects.using(DB).filter(state__in=("waiting", "handed_over")).count()
    assert moved + Task.objects.using(DB).count() + HandOver.objects.using(DB).count() > 0
