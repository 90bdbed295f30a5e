"""Staff enter a value told on the phone, a form, and what was taken on a visit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heime.core.errors import IncompleteSet
from heime.core.happenings import How
from heime.core.kinds import Kind
from heime.core.topics import NEWS2
from heime.core.zone import Zone
from heime.flow.receive import NotWhole
from heime.records.audit.models import Entry
from heime.records.happenings.models import Entered, VitalSet
from heime.records.measurements.models import Judgement, Measurement
from heime.records.people.models import Account
from heime.records.worklist.models import Awaited, Case
from tests import people
from tests.flow import entering
from tests.flow.entering import a_set, as_, entered, took, typed
from tests.flow.sending import NOW, kept, refused, send
from tests.people import DB

NEWS2_PLAN = people.COPD_PLAN | {"rules": ["NEWS2"]}


@pytest.fixture
def cast(database):
    return people.everybody(NOW)


def test_a_value_told_on_the_phone_is_judged_as_any_other(cast, database):
    values, changed = entered(database.ingest_url, cast.ingrid, typed("", cast.astrid, "86"))

    assert values[0].new
    assert Measurement.objects.using(DB).get().manual
    assert Judgement.objects.using(DB).get().zone == Zone.RED
    assert Awaited.objects.using(DB).get().why == "confirmation"
    assert {one.enrolment for one in changed} == {cast.astrid.id}


def test_it_says_who_entered_it_and_how_they_know(cast, database):
    entered(database.ingest_url, cast.ingrid, typed("", cast.astrid, "95"), how=How.VISIT)

    row = Entered.objects.using(DB).get()
    assert (row.entered_by_id, row.how) == (cast.ingrid.id, "visit")
    acts = Entry.objects.using(DB).filter(action="reading.entered")
    assert [(one.account_id, one.detail) for one in acts] == [(cast.ingrid.id, "visit")]


def test_the_same_form_sent_twice_makes_one_reading(cast, database):
    value = typed("", cast.astrid, "95", key="ett-skjema")
    first, _ = entered(database.ingest_url, cast.ingrid, value)
    second, _ = entered(database.ingest_url, cast.ingrid, value)

    assert (first[0].new, second[0].new) == (True, False)
    assert first[0].id == second[0].id
    assert Entered.objects.using(DB).count() == Measurement.objects.using(DB).count() == 1


def test_nobody_enters_anything_for_people_of_another_team(cast, database):
    with pytest.raises(NotWhole):
        entered(database.ingest_url, cast.kari, typed("", cast.astrid, "95"))

    assert not Measurement.objects.using(DB).exists()


def test_a_sign_in_is_no_token_of_the_door(cast, database):
    """What comes by FHIR with a nurse's sign-in is refused: only the form of the page is hers."""
    token, _ = as_(cast.ingrid)

    answer = send(database.ingest_url, replace(typed(token, cast.astrid, "95"), by_staff=False))

    assert refused(answer).code == "unknown-sender"


def test_an_account_that_is_closed_enters_nothing(cast, database):
    token, _ = as_(cast.ingrid)
    Account.objects.using(DB).filter(id=cast.ingrid.id).update(is_active=False)

    assert refused(send(database.ingest_url, typed(token, cast.astrid, "95")))


def test_a_whole_set_stands_as_readings_and_as_one_score(cast, database):
    people.plan(cast.astrid, NEWS2_PLAN, approved_by=cast.nils, number=2, now=NOW)
    answer, _ = took(database.ingest_url, cast.ingrid, a_set(cast.astrid))

    assert len(answer.readings) == 4
    assert VitalSet.objects.using(DB).get().id == answer.id
    judged = Judgement.objects.using(DB).get(kind=NEWS2)
    assert (judged.zone, judged.measurement_id) == (Zone.GREEN, answer.id)
    assert Entered.objects.using(DB).count() == 5
    assert Entry.objects.using(DB).filter(action="set.entered", account_id=cast.ingrid.id).exists()


def test_a_high_score_is_work_at_once_and_says_so(cast, database):
    people.plan(cast.astrid, NEWS2_PLAN, approved_by=cast.nils, number=2, now=NOW)
    took(
        database.ingest_url, cast.ingrid,
        a_set(cast.astrid, systolic=880_000, respiratory_rate=250_000, consciousness="C"),
    )  # fmt: skip

    case = Case.objects.using(DB).get()
    assert (case.zone, case.kind) == (Zone.RED, NEWS2)
    facts = Judgement.objects.using(DB).get(kind=NEWS2).facts
    assert int(facts["news2_total"]) >= 9


def test_a_set_that_lacks_one_is_no_set(cast, database):
    with pytest.raises(IncompleteSet):
        took(database.ingest_url, cast.ingrid, a_set(cast.astrid, consciousness=None))
    with pytest.raises(IncompleteSet):
        took(database.ingest_url, cast.ingrid, a_set(cast.astrid, spread_minutes=16))

    assert not Measurement.objects.using(DB).exists()


def test_a_set_without_a_rule_for_it_is_grey_and_not_green(cast, database):
    took(database.ingest_url, cast.ingrid, a_set(cast.astrid))

    judged = Judgement.objects.using(DB).get(kind=NEWS2)
    assert (judged.zone, judged.rules) == (Zone.GREY, ["no-limit"])


def test_the_same_set_twice_is_one_set(cast, database):
    first, _ = took(database.ingest_url, cast.ingrid, a_set(cast.astrid))
    second, _ = took(database.ingest_url, cast.ingrid, a_set(cast.astrid))

    assert (first.id, first.new, second.new) == (second.id, True, False)
    assert VitalSet.objects.using(DB).count() == 1


def test_the_nightly_check_judges_a_set_the_same(cast, database):
    people.plan(cast.astrid, NEWS2_PLAN, approved_by=cast.nils, number=2, now=NOW)
    took(database.ingest_url, cast.ingrid, a_set(cast.astrid, respiratory_rate=220_000))

    found = entering.verified(database.worker_url, cast.astrid)

    assert (found.differences, found.passed_over) == ([], 0)
    assert found.judged == 5


def test_a_gateway_sends_as_before(cast, database):
    from tests.flow.sending import of_astrid, reading

    token = of_astrid(cast, database.superuser_url)

    assert kept(send(database.ingest_url, reading(token, cast.astrid.id, "95"))).new
    assert Kind(Measurement.objects.using(DB).get().kind) is Kind.OXYGEN_SATURATION
