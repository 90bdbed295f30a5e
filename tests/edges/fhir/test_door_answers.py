"""QuestionnaireResponse and Questionnaire through the real door."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.edges.fhir.forms import HEART, PHQ9, QUIET, answered, item
from tests.edges.fhir.knocking import refusal
from tests.edges.fhir.test_door_bundle import replies

ANSWERS = "/fhir/QuestionnaireResponse"
WORSE = QUIET | {"k7": 1}


def kept(behind) -> int:
    return behind.rows("SELECT count(*) FROM response")[0][0]


# --- Taken in -----------------------------------------------------------------------------------


def test_a_new_form_is_201_with_its_place_and_itself(door, cast, gateway, behind):
    answer = door.post(ANSWERS, answered(cast.astrid.id, WORSE), gateway)

    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["location"] == f"http://testserver{ANSWERS}/{body['id']}"
    assert answer.headers["content-type"].startswith("application/fhir+json")
    assert body["subject"] == body["source"] == {"reference": f"Patient/{cast.astrid.id}"}
    assert behind.rows("SELECT id, items, by FROM response") == [
        (UUID(body["id"]), WORSE, "patient"),
    ]  # fmt: skip
    assert behind.log() == [("received", None)]
    assert behind.counts()["judgement"] == 1


def test_what_comes_back_can_be_sent_again_and_is_the_same(door, cast, gateway, behind):
    sent = answered(cast.astrid.id, {"1": 1, "2": None, "9": 2, "safe_now": 2},
                    questionnaire=PHQ9, key="7")  # fmt: skip
    first = door.post(ANSWERS, sent, gateway)
    back = {name: value for name, value in first.json().items() if name not in ("id", "meta")}
    again = door.post(ANSWERS, back | {"identifier": sent["identifier"]}, gateway)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert kept(behind) == 1


def test_a_known_key_with_other_answers_is_409_and_a_safety_event(door, cast, gateway, behind):
    door.post(ANSWERS, answered(cast.astrid.id, key="7"), gateway)
    answer = door.post(ANSWERS, answered(cast.astrid.id, WORSE, key="7"), gateway)

    assert refusal(answer) == (409, "same-key-other-content", "")
    assert kept(behind) == 1
    assert behind.rows("SELECT what FROM notice") == [("safety-event",)]
    assert behind.log()[-1] == ("safety.same-key-other-content", None)


def test_if_none_exist_is_the_key(door, cast, gateway, behind):
    sent = answered(cast.astrid.id)
    again = sent | {"authored": datetime.now(UTC).isoformat()}
    key = {"If_None_Exist": "identifier=urn:app|7"}

    assert door.post(ANSWERS, sent, gateway, **key).status_code == 201
    assert door.post(ANSWERS, sent, gateway, **key).status_code == 200
    assert door.post(ANSWERS, again, gateway, **key).status_code == 409
    assert door.post(ANSWERS, answered(cast.astrid.id, key="8"), gateway, **key).status_code == 422


def test_minimal_is_the_place_without_the_body(door, cast, gateway):
    answer = door.post(ANSWERS, answered(cast.astrid.id), gateway, Prefer="return=minimal")

    assert (answer.status_code, answer.content) == (201, b"")


def test_a_person_is_found_by_identity_number_which_stands_nowhere(
    door, cast, client, behind, caplog
):
    from heime.records.people import identity

    number = "04817197073"
    behind.run(
        "UPDATE patient SET national_id_lookup = %s WHERE id = %s",
        identity.lookup(number), cast.astrid.patient_id,
    )  # fmt: skip
    system = "urn:oid:2.16.578.1.12.4.1.4.1"
    subject = {"subject": {"identifier": {"system": system, "value": number}}}
    answer = door.post(ANSWERS, answered("nobody") | subject, client)

    assert answer.status_code == 201
    assert answer.json()["subject"]["reference"] == f"Patient/{cast.astrid.id}"
    assert number not in answer.text + caplog.text


# --- Refused ------------------------------------------------------------------------------------


def test_nobody_elses_person_and_no_dead_token(door, cast, gateway, behind):
    with behind.nothing_kept():
        for who in (cast.gudbrand.id, uuid4()):
            answer = door.post(ANSWERS, answered(who), gateway)
            assert refusal(answer) == (404, "unknown-person", "")
        assert door.post(ANSWERS, answered(cast.astrid.id), None).status_code == 401
        dead = door.post(ANSWERS, answered(cast.astrid.id), "no-such-token")
        assert dead.status_code == 401
        assert "Bearer" in dead.headers["www-authenticate"]
    assert kept(behind) == 0


def test_a_refusal_points_at_the_element_and_says_nothing_of_the_answer(
    door, cast, gateway, behind, caplog
):
    strange = {"item": [{"linkId": "k1", "answer": [{"valueCoding": {"code": "a-secret"}}]}]}
    with behind.nothing_kept():
        answer = door.post(ANSWERS, answered(cast.astrid.id) | strange, gateway)

    path = "QuestionnaireResponse.item[0].answer[0].valueCoding"
    assert refusal(answer) == (422, "bad-answers", path)
    assert "a-secret" not in answer.text + caplog.text


def test_five_megabytes_and_a_text_of_another_kind(door, cast, gateway):
    huge = json.dumps(answered(cast.astrid.id, text={"div": "x" * 5_300_000})).encode()

    assert door.post(ANSWERS, huge, gateway).status_code == 413
    xml = door.post(ANSWERS, b"<x/>", gateway, Content_Type="application/fhir+xml")
    assert xml.status_code == 415
    assert door.post(f"{ANSWERS}/1", b"{}", gateway).status_code == 405


# --- Bundles ------------------------------------------------------------------------------------


def bundle(kind, *resources):
    entries = [
        {"resource": one, "request": {"method": "POST", "url": one["resourceType"]}}
        for one in resources
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def test_a_batch_answers_readings_and_forms_each_in_its_place(door, cast, gateway, behind):
    wrong = answered(cast.astrid.id) | {"item": [item("k1", 9)]}
    body = bundle(
        "batch", door.pulse(cast.astrid.id), answered(cast.astrid.id, key="1"), wrong,
        answered(cast.gudbrand.id), door.pulse(cast.astrid.id, 66),
        answered(cast.astrid.id, WORSE, key="1"),
    )  # fmt: skip
    answer = door.post("/fhir", body, gateway)

    assert replies(answer) == [
        ("201", ""), ("201", ""), ("422", "bad-answers"), ("404", "unknown-person"), ("201", ""),
        ("409", "same-key-other-content"),
    ]  # fmt: skip
    locations = [entry["response"].get("location", "") for entry in answer.json()["entry"]]
    assert [place.partition("/")[0] for place in locations] == [
        "Observation", "QuestionnaireResponse", "", "", "Observation", "",
    ]  # fmt: skip
    path = answer.json()["entry"][2]["response"]["outcome"]["issue"][0]["expression"]
    assert path == ["Bundle.entry[2].resource.item[0].answer[0].valueInteger"]
    assert (behind.counts()["measurement"], kept(behind)) == (2, 1)


def test_a_transaction_keeps_readings_and_forms_whole(door, cast, gateway, behind):
    body = bundle(
        "transaction", answered(cast.astrid.id, key="1"), door.pulse(cast.astrid.id),
        answered(cast.astrid.id, {"h1": 0}, questionnaire=HEART),
    )  # fmt: skip
    answer, again = [door.post("/fhir", body, gateway) for _ in range(2)]

    assert (answer.status_code, answer.json()["type"]) == (200, "transaction-response")
    assert [status for status, _ in replies(answer)] == ["201"] * 3
    assert [status for status, _ in replies(again)] == ["200"] * 3
    assert (behind.counts()["measurement"], kept(behind)) == (1, 2)


@pytest.mark.parametrize("bad", ["answers", "unseen form", "unseen reading", "key used before"])
def test_a_transaction_with_one_bad_entry_is_not_kept_at_all(door, cast, gateway, behind, bad):
    door.post(ANSWERS, answered(cast.astrid.id, key="1"), gateway)
    wrong, status = {
        "answers": (answered(cast.astrid.id) | {"item": [item("k1", 9)]}, 422),
        "unseen form": (answered(cast.gudbrand.id), 404),
        "unseen reading": (door.pulse(cast.gudbrand.id), 404),
        "key used before": (answered(cast.astrid.id, WORSE, key="1"), 409),
    }[bad]
    body = bundle(
        "transaction", door.pulse(cast.astrid.id), answered(cast.astrid.id, minutes_ago=3), wrong,
        door.pulse(cast.astrid.id, 70),
    )  # fmt: skip
    with behind.nothing_kept():
        answer = door.post("/fhir", body, gateway)

    assert answer.status_code == status
    assert answer.json()["issue"][0]["expression"][0].startswith("Bundle.entry[2]")
    assert kept(behind) == 1


def test_without_a_live_token_a_bundle_of_forms_is_401(door, cast, gateway, behind):
    behind.run("UPDATE bearer SET revoked_at = now()")
    for kind in ("batch", "transaction"):
        answer = door.post("/fhir", bundle(kind, answered(cast.astrid.id)), gateway)
        assert answer.status_code == 401, kind


def test_more_forms_than_a_bundle_may_hold(door, cast, gateway, behind):
    body = bundle("batch", *[answered(cast.astrid.id)] * 101)

    assert refusal(door.post("/fhir", body, gateway))[:2] == (413, "too-many")
    assert kept(behind) == 0


# --- Read back ----------------------------------------------------------------------------------


@pytest.fixture
def three(door, cast, gateway):
    """Two COPD forms and a PHQ-9, oldest first; their ids."""
    sent = [
        answered(cast.astrid.id, minutes_ago=90),
        answered(cast.astrid.id, {"9": 0}, questionnaire=PHQ9, minutes_ago=60,
                 source={"reference": "RelatedPerson/1"}),
        answered(cast.astrid.id, WORSE, minutes_ago=30),
    ]  # fmt: skip
    return [door.post(ANSWERS, one, gateway).json()["id"] for one in sent]


def ids(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [
        entry["resource"]["id"]
        for entry in answer.json().get("entry", [])
        if entry["search"]["mode"] == "match"
    ]


def test_one_form_is_read_by_a_client_and_logged(door, cast, client, three, behind):
    before = behind.log()
    answer = door.get(f"{ANSWERS}/{three[1]}", client)

    assert answer.status_code == 200
    assert answer.json()["source"]["type"] == "RelatedPerson"
    assert answer.json()["item"][0]["linkId"] == "9"
    assert answer.headers["etag"] == 'W/"1"'
    assert behind.new_in_log(before) == [("answers.read", None)]


def test_forms_are_found_by_person_form_and_time(door, cast, client, three, behind):
    of_her = f"{ANSWERS}?patient={cast.astrid.id}"
    hour_ago = (datetime.now(UTC) - timedelta(minutes=45)).strftime("%Y-%m-%dT%H:%M:%SZ")
    before = behind.log()

    assert ids(door.get(of_her, client)) == three[::-1], "the newest first"
    assert ids(door.get(f"{of_her}&_sort=authored", client)) == three
    assert ids(door.get(f"{of_her}&questionnaire={PHQ9}", client)) == [three[1]]
    assert ids(door.get(f"{of_her}&questionnaire=http://example.org/q", client)) == []
    assert ids(door.get(f"{of_her}&authored=gt{hour_ago}", client)) == [three[2]]
    assert ids(door.get(f"{of_her}&authored=lt{hour_ago}", client)) == three[1::-1]
    assert ids(door.get(f"{of_her}&_id={three[0]}", client)) == [three[0]]
    assert behind.new_in_log(before) == [("answers.searched", None)] * 7


@pytest.mark.parametrize("order", ["authored", "-authored"])
def test_pages_hold_every_form_once(door, cast, client, three, order):
    address, seen = f"{ANSWERS}?patient={cast.astrid.id}&_count=1&_sort={order}", []
    while address:
        answer = door.get(address, client)
        seen += ids(answer)
        links = {link["relation"]: link["url"] for link in answer.json()["link"]}
        address = links.get("next", "").removeprefix("http://testserver")

    assert seen == (three if order == "authored" else three[::-1])


@pytest.mark.parametrize("query", [
    "", "?questionnaire=x", "?_id=0198b5a0-0000-7000-8000-000000000001", "?patient=1&_sort=date",
    "?patient:missing=true", "?patient={0}&authored=soon", "?patient={0}&_count=0",
    "?patient={0}&_sort=date",
])  # fmt: skip
def test_a_search_that_is_none(door, cast, client, three, query):
    assert door.get(ANSWERS + query.format(cast.astrid.id), client).status_code in (400, 404)


def test_what_a_search_does_not_know_it_says(door, cast, client, three):
    of_her = f"{ANSWERS}?patient={cast.astrid.id}&date=2026"
    answer = door.get(of_her, client)

    assert ids(answer) == three[::-1]
    assert "date" in answer.json()["entry"][-1]["resource"]["issue"][0]["diagnostics"]
    assert door.get(of_her, client, Prefer="handling=strict").status_code == 400


def test_a_gateway_sends_and_never_reads(door, cast, gateway, three, behind):
    before = behind.log()
    for address in (f"{ANSWERS}/{three[0]}", f"{ANSWERS}?patient={cast.astrid.id}"):
        assert refusal(door.get(address, gateway)) == (403, "forbidden", "")
    assert behind.new_in_log(before) == [("denied", "read-by-gateway")] * 2


def test_another_municipalitys_forms_are_as_if_they_were_not(door, cast, three, database):
    from tests.flow import sending

    other = sending.client(database.superuser_url, cast.gudbrand.municipality_id)
    hidden = door.get(f"{ANSWERS}/{three[0]}", other)
    absent = door.get(f"{ANSWERS}/{uuid4()}", other)

    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert door.get(f"{ANSWERS}?patient={cast.astrid.id}", other).status_code == 404
    assert door.get(f"{ANSWERS}/7", other).status_code == 404


# --- The forms themselves -----------------------------------------------------------------------


def test_any_live_token_reads_the_definitions(door, cast, gateway, client, behind):
    before = behind.log()
    everything = door.get("/fhir/Questionnaire", gateway)
    for token in (gateway, client):
        one = door.get("/fhir/Questionnaire/copd_daily", token)
        assert one.status_code == 200
        assert one.json()["url"] == "urn:heime:questionnaire:copd_daily"
        assert one.json()["id"] == "copd-daily", "a FHIR id has no underscore"

    assert {entry["resource"]["id"] for entry in everything.json()["entry"]} == {
        "phq9", "gad7", "who5", "copd-daily", "heart-failure-daily",
    }  # fmt: skip
    assert behind.new_in_log(before) == []
    assert door.get("/fhir/Questionnaire/eq5d", gateway).status_code == 404
    for token in (None, "no-such-token"):
        assert door.get("/fhir/Questionnaire", token).status_code == 401
    assert door.post("/fhir/Questionnaire", {}, gateway).status_code == 405


def test_open_pages_are_told_of_what_changed_on_a_list(door, cast, gateway, database):
    import psycopg

    with psycopg.connect(database.superuser_url, autocommit=True) as listener:
        listener.execute("LISTEN heime_changed")
        door.post(ANSWERS, answered(cast.astrid.id, {"9": 3}, questionnaire=PHQ9), gateway)
        heard = [told.payload for told in listener.notifies(timeout=0.2, stop_after=1)] or [
            told.payload
            for _ in range(20)
            if door.get("/fhir/metadata", None)
            for told in listener.notifies(timeout=0.2, stop_after=1)
        ]

    assert heard[0] == f"{cast.north.id} {cast.astrid.id}"
