"""POST /fhir/Observation, through the real door into a real database: each answer the issue lists."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.edges.fhir.examples import coded, mmhg, pressure, quantity
from tests.edges.fhir.knocking import at_once

OBSERVATION = "/fhir/Observation"
KEY = {"identifier": [{"system": "urn:meter", "value": "0001"}]}


def refusal(answer) -> tuple[int, str, str]:
    """Status, the refusal's own code, and the path it points at."""
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    issue = outcome["issue"][0]
    path = issue.get("expression", [""])[0]
    return answer.status_code, issue["details"]["coding"][0]["code"], path


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
    assert behind.log() == [("measurement.received", None)]


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


def test_two_senders_of_one_source_at_the_same_moment_make_one_reading(
    door, cast, gateway, behind
):
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
    unknown = {"subject": {"identifier": {"system": system, "value": "05819399068"}}}
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


# --- Refused for what it is --------------------------------------------------------------------


def at(moment: datetime) -> dict[str, str]:
    return {"effectiveDateTime": moment.isoformat()}


NOW = datetime.now(UTC)
REFUSED = {
    "not JSON": (b"{", (400, "not-json", "")),
    "not an object": (b"[]", (400, "wrong-type", "Observation")),
    "nothing": (b"", (400, "not-json", "")),
    "another resource": (
        {"resourceType": "Patient"}, (400, "wrong-resource", "Observation.resourceType"),
    ),
    "a number in quotes": (
        {"valueQuantity": quantity("61", "/min")},
        (400, "wrong-type", "Observation.valueQuantity.value"),
    ),
    "an object for a text": ({"status": {}}, (400, "wrong-type", "Observation.status")),
    "no code": ({"code": None}, (400, "wrong-type", "Observation")),
    "a code nobody follows up": (
        {"code": coded(("http://loinc.org", "718-7"))}, (422, "unknown-code", "Observation.code"),
    ),
    "a unit of another kind": (
        {"valueQuantity": quantity(61, "kg")},
        (422, "unknown-unit", "Observation.valueQuantity.code"),
    ),
    "a date without a time": (
        {"effectiveDateTime": "2026-11-21"}, (422, "no-time", "Observation.effectiveDateTime"),
    ),
    "more decimals than we keep": (
        {"valueQuantity": quantity(61.12345, "/min")},
        (422, "too-precise", "Observation.valueQuantity.value"),
    ),
    "no patient": ({"subject": None}, (422, "required", "Observation.subject")),
    "six minutes ahead": (
        at(NOW + timedelta(hours=1)), (422, "in-the-future", "Observation.effectiveDateTime"),
    ),
    "withdrawn": ({"status": "entered-in-error"}, (422, "status", "Observation.status")),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_what_it_is_refused_for(door, cast, gateway, behind, why):
    change, expected = REFUSED[why]
    body = change
    if isinstance(change, dict) and "resourceType" not in change:
        whole = door.pulse(cast.astrid.id) | change
        body = {name: value for name, value in whole.items() if value is not None}

    with behind.nothing_kept():
        answer = door.post(OBSERVATION, body, gateway)

    status, code, path = refusal(answer)
    assert status == expected[0], answer.text
    assert path == expected[2], answer.text


def test_just_ahead_of_our_clock_is_taken_in(door, cast, gateway):
    """Meters' clocks wander: five minutes are forgiven."""
    ahead = door.pulse(cast.astrid.id, minutes_ago=-4)
    too_far = door.pulse(cast.astrid.id, minutes_ago=-6)

    assert door.post(OBSERVATION, ahead, gateway).status_code == 201
    assert door.post(OBSERVATION, too_far, gateway).status_code == 422


def test_half_a_pressure_is_422_with_its_path(door, cast, gateway, behind):
    body = door.pulse(cast.astrid.id)
    whole = pressure(mmhg(128), mmhg(79))
    body |= {"code": whole["code"], "component": whole["component"][:1]}
    del body["valueQuantity"]
    with behind.nothing_kept():
        answer = door.post(OBSERVATION, body, gateway)
    assert answer.status_code == 422
    assert refusal(answer)[2].startswith("Observation.component")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content_Type": "application/fhir+xml"}, 415),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Encoding": "gzip"}, 415),
        ({"Content_Type": "application/json; charset=utf-8"}, 201),
    ],
)
def test_the_media_type(door, cast, gateway, headers, status):
    answer = door.post(OBSERVATION, door.pulse(cast.astrid.id), gateway, **headers)
    assert answer.status_code == status


@pytest.mark.parametrize("what", ["body", "depth", "claimed length"])
def test_too_much_is_413(door, cast, gateway, behind, what):
    body = door.pulse(cast.astrid.id)
    more: dict[str, str] = {}
    if what == "body":
        body["note"] = [{"text": "x" * 5_300_000}]
    elif what == "depth":
        inner: object = 1
        for _ in range(70):
            inner = [inner]
        body["extension"] = inner
    else:
        more = {"Content_Length": "999999999"}
    with behind.nothing_kept():
        answer = door.post(OBSERVATION, body, gateway, **more)
    assert answer.status_code == 413
    assert answer.json()["issue"][0]["code"] == "too-costly"


# --- Refused for who asks ----------------------------------------------------------------------


def test_no_token_and_an_unknown_one_are_401(door, cast, behind):
    with behind.nothing_kept():
        for token in (None, "unknown-token-of-nobody", "short", "two,tokens-with-a-comma"):
            answer = door.post(OBSERVATION, door.pulse(cast.astrid.id), token)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")
    assert behind.log() == [("denied", "unknown-sender")], "one of them came as far as the database"


@pytest.mark.parametrize("change", ["revoked_at = now()", "expires_at = now()"])
def test_a_token_that_dies_between_two_requests(door, cast, gateway, behind, change):
    assert door.post(OBSERVATION, door.pulse(cast.astrid.id), gateway).status_code == 201
    behind.run(f"UPDATE bearer SET {change}")
    before = behind.log()
    with behind.nothing_kept():
        answer = door.post(OBSERVATION, door.pulse(cast.astrid.id, 62), gateway)
    assert refusal(answer)[:2] == (401, "unknown-sender")
    assert behind.new_in_log(before) == [("denied", "unknown-sender")]


def test_a_binding_that_ended_is_404(door, cast, gateway, behind):
    behind.run("UPDATE binding SET ends_at = now()")
    with behind.nothing_kept():
        answer = door.post(OBSERVATION, door.pulse(cast.astrid.id), gateway)
    assert refusal(answer)[:2] == (404, "unknown-person")


def test_unseen_and_never_existed_get_one_answer(door, cast, gateway, client, behind):
    with behind.nothing_kept():
        for token in (gateway, client):
            answers = {
                (answer.status_code, answer.content)
                for who in (cast.gudbrand.id, uuid4())
                for answer in [door.post(OBSERVATION, door.pulse(who), token)]
            }
            assert len(answers) == 1
            assert answers.pop()[0] == 404
    assert set(behind.log()) == {("denied", "unknown-person")}
    assert len(behind.log()) == 4
