"""The way in on the pages: a GP proposes, the team goes step by step, a list is looked at first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heime.records.intake.models import IntakeStep, Referral, StartFigure
from heime.records.people.models import Enrolment, Patient
from tests import people
from tests.flow import taking_in
from tests.people import DB, LOM

NUMBER, OTHER = "14834550246", "14834550327"
HEADING = "fødselsnummer;fornavn;etternavn;diagnoser"


def to(around) -> str:
    return f"{LOM}:{around.cast.north.id}"


@pytest.fixture
def solveig(around, signed_in):
    """Proposed by Gry on the page; who she is by now."""
    answer = signed_in(around.gry).post("/inntak/henvis", {
        "to": to(around), "number": "148345 50246", "given": "Solveig", "family": "Sletten",
        "why": "Innlagt to ganger i høst.", "condition": ["copd"], "name": "Gry Bakke",
    })  # fmt: skip
    assert (answer.status_code, answer.headers["Location"]) == (302, "/inntak/henvis?sendt=1")
    return Enrolment.objects.using(DB).get(patient__family="Sletten")


def address(person: Enrolment) -> str:
    return f"/person/{person.id}/inntak"


def test_a_gp_sees_what_was_sent_and_no_more(around, signed_in, solveig) -> None:
    gry = signed_in(around.gry)
    shown = gry.get("/inntak/henvis?sendt=1").content.decode()
    assert "Solveig Sletten" in shown
    assert "Waits for an answer" in shown
    assert gry.get(address(solveig)).status_code in (403, 404)
    assert gry.get("/inntak/").status_code == 403


def test_the_number_is_on_no_page_and_in_no_address(around, signed_in, solveig) -> None:
    nurse = signed_in(around.cast.ingrid)
    for page in ("/inntak/", address(solveig), f"{address(solveig)}/slutt"):
        assert NUMBER not in nurse.get(page).content.decode()
    wrong = nurse.post("/inntak/henvis", {
        "to": to(around), "number": "14834550247", "given": "Solveig", "family": "Sletten",
        "why": "x", "proposer": "kin", "name": "Liv",
    })  # fmt: skip
    assert wrong.status_code == 422
    assert "14834550247" not in wrong.content.decode()
    assert "Check the digits" in wrong.content.decode()


def test_one_thing_is_next_all_the_way_to_the_start(around, signed_in, solveig, now) -> None:
    nurse = signed_in(around.cast.ingrid)
    assert "Assess whether follow-up fits." in nurse.get(address(solveig)).content.decode()
    figures = {f"value-{figure}": value for figure, (value, _) in taking_in.FIGURES.items()}
    figures |= {f"source-{figure}": source for figure, (_, source) in taking_in.FIGURES.items()}
    sent = [
        {"step": "assessment"} | taking_in.ASSESSED,
        {"step": "decision", "answer": "yes"},
        {"step": "basis"} | taking_in.CONSENTS,
        {"step": "figures"} | figures | {f"who5-{n}": "3" for n in range(1, 6)},
        {"step": "equipment", "whose-oximeter": "own"},
        {"step": "training"} | {f"on-{one['thing']}": one["on"] for one in taking_in.TAUGHT}
        | {f"who-{one['thing']}": "patient" for one in taking_in.TAUGHT},
    ]  # fmt: skip
    for form in sent:
        answer = nurse.post(f"{address(solveig)}/steg", form)
        assert answer.status_code == 302, (form["step"], answer.content.decode()[:2000])
    assert StartFigure.objects.using(DB).get(figure="who5").value == 60
    assert nurse.post(f"{address(solveig)}/start").status_code == 409
    people.plan(solveig, people.COPD_PLAN, approved_by=around.cast.nils, now=now)
    assert "Everything is ready" in nurse.get(address(solveig)).content.decode()
    assert nurse.post(f"{address(solveig)}/start").status_code == 302

    shown = nurse.get(address(solveig)).content.decode()
    assert "Frozen at the start" in shown
    assert "60 (" in shown


def test_what_is_wrong_stands_beside_the_form_and_nothing_is_lost(
    around, signed_in, solveig
) -> None:
    nurse = signed_in(around.cast.ingrid)
    form = {"step": "assessment"} | taking_in.ASSESSED | {"risk": "", "words": "Bor langt unna"}
    answer = nurse.post(f"{address(solveig)}/steg", form)
    assert answer.status_code == 422
    assert "Choose an answer in each group." in answer.content.decode()
    assert "Bor langt unna" in answer.content.decode()
    assert not IntakeStep.objects.using(DB).exists()


def test_a_pause_and_the_way_back(around, signed_in, now) -> None:
    nurse, astrid = signed_in(around.cast.ingrid), around.cast.astrid
    day = now.date().isoformat()
    wrong = nurse.post(f"{address(astrid)}/pause", {"why": "holiday", "first_day": day})
    assert wrong.status_code == 409
    day = (now + timedelta(days=3)).date().isoformat()
    nurse.post(f"{address(astrid)}/pause", {"why": "holiday", "first_day": day})
    assert "They are back: resume" in nurse.get(address(astrid)).content.decode()
    nurse.post(f"{address(astrid)}/tilbake")
    assert Enrolment.objects.using(DB).get(id=astrid.id).phase == "active"


def test_the_end_has_a_draft_a_reason_and_a_paper(around, signed_in) -> None:
    nurse, astrid = signed_in(around.cast.ingrid), around.cast.astrid
    shown = nurse.get(f"{address(astrid)}/slutt").content.decode()
    assert "Digital follow-up from" in shown
    assert "Next of kin, GP and others lose their access now." in shown
    assert nurse.post(f"{address(astrid)}/slutt", {"text": "Slutt"}).status_code == 409
    nurse.post(f"{address(astrid)}/slutt", {"why": "own-wish", "text": "Ville slutte."})
    assert Enrolment.objects.using(DB).get(id=astrid.id).phase == "ended"
    paper = nurse.get(f"{address(astrid)}/slutt.pdf")
    assert paper.content.startswith(b"%PDF")
    assert "Lunde" not in paper.headers["Content-Disposition"]


def listed(nurse, around, text: bytes | str, **more):
    content = text.encode() if isinstance(text, str) else text
    form = {"to": to(around), "proposer": "home-care", "why": "Kartlegging", **more}
    return nurse.post("/inntak/liste", form | {"file": SimpleUploadedFile("liste.csv", content)})


def test_a_list_is_looked_at_before_anything_is_kept(around, signed_in, solveig) -> None:
    nurse = signed_in(around.cast.ingrid)
    text = f"{HEADING}\n{NUMBER};Solveig;Sletten;\n{OTHER};Bjørn;Åsen;kols+hjertesvikt\n"
    looked = listed(nurse, around, text.encode("latin-1")).content.decode()
    assert "1 new · 1 followed up already · 0 faulty" in looked
    assert not Patient.objects.using(DB).filter(family="Åsen").exists()

    form = {"to": to(around), "proposer": "home-care", "why": "Kartlegging", "keep": "1"}
    kept = nurse.post("/inntak/liste", form | {"list": text}).content.decode()
    assert "1 person is proposed." in kept
    bjorn = Enrolment.objects.using(DB).get(patient__family="Åsen")
    assert (bjorn.phase, bjorn.conditions) == ("referred", ["copd", "heart_failure"])

    again = nurse.post("/inntak/liste", form | {"list": text}).content.decode()
    assert "0 people are proposed." in again
    assert Referral.objects.using(DB).filter(enrolment=bjorn).count() == 1


def test_a_list_with_a_faulty_line_says_where_and_is_not_kept(around, signed_in) -> None:
    nurse = signed_in(around.cast.ingrid)
    text = f"{HEADING}\n{NUMBER};Solveig;Sletten;\n14834550328;Bjørn;Åsen;\n"
    looked = listed(nurse, around, text).content.decode()
    assert "The identity number has a wrong digit" in looked
    form = {"to": to(around), "proposer": "home-care", "why": "K", "keep": "1", "list": text}
    assert nurse.post("/inntak/liste", form).status_code == 409
    assert not Referral.objects.using(DB).exists()
