"""A copy of everything: who may take one, what is in it, and above all what is not."""

from __future__ import annotations

import json
import re

import pytest

from heime.core.roles import Role, Scope
from heime.edges import paper
from heime.records.access.models import SignIn
from heime.records.audit.models import Entry
from heime.records.happenings.models import Invalidation
from heime.records.measurements.models import Measurement
from tests import people
from tests.edges.record.conftest import OTHERS
from tests.flow import letting_in
from tests.flow.writing import start
from tests.people import DB


def address(around) -> str:
    return f"/person/{around.cast.astrid.id}/uttrekk"


@pytest.fixture
def sure(signed_in, now):
    """A client of somebody who has just proved who they are."""

    def enter(who, language="en"):
        client = signed_in(who, language)
        SignIn.objects.using(DB).filter(account=who).update(stepped_up_at=now)
        return client

    return enter


def taken(client, around, form: str):
    """The answer to somebody who asks for a copy; its whole content stands in `whole`."""
    answer = client.post(address(around), {"form": form})
    answer.whole = answer.getvalue()
    answer.close()
    return answer


def body(answer) -> bytes:
    return answer.whole


def the_bundle(client, around) -> dict:
    answer = taken(client, around, "fhir")
    assert answer.status_code == 200
    return json.loads(body(answer))


def of_kind(found: dict, kind: str) -> list[dict]:
    return [e["resource"] for e in found["entry"] if e["resource"]["resourceType"] == kind]


# --- Who ----------------------------------------------------------------------------------------


def test_the_person_takes_a_copy_of_their_own(around, sure) -> None:
    assert taken(sure(around.astrid), around, "fhir").status_code == 200


def test_a_lead_takes_one_on_behalf(around, sure) -> None:
    assert taken(sure(around.nina), around, "pdf").status_code == 200


@pytest.mark.parametrize("who", ["ingrid", "kari", "marit", "gry", "lars"])
def test_nobody_else_does(around, sure, who) -> None:
    account = getattr(around, who, None) or getattr(around.cast, who)
    for send in (sure(account).get, sure(account).post):
        assert send(address(around), {"form": "fhir"}).status_code in (403, 404)
    assert not Entry.objects.using(DB).filter(action="exported").exists()


def test_a_lead_of_another_team_does_not(around, sure, now) -> None:
    other = people.account("odd", "Odd Lie", "SP", member_of=None, now=now)
    people.post(other, Role.LEAD, team=around.cast.valdres, now=now)

    assert taken(sure(other), around, "fhir").status_code == 404


@pytest.mark.parametrize("form", ["pdf", "fhir"])
def test_whoever_has_not_proved_it_lately_is_asked_to_first(around, signed_in, form) -> None:
    answer = taken(signed_in(around.astrid), around, form)

    assert answer.status_code == 302
    assert answer.url.startswith("/inn/forny") or "til=" in answer.url
    assert not Entry.objects.using(DB).filter(action="exported").exists()


def test_looking_at_the_page_takes_no_copy(around, sure) -> None:
    client = sure(around.astrid)

    assert client.get(address(around)).status_code == 200
    assert client.post(address(around), {"form": "xml"}).status_code == 422
    assert not Entry.objects.using(DB).filter(action="exported").exists()


# --- What ---------------------------------------------------------------------------------------


def test_the_bundle_holds_everything(around, sure, signed_in) -> None:
    signed_in(around.cast.ingrid).get(f"/person/{around.cast.astrid.id}/")
    found = the_bundle(sure(around.astrid), around)
    kinds = {entry["resource"]["resourceType"] for entry in found["entry"]}

    assert found["resourceType"] == "Bundle"
    assert found["type"] == "collection"
    assert {
        "Patient", "Observation", "QuestionnaireResponse", "CarePlan", "Consent", "Task",
        "AuditEvent",
    } <= kinds  # fmt: skip
    assert of_kind(found, "Patient")[0]["name"] == [{"family": "Lunde", "given": ["Astrid"]}]
    assert of_kind(found, "AuditEvent")[-1]["outcomeDesc"].startswith("Ingrid Moe, nurse")
    assert "Ringte henne." in json.dumps(of_kind(found, "Task"), ensure_ascii=False)
    assert {c["provision"]["type"] for c in of_kind(found, "Consent")} == {"permit", "deny"}


def test_what_she_wrote_is_in_it_and_what_her_daughter_wrote_to_the_team_is_not(
    around, sure
) -> None:
    letting_in.consent(around, Scope.MESSAGES)
    start(around.astrid, around, "Jeg sover dårlig.", files=[b"%PDF-1.7\n%%EOF\n"])
    start(around.marit, around, "Hun skjuler noe.")
    found = the_bundle(sure(around.astrid), around)
    (letter,) = of_kind(found, "Communication")

    assert letter["payload"][0] == {"contentString": "Jeg sover dårlig."}
    assert letter["payload"][1]["contentAttachment"]["contentType"] == "application/pdf"
    assert "Hun skjuler noe." not in json.dumps(found, ensure_ascii=False)
    assert taken(sure(around.nina), around, "pdf").status_code == 200


def test_values_are_written_as_they_were_measured(around, sure) -> None:
    written = body(taken(sure(around.astrid), around, "fhir")).decode()

    assert '"value":72.40' in written, "two decimals, as the scales said"
    assert '"value":182' in written
    assert "Green" in written


def test_each_address_in_it_is_its_own_and_points_at_something_in_it(around, sure) -> None:
    found = the_bundle(sure(around.astrid), around)
    full = [entry["fullUrl"] for entry in found["entry"]]
    told = set(
        re.findall(r'"reference": ?"((?:Patient|Observation|Task)/[^"]+)"', json.dumps(found))
    )

    assert len(full) == len(set(full))
    assert told
    assert all(any(url.endswith(one) for url in full) for one in told)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_pdf_reads_in_the_persons_language(around, sure, language) -> None:
    answer = taken(sure(around.astrid, language), around, "pdf")
    written = body(answer)

    assert answer.headers["Content-Type"] == "application/pdf"
    assert written.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in written, "a screen reader can follow it"
    assert f"({language}".encode() in written or f"<{language}".encode() in written.lower()


def everything_in(around, sure, monkeypatch) -> dict[str, str]:
    """All the words of both copies. Of the PDF, what is given to the template: its letters are
    numbers of a font."""
    said = []
    real = paper.msgspec.json.encode
    monkeypatch.setattr(
        paper.msgspec.json, "encode", lambda *a, **k: said.append(real(*a, **k)) or said[-1]
    )
    body(taken(sure(around.astrid), around, "pdf"))
    monkeypatch.undo()
    return {
        "fhir": body(taken(sure(around.astrid), around, "fhir")).decode(),
        "pdf": b"".join(said).decode(),
    }


def test_what_is_not_the_persons_is_in_neither(around, sure, monkeypatch) -> None:
    copies = everything_in(around, sure, monkeypatch)

    for copy, text in copies.items():
        assert "Lunde" in text, copy
        assert "Ringte henne." in text, copy
        for what, secret in OTHERS.items():
            assert secret not in text, f"{copy} tells {what}"


def test_the_name_of_the_file_says_nothing_of_whom(around, sure) -> None:
    for form in ("pdf", "fhir"):
        answer = taken(sure(around.astrid), around, form)
        name = answer.headers["Content-Disposition"]
        body(answer)

        assert re.fullmatch(r'attachment; filename="heime-\d{4}-\d\d-\d\d\.(pdf|json)"', name)
        assert answer.headers["Cache-Control"] == "no-store"


def test_taking_one_is_in_the_log_with_how_and_by_whom(around, sure) -> None:
    body(taken(sure(around.nina), around, "pdf"))
    (entry,) = Entry.objects.using(DB).filter(action="exported")

    assert entry.account_id == around.nina.id
    assert entry.enrolment_id == around.cast.astrid.id
    assert entry.detail == "pdf"


def test_a_correction_stands_in_it(around, sure, now) -> None:
    from heime.records.keeping.models import Correction

    reading = Measurement.objects.using(DB).filter(enrolment_id=around.cast.astrid.id).first()
    Correction.objects.using(DB).create(
        municipality_id=around.cast.astrid.municipality_id, enrolment_id=around.cast.astrid.id,
        sort="reading", about=str(reading.id), text="Det var dattera som målte", mistaken=True,
        asked_by_person=True, made_by=around.cast.ingrid, made_at=now,
    )  # fmt: skip
    (found,) = of_kind(the_bundle(sure(around.astrid), around), "Provenance")

    assert found["target"] == [{"reference": f"Observation/{reading.id}"}]
    assert found["reason"] == [{"text": "Det var dattera som målte"}]


def test_a_reading_that_does_not_count_says_so_and_keeps_its_value(around, sure, now) -> None:
    reading = Measurement.objects.using(DB).filter(
        enrolment_id=around.cast.astrid.id, value__isnull=False, rejected=False
    ).first()  # fmt: skip
    Invalidation.objects.using(DB).create(
        municipality_id=reading.municipality_id, enrolment_id=reading.enrolment_id,
        measurement_id=reading.id, kind=reading.kind, measured_at=reading.measured_at,
        reason="other-person", still_done=False, made_by=around.cast.ingrid, made_at=now,
    )  # fmt: skip

    found = of_kind(the_bundle(sure(around.astrid), around), "Observation")
    (it,) = [one for one in found if one["id"] == str(reading.id)]

    assert it["status"] == "entered-in-error"
    assert "dataAbsentReason" not in it
    assert "final" in {one["status"] for one in found}
    assert taken(sure(around.astrid), around, "pdf").status_code == 200
