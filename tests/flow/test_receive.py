"""A reading comes in: kept, judged and made work of, together or not at all."""

import pytest

from heime.core.errors import SameKeyOtherContent, UnknownPerson, UnknownSender
from heime.core.kinds import Kind
from heime.core.reading import Quality
from heime.core.zone import State, Zone
from heime.records.audit.models import Entry
from heime.records.exchange.models import Notice
from heime.records.measurements.models import Judgement, Measurement, Receipt
from heime.records.worklist.models import Awaited, Case, CaseEvent
from tests import people
from tests.flow.sending import NOW, gateway, kept, of_astrid, reading, refused, send

DB = people.DB


@pytest.fixture
def cast(database):
    return people.everybody(NOW)


@pytest.fixture
def token(cast, database):
    return of_astrid(cast, database.superuser_url)


def judgements():
    return list(Judgement.objects.using(DB).order_by("judged_at"))


def test_a_green_reading_is_kept_and_judged_and_makes_no_work(cast, token, database):
    answer = kept(send(database.ingest_url, reading(token, cast.astrid.id, "95")))

    assert answer.new
    assert Measurement.objects.using(DB).get().id == answer.id
    judged = judgements()[0]
    assert (judged.zone, judged.state) == (Zone.GREEN, State.FINAL)
    assert judged.plan_version_id == cast.plan.id
    assert Receipt.objects.using(DB).count() == 1
    assert Entry.objects.using(DB).get().action == "received"
    assert not Case.objects.using(DB).exists()


def test_a_critical_reading_opens_a_red_case_and_knocks_on_the_door(cast, token, database):
    received = send(database.ingest_url, reading(token, cast.astrid.id, "82"))

    case = Case.objects.using(DB).get()
    assert (case.zone, case.priority, case.state) == (Zone.RED, 3, "open")
    assert CaseEvent.objects.using(DB).get().what == "opened"
    assert Notice.objects.using(DB).get().about == case.id
    assert {change.enrolment for change in received.changed} == {cast.astrid.id}


def test_a_yellow_reading_waits_for_another_and_opens_nothing(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "90"))

    waiting = Awaited.objects.using(DB).get()
    assert (waiting.why, waiting.zone) == ("confirmation", Zone.YELLOW)
    assert not Case.objects.using(DB).exists()


def test_a_second_green_reading_ends_the_waiting(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "90", minutes_ago=7))
    send(database.ingest_url, reading(token, cast.astrid.id, "93", minutes_ago=1))

    assert not Awaited.objects.using(DB).exists()
    assert not Case.objects.using(DB).exists()
    assert judgements()[-1].rules == ["C-3"]


def test_a_second_red_reading_in_the_same_batch_opens_a_case(cast, token, database):
    send(
        database.ingest_url,
        reading(token, cast.astrid.id, "87", minutes_ago=7),
        reading(token, cast.astrid.id, "86", minutes_ago=1),
    )

    assert Case.objects.using(DB).get().zone == Zone.RED
    first, second = judgements()
    assert first.state == State.PENDING
    assert second.judged_at > first.judged_at
    assert second.inputs == [first.measurement_id, second.measurement_id]


def test_the_same_reading_twice_changes_nothing(cast, token, database):
    sent = reading(token, cast.astrid.id, "90", key="porten|17")
    first = kept(send(database.ingest_url, sent))
    again = kept(send(database.ingest_url, sent))

    assert (again.id, again.received_at, again.new) == (first.id, first.received_at, False)
    assert Measurement.objects.using(DB).count() == 1
    assert len(judgements()) == 1
    assert Receipt.objects.using(DB).get().replays == 1


def test_the_same_key_for_another_value_is_refused_and_told(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "95", key="porten|17"))
    answer = refused(
        send(database.ingest_url, reading(token, cast.astrid.id, "85", key="porten|17"))
    )

    assert isinstance(answer, SameKeyOtherContent)
    assert Measurement.objects.using(DB).count() == 1
    assert Notice.objects.using(DB).get().what == "safety-event"
    assert Entry.objects.using(DB).filter(action="safety.same-key-other-content").exists()


def test_a_bad_row_fails_alone(cast, token, database):
    received = send(
        database.ingest_url,
        reading(token, cast.astrid.id, "95"),
        reading("no-such-token", cast.astrid.id, "96"),
        reading(token, cast.gudbrand.id, "97"),
    )

    assert kept(received, 0).new
    assert isinstance(refused(received, 1), UnknownSender)
    assert isinstance(refused(received, 2), UnknownPerson)
    assert Measurement.objects.using(DB).count() == 1


def test_one_senders_token_does_not_carry_anothers_row(cast, token, database):
    for_gudbrand = gateway(
        database.superuser_url, (cast.gudbrand.municipality_id, cast.gudbrand.id)
    )
    received = send(
        database.ingest_url,
        reading(for_gudbrand, cast.gudbrand.id, "95"),
        reading(for_gudbrand, cast.astrid.id, "95"),
    )

    assert kept(received, 0).new
    assert isinstance(refused(received, 1), UnknownPerson)


def test_without_an_approved_plan_everything_is_grey_and_somebody_must_look(cast, database):
    token = gateway(database.superuser_url, (cast.gudbrand.municipality_id, cast.gudbrand.id))
    send(database.ingest_url, reading(token, cast.gudbrand.id, "97"))

    judged = judgements()[0]
    assert (judged.zone, judged.rules, judged.plan_version_id) == (Zone.GREY, ["no-plan"], None)
    assert Case.objects.using(DB).get().zone == Zone.GREY


def test_a_kind_the_plan_says_nothing_of_is_grey(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "5.6", kind=Kind.BLOOD_GLUCOSE))

    assert judgements()[0].rules == ["no-limit"]
    assert Case.objects.using(DB).get().zone == Zone.GREY


def test_an_implausible_value_is_kept_as_rejected_and_waited_for(cast, token, database):
    answer = kept(send(database.ingest_url, reading(token, cast.astrid.id, "45")))

    assert answer.rejected
    assert Measurement.objects.using(DB).get().rejected
    assert judgements()[0].state == State.REJECTED
    assert Awaited.objects.using(DB).get().why == "valid"
    assert not Case.objects.using(DB).exists()


def test_a_valid_reading_after_a_rejected_one_ends_the_waiting(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "45", minutes_ago=4))
    send(database.ingest_url, reading(token, cast.astrid.id, "95", minutes_ago=1))

    assert not Awaited.objects.using(DB).exists()


def test_a_critical_value_under_a_poor_signal_is_acted_on(cast, token, database):
    send(
        database.ingest_url,
        reading(token, cast.astrid.id, "80", quality=Quality.POOR_SIGNAL),
    )

    assert Case.objects.using(DB).get().zone == Zone.RED
    assert "V-2" in judgements()[0].rules


def test_a_worse_session_raises_the_open_case_and_a_milder_one_does_not_lower_it(
    cast, token, database
):
    pulse = {"kind": Kind.HEART_RATE}
    send(
        database.ingest_url,
        reading(token, cast.astrid.id, "115", minutes_ago=20, **pulse),
        reading(token, cast.astrid.id, "114", minutes_ago=14, **pulse),
    )
    assert Case.objects.using(DB).get().zone == Zone.YELLOW
    send(database.ingest_url, reading(token, cast.astrid.id, "80", minutes_ago=2))
    case = Case.objects.using(DB).get()
    assert (case.zone, case.kind) == (Zone.RED, Kind.OXYGEN_SATURATION)
    send(
        database.ingest_url,
        reading(token, cast.astrid.id, "8", minutes_ago=3, kind=Kind.RESPIRATORY_RATE),
    )
    assert Case.objects.using(DB).get().zone == Zone.RED
    assert [e.what for e in CaseEvent.objects.using(DB).order_by("at")] == [
        "opened", "worsened", "joined",
    ]  # fmt: skip


def test_further_readings_of_a_session_already_taken_care_of_do_not_reopen_it(
    cast, token, database
):
    send(database.ingest_url, reading(token, cast.astrid.id, "82", minutes_ago=8))
    Case.objects.using(DB).update(
        state="closed",
        closed_at=NOW,
        closed_by=cast.ingrid,
        outcome="advice",
        note="Ringte.",
        alone_because="Alene på vakt.",
    )
    send(database.ingest_url, reading(token, cast.astrid.id, "90", minutes_ago=2))

    assert Case.objects.using(DB).count() == 1, "C-6 holds for the session, but it is no news"


def test_one_key_for_two_values_in_one_batch_is_told_as_well(cast, token, database):
    received = send(
        database.ingest_url,
        reading(token, cast.astrid.id, "95", minutes_ago=2, key="porten|17"),
        reading(token, cast.astrid.id, "85", minutes_ago=1, key="porten|17"),
    )

    assert kept(received, 0).new
    assert isinstance(refused(received, 1), SameKeyOtherContent)
    assert Notice.objects.using(DB).get().what == "safety-event"
