"""POST /fhir through the real door: a batch answers each entry for itself, a transaction is one."""

from uuid import UUID, uuid4

import pytest

from tests.edges.fhir.examples import quantity


def replies(answer) -> list[tuple[str, str]]:
    """Status and refusal code ("" when taken in) of each entry."""
    found = []
    for entry in answer.json()["entry"]:
        said = entry["response"]
        issues = said.get("outcome", {}).get("issue", [])
        code = issues[0]["details"]["coding"][0]["code"] if issues else ""
        found.append((said["status"].split()[0], code))
    return found


def test_a_batch_of_good_bad_unseen_and_repeated_entries(door, cast, gateway, behind):
    good = door.pulse(cast.astrid.id, 61)
    wrong_unit = door.pulse(cast.astrid.id, 62) | {"valueQuantity": quantity(62, "kg")}
    malformed = door.pulse(cast.astrid.id) | {"status": 7}
    body = door.bundle(
        "batch", good, wrong_unit, door.pulse(cast.gudbrand.id), good, malformed,
        door.pulse(cast.astrid.id, 64, minutes_ago=3), {"resourceType": "Patient"},
    )  # fmt: skip
    answer = door.post("/fhir", body, gateway)

    assert answer.status_code == 200
    assert answer.json()["type"] == "batch-response"
    assert replies(answer) == [
        ("201", ""), ("422", "unknown-unit"), ("404", "unknown-person"), ("200", ""),
        ("400", "wrong-type"), ("201", ""), ("400", "wrong-resource"),
    ]  # fmt: skip
    entries = [entry["response"] for entry in answer.json()["entry"]]
    assert entries[0]["location"] == entries[3]["location"], "the same reading twice is one"
    assert behind.counts()["measurement"] == behind.counts()["judgement"] == 2
    path = entries[1]["outcome"]["issue"][0]["expression"]
    assert path == ["Bundle.entry[1].resource.valueQuantity.code"]


def test_a_request_is_one_entry_in_the_log_for_each_person(door, cast, gateway, behind):
    body = door.bundle(
        "batch", *[door.pulse(cast.astrid.id, 60 + n, minutes_ago=n) for n in range(1, 6)],
        door.pulse(cast.gudbrand.id), door.pulse(uuid4()),
    )  # fmt: skip
    door.post("/fhir", body, gateway)

    assert sorted(behind.log()) == [("denied", "unknown-person"), ("received", None)]


def test_one_key_for_two_things_in_one_batch(door, cast, gateway, behind):
    key = {"identifier": [{"system": "urn:meter", "value": "1"}]}
    body = door.bundle(
        "batch", door.pulse(cast.astrid.id, 61, **key), door.pulse(cast.astrid.id, 62, **key)
    )
    answer = door.post("/fhir", body, gateway)

    assert sorted(replies(answer)) == [("201", ""), ("409", "same-key-other-content")]
    assert behind.counts()["measurement"] == 1
    assert ("safety.same-key-other-content", None) in behind.log()


def test_a_batch_sent_again_is_what_it_was(door, cast, gateway, behind):
    body = door.bundle(
        "batch", *[door.pulse(cast.astrid.id, 60 + n, minutes_ago=n) for n in range(1, 4)]
    )
    first, again = [door.post("/fhir", body, gateway).json()["entry"] for _ in range(2)]

    assert [e["response"]["status"] for e in again] == ["200 OK"] * 3
    assert [e["response"]["location"] for e in again] == [e["response"]["location"] for e in first]
    assert behind.counts()["measurement"] == 3


def test_a_transaction_is_kept_whole(door, cast, gateway, behind):
    body = door.bundle(
        "transaction", door.pulse(cast.astrid.id, 61), door.pulse(cast.astrid.id, 62)
    )
    answer = door.post("/fhir", body, gateway)

    assert (answer.status_code, answer.json()["type"]) == (200, "transaction-response")
    assert [status for status, _ in replies(answer)] == ["201", "201"]
    assert behind.counts()["measurement"] == 2


@pytest.mark.parametrize("bad", ["unit", "unseen", "key used before"])
def test_a_transaction_with_one_bad_entry_is_not_kept_at_all(door, cast, gateway, behind, bad):
    key = {"identifier": [{"system": "urn:meter", "value": "1"}]}
    door.post("/fhir/Observation", door.pulse(cast.astrid.id, 90, **key), gateway)
    wrong, status = {
        "unit": (door.pulse(cast.astrid.id) | {"valueQuantity": quantity(62, "kg")}, 422),
        "unseen": (door.pulse(cast.gudbrand.id), 404),
        "key used before": (door.pulse(cast.astrid.id, 91, **key), 409),
    }[bad]
    body = door.bundle(
        "transaction", door.pulse(cast.astrid.id, 61), wrong, door.pulse(cast.astrid.id, 63)
    )
    with behind.nothing_kept():
        answer = door.post("/fhir", body, gateway)

    assert answer.status_code == status
    assert answer.json()["issue"][0]["expression"][0].startswith("Bundle.entry[1]")


def test_conditional_create_inside_a_bundle(door, cast, gateway, behind):
    body = door.bundle("batch", door.pulse(cast.astrid.id))
    body["entry"][0]["request"]["ifNoneExist"] = "identifier=urn:meter|5"
    statuses = [replies(door.post("/fhir", body, gateway))[0][0] for _ in range(2)]

    assert statuses == ["201", "200"]
    assert behind.counts()["measurement"] == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        ({"resourceType": "Bundle", "type": "batch", "entry": 3}, 400),
        ({"resourceType": "Bundle", "type": "batch", "entry": []}, 422),
        ({"resourceType": "Bundle", "type": "history", "entry": [{"resource": {}}]}, 422),
        ({"resourceType": "Observation", "status": "final", "code": {}}, 400),
        ({"resourceType": "Bundle", "type": "batch", "entry": [{}] * 1001}, 413),
    ],
)
def test_a_bundle_that_is_none(door, gateway, behind, body, status):
    with behind.nothing_kept():
        assert door.post("/fhir", body, gateway).status_code == status


@pytest.mark.parametrize(("method", "url", "status"), [
    ("PUT", "Observation/1", "405"), ("DELETE", "Observation/1", "405"),
    ("GET", "Observation?patient=1", "405"), ("POST", "Patient", "422"),
])  # fmt: skip
def test_only_creating_observations_is_understood(door, cast, gateway, behind, method, url, status):
    body = door.bundle("batch", door.pulse(cast.astrid.id))
    body["entry"][0]["request"] = {"method": method, "url": url}
    with behind.nothing_kept():
        assert replies(door.post("/fhir", body, gateway))[0][0] == status


def test_a_thousand_entries_are_one_bundle(door, cast, gateway, behind):
    many = [door.pulse(cast.astrid.id, 60 + n % 20, minutes_ago=n / 2) for n in range(1, 1001)]
    answer = door.post("/fhir", door.bundle("batch", *many), gateway)

    assert {status for status, _ in replies(answer)} == {"201"}
    assert behind.counts()["measurement"] == 1000
    unjudged = behind.rows(
        "SELECT count(*) FROM measurement m WHERE NOT EXISTS (SELECT FROM judgement j"
        " WHERE j.measurement_id = m.id AND j.enrolment_id = m.enrolment_id)"
    )
    assert unjudged == [(0,)]


def test_no_token_refuses_the_whole(door, cast, gateway, behind):
    body = door.bundle("batch", door.pulse(cast.astrid.id), door.pulse(cast.astrid.id, 62))
    behind.run("UPDATE bearer SET revoked_at = now()")
    with behind.nothing_kept():
        for token in (None, gateway):
            for kind in ("batch", "transaction"):
                assert door.post("/fhir", body | {"type": kind}, token).status_code == 401


def test_a_person_left_between_two_batches(door, cast, client, behind):
    """A right is looked up each time: nothing of it is remembered from the request before."""
    body = door.bundle("batch", door.pulse(cast.astrid.id))
    assert replies(door.post("/fhir", body, client))[0][0] == "201"
    behind.run("UPDATE enrolment SET ends_at = now()")
    other = door.bundle("batch", door.pulse(cast.astrid.id, 77))
    with behind.nothing_kept():
        assert replies(door.post("/fhir", other, client)) == [("404", "unknown-person")]


def test_many_senders_in_one_commit_are_each_judged_by_their_own_right(
    door, cast, gateway, client, database, behind
):
    from tests.flow import sending

    valdres = sending.client(database.superuser_url, cast.gudbrand.municipality_id)
    bodies = []
    for n in range(40):
        bodies += [
            (door.pulse(cast.astrid.id, 60 + n / 10, minutes_ago=n + 1), gateway),
            (door.pulse(cast.astrid.id, 60 + n / 10, minutes_ago=n + 1), valdres),
            (door.pulse(cast.gudbrand.id, 60 + n / 10, minutes_ago=n + 1), gateway),
            (door.pulse(cast.gudbrand.id, 60 + n / 10, minutes_ago=n + 1), valdres),
            (door.pulse(cast.astrid.id, 80 + n / 10, minutes_ago=n + 1), "nobody-at-all"),
        ]
    answers = door.together("/fhir/Observation", bodies)

    assert [answer.status_code for answer in answers] == [201, 404, 404, 201, 401] * 40
    whose = behind.rows("SELECT enrolment_id, source_id, count(*) FROM measurement GROUP BY 1, 2")
    assert {(who, count) for who, _, count in whose} == {
        (cast.astrid.id, 40), (cast.gudbrand.id, 40),
    }  # fmt: skip
    for answer in answers:
        if answer.status_code == 201:
            row = behind.rows(
                "SELECT value FROM measurement WHERE id = %s", UUID(answer.json()["id"])
            )
            sent = answer.json()["valueQuantity"]["value"]
            assert row == [(round(sent * 10_000),)], "each got the answer to its own reading"
