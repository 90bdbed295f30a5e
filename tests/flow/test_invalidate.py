"""A reading does not count: it stays, and nothing more is judged with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.kinds import Kind
from heime.core.zone import Zone
from heime.records.audit.models import Entry
from heime.records.happenings.models import Invalidation
from heime.records.measurements.models import Course, Judgement, Measurement
from heime.records.worklist.models import Awaited, Case, CaseEvent
from tests import people
from tests.flow.entering import does_not_count, newest, verified
from tests.flow.sending import NOW, of_astrid, reading, send
from tests.people import DB

WEIGHT_PLAN = {
    "limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD"}],
    "rules": ["W-1", "D-1", "T-1"],
}


@pytest.fixture
def cast(database):
    made = people.everybody(NOW)
    people.plan(
        made.astrid, WEIGHT_PLAN, approved_by=made.nils, number=2, now=NOW,
        valid_from=NOW - timedelta(days=79),
    )  # fmt: skip
    return made


@pytest.fixture
def token(cast, database):
    return of_astrid(cast, database.superuser_url)


def weighed(database, token, person, value: str, days_ago: float, simulated_minutes: int = 0):
    send(
        database.ingest_url,
        reading(
            token, person.id, value, kind=Kind.BODY_WEIGHT,
            minutes_ago=days_ago * 24 * 60 + simulated_minutes, key=f"{value}-{days_ago}",
        ),
    )  # fmt: skip
    return newest(Kind.BODY_WEIGHT)


def sats(kind: Kind) -> list[str]:
    return [one for one in Course.objects.using(DB).get(kind=kind).sittings.split(";") if one]


def test_what_waited_for_a_second_reading_waits_no_more(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "86"))
    changed = does_not_count(database.ingest_url, cast.ingrid, newest())

    assert not Awaited.objects.using(DB).exists()
    assert Measurement.objects.using(DB).count() == 1, "it stays where it is"
    assert sats(Kind.OXYGEN_SATURATION) == []
    assert {one.enrolment for one in changed} == {cast.astrid.id}


def test_what_it_raised_stays_open_and_says_so(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "82"))
    does_not_count(database.ingest_url, cast.ingrid, newest())

    case = Case.objects.using(DB).get()
    assert (case.state, case.zone) == ("open", Zone.RED)
    told = CaseEvent.objects.using(DB).order_by("at").last()
    assert (told.what, told.by_id) == ("invalid", cast.ingrid.id)


def test_the_session_is_judged_again_with_what_is_left(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "94", minutes_ago=12))
    send(database.ingest_url, reading(token, cast.astrid.id, "86", minutes_ago=4))
    does_not_count(database.ingest_url, cast.ingrid, newest())

    last = Judgement.objects.using(DB).latest("judged_at")
    assert (last.zone, last.state) == (Zone.GREEN, 1)
    assert len(sats(Kind.OXYGEN_SATURATION)) == 1
    assert not Awaited.objects.using(DB).exists()


def test_a_weight_that_does_not_count_is_in_no_window(cast, token, database):
    """Three days ago the dog stood on the scale: the gain of today is counted without it."""
    wrong = weighed(database, token, cast.astrid, "70.0", 2)
    weighed(database, token, cast.astrid, "74.0", 1)
    does_not_count(database.ingest_url, cast.ingrid, wrong, reason="wrong-value")
    weighed(database, token, cast.astrid, "74.5", 0.01)

    last = Judgement.objects.using(DB).filter(kind=Kind.BODY_WEIGHT).latest("judged_at")
    assert last.zone == Zone.GREEN
    assert verified(database.worker_url, cast.astrid).differences == []


def test_what_still_counts_as_done_is_remembered_as_done_and_nothing_else(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "95"))
    does_not_count(database.ingest_url, cast.ingrid, newest(), still_done=True)

    (only,) = sats(Kind.OXYGEN_SATURATION)
    assert only.split(",")[1] == ""


def test_the_log_says_who_said_so(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "95"))
    does_not_count(database.ingest_url, cast.tor, newest(), reason="other", text="Målt på barnet")

    assert Invalidation.objects.using(DB).get().text == "Målt på barnet"
    act = Entry.objects.using(DB).get(action="reading.invalidated")
    assert act.account_id == cast.tor.id
    assert "barnet" not in (act.detail or "")


def test_it_is_said_once_with_a_reason_and_by_the_team(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "95"))
    about = newest()

    with pytest.raises(MissingText):
        does_not_count(database.ingest_url, cast.ingrid, about, reason="other")
    with pytest.raises(NotFound):
        does_not_count(database.ingest_url, cast.kari, about)
    does_not_count(database.ingest_url, cast.ingrid, about)
    with pytest.raises(NotAllowedNow):
        does_not_count(database.ingest_url, cast.ingrid, about)


def test_the_nightly_check_knows_when_it_stopped_counting(cast, token, database):
    for value, ago in (("95", 115), ("94", 75), ("86", 70), ("95", 35)):
        send(
            database.ingest_url,
            reading(token, cast.astrid.id, value, minutes_ago=ago, key=str(ago)),
        )
    wrong = Measurement.objects.using(DB).get(value=860_000)
    does_not_count(database.ingest_url, cast.ingrid, wrong)
    send(database.ingest_url, reading(token, cast.astrid.id, "93", minutes_ago=1, key="etter"))

    found = verified(database.worker_url, cast.astrid)
    assert found.differences == []
    assert found.judged >= 5
