"""Somebody was away: what was to come then is not missed, by the server as by the replay."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from heime.core import plan as plans
from heime.core import whatif
from heime.core.agreed import Agreed
from heime.core.kinds import Kind
from heime.core.phases import Change, Phase, unwatched
from heime.core.reading import Reading
from heime.core.record import Record
from heime.records.intake.models import PhaseChange
from tests import people
from tests.flow.sending import NOW, of_astrid
from tests.flow.test_watch import TODAY, Home, agreed, clock, missed
from tests.people import DB


@pytest.fixture
def home(database):
    cast = people.everybody(NOW)
    return Home(cast, of_astrid(cast, database.superuser_url), database)


def paused(home, days_ago: int, hour: float, before: str, after: str) -> None:
    PhaseChange.objects.using(DB).create(
        municipality_id=home.cast.astrid.municipality_id, enrolment=home.cast.astrid,
        before=before, after=after, at=clock(days_ago, hour), made_by=home.cast.ingrid,
    )  # fmt: skip


def test_what_was_to_come_while_somebody_was_away_is_not_missed_when_they_are_back(home):
    home.plan(agreed())
    home.measures(6, 9)
    paused(home, 6, 12, "active", "paused")
    paused(home, 2, 12, "paused", "active")

    home.looked_at(2, 12.5)
    assert not missed(), "four windows ended in the pause"
    home.looked_at(0, 9.5)
    assert not missed(), "the first window after it ended yesterday at 10"

    home.looked_at(-1, 10)
    (judged,) = missed()
    assert judged.session_at == clock(1, 10)


@pytest.mark.parametrize("away", [True, False])
def test_the_server_and_the_replay_agree_on_a_pause(home, away):
    content = agreed()
    home.plan(content)
    home.measures(6, 9)
    steps = [(6, 12, "active", "paused"), (2, 12, "paused", "active")] if away else []
    for step in steps:
        paused(home, *step)
    home.looked_at(2, 13)

    changes = [Change(clock(d, h), Phase(b), Phase(a)) for d, h, b, a in steps]
    side = whatif.side(
        [(clock(12, 0), plans.read(content))], TODAY - timedelta(days=12), TODAY,
        unwatched(changes, now=Phase.ACTIVE),
    )  # fmt: skip
    record = Record(Agreed(side.steps), side.windows)
    record.add(core_reading(home, clock(6, 9)))
    fired = [gap.since for gap in record.gaps(clock(2, 13)) if gap.rule]
    assert fired == [one.session_at for one in missed()]
    assert bool(fired) is not away


def core_reading(home, at: datetime) -> Reading:
    return Reading(uuid4(), Kind.OXYGEN_SATURATION, 950_000, measured_at=at, received_at=at)
