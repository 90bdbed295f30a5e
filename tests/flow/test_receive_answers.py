"""An answered questionnaire comes in: kept, judged and made work of, together or not at all."""

import asyncio
from datetime import datetime, time, timedelta

import pytest
from psycopg import AsyncConnection

from heime.core import asked
from heime.core.errors import SameKeyOtherContent, UnknownPerson, UnknownSender
from heime.core.events import HOME
from heime.core.kinds import Kind
from heime.core.topics import ASKED, TOGETHER
from heime.core.zone import Priority, State, Zone
from heime.flow.raise_case import Changed
from heime.flow.receive import receive
from heime.records.audit.models import Entry
from heime.records.exchange.models import Notice
from heime.records.measurements.models import Judgement, Receipt, Response
from heime.records.worklist.models import Case, CaseEvent
from tests import people
from tests.flow.answering import answer, form
from tests.flow.sending import NOW, gateway, of_astrid, reading, send

DB = people.DB

EVERYTHING = {
    "limits": [
        {"kind": "oxygen_saturation", "profile": "SPO2_COPD", "considered": True},
        {"kind": "body_weight", "override": {}, "considered": True},
    ],
    "rules": [
        "S-R1", "S-R3", "S-R4", "S-Y1", "S-Y2", "W-1", "W-2", "W-3", "HF-S1", "HF-S2", "HF-S3",
        "HF-S4", "C1", "C2", "P-0", "P-1", "P-2", "P-3", "P-4", "P-5", "P-6", "P-7", "WHO-5",
    ],
}  # fmt: skip
NO_PAIN = {"k1": 0, "k2": 0, "k3": 0, "k7": 0, "k9": 0}
"""A quiet day of the COPD form."""
WELL = {str(number): 0 for number in range(1, 10)}
"""PHQ-9 of somebody who is well."""
NOON = datetime.combine(NOW.astimezone(HOME).date() - timedelta(days=1), time(12), HOME)
"""Yesterday at noon: far from midnight, so that "the same day" holds at any hour of the test."""


@pytest.fixture
def cast(database):
    made = people.everybody(NOW)
    people.plan(made.astrid, EVERYTHING, approved_by=made.nils, now=NOW, number=2,
                valid_from=NOW - timedelta(days=20))  # fmt: skip
    return made


@pytest.fixture
def token(cast, database):
    return of_astrid(cast, database.superuser_url)


def last(kind: str | int) -> Judgement:
    number = ASKED[kind] if isinstance(kind, str) else kind
    return Judgement.objects.using(DB).filter(kind=number).latest("judged_at")


def weighs(token, cast, database, kilos: str, at: datetime) -> None:
    """A weight that came as it was taken."""
    sent = reading(token, cast.astrid.id, kilos, kind=Kind.BODY_WEIGHT, measured_at=at)

    async def go() -> None:
        async with await AsyncConnection.connect(database.ingest_url, autocommit=True) as conn:
            await receive(conn, [sent], simulated=True)

    asyncio.run(go())


# --- Kept, judged, made work of -----------------------------------------------------------------


def test_a_quiet_form_is_kept_and_judged_and_makes_no_work(cast, token, database):
    kept, changed = answer(database.ingest_url, form(token, cast.astrid.id, "copd_daily", NO_PAIN))

    assert kept.new
    assert not changed
    row = Response.objects.using(DB).get()
    assert (row.id, row.items, row.by, row.version) == (kept.id, NO_PAIN, "patient", "1.0")
    judged = last("copd_daily")
    assert (judged.zone, judged.state, judged.measurement_id) == (Zone.GREEN, State.FINAL, kept.id)
    assert [entry.action for entry in Entry.objects.using(DB).all()] == ["received"]
    assert not Case.objects.using(DB).exists()


@pytest.mark.parametrize(
    ("nine", "zone", "priority", "rule"),
    [
        (3, Zone.RED, Priority.HIGH, "P-1"),
        (2, Zone.RED, Priority.HIGH, "P-1"),
        (1, Zone.YELLOW, Priority.HIGH, "P-2"),
        (None, Zone.YELLOW, Priority.HIGH, "P-3"),
    ],
)
def test_item_nine_is_work_at_once_however_low_the_total(
    cast, token, database, nine, zone, priority, rule
):
    _, changed = answer(
        database.ingest_url, form(token, cast.astrid.id, "phq9", WELL | {"9": nine})
    )

    case = Case.objects.using(DB).get()
    assert (case.zone, case.priority, case.kind) == (zone, priority, ASKED["phq9"])
    assert rule in last("phq9").rules
    assert changed == {Changed(cast.north.id, cast.astrid.id)}
    assert Notice.objects.using(DB).filter(what="case-red").exists() == (zone == Zone.RED)


def test_not_safe_now_is_red_whatever_else_was_said(cast, token, database):
    answer(
        database.ingest_url,
        form(token, cast.astrid.id, "phq9", WELL | {"9": 1}, safe_now="unsure"),
    )

    assert Case.objects.using(DB).get().zone == Zone.RED
    assert "P-0" in last("phq9").rules


def test_item_nine_is_never_too_old_to_act_on(cast, token, database):
    answer(database.ingest_url, form(token, cast.astrid.id, "phq9", WELL))
    answer(
        database.ingest_url,
        form(token, cast.astrid.id, "phq9", WELL | {"9": 3}, at=NOW - timedelta(days=4)),
    )

    case = Case.objects.using(DB).get()
    assert (case.zone, case.priority) == (Zone.RED, Priority.HIGH), "CL-31, though a newer is known"


def test_much_more_breathless_two_days_running_is_red(cast, token, database):
    hard = NO_PAIN | {"k1": 2}
    first = NOON - timedelta(days=1)
    answer(database.ingest_url, form(token, cast.astrid.id, "copd_daily", hard, at=first),
           simulated_at=first)  # fmt: skip
    assert last("copd_daily").zone == Zone.YELLOW
    answer(database.ingest_url, form(token, cast.astrid.id, "copd_daily", hard, at=NOON),
           simulated_at=NOON)  # fmt: skip

    assert "S-R3" in last("copd_daily").rules
    case = Case.objects.using(DB).get()
    assert case.zone == Zone.RED
    assert [one.what for one in CaseEvent.objects.using(DB).order_by("at")] == [
        "opened", "worsened",
    ]  # fmt: skip


def test_a_day_between_breaks_the_two_days(cast, token, database):
    hard = NO_PAIN | {"k1": 2}
    for days in (3, 1):
        at = NOON - timedelta(days=days)
        answer(database.ingest_url, form(token, cast.astrid.id, "copd_daily", hard, at=at),
               simulated_at=at)  # fmt: skip

    assert "S-R3" not in last("copd_daily").rules


# --- Together with readings ---------------------------------------------------------------------


def weights_up(token, cast, database):
    """Two and a half kilograms in two days; W-1 alone is yellow."""
    for days, kilos in ((2, "80.0"), (1, "80.2"), (0, "82.5")):
        at = NOON - timedelta(days=days, hours=4)
        weighs(token, cast, database, kilos, at)


SWOLLEN = {"h1": 0, "h2": 0, "h3": 0, "h4": 1, "h6": 0, "h7": 0}


def test_weight_and_then_swelling_is_red(cast, token, database):
    weights_up(token, cast, database)
    assert last(Kind.BODY_WEIGHT).zone == Zone.YELLOW
    answer(
        database.ingest_url,
        form(token, cast.astrid.id, "heart_failure_daily", SWOLLEN, at=NOON),
        simulated_at=NOON,
    )

    weight = last(Kind.BODY_WEIGHT)
    assert (weight.zone, weight.rules[0]) == (Zone.RED, "W-2")
    assert Case.objects.using(DB).get().zone == Zone.RED


def test_swelling_and_then_weight_is_red(cast, token, database):
    at = NOON - timedelta(hours=5)
    answer(
        database.ingest_url,
        form(token, cast.astrid.id, "heart_failure_daily", SWOLLEN, at=at),
        simulated_at=at,
    )
    weights_up(token, cast, database)

    weight = last(Kind.BODY_WEIGHT)
    assert (weight.zone, weight.rules[0]) == (Zone.RED, "W-2")
    assert Case.objects.using(DB).get().zone == Zone.RED


def test_a_form_without_worse_symptoms_leaves_the_weight_alone(cast, token, database):
    weights_up(token, cast, database)
    before = Judgement.objects.using(DB).filter(kind=Kind.BODY_WEIGHT).count()
    answer(
        database.ingest_url,
        form(token, cast.astrid.id, "heart_failure_daily", SWOLLEN | {"h4": 0}, at=NOON),
        simulated_at=NOON,
    )

    assert Judgement.objects.using(DB).filter(kind=Kind.BODY_WEIGHT).count() == before


@pytest.mark.parametrize("first", ["oxygen", "breath"])
def test_low_oxygen_and_much_more_breathless_are_red_together(cast, token, database, first):
    """C1, in either order, on the day it is (an hour in which midnight lies is no test of it)."""
    base = NOW if NOW.astimezone(HOME).hour >= 1 else NOON
    breath = form(token, cast.astrid.id, "copd_daily", NO_PAIN | {"k1": 2},
                  at=base - timedelta(minutes=12))  # fmt: skip
    oxygen = [
        reading(token, cast.astrid.id, "90", measured_at=base - timedelta(minutes=ago))
        for ago in (11, 5)
    ]
    if first == "breath":
        answer(database.ingest_url, breath)
        send(database.ingest_url, *oxygen)
    else:
        send(database.ingest_url, *oxygen)
        answer(database.ingest_url, breath)

    if base is NOW:
        assert "C1" in last(TOGETHER).rules
        assert Case.objects.using(DB).get().zone == Zone.RED


# --- Again, and otherwise -----------------------------------------------------------------------


def test_the_same_form_twice_changes_nothing(cast, token, database):
    sent = form(token, cast.astrid.id, "copd_daily", NO_PAIN | {"k1": 1}, key="app|1")
    first, _ = answer(database.ingest_url, sent)
    again, changed = answer(database.ingest_url, sent)

    assert (again.id, again.received_at, again.new) == (first.id, first.received_at, False)
    assert not changed
    assert Response.objects.using(DB).count() == Judgement.objects.using(DB).count() == 1
    assert CaseEvent.objects.using(DB).count() == 1
    assert Receipt.objects.using(DB).get().replays == 1


def test_without_a_key_the_same_content_is_the_same_form(cast, token, database):
    for _ in range(2):
        answer(database.ingest_url, form(token, cast.astrid.id, "copd_daily", NO_PAIN))

    assert Response.objects.using(DB).count() == 1


def test_the_same_key_for_other_answers_is_refused_and_told(cast, token, database):
    answer(database.ingest_url, form(token, cast.astrid.id, "copd_daily", NO_PAIN, key="app|1"))
    with pytest.raises(SameKeyOtherContent):
        answer(
            database.ingest_url,
            form(token, cast.astrid.id, "copd_daily", NO_PAIN | {"k7": 1}, key="app|1"),
        )

    assert Response.objects.using(DB).count() == 1
    assert Notice.objects.using(DB).get().what == "safety-event"
    assert Entry.objects.using(DB).filter(action="safety.same-key-other-content").exists()


def test_a_key_that_was_a_readings_is_not_a_forms(cast, token, database):
    send(database.ingest_url, reading(token, cast.astrid.id, "95", key="app|1"))
    with pytest.raises(SameKeyOtherContent):
        answer(database.ingest_url, form(token, cast.astrid.id, "copd_daily", NO_PAIN, key="app|1"))

    assert not Response.objects.using(DB).exists()


# --- Walls --------------------------------------------------------------------------------------


def test_nobody_elses_person_and_no_dead_token(cast, token, database):
    with pytest.raises(UnknownPerson):
        answer(database.ingest_url, form(token, cast.gudbrand.id, "copd_daily", NO_PAIN))
    with pytest.raises(UnknownSender):
        answer(database.ingest_url, form("no-such-token", cast.astrid.id, "copd_daily", NO_PAIN))

    assert not Response.objects.using(DB).exists()
    assert not Receipt.objects.using(DB).exists()
    details = Entry.objects.using(DB).order_by("id").values_list("action", "detail")
    assert list(details) == [("denied", "unknown-person"), ("denied", "unknown-sender")]


def test_what_was_answered_is_in_no_log(cast, token, database, caplog, monkeypatch):
    fault = ValueError("k1 was 3")
    monkeypatch.setattr(asked, "judge", lambda *_, **__: (_ for _ in ()).throw(fault))
    answer(database.ingest_url, form(token, cast.astrid.id, "copd_daily", NO_PAIN | {"k1": 3}))

    assert "ValueError" in caplog.text
    assert "k1" not in caplog.text


# --- Late, blank, unplanned, failed -------------------------------------------------------------


def test_a_late_form_is_history_when_a_newer_is_known(cast, token, database):
    answer(database.ingest_url, form(token, cast.astrid.id, "copd_daily", NO_PAIN))
    answer(
        database.ingest_url,
        form(token, cast.astrid.id, "copd_daily", NO_PAIN | {"k7": 1}, minutes_ago=150),
    )

    assert last("copd_daily").state == State.HISTORICAL
    assert not Case.objects.using(DB).exists()


def test_another_respondents_newer_form_makes_nothing_history(cast, token, database):
    """CL-19: the daughter's quiet form does not silence what the person said herself."""
    answer(database.ingest_url, form(token, cast.astrid.id, "copd_daily", NO_PAIN, by="carer"))
    answer(
        database.ingest_url,
        form(token, cast.astrid.id, "copd_daily", NO_PAIN | {"k7": 1}, minutes_ago=150),
    )

    assert last("copd_daily").zone == Zone.RED
    assert Case.objects.using(DB).get().zone == Zone.RED


def test_a_form_more_than_a_day_late_with_nothing_newer_is_a_call_to_make(cast, token, database):
    answer(
        database.ingest_url,
        form(token, cast.astrid.id, "copd_daily", NO_PAIN | {"k7": 1}, minutes_ago=26 * 60),
    )

    judged = last("copd_daily")
    assert (judged.zone, judged.priority) == (Zone.YELLOW, Priority.NORMAL)
    assert judged.rules == ["S-R1", "L-1"]


def test_blank_answers_fire_nothing_and_are_kept_as_blank(cast, token, database):
    blank = dict.fromkeys(NO_PAIN)
    answer(database.ingest_url, form(token, cast.astrid.id, "copd_daily", blank))

    assert Response.objects.using(DB).get().items == blank
    assert last("copd_daily").zone == Zone.GREEN


def test_too_many_blanks_are_yellow_and_have_no_total(cast, token, database):
    items = {"1": 1, "9": 0} | dict.fromkeys("345678")
    answer(database.ingest_url, form(token, cast.astrid.id, "phq9", items))

    assert "P-4" in last("phq9").rules
    assert "phq9_total" not in (last("phq9").facts or {})


def test_without_an_approved_plan_it_is_grey_and_somebody_must_look(cast, database):
    token = gateway(database.superuser_url, (cast.gudbrand.municipality_id, cast.gudbrand.id))
    answer(database.ingest_url, form(token, cast.gudbrand.id, "heart_failure_daily", SWOLLEN))

    judged = last("heart_failure_daily")
    assert (judged.zone, judged.rules, judged.plan_version_id) == (Zone.GREY, ["no-plan"], None)
    assert Case.objects.using(DB).get().zone == Zone.GREY


def test_a_form_that_the_plan_says_nothing_of_is_grey(cast, token, database):
    answer(database.ingest_url, form(token, cast.astrid.id, "gad7", {"1": 3}))

    assert last("gad7").rules == ["no-limit"]
    assert Case.objects.using(DB).get().zone == Zone.GREY


def test_a_rule_that_raises_is_grey_work_and_the_answers_are_kept(
    cast, token, database, monkeypatch
):
    monkeypatch.setattr(asked, "judge", lambda *_, **__: 1 / 0)
    kept, _ = answer(database.ingest_url, form(token, cast.astrid.id, "copd_daily", NO_PAIN))

    assert Response.objects.using(DB).get().id == kept.id
    assert last("copd_daily").rules == ["rule-failed"]
    assert Case.objects.using(DB).get().zone == Zone.GREY


def test_nothing_is_kept_when_it_cannot_be_judged_and_written(cast, token, database, monkeypatch):
    from heime.records.measurements import batch

    async def fails(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(batch, "keep_judgements", fails)
    with pytest.raises(ConnectionError):
        answer(database.ingest_url, form(token, cast.astrid.id, "copd_daily", NO_PAIN))

    assert not Response.objects.using(DB).exists()
    assert not Receipt.objects.using(DB).exists()
