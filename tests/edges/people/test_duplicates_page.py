"""Records that may be of the same person: side by side with why, linked, or left."""

from __future__ import annotations

from datetime import date

import pytest

from heime.records.people.changes import PatientLink
from tests import people
from tests.people import DB, LOM, VAGA


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def twin(around, now):
    return people.person(
        "Astri", "Lunde", date(1945, 3, 14), LOM, [], followed_by=around.cast.north, now=now
    )


def test_two_stand_side_by_side_with_why(around, twin, signed_in, log) -> None:
    page = text(signed_in(around.cast.ingrid).get("/personer/like"))

    for told in ("Astrid Lunde", "Astri Lunde", "born on the same day", "14 Mar 1945"):
        assert told in page, told
    assert log() == ["person.listed", "person.listed"]


def test_linked_they_stand_there_no_more(around, twin, signed_in) -> None:
    client = signed_in(around.cast.ingrid)
    pair = {"one": str(around.cast.astrid.id), "other": str(twin.id)}

    without = client.post("/personer/like", pair)
    assert without.status_code == 422
    assert '<details class="ds-details" open' in text(without), "the error is beside its form"
    done = client.post("/personer/like", pair | {"reason": "Samme legitimasjon."})

    assert done.headers["Location"] == "/personer/like"
    assert PatientLink.objects.using(DB).get().reason == "Samme legitimasjon."
    assert "Nobody looks registered twice." in text(client.get("/personer/like"))


def test_a_namesake_of_another_municipality_is_not_shown(around, now, signed_in) -> None:
    people.person(
        "Astrid", "Lunde", date(1945, 3, 14), VAGA, [], followed_by=around.cast.north, now=now
    )

    assert "Nobody looks registered twice." in text(
        signed_in(around.cast.ingrid).get("/personer/like")
    )


def test_others_are_shown_nothing_and_link_nothing(around, twin, signed_in) -> None:
    pair = {"one": str(around.cast.astrid.id), "other": str(twin.id), "reason": "Samme."}
    kari = signed_in(around.cast.kari)

    assert "Lunde" not in text(kari.get("/personer/like"))
    answer = kari.post("/personer/like", pair)
    assert answer.status_code == 404
    assert "Lunde" not in text(answer)
    for who in (around.gry, around.lars, around.astrid):
        assert signed_in(who).get("/personer/like").status_code == 403
    assert not PatientLink.objects.using(DB).exists()
