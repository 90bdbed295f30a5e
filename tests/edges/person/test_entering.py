"""Staff enter measurements, a NEWS2 set and a form from the pages, and see what it came to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heime.core.kinds import Kind
from heime.records.happenings.models import Entered, VitalSet
from heime.records.measurements.models import Measurement, Response
from heime.records.worklist.models import Case, CaseEvent
from tests import people
from tests.edges.person.sent import address, local, news2, values
from tests.people import DB

NEWS2_PLAN = people.COPD_PLAN | {"rules": ["NEWS2"]}


@pytest.fixture
def ingrid(signed_in, cast):
    return signed_in(cast.ingrid)


def text(answer) -> str:
    return answer.content.decode()


def test_a_value_told_on_the_phone_is_shown_judged_at_once(ingrid, cast, now):
    answer = ingrid.post(
        address(cast.astrid, "malinger/ny"),
        values(now, oxygen_saturation="82", body_weight="73,4"),
    )

    assert answer.status_code == 200
    assert "Red – urgent" in text(answer)
    assert "By phone" in text(answer)
    weight = Measurement.objects.using(DB).get(kind=Kind.BODY_WEIGHT)
    assert (weight.value, weight.decimals, weight.manual) == (734_000, 1, True)
    assert Entered.objects.using(DB).count() == 2


def test_the_same_form_sent_twice_makes_one_reading(ingrid, cast, now):
    sent = values(now, oxygen_saturation="94")
    first = ingrid.post(address(cast.astrid, "malinger/ny"), sent)
    second = ingrid.post(address(cast.astrid, "malinger/ny"), sent)

    assert (first.status_code, second.status_code) == (200, 200)
    assert Measurement.objects.using(DB).count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"oxygen_saturation": "ni"}, "Write a number"),
        ({"oxygen_saturation": "970"}, "between 50 and 100"),
        ({"blood_pressure": "130"}, "Write both numbers"),
        ({"blood_pressure": "80", "blood_pressure_low": "79"}, "well above the lower"),
        ({}, "Write at least one value"),
        ({"oxygen_saturation": "94", "how": "guess"}, "Choose how you know"),
        ({"oxygen_saturation": "94", "at": ""}, "Write when it was measured"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(ingrid, cast, now, sent, said):
    answer = ingrid.post(
        address(cast.astrid, "malinger/ny"), values(now, heart_rate="77") | sent | (
            {"heart_rate": ""} if not sent else {}
        )
    )  # fmt: skip

    assert answer.status_code == 422
    assert said in text(answer)
    if sent:
        assert 'value="77"' in text(answer)
    assert not Measurement.objects.using(DB).exists()


@pytest.mark.parametrize("days", [-1, 40])
def test_a_time_that_cannot_be_is_refused(ingrid, cast, now, days):
    answer = ingrid.post(
        address(cast.astrid, "malinger/ny"),
        values(now, at=local(now - timedelta(days=days)), oxygen_saturation="94"),
    )

    assert answer.status_code == 422
    assert "within the last 31 days" in text(answer)


def test_an_unusual_value_is_read_back_before_it_is_kept(ingrid, cast, now):
    sent = values(now, oxygen_saturation="66")
    asked = ingrid.post(address(cast.astrid, "malinger/ny"), sent)

    assert asked.status_code == 422
    assert "Is this right?" in text(asked)
    assert "66" in text(asked)
    assert not Measurement.objects.using(DB).exists()
    kept = ingrid.post(address(cast.astrid, "malinger/ny"), sent | {"sure": "1"})
    assert kept.status_code == 200
    assert Measurement.objects.using(DB).get().value == 660_000


def test_a_whole_set_shows_its_score_with_the_points(ingrid, cast, now):
    people.plan(cast.astrid, NEWS2_PLAN, approved_by=cast.nils, number=2, now=now)
    answer = ingrid.post(
        address(cast.astrid, "malinger/news2"), news2(now, respiratory_rate="25", on_oxygen="yes")
    )

    assert answer.status_code == 200
    assert "NEWS2 5 of 20" in text(answer).replace("\u00a0", " ")
    assert "Red" in text(answer)
    assert VitalSet.objects.using(DB).get().systolic == 1_300_000
    assert Measurement.objects.using(DB).count() == 5


def test_a_set_whose_reading_does_not_count_has_no_score_any_more(ingrid, cast, now):
    people.plan(cast.astrid, NEWS2_PLAN, approved_by=cast.nils, number=2, now=now)
    ingrid.post(address(cast.astrid, "malinger/news2"), news2(now, respiratory_rate="25"))
    wrong = Measurement.objects.using(DB).get(kind=Kind.RESPIRATORY_RATE)
    case = Case.objects.using(DB).get()
    form = address(cast.astrid, f"maling/{wrong.kind}/{wrong.id}")
    ingrid.post(form, {"reason": "wrong-value", "done": "no"})

    score = ingrid.get(address(cast.astrid, "kurver")).json()["curves"][-1]
    assert (score["name"], score["value"], len(score["invalid"])) == ("NEWS2", [], 1)
    assert "The score does not hold any more" in text(ingrid.get(address(cast.astrid, "hendelser")))
    noted = CaseEvent.objects.using(DB).get(case=case, what="invalid")
    assert noted.measurement_id == wrong.id


@pytest.mark.parametrize(
    ("lacks", "name"),
    [
        ("consciousness", "Consciousness"),
        ("on_oxygen", "Air or oxygen"),
        ("respiratory_rate", "Respiratory rate"),
        ("blood_pressure", "Blood pressure"),
    ],
)
def test_a_set_that_lacks_one_is_refused_and_says_which(ingrid, cast, now, lacks, name):
    sent = news2(now)
    sent[lacks] = ""
    if lacks == "blood_pressure":
        sent["blood_pressure_low"] = ""
    answer = ingrid.post(address(cast.astrid, "malinger/news2"), sent)

    assert answer.status_code == 422
    assert f"Missing: {name}" in text(answer)
    assert 'value="36,8"' in text(answer)
    assert not VitalSet.objects.using(DB).exists()
    assert not Measurement.objects.using(DB).exists()


def test_a_set_that_took_too_long_or_came_by_phone_is_refused(ingrid, cast, now):
    slow = ingrid.post(address(cast.astrid, "malinger/news2"), news2(now, minutes="16"))
    by_phone = ingrid.post(address(cast.astrid, "malinger/news2"), news2(now, how="phone"))

    assert "within 15 minutes" in text(slow)
    assert "Nobody can take a NEWS2 set by phone" in text(by_phone)
    assert not VitalSet.objects.using(DB).exists()


def test_the_lower_pressure_may_be_left_out_of_a_set(ingrid, cast, now):
    answer = ingrid.post(address(cast.astrid, "malinger/news2"), news2(now, blood_pressure_low=""))

    assert answer.status_code == 200
    assert VitalSet.objects.using(DB).exists()
    assert not Measurement.objects.using(DB).filter(kind=Kind.BLOOD_PRESSURE).exists()


def test_a_form_by_word_of_mouth_says_who_answered_and_who_wrote_it_down(ingrid, cast, now):
    page = ingrid.get(address(cast.astrid, "skjema/copd_daily"))
    assert page.status_code == 200
    answer = ingrid.post(address(cast.astrid, "skjema/copd_daily"), values(now, by="carer", k1="1"))

    assert answer.status_code == 200
    kept = Response.objects.using(DB).get()
    assert (kept.by, kept.items["k1"]) == ("carer", 1)
    assert kept.items["k2"] is None, "what was not answered is blank, never no"
    assert Entered.objects.using(DB).get(id=kept.id).entered_by_id == cast.ingrid.id


def test_somebody_who_is_not_safe_is_red_at_once(ingrid, cast, now):
    plan = {"limits": [], "rules": ["P-0", "P-1", "P-2", "P-3", "P-4", "P-5", "P-6"]}
    people.plan(cast.astrid, plan, approved_by=cast.nils, number=2, now=now)
    answer = ingrid.post(
        address(cast.astrid, "skjema/phq9"),
        values(now, by="patient", safe_now="1", **{str(n): "0" for n in range(1, 10)}),
    )

    assert answer.status_code == 200
    assert Response.objects.using(DB).get().safe_now in ("no", "unsure")
    assert "Red – urgent" in text(answer)


def test_an_empty_form_is_not_kept(ingrid, cast, now):
    answer = ingrid.post(address(cast.astrid, "skjema/phq9"), values(now, by="patient"))

    assert answer.status_code == 422
    assert not Response.objects.using(DB).exists()


@pytest.mark.parametrize("page", ["malinger/ny", "malinger/news2", "skjema", "skjema/phq9"])
def test_another_team_finds_no_form(signed_in, cast, page):
    assert signed_in(cast.kari).get(address(cast.astrid, page)).status_code == 404
