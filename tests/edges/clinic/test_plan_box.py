"""The plan on a case page: what is agreed, what the person reads, who answers."""

from datetime import date, timedelta

from django.test import Client
from django.utils import translation

from heime.core.kinds import Kind
from heime.core.standby import Why
from heime.edges.clinic import planview
from heime.records.worklist.models import Case
from tests import people
from tests.edges.clinic import cases

TEXT = "Ta kuren som står i medisinlista, slik legen har skrevet."


def box(client: Client, case: Case) -> str:
    html = client.get(f"/sak/{case.id}/").content.decode().replace("\u00a0", " ")
    return html.split('class="plan"')[1].split("</section>")[0]


def standby(review_on: date) -> dict[str, str]:
    return {"text": TEXT, "start_criteria": "To dager med mer slim.", "review_on": str(review_on)}


def test_it_says_what_is_agreed_and_when(cast, signed_in, now) -> None:
    cases.whole_plan(cast, now)

    plan = box(signed_in(cast.ingrid), people.red_case(cast, now))

    assert "<dt>Oxygen saturation</dt><dd>every day 09:00 (06:00–12:00)</dd>" in plan
    assert "Monday 10:00 (08:00–12:00), every 4 weeks" in plan
    assert "<dt>In opening hours</dt><dd>Oppfølgingsteamet (staffed in opening hours)</dd>" in plan
    assert "Gå til postkassa hver dag" in plan
    assert "<dt>Personal best, FEV1</dt><dd>2.18 l</dd>" in plan
    assert "<strong>1 Mar 2031</strong>" in plan
    assert "That date has passed." not in plan


def test_the_persons_own_texts_stand_with_shape_and_word(cast, signed_in, now) -> None:
    cases.whole_plan(cast, now)

    plan = box(signed_in(cast.ingrid, "nn"), people.red_case(cast, now))

    red = plan.split("Ring teamet.")[0].rsplit("<div>", 1)[1]
    assert 'class="shape shape-4"' in red
    assert "Raud" in red
    assert plan.index("Ring teamet.") < plan.index("Gjør som vanlig.")


def test_the_doctors_text_is_shown_whole_while_it_holds(cast, signed_in, now) -> None:
    cases.whole_plan(cast, now, standby=standby(now.date() + timedelta(days=90)))

    plan = box(signed_in(cast.ingrid), people.red_case(cast, now))

    assert TEXT in plan
    assert "To dager med mer slim." in plan
    assert "Not shown to the person" not in plan


def test_a_text_that_is_held_back_gives_every_reason_and_not_the_text(cast, signed_in, now) -> None:
    cases.whole_plan(
        cast, now, standby=standby(now.date() - timedelta(days=2)),
        person={"allergy_conflict": True},
    )  # fmt: skip

    plan = box(signed_in(cast.ingrid), people.red_case(cast, now))

    assert TEXT not in plan
    assert "Not shown to the person:" in plan
    assert "the review date has passed; it may conflict with an allergy." in plan


def test_a_passed_review_date_is_said(cast, signed_in, now) -> None:
    cases.whole_plan(cast, now, review_on="2026-01-05")

    assert "That date has passed." in box(signed_in(cast.ingrid), people.red_case(cast, now))


def test_limits_of_a_plan_that_says_more_than_we_know_are_still_shown(cast, signed_in, now) -> None:
    cases.whole_plan(cast, now, from_a_later_version=True)

    plan = box(signed_in(cast.ingrid), people.red_case(cast, now))

    assert "Only limits and rules of this version can be shown here." in plan
    assert "<td>88</td>" in plan


def test_every_reason_to_hold_back_has_words() -> None:
    for language in ("nb", "nn", "en"):
        with translation.override(language):
            assert all(planview.held_back(reason) for reason in Why)


def test_new_kinds_have_their_unit_decimals_and_a_chart_without_lines(cast, signed_in, now) -> None:
    sent = {
        Kind.FEV1: "1.2", Kind.PAIN: "6", Kind.SLEEP: "7.5", Kind.INR: "2.4",
        Kind.STEPS: "3120", Kind.PEF: "310",
    }  # fmt: skip
    for kind, value in sent.items():
        people.measured(cast.astrid, kind, value, now - timedelta(hours=5), source=cast.source)
    case = people.red_case(cast, now)

    html = signed_in(cast.ingrid, "nb").get(f"/sak/{case.id}/").content.decode()
    html = html.replace("\u00a0", " ")

    for shown in ("1,20 l", "6 av 10", "7,5 timer", ">2,4<", ">3120<", "310 l/min"):
        assert shown in html
    assert 'id="chart-8-first"' in html
