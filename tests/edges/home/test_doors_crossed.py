"""Each token opens its own door: a phone's nothing that reads and nothing of FHIR, and those of
gateways, clients and sign-ins nothing of the phone's.
"""

import json
import secrets
from uuid import uuid4

import psycopg
import pytest
from django.test import Client

from heime.records.access.reads import hashed
from heime.records.home.models import HomeEntry
from heime.records.measurements.models import Measurement, Response
from tests.edges.fhir.knocking import knocking
from tests.edges.home.phone import Phone, entry, oxygen
from tests.flow import sending
from tests.people import DB


@pytest.fixture
def phone(bound, astrid):
    return bound(astrid)


def counts():
    return [table.objects.using(DB).count() for table in (Measurement, Response, HomeEntry)]


@pytest.mark.parametrize("ended", [False, True])
def test_a_phone_s_credential_opens_nothing_at_the_fhir_door(phone, cast, database, ended):
    phone.told(oxygen("95"))
    if ended:
        with psycopg.connect(database.superuser_url, autocommit=True) as conn:
            conn.execute("UPDATE home_device SET revoked_at = now()")
    kept, own = Measurement.objects.using(DB).get(), phone.credential
    form = {"resourceType": "QuestionnaireResponse", "status": "completed"}
    with knocking(database.ingest_url) as door:
        pulse = door.pulse(cast.astrid.id)
        sent = [
            door.post("/fhir/Observation", pulse, own),
            door.post("/fhir/QuestionnaireResponse", form, own),
            door.get(f"/fhir/Observation/{kept.id}", own),
            door.get(f"/fhir/Observation?patient={cast.astrid.id}", own),
            door.get(f"/fhir/QuestionnaireResponse?patient={cast.astrid.id}", own),
        ]
        batch = door.post("/fhir", door.bundle("batch", pulse), own)
        whole = door.post("/fhir", door.bundle("transaction", pulse), own)
    assert {answer.status_code for answer in sent} <= {401, 403, 404, 422}, sent
    assert whole.status_code in (401, 403, 422)
    assert batch.status_code in (401, 403) or {
        one["response"]["status"][:3] for one in batch.json()["entry"]
    } <= {"401", "403", "422"}
    assert "95" not in "".join(answer.text for answer in sent if "valueQuantity" in answer.text)
    assert counts() == [1, 0, 1]


READS = (
    "/hjem/api/v1/me", "/hjem/api/v1/people/{}/day", "/hjem/api/v1/people/{}/trends?days=30",
    "/hjem/api/v1/people/{}/messages", "/hjem/api/v1/people/{}/log",
    "/hjem/api/v1/people/{}/rights", "/hjem/api/v1/people/{}/plan",
    "/hjem/api/v1/people/{}/equipment", "/hjem/api/v1/people/{}/reminders",
    "/hjem/api/v1/kiosk/day", "/", "/person/{}/", "/person/{}/uttrekk",
)  # fmt: skip


@pytest.mark.parametrize("place", READS)
@pytest.mark.parametrize("how", ["bearer", "cookie"])
def test_a_phone_s_credential_reads_nothing(phone, cast, place, how):
    client = Client(headers={"Accept": "application/json"})
    if how == "cookie":
        client.cookies["heime"] = phone.credential
    bearer = {"Authorization": f"Bearer {phone.credential}"} if how == "bearer" else {}
    answer = client.get(place.format(cast.astrid.id), headers=bearer)

    assert answer.status_code in (302, 401, 403, 404), answer.content
    assert "Astrid" not in answer.content.decode()


@pytest.mark.parametrize("place", ["device", "reminders", "reminders/later", "messages"])
def test_a_phone_s_credential_writes_nowhere_else(phone, cast, place):
    answer = Client().post(
        f"/hjem/api/v1/people/{cast.astrid.id}/{place}", json.dumps({"name": "En til"}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {phone.credential}"},
    )  # fmt: skip

    assert answer.status_code in (302, 401, 403, 404)


def of_another_door(sort, cast, database):
    """A live token of a real sender, as long as a phone's."""
    made = {
        "gateway": lambda: sending.of_astrid(cast, database.superuser_url),
        "client": lambda: sending.client(database.superuser_url, cast.astrid.municipality_id),
    }[sort]()
    token = secrets.token_urlsafe(32)
    with psycopg.connect(database.superuser_url, autocommit=True) as conn:
        conn.execute(
            "UPDATE bearer SET token_hash = %s WHERE token_hash = %s", [hashed(token), hashed(made)]
        )
    return token


@pytest.mark.parametrize("sort", ["gateway", "client"])
def test_a_gateway_s_and_a_client_s_token_send_nothing_here(sort, cast, database):
    token = of_another_door(sort, cast, database)
    with knocking(database.ingest_url) as door:
        own = door.post("/fhir/Observation", door.pulse(cast.astrid.id), token)
    assert own.status_code == 201, "it is alive at its own door"

    stranger = Phone(cast.astrid.id, token, "")
    for answer in (stranger.sends(oxygen("84")), stranger.sends(entry("call_me"))):
        assert (answer.status_code, answer.json()["code"]) == (401, "unknown-sender")
    assert counts() == [1, 0, 0]


def test_a_sign_in_sends_nothing_here(signed_in, astrid, cast):
    token = signed_in(astrid).cookies["heime"].value
    answer = Phone(cast.astrid.id, token, "").sends(oxygen("84"))

    assert (answer.status_code, counts()) == (401, [0, 0, 0])


def test_nor_does_a_cookie_without_a_credential(signed_in, astrid, cast):
    answer = signed_in(astrid).post(
        "/hjem/api/v1/entries",
        json.dumps({"person": str(cast.astrid.id), "sent_at": entry("x")["at"], "entries": [1]}),
        content_type="application/json",
    )  # fmt: skip

    assert answer.status_code == 401


@pytest.mark.parametrize("sort", ["reading", "call_me", "wrong"])
def test_for_another_person_of_another_municipality_it_sends_nothing(phone, cast, sort):
    whole = {"reading": oxygen("84"), "wrong": entry("wrong", of=str(uuid4()), why="")}
    (told,) = phone.told(whole.get(sort, entry(sort)), person=str(cast.gudbrand.id))

    assert (told["status"], told["code"]) == ("refused", "not-found")
    assert counts() == [0, 0, 0]


def test_another_person_s_entry_is_nobody_s_to_mark(phone, bound, cast, database):
    (kept,) = phone.told(oxygen("95"))
    with psycopg.connect(database.superuser_url, autocommit=True) as conn:
        conn.execute("UPDATE home_entry SET id = %s", [uuid4()])
    (told,) = phone.told(entry("wrong", of=kept["id"], why=""))

    assert (told["status"], told["code"]) == ("refused", "not-found")
