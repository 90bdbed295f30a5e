"""One person in one view, the curves behind it, and what has happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heime.core.kinds import Kind
from heime.core.zone import Zone
from heime.records.happenings.models import Happening
from heime.records.people.models import Patient
from tests import people
from tests.edges.person.sent import address, happening, values
from tests.people import DB


@pytest.fixture
def ingrid(signed_in, cast):
    return signed_in(cast.ingrid)


def text(answer) -> str:
    return answer.content.decode()


def a_reading(cast, now, value: str, days_ago: float, zone: Zone = Zone.GREEN):
    made = people.measured(
        cast.astrid, Kind.OXYGEN_SATURATION, value, now - timedelta(days=days_ago),
        source=cast.source,
    )  # fmt: skip
    people.judged(made, zone, *(["G-2"] if zone > Zone.GREEN else []))
    return made


def test_the_page_says_who_this_is_what_matters_and_how_it_stands(ingrid, cast, now):
    people.red_case(cast, now)
    page = text(ingrid.get(address(cast.astrid)))

    assert "Jeg vil klare å gå til postkassa" in page
    assert "86" in page
    assert "Version 1" in page
    assert "Marit Lunde" in page


def test_what_matters_is_changed_by_the_team_in_the_persons_words(ingrid, cast):
    answer = ingrid.post(address(cast.astrid, "viktig"), {"text": "Å <b>fiske</b> i Otta"})

    assert answer.status_code == 302
    assert Patient.objects.using(DB).get(id=cast.astrid.patient_id).matters.startswith("Å <b>")
    assert "&lt;b&gt;fiske" in text(ingrid.get(address(cast.astrid)))


def test_words_that_are_too_long_are_kept_on_the_page(ingrid, cast):
    answer = ingrid.post(address(cast.astrid, "viktig"), {"text": "fiske " * 200})

    assert answer.status_code == 422
    assert "fiske fiske" in text(answer)


def test_the_curves_have_lines_as_they_were_and_marks(ingrid, cast, now):
    a_reading(cast, now, "95", 3)
    a_reading(cast, now, "86", 1, Zone.RED)
    people.plan(
        cast.astrid, {"limits": [{"kind": "oxygen_saturation", "profile": "SPO2_STD"}]},
        approved_by=cast.nils, number=2, now=now, valid_from=now - timedelta(days=2),
    )  # fmt: skip
    found = ingrid.get(address(cast.astrid, "kurver?dager=7")).json()

    (curve,) = found["curves"]
    assert (curve["value"], curve["worse"], curve["unit"]) == ([95.0, 86.0], [0, 1], "%")
    first, second = curve["limits"]
    assert first["lines"]["red_low"] == 88.0
    assert second["lines"]["red_low"] == 91.0
    assert first["to"] == second["from"]
    assert [mark["sign"] for mark in found["marks"]] == ["P"]


def test_a_curve_of_a_span_has_nothing_older(ingrid, cast, now):
    a_reading(cast, now, "95", 20)

    assert ingrid.get(address(cast.astrid, "kurver?dager=7")).json()["curves"] == []
    assert len(ingrid.get(address(cast.astrid, "kurver?dager=30")).json()["curves"]) == 1


def test_scores_are_curves_with_their_cut_offs(ingrid, cast, now):
    plan = {"limits": [], "rules": ["P-4", "P-5", "P-6"]}
    people.plan(cast.astrid, plan, approved_by=cast.nils, number=2, now=now)
    ingrid.post(
        address(cast.astrid, "skjema/phq9"),
        values(now, by="patient", **{str(n): "2" for n in range(1, 9)}, **{"9": "0"}),
    )
    found = ingrid.get(address(cast.astrid, "kurver")).json()

    (curve,) = found["curves"]
    assert curve["value"] == [16]
    assert curve["limits"][0]["lines"] == {"yellow_high": 15, "red_high": 20}


def test_a_reading_that_does_not_count_is_struck_through_with_its_reason(ingrid, cast, now):
    made = a_reading(cast, now, "82", 0.1, Zone.RED)
    form = address(cast.astrid, f"maling/1/{made.id}")
    assert "82" in text(ingrid.get(form))
    wrong = ingrid.post(form, {"reason": "faulty-meter"})
    assert (wrong.status_code, "Choose whether" in text(wrong)) == (422, True)
    done = ingrid.post(form, {"reason": "faulty-meter", "text": "Batteri", "done": "no"})

    assert done.status_code == 302
    table = text(ingrid.get(done["Location"]))
    assert "<del>82" in table
    assert "The meter was faulty. Batteri" in table
    assert "Ingrid Moe" in table
    (curve,) = ingrid.get(address(cast.astrid, "kurver")).json()["curves"]
    assert (curve["value"], len(curve["invalid"])) == ([], 1)
    again = ingrid.post(form, {"reason": "faulty-meter", "done": "no"})
    assert again.status_code == 409


def test_the_file_has_every_reading_and_taking_it_is_logged(ingrid, cast, now, log):
    a_reading(cast, now, "95", 3)
    answer = ingrid.get(address(cast.astrid, "malinger.csv?dager=30"))

    lines = text(answer).strip().splitlines()
    assert len(lines) == 2
    assert ";95;" in lines[1]
    assert "Lunde" not in answer["Content-Disposition"] + text(answer)
    assert "values.exported" in log()


def test_a_stay_is_told_asks_for_a_signature_and_ends(ingrid, cast, now):
    told = ingrid.post(address(cast.astrid, "hendelser/ny"), happening(now))

    assert told.status_code == 302
    page = text(ingrid.get(address(cast.astrid)))
    assert "Hospital stay: the plan should be signed again" in page
    stay = Happening.objects.using(DB).get()
    today = now.date().isoformat()
    assert ingrid.post(f"/hendelse/{stay.id}/slutt", {"ends_on": today}).status_code == 302
    assert Happening.objects.using(DB).get().ends_at is not None
    struck = ingrid.post(f"/hendelse/{stay.id}/stryk", {"why": "Det var naboen"})
    assert struck.status_code == 302
    story = text(ingrid.get(address(cast.astrid, "hendelser")))
    assert "<del>Hospital stay" in story
    assert "Det var naboen" in story


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"sort": ""}, "Choose what happened"),
        ({"text": " "}, "Write what it was"),
        ({"starts_on": "i går"}, "Write the day"),
        ({"ends_on": "2020-01-01"}, "cannot have ended before"),
        ({"sort": "device"}, "Choose what the meter measures"),
        ({"told_by": ""}, "where it is known from"),
    ],
)
def test_what_is_wrong_with_a_happening_is_said(ingrid, cast, now, but, said):
    answer = ingrid.post(address(cast.astrid, "hendelser/ny"), happening(now, **but))

    assert (answer.status_code, said in text(answer)) == (422, True)
    assert not Happening.objects.using(DB).exists()


def test_the_time_line_shows_what_is_asked_for(ingrid, cast, now):
    people.red_case(cast, now)
    everything = text(ingrid.get(address(cast.astrid, "hendelser")))
    plans = text(ingrid.get(address(cast.astrid, "hendelser?vis=plan")))

    assert "Case opened" in everything
    assert "Plan version 1" in everything
    assert "Case opened" not in plans
    assert "Plan version 1" in plans


@pytest.mark.parametrize(
    "page", ["", "kurver", "malinger", "malinger.csv", "hendelser", "hendelser/ny"]
)
def test_another_team_sees_none_of_it(signed_in, cast, page):
    assert signed_in(cast.kari).get(address(cast.astrid, page)).status_code == 404
