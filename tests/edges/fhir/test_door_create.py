"""POST /fhir/Observation through the real door: what is taken in, once, and how it is answered."""

import json
from uuid import UUID

from tests.edges.fhir.examples import quantity
from tests.edges.fhir.knocking import at_once, refusal

OBSERVATION = "/fhir/Observation"
KEY = {"identifier": [{"system": "urn:meter", "value": "0001"}]}


# --- Taken in ----------------------------------------------------------------------------------


def test_a_new_reading_is_201_with_its_place_and_itself(door, cast, gateway, behind):
    sent = json.dumps(door.pulse(cast.astrid.id, 61.25)).replace("61.25", "61.50").encode()
    answer = door.post(OBSERVATION, sent, gateway)

    assert answer.status_code == 201
    assert '"value":61.50' in answer.text, "with the sender's own decimals"
    body = answer.json()
    place = f"http://testserver/fhir/Observation/{body['id']}"
    assert answer.headers["location"] == place
    assert answer.headers["content-type"].startswith("application/fhir+json")
    assert answer.headers["cache-control"] == "no-store"
    assert body["subject"] == {"reference": f"Patient/{cast.astrid.id}"}
    (row,) = behind.rows("SELECT id, value, decimals FROM measurement")
    assert row == (UUID(body["id"]), 615_000, 2)
    assert behind.log() == [("received", None)]


def test_the_same_again_is_200_with_the_same_place_and_body(door, cast, gateway, behind):
    sent = door.pulse(cast.astrid.id, **KEY)
    first = door.post(OBSERVATION, sent, gateway)
    again = door.post(OBSERVATION, sent, gateway)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["location"] == first.headers["location"]
    assert again.content == first.content
    assert behind.rows("SELECT count(*), sum(replays) FROM receipt") == [(1, 1)]
    assert behind.counts()["measurement"] == behind.counts()["judgement"] == 1


def test_without_a_key_the_same_content_is_the_same_reading(door, cast, gateway, behind):
    sent = door.pulse(cast.astrid.id)
    other = sent | {"valueQuantity": quantity(62, "/min")}

    assert [door.post(OBSERVATION, s, gateway).status_code for s in (sent, sent, other)] == [
        201, 200, 201,
    ]  # fmt: skip
    assert behind.counts()["measurement"] == 2


def test_a_known_key_with_other_content_is_409_and_a_safety_event(door, cast, gateway, behind):
    door.post(OBSERVATION, door.pulse(cast.astrid.id, **KEY), gateway)
    before = behind.counts()
    answer = door.post(OBSERVATION, door.pulse(cast.astrid.id, 144, **KEY), gateway)

    assert refusal(answer) == (409, "same-key-other-content", "")
    assert behind.counts() == before | {"notice": before["notice"] + 1}
    assert behind.rows("SELECT what FROM notice") == [("safety-event",)]
    assert behind.log()[-1] == ("safety.same-key-other-content", None)


def test_one_senders_key_is_not_anothers(door, cast, gateway, client, behind):
    first = door.post(OBSERVATION, door.pulse(cast.astrid.id, **KEY), gateway)
    other = door.post(OBSERVATION, door.pulse(cast.astrid.id, 70, **KEY), client)

    assert (first.status_code, other.status_code) == (201, 201)
    assert behind.counts()["measurement"] == 2


def test_two_senders_of_one_source_at_the_same_moment_make_one_reading(door, cast, gateway, behind):
    sent = door.pulse(cast.astrid.id, **KEY)
    answers = door.together(OBSERVATION, [(sent, gateway)] * 12)

    assert sorted(answer.status_code for answer in answers) == [200] * 11 + [201]
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len({answer.content for answer in answers}) == 1
    assert behind.counts()["measurement"] == 1


def test_the_same_key_at_two_doors_at_the_same_moment(cast, gateway, database, behind):
    for round_ in range(5):
        key = {"identifier": [{"system": "urn:meter", "value": f"round {round_}"}]}
        answers = at_once(database.ingest_url, cast.astrid.id, gateway, key, doors=2)
        assert sorted(answer.status_code for answer in answers) == [200, 201], round_
        assert len({answer.headers["location"] for answer in answers}) == 1
    assert behind.counts()["measurement"] == 5


def test_minimal_is_the_place_without_the_body(door, cast, gateway):
    answer = door.post(OBSERVATION, door.pulse(cast.astrid.id), gateway, Prefer="return=minimal")

    assert (answer.status_code, answer.content) == (201, b"")
    assert "/fhir/Observation/" in answer.headers["location"]


def test_an_implausible_value_is_201_kept_as_rejected_and_shows_no_value(
    door, cast, gateway, behind
):
    answer = door.post(OBSERVATION, door.pulse(cast.astrid.id, 400), gateway)

    assert answer.status_code == 201
    assert "valueQuantity" not in answer.json()
    assert behind.rows("SELECT value, rejected FROM measurement") == [(4_000_000, True)]
    assert behind.rows("SELECT why FROM awaited") == [("valid",)]


def test_someone_without_an_approved_plan_is_201_and_grey_work(door, cast, database, behind):
    from tests.flow import sending

    token = sending.gateway(
        database.superuser_url, (cast.gudbrand.municipality_id, cast.gudbrand.id)
    )
    assert door.post(OBSERVATION, door.pulse(cast.gudbrand.id), token).status_code == 201
    assert behind.rows("SELECT zone, state FROM case_") == [(2, "open")]


# --- By an identity number ---------------------------------------------------------------------


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
    answer = door.post(OBSERVATION, door.pulse("nobody") | subject, client)

    assert answer.status_code == 201
    assert answer.json()["subject"]["reference"] == f"Patient/{cast.astrid.id}"
    assert number not in answer.text
    assert number not in caplog.text
    unknown = {"subject": {"identifier": {"system": system, "value": "05819399435"}}}
    absent = door.post(OBSERVATION, door.pulse("nobody") | unknown, client)
    invalid = {"subject": {"identifier": {"system": system, "value": "04817197074"}}}
    wrong = door.post(OBSERVATION, door.pulse("nobody") | invalid, client)
    assert absent.status_code == wrong.status_code == 404
    assert "0481" not in wrong.text


# --- On a condition ----------------------------------------------------------------------------


def test_conditional_create_makes_it_once(door, cast, gateway, behind):
    sent = door.pulse(cast.astrid.id)
    answers = [
        door.post(OBSERVATION, sent, gateway, If_None_Exist="identifier=urn:meter|77")
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].content == answers[1].content
    changed = door.pulse(cast.astrid.id, 99)
    conflict = door.post(OBSERVATION, changed, gateway, If_None_Exist="identifier=urn:meter|77")
    assert conflict.status_code == 409
    assert behind.counts()["measurement"] == 1


def test_another_condition_is_412(door, cast, gateway, behind):
    with behind.nothing_kept():
        answer = door.post(
            OBSERVATION, door.pulse(cast.astrid.id), gateway, If_None_Exist="code=8867-4"
        )
    assert refusal(answer)[:2] == (412, "condition")
