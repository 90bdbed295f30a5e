"""Follow-ups that another municipality offers: seen, taken over, refused, and what comes along."""

from __future__ import annotations

import re

import pytest

from heime.records.audit.models import Entry
from heime.records.people.changes import Move, ProtectedAddress
from heime.records.people.models import Enrolment, Patient
from tests import people
from tests.people import DB, VANG

FNR = "12834800045"


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def kari(around, signed_in):
    return signed_in(around.cast.kari)


@pytest.fixture
def offer(around, signed_in) -> Move:
    """Astrid moves from Lom to Vang."""
    ingrid = signed_in(around.cast.ingrid)
    form = {"to": str(VANG), "reason": "Flytter til dattera."}
    ingrid.post(f"/person/{around.cast.astrid.id}/endringer/tilbud", form)
    return Move.objects.using(DB).get()


def test_an_offer_is_seen_on_the_worklist_and_among_people(around, kari, offer, signed_in) -> None:
    for path in ("/", "/?del=liste"):
        assert "1 follow-up is offered to your team." in text(kari.get(path))
    assert "Offered to us (1)" in text(kari.get("/personer/"))
    assert "offered to your team" not in text(signed_in(around.cast.ingrid).get("/"))


def test_it_tells_a_name_a_birth_date_and_why_and_no_more(around, now, kari, offer) -> None:
    people.red_case(around.cast, now)

    page = text(kari.get("/personer/tilbud"))

    for told in ("Astrid Lunde", "14 Mar 1945", "from Lom to Vang", "Flytter til dattera."):
        assert told in page, told
    for hidden in ("Kvernhuslia", "00 00 19 45", "COPD", str(around.cast.astrid.id)):
        assert hidden not in page.split("<main")[1], hidden
    assert not re.search(r"(?<![\w-])86(?![\w-])", page.split("<main")[1]), "the reading"
    seen = Entry.objects.using(DB).filter(action="person.listed", account_id=around.cast.kari.id)
    assert seen.get().enrolment_id == around.cast.astrid.id


def test_taken_over_she_has_a_page_there_that_tells_of_the_history(
    around, kari, offer, signed_in
) -> None:
    answer = kari.post(f"/tilbud/{offer.id}/ja", {"team": str(around.cast.valdres.id)})

    page = text(kari.get(answer.headers["Location"]))
    assert "Astrid Lunde" in page
    assert "Earlier history" in page
    assert "Lom" in page.split("linked-title")[-1]
    changes = text(kari.get(answer.headers["Location"] + "endringer"))
    assert "Came from Lom, and the history with them" in changes
    old = text(signed_in(around.cast.ingrid).get(f"/person/{around.cast.astrid.id}/endringer"))
    assert "Vang has taken over" in old
    assert "Nobody is offered to your team now." in text(kari.get("/personer/tilbud"))


def test_a_refused_one_goes_on_where_she_was(around, kari, offer) -> None:
    assert kari.post(f"/tilbud/{offer.id}/nei").status_code == 302

    assert Move.objects.using(DB).get().answer == "refused"
    assert Enrolment.objects.using(DB).get(id=around.cast.astrid.id).phase == "active"
    assert kari.post(
        f"/tilbud/{offer.id}/ja", {"team": str(around.cast.valdres.id)}
    ).status_code == 409  # fmt: skip


@pytest.mark.parametrize("team", ["", "x", "north"])
def test_it_is_taken_into_ones_own_team_only(around, kari, offer, team) -> None:
    chosen = str(getattr(around.cast, team).id) if team == "north" else team

    answer = kari.post(f"/tilbud/{offer.id}/ja", {"team": chosen})

    assert answer.status_code in (404, 422)
    assert 'role="alert"' in text(answer)
    assert Move.objects.using(DB).get().answered_at is None


def test_nobody_answers_an_offer_to_others(around, offer, signed_in) -> None:
    for who in (around.cast.ingrid, around.nina, around.gry, around.lars):
        client = signed_in(who)
        for answer in ("ja", "nei"):
            form = {"team": str(around.cast.north.id)}
            assert client.post(f"/tilbud/{offer.id}/{answer}", form).status_code in (403, 404, 409)
    assert Move.objects.using(DB).get().answered_at is None


def test_a_protected_address_stays_protected_where_she_lived_before(
    around, now, kari, signed_in
) -> None:
    """Vang has an old record of hers, with an open address."""
    ingrid = signed_in(around.cast.ingrid)
    hers = f"/person/{around.cast.astrid.id}/endringer"
    there = people.person(
        "Astrid", "Lunde", people.date(1945, 3, 14), VANG, [], followed_by=around.cast.valdres,
        now=now,
    )  # fmt: skip
    kari.post(f"/person/{there.id}/endringer/nummer", {"number": FNR})
    ingrid.post(f"{hers}/nummer", {"number": FNR})
    ingrid.post(f"{hers}/adresse", {"level": "strengt", "address": "Løynda 17", "phone": ""})
    ingrid.post(f"{hers}/tilbud", {"to": str(VANG), "reason": "Flytter hjem."})
    offered = Move.objects.using(DB).get()

    answer = kari.post(f"/tilbud/{offered.id}/ja", {"team": str(around.cast.valdres.id)})

    assert answer.status_code == 302
    record = Patient.objects.using(DB).get(id=there.patient_id)
    assert (record.protection, record.address, record.phone) == ("strengt", "", "")
    assert ProtectedAddress.objects.using(DB).filter(municipality_id=VANG).exists()
    assert "Strictly confidential address" in text(kari.get(answer.headers["Location"]))
