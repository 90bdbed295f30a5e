"""/hjem/tilgang in words: what one may see and until when; and what carers answer is theirs."""

from __future__ import annotations

import pytest

from heime.core.roles import Scope
from heime.flow import carer_answers
from heime.records.access.models import SignIn
from heime.records.audit.models import Entry
from tests.flow import letting_in
from tests.people import DB

ANSWERED = "Sover nesten aldri"


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def answered(around):
    """Marit has answered about herself."""
    letting_in.consent(around)
    items = {"Hvordan sover du?": ANSWERED}
    letting_in.did(
        around.marit, carer_answers.answer, around.cast.astrid.id, "carer-burden", "1", items
    )
    return around


@pytest.mark.parametrize("who", ["astrid", "marit"])
def test_it_has_one_heading_on_top(around, signed_in, who) -> None:
    letting_in.consent(around)
    page = text(signed_in(getattr(around, who)).get("/hjem/tilgang"))

    assert page.count("<h1") == 1


def test_kin_reads_what_she_may_see_what_not_and_until_when(around, signed_in) -> None:
    letting_in.consent(around, Scope.VALUES, Scope.PLAN)
    page = text(signed_in(around.marit).get("/hjem/tilgang"))

    may, may_not = page.split("You may see")[1].split("You may not see")
    assert "You see this because the person has agreed to it, until" in page
    for one in ("Readings and answers", "The plan"):
        assert one in may
    for one in ("Cases", "Messages"):
        assert one in may_not


def test_the_person_reads_that_her_own_has_no_end(around, signed_in) -> None:
    assert "That has no end." in text(signed_in(around.astrid).get("/hjem/tilgang"))


def test_the_team_and_the_carer_read_the_answers(answered, signed_in) -> None:
    team = text(signed_in(answered.cast.ingrid).get(f"/person/{answered.cast.astrid.id}/"))
    own = text(signed_in(answered.marit).get("/hjem/tilgang"))

    assert ANSWERED in team
    assert "Marit Lunde (datter)" in team.split("carers-title")[-1]
    assert ANSWERED in own
    assert Entry.objects.using(DB).filter(action="carer.answers-read").count() == 2


def test_the_person_reads_nothing_of_it_anywhere(answered, signed_in) -> None:
    client = signed_in(answered.astrid)
    SignIn.objects.using(DB).filter(account=answered.astrid).update(stepped_up_at=letting_in.now())
    hers = f"/person/{answered.cast.astrid.id}"
    copy = client.post(f"{hers}/uttrekk", {"form": "fhir"})

    assert ANSWERED not in b"".join(copy).decode()
    copy.close()
    for path in ("/hjem/tilgang", f"{hers}/logg", f"{hers}/uttrekk"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert ANSWERED not in text(page)
        assert "carer" not in text(page), "nor that there is anything"


def test_nobody_outside_the_team_reads_it(answered, signed_in, office_right) -> None:
    page = text(signed_in(answered.gry).get(f"/person/{answered.cast.astrid.id}/"))

    assert "Astrid Lunde" in page
    assert ANSWERED not in page


def test_without_answers_nothing_is_said_of_them(around, signed_in) -> None:
    page = text(signed_in(around.cast.ingrid).get(f"/person/{around.cast.astrid.id}/"))

    assert "carers-title" not in page
