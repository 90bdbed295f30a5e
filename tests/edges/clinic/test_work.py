"""The buttons: take, give back, close; with a script and without, and when two press at once."""

import pytest

from heime.records.worklist.models import Case
from tests import people

HTMX = {"HX-Request": "true"}


@pytest.fixture
def case(cast, now):
    return people.red_case(cast, now)


def now_in(case) -> Case:
    return Case.objects.using("arrange").get(id=case.id)


def test_without_a_script_taking_leads_back_to_the_case(cast, signed_in, case) -> None:
    answer = signed_in(cast.ingrid).post(f"/sak/{case.id}/ta")

    assert (answer.status_code, answer.url) == (302, f"/sak/{case.id}/")
    assert now_in(case).taken_by_id == cast.ingrid.id


def test_from_the_list_the_answer_is_the_fresh_row(cast, signed_in, case) -> None:
    answer = signed_in(cast.ingrid).post(
        f"/sak/{case.id}/ta", headers={**HTMX, "HX-Target": f"rad-{case.id}"}
    )

    html = answer.content.decode()
    assert html.lstrip().startswith(f'<li class="row row-4 mine" id="rad-{case.id}"')
    assert "You have it" in html
    assert answer.headers["HX-Trigger"] == "heime:list"


def test_the_second_of_two_is_told_who_was_first(cast, signed_in, case) -> None:
    signed_in(cast.tor).post(f"/sak/{case.id}/ta", headers=HTMX)

    answer = signed_in(cast.ingrid).post(
        f"/sak/{case.id}/ta", headers={**HTMX, "HX-Target": f"rad-{case.id}"}
    )

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Tor Haugen has this case now." in html
    assert now_in(case).taken_by_id == cast.tor.id


def test_without_a_script_the_second_gets_the_whole_page_and_the_same_sentence(
    cast, signed_in, case
) -> None:
    signed_in(cast.tor).post(f"/sak/{case.id}/ta")

    answer = signed_in(cast.ingrid).post(f"/sak/{case.id}/ta")

    assert answer.status_code == 409
    assert "Tor Haugen has this case now." in answer.content.decode()
    assert "<html" in answer.content.decode()


def test_a_colleague_can_take_over_knowingly(cast, signed_in, case) -> None:
    signed_in(cast.tor).post(f"/sak/{case.id}/ta")

    signed_in(cast.ingrid).post(f"/sak/{case.id}/ta", {"over": "1"})

    assert now_in(case).taken_by_id == cast.ingrid.id


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"outcome": "advice", "note": "  "}, "Write a note"),
        ({"outcome": "", "note": "Ringte."}, "Choose what the case came to"),
        ({"outcome": "made-up", "note": "Ringte."}, "Choose what the case came to"),
        ({"outcome": "advice", "note": "x" * 4001}, "too long"),
    ],
)
def test_closing_asks_for_outcome_and_note_and_keeps_what_was_typed(
    cast, signed_in, case, form, sentence
) -> None:
    client = signed_in(cast.ingrid)
    client.post(f"/sak/{case.id}/ta")

    answer = client.post(f"/sak/{case.id}/lukk", form, headers=HTMX)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert form["note"].strip() in answer.content.decode()
    assert now_in(case).state == "taken"


def test_a_closed_case_says_what_came_of_it(cast, signed_in, case) -> None:
    client = signed_in(cast.ingrid)
    client.post(f"/sak/{case.id}/ta")

    answer = client.post(
        f"/sak/{case.id}/lukk", {"outcome": "advice", "note": "Ringte. <b>Rolig</b>."}, headers=HTMX
    )

    html = answer.content.decode()
    assert "The case is closed" in html
    assert "Gave advice" in html
    assert "Ringte. &lt;b&gt;Rolig&lt;/b&gt;." in html


def test_a_case_one_does_not_have_is_not_closed(cast, signed_in, case) -> None:
    answer = signed_in(cast.ingrid).post(
        f"/sak/{case.id}/lukk", {"outcome": "advice", "note": "Ringte."}, headers=HTMX
    )

    assert answer.status_code == 409
    assert "Nobody has this case. Take it first." in answer.content.decode()
    assert now_in(case).state == "open"


@pytest.mark.parametrize("verb", ["ta", "gi-fra", "lukk"])
def test_another_teams_nurse_finds_no_case_to_work_with(cast, signed_in, case, verb, log) -> None:
    answer = signed_in(cast.kari).post(
        f"/sak/{case.id}/{verb}", {"outcome": "advice", "note": "Ringte."}
    )

    assert answer.status_code == 404
    assert now_in(case).state == "open"
    assert log() == ["denied"]


@pytest.mark.parametrize("verb", ["ta", "gi-fra", "lukk"])
def test_a_look_is_not_an_act(cast, signed_in, case, verb) -> None:
    assert signed_in(cast.ingrid).get(f"/sak/{case.id}/{verb}").status_code == 405
