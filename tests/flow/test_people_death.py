"""Somebody dies: what stops, what stays, and what happens when it was a mistake."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import uuid_utils.compat as uuid7

from heime.core.errors import MissingText, NotAllowedNow, NotFound, UnknownPerson
from heime.core.kinds import Kind
from heime.core.rights import Ground
from heime.core.topics import missing
from heime.core.zone import Priority, State, Zone
from heime.flow import record_death
from heime.records.access.models import Binding, Right
from heime.records.audit.models import Entry
from heime.records.exchange.models import Notice
from heime.records.people.models import Account, Enrolment, Patient
from heime.records.worklist.models import Awaited, Case, Watch
from tests import people
from tests.flow import sending
from tests.flow.at_work import At
from tests.people import DB

TODAY = datetime.now(UTC).date()


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def cast(database, now):
    return people.everybody(now)


@pytest.fixture
def ingrid(cast):
    return At(cast.ingrid)


@pytest.fixture
def marit(cast, now):
    """Her daughter, who sees by consent."""
    made = Account.objects.using(DB).create(username="marit", name="")
    people.right(cast.astrid, Ground.CONSENT, account=made, given_by=cast.ingrid, now=now)
    return made


def do(who: At, verb: Any, *args: Any) -> Any:
    return who.do(verb, *args, now=datetime.now(UTC))


def going_on(cast, now: datetime) -> None:
    """A reminder, a wait, a watch and a notice, all of hers."""
    place = {"municipality_id": cast.astrid.municipality_id, "enrolment_id": cast.astrid.id}
    waiting = people.measured(
        cast.astrid, Kind.HEART_RATE, "121", now - timedelta(minutes=3), source=cast.source
    )
    judged = people.judged(waiting, Zone.YELLOW, "G-2", state=State.PENDING)
    people.awaited(judged, due_at=now + timedelta(minutes=25))
    Watch.objects.using(DB).create(**place, due_at=now)
    Notice.objects.using(DB).create(
        **place, team=cast.north, what="case-red", about=uuid7.uuid7(), created_at=now, due_at=now
    )
    silent = {
        "kind": missing("body_weight"), "measured_at": now, "measurement_id": uuid7.uuid7(),
        "judged_at": now, "zone": Zone.YELLOW, "priority": Priority.NORMAL,
    }  # fmt: skip
    Case.objects.using(DB).create(**place, **silent, opened_at=now, changed_at=now, due_at=now)


def test_everything_that_goes_on_by_itself_stops_at_once(database, cast, ingrid, marit, now):
    token = sending.of_astrid(cast, database.superuser_url)
    going_on(cast, now)

    do(ingrid, record_death.record, cast.astrid.id, TODAY)

    for table in (Awaited, Watch, Notice):
        assert not table.objects.using(DB).filter(enrolment_id=cast.astrid.id).exists(), table
    (case,) = Case.objects.using(DB).filter(enrolment_id=cast.astrid.id)
    assert (case.state, case.closed_by_id) == ("closed", cast.ingrid.id)
    assert case.note == "Lukka fordi personen er død.", "in the language of Lom"
    late = sending.send(database.ingest_url, sending.reading(token, cast.astrid.id, "93"))
    assert isinstance(sending.refused(late), UnknownPerson)


def test_kin_see_nothing_more_and_the_record_stays(database, cast, ingrid, marit, now):
    do(ingrid, record_death.record, cast.astrid.id, TODAY)

    (right,) = Right.objects.using(DB).filter(enrolment_id=cast.astrid.id)
    assert (right.ends_at <= datetime.now(UTC), right.ended_by_id) == (True, cast.ingrid.id)
    astrid = Enrolment.objects.using(DB).select_related("patient").get(id=cast.astrid.id)
    assert (astrid.phase, astrid.patient.died_on) == ("ended", TODAY)
    acts = Entry.objects.using(DB).order_by("id").values_list("action", flat=True)
    assert list(acts) == ["right.ended", "phase.changed", "person.died"]


def test_a_red_case_stays_for_somebody_to_finish(cast, ingrid, now):
    case = people.red_case(cast, now)

    do(ingrid, record_death.record, cast.astrid.id, TODAY)

    case.refresh_from_db(using=DB)
    assert case.state == "open"


def test_a_mistake_is_undone_as_it_was_but_rights_are_given_anew(database, cast, ingrid, marit):
    token = sending.of_astrid(cast, database.superuser_url)
    do(ingrid, record_death.record, cast.astrid.id, TODAY)

    do(ingrid, record_death.correct, cast.astrid.id, "Naboen heter det samme.")

    astrid = Enrolment.objects.using(DB).select_related("patient").get(id=cast.astrid.id)
    assert (astrid.phase, astrid.ends_at, astrid.patient.died_on) == ("active", None, None)
    assert Watch.objects.using(DB).filter(enrolment_id=astrid.id).exists(), "watched again"
    received = sending.send(database.ingest_url, sending.reading(token, astrid.id, "93"))
    assert sending.kept(received).enrolment == astrid.id
    assert Binding.objects.using(DB).get(enrolment_id=astrid.id).ends_at is None
    (right,) = Right.objects.using(DB).filter(enrolment_id=astrid.id)
    assert right.ends_at is not None, "a right is only ever shortened"


def test_a_correction_says_how_the_mistake_came_about(cast, ingrid):
    do(ingrid, record_death.record, cast.astrid.id, TODAY)
    with pytest.raises(MissingText):
        do(ingrid, record_death.correct, cast.astrid.id, "  ")


@pytest.mark.parametrize("day", [TODAY + timedelta(days=2), date(2100, 1, 1), date(1945, 3, 13)])
def test_nobody_dies_tomorrow_or_before_they_were_born(cast, ingrid, day):
    with pytest.raises(NotAllowedNow):
        do(ingrid, record_death.record, cast.astrid.id, day)


def test_after_midnight_it_is_the_next_day_already(cast, ingrid):
    """Half past eleven in the evening by UTC is night in Norway, and the nurse is at work."""
    late = datetime.combine(TODAY, time(23, 30), UTC)

    ingrid.do(record_death.record, cast.astrid.id, TODAY + timedelta(days=1), now=late)

    died_on = Patient.objects.using(DB).get(id=cast.astrid.patient_id).died_on
    assert died_on == TODAY + timedelta(days=1)


def test_once_is_enough(cast, ingrid):
    do(ingrid, record_death.record, cast.astrid.id, TODAY)
    with pytest.raises(NotAllowedNow):
        do(ingrid, record_death.record, cast.astrid.id, TODAY)
    with pytest.raises(NotFound):
        do(At(cast.kari), record_death.record, cast.astrid.id, TODAY)


def test_a_patient_row_says_it_for_every_list(cast, ingrid):
    do(ingrid, record_death.record, cast.astrid.id, TODAY)
    living = Patient.objects.using(DB).filter(died_on=None)
    assert cast.astrid.patient_id not in living.values_list("id", flat=True)
