"""What has changed about a person: the history, and each form, with what it brings and refuses."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from heime.core.roles import Role
from heime.records.access.models import Right
from heime.records.audit.models import Entry
from heime.records.people import numbers
from heime.records.people.changes import Death, Move, PatientLink
from heime.records.people.models import Enrolment, Patient
from tests import people
from tests.flow import letting_in
from tests.people import DB, LOM, VANG

BORN = date(1945, 3, 14)
FNR, OTHER = "12834800045", "30915200180"


def text(answer) -> str:
    return answer.content.decode()


def at(around, rest: str = "") -> str:
    return f"/person/{around.cast.astrid.id}/endringer{rest}"


def today() -> str:
    return letting_in.now().date().isoformat()


def patient(around) -> Patient:
    return Patient.objects.using(DB).get(id=around.cast.astrid.patient_id)


def beside(page: str, form: str) -> str:
    """What stands inside one fold of the page that is open; the error must be there."""
    found = re.search(rf'<details class="ds-details" id="{form}" open>.*?</details>', page, re.S)
    assert found, f"the form {form} is not open"
    return found[0]


@pytest.fixture
def ingrid(around, signed_in):
    return signed_in(around.cast.ingrid)


@pytest.fixture
def twin(around, now):
    return people.person("Astri", "Lunde", BORN, LOM, [], followed_by=around.cast.north, now=now)


# --- Who opens it -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["kari", "gry", "lars", "astrid", "marit"])
def test_only_her_team_opens_it(around, signed_in, who) -> None:
    account = getattr(around, who, None) or getattr(around.cast, who)
    client = signed_in(account)

    for answer in (client.get(at(around)), client.post(at(around, "/dod"), {"died_on": today()})):
        assert answer.status_code in (403, 404)
        assert "Lunde" not in text(answer)
    assert patient(around).died_on is None


def test_an_assistant_without_a_profession_does_not(around, now, signed_in) -> None:
    berit = people.account("berit", "Berit Ås", "", member_of=None, now=now)
    people.post(berit, Role.ASSISTANT, team=around.cast.north, now=now)

    assert signed_in(berit).get(at(around)).status_code == 403


def test_opening_it_is_logged(around, ingrid, log) -> None:
    ingrid.get(at(around))

    assert log() == ["person.opened"]


# --- Death --------------------------------------------------------------------------------------


def test_a_death_is_recorded_and_seen_wherever_she_stands(around, now, ingrid) -> None:
    people.red_case(around.cast, now)
    page = text(ingrid.get(at(around)))
    assert page.index("This stops at once:") < page.index("Record the death")

    answer = ingrid.post(at(around, "/dod"), {"died_on": today()})

    assert answer.headers["Location"] == at(around)
    assert Enrolment.objects.using(DB).get(id=around.cast.astrid.id).phase == "ended"
    for path in (at(around), f"/person/{around.cast.astrid.id}/", "/personer/", "/"):
        assert 'class="sign sign-died">Died ' in text(ingrid.get(path)), path


@pytest.mark.parametrize("day", ["", "i går", "2999-01-01", "1900-01-01"])
def test_a_day_that_cannot_be_is_said_beside_the_form(around, ingrid, day) -> None:
    answer = ingrid.post(at(around, "/dod"), {"died_on": day})

    assert answer.status_code in (409, 422)
    assert 'role="alert"' in beside(text(answer), "dod")
    assert not Death.objects.using(DB).exists()


def test_a_mistake_is_corrected_with_how_it_came_about(around, ingrid) -> None:
    ingrid.post(at(around, "/dod"), {"died_on": today()})

    empty = ingrid.post(at(around, "/dod-rettet"), {"reason": " "})
    assert empty.status_code == 422
    assert 'role="alert"' in beside(text(empty), "dod-rettet")
    done = ingrid.post(at(around, "/dod-rettet"), {"reason": "Naboen heter det samme."})

    assert done.status_code == 302
    page = text(ingrid.get(at(around)))
    assert "The recorded death was a mistake" in page
    assert "Naboen heter det samme." in page
    assert "sign-died" not in page


def test_a_death_takes_kin_out(around, ingrid) -> None:
    letting_in.consent(around)
    ingrid.post(at(around, "/dod"), {"died_on": today()})

    assert not Right.objects.using(DB).filter(ends_at__gt=letting_in.now()).exists()


# --- Moving -------------------------------------------------------------------------------------


def test_an_offer_is_sent_seen_and_withdrawn(around, ingrid) -> None:
    form = {"to": str(VANG), "reason": "Flytter til dattera."}

    assert ingrid.post(at(around, "/tilbud"), form).status_code == 302
    page = text(ingrid.get(at(around)))
    assert "Flytter til dattera." in page
    assert "They have not answered yet." in page
    assert ingrid.post(at(around, "/tilbud"), form).status_code == 409
    assert ingrid.post(at(around, "/tilbud-trukket")).status_code == 302

    assert Move.objects.using(DB).get().answer == "withdrawn"
    assert "was withdrawn" in text(ingrid.get(at(around)))
    assert ingrid.post(at(around, "/tilbud-trukket")).status_code == 404


@pytest.mark.parametrize("form", [{"to": str(VANG)}, {"reason": "Flytter."}, {"to": "²²²²"}])
def test_an_offer_needs_a_place_and_a_reason(around, ingrid, form) -> None:
    answer = ingrid.post(at(around, "/tilbud"), form)

    assert answer.status_code == 422
    assert 'role="alert"' in beside(text(answer), "flytting")
    assert form.get("reason", "") in text(answer), "what was written is not lost"


def test_who_dies_is_offered_to_nobody_any_more(around, ingrid) -> None:
    ingrid.post(at(around, "/tilbud"), {"to": str(VANG), "reason": "Flytter."})
    ingrid.post(at(around, "/dod"), {"died_on": today()})

    assert Move.objects.using(DB).get().answer == "withdrawn"


# --- Numbers ------------------------------------------------------------------------------------


def test_a_new_number_counts_and_is_nowhere_on_the_page(around, ingrid) -> None:
    for number in (OTHER, f"{FNR[:6]} {FNR[6:]}"):
        answer = ingrid.post(at(around, "/nummer"), {"number": number})
        assert answer.headers["Location"] == at(around)

    page = text(ingrid.get(at(around)))
    assert numbers.number_of(patient(around)) == FNR
    assert "Birth number replaced by another number" in page
    assert FNR not in page
    assert OTHER not in page


def test_a_hospitals_number_stands_with_its_hospital_and_not_itself(around, ingrid) -> None:
    form = {"kind": "hnr", "number": "H77Q", "assigner": "Lillevik sykehus"}

    assert ingrid.post(at(around, "/nummer-til"), form).status_code == 302
    page = text(ingrid.get(at(around)))

    assert "(Lillevik sykehus) added" in page
    assert "H77Q" not in page


@pytest.mark.parametrize(
    ("rest", "form", "fold"),
    [
        ("/nummer", {"number": "12345"}, "nummer"),
        ("/nummer-til", {"kind": "hnr", "number": "H77Q"}, "nummer-til"),
        ("/nummer-til", {"kind": "hpr", "number": "123"}, "nummer-til"),
        ("/nummer-til", {"kind": "fhn", "number": "81234567890"}, "nummer-til"),
    ],
)
def test_a_number_that_cannot_be_is_refused_and_not_repeated(
    around, ingrid, rest, form, fold
) -> None:
    answer = ingrid.post(at(around, rest), form)

    assert answer.status_code == 422
    assert 'role="alert"' in beside(text(answer), fold)
    assert form["number"] not in text(answer)


@pytest.mark.parametrize("team", ["north", "another"])
def test_a_number_that_is_anothers_here_leads_to_linking(around, now, ingrid, twin, team) -> None:
    """Also when the other is followed up by a team of which Ingrid sees nothing."""
    from heime.records.people import identity

    Patient.objects.using(DB).filter(id=twin.patient_id).update(
        national_id=identity.seal(FNR, LOM), national_id_lookup=identity.lookup(FNR)
    )
    if team == "another":
        next_door = people.team("Et annet team", LOM)
        Enrolment.objects.using(DB).filter(id=twin.id).update(team=next_door)

    answer = ingrid.post(at(around, "/nummer"), {"number": FNR})

    assert answer.status_code == 409
    assert "link" in beside(text(answer), "nummer")
    assert numbers.number_of(patient(around)) is None


# --- A protected address ------------------------------------------------------------------------

HIDDEN = {"level": "strengt", "address": "Løynda 17", "phone": "00 00 77 77"}


def test_a_protected_address_is_opened_once_for_a_reason(around, ingrid) -> None:
    assert ingrid.post(at(around, "/adresse"), HIDDEN).status_code == 302
    page = text(ingrid.get(at(around)))
    assert "Strictly confidential address" in page
    assert "Løynda" not in page

    opened = ingrid.post(at(around, "/adresse-apnet"), {"reason": "visit"})

    assert opened.status_code == 200
    assert opened.headers["Cache-Control"] == "no-store"
    assert "Løynda 17" in text(opened)
    assert "00 00 77 77" in text(opened)
    assert "Løynda" not in text(ingrid.get(at(around)))
    entry = Entry.objects.using(DB).get(action="address.opened")
    assert (entry.account_id, entry.detail) == (around.cast.ingrid.id, "visit")


@pytest.mark.parametrize("reason", ["", "curious", "Løynda 17"])
def test_without_a_reason_it_stays_shut(around, ingrid, reason) -> None:
    ingrid.post(at(around, "/adresse"), HIDDEN)

    answer = ingrid.post(at(around, "/adresse-apnet"), {"reason": reason})

    assert answer.status_code == 422
    assert "Choose why" in beside(text(answer), "apne")
    assert "Løynda" not in text(answer)


def test_how_strictly_must_be_said(around, ingrid) -> None:
    answer = ingrid.post(at(around, "/adresse"), HIDDEN | {"level": ""})

    assert answer.status_code == 422
    assert 'role="alert"' in beside(text(answer), "adresse")
    assert patient(around).protection == ""


def test_lifting_it_takes_the_mark_away(around, ingrid) -> None:
    ingrid.post(at(around, "/adresse"), HIDDEN)
    assert ingrid.post(at(around, "/adresse-fri")).status_code == 302

    assert patient(around).protection == ""
    assert "sign-protected" not in text(ingrid.get(f"/person/{around.cast.astrid.id}/"))


# --- Two records --------------------------------------------------------------------------------


def test_a_record_that_looks_alike_is_linked_and_parted(around, ingrid, twin) -> None:
    page = text(ingrid.get(at(around)))
    assert "Astri Lunde" in page
    assert "born on the same day" in page
    form = {"other": str(twin.id), "reason": "Hun sa det selv."}

    assert ingrid.post(at(around, "/koblet"), form).status_code == 302
    linked = text(ingrid.get(at(around)))
    assert "Linked with another record of the same person: Astri Lunde" in linked
    assert "Another record of the same person: Astri Lunde" in text(
        ingrid.get(f"/person/{around.cast.astrid.id}/")
    )
    assert ingrid.post(at(around, "/skilt"), {"other": str(twin.id)}).status_code == 302

    assert PatientLink.objects.using(DB).get().ended_by_id == around.cast.ingrid.id
    assert "Parted from the other record again" in text(ingrid.get(at(around)))


def test_another_record_is_found_by_its_number(around, now, ingrid) -> None:
    other = people.person(
        "Ukjent", "Kvinne", date(1950, 1, 1), LOM, [], followed_by=around.cast.north, now=now
    )
    ingrid.post(f"/person/{other.id}/endringer/nummer", {"number": FNR})

    nobody = ingrid.post(at(around, "/koblet"), {"number": OTHER, "reason": "Samme."})
    assert nobody.status_code == 404
    assert OTHER not in text(nobody)
    assert "Nobody else whom your team follows up" in beside(text(nobody), "koblet")
    assert ingrid.post(
        at(around, "/koblet"), {"number": FNR, "reason": "Legitimasjon."}
    ).status_code == 302  # fmt: skip

    assert PatientLink.objects.using(DB).get().reason == "Legitimasjon."


@pytest.mark.parametrize("form", [{}, {"other": "x"}, {"reason": "Samme."}])
def test_linking_needs_the_other_and_how_one_knows(around, ingrid, twin, form) -> None:
    for sent in (form, form | {"other": str(twin.id), "reason": ""}):
        answer = ingrid.post(at(around, "/koblet"), sent)
        assert answer.status_code == 422
        assert 'role="alert"' in beside(text(answer), "koblet")
    assert not PatientLink.objects.using(DB).exists()


def test_the_history_tells_the_newest_first(around, now, ingrid) -> None:
    Death.objects.using(DB).create(
        municipality_id=LOM, enrolment=around.cast.astrid, died_on=now, phase="active",
        recorded_by=around.cast.nils, recorded_at=now - timedelta(days=3),
        corrected_by=around.cast.tor, corrected_at=now - timedelta(days=2), reason="Feil person.",
    )  # fmt: skip

    page = text(ingrid.get(at(around)))

    told = ["was a mistake", "Tor Haugen", "Recorded that the person died", "Nils Berge", "began"]
    places = [page.index(one) for one in told]
    assert places == sorted(places)
