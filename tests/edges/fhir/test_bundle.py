"""Bundles: each entry answered for itself, or all as one."""

import json
from typing import Any

import pytest

from heime.core.errors import SameKeyOtherContent
from heime.edges.fhir import bundle
from heime.edges.fhir.bundle import Answer
from heime.edges.fhir.observation import Incoming
from heime.edges.fhir.outcome import Unusable
from tests.edges.fhir.examples import LOINC, NOW, coded, pulse

POST = {"method": "POST", "url": "Observation"}


def sent(*entries: dict[str, Any], kind: str = "batch", **changes: Any) -> bytes:
    whole = {"resourceType": "Bundle", "type": kind, "entry": list(entries)} | changes
    return json.dumps(whole).encode()


def entry(resource: Any = None, **request: Any) -> dict[str, Any]:
    return {"resource": resource or pulse(), "request": POST | request}


def refusal(body: bytes) -> Unusable:
    with pytest.raises(Unusable) as caught:
        bundle.read(body, NOW)
    return caught.value


def only(body: bytes) -> Incoming | Unusable:
    (found,) = bundle.read(body, NOW).entries
    return found


def test_readings_come_out_in_the_order_they_were_sent():
    body = sent(entry(), entry(pulse(code=coded((LOINC, "9279-1")))), entry(), kind="transaction")

    found = bundle.read(body, NOW)

    assert found.transaction
    assert [one.kind.label for one in found.entries if isinstance(one, Incoming)] == [
        "heart_rate", "respiratory_rate", "heart_rate",
    ]  # fmt: skip
    assert found.refused == []


def test_a_bad_entry_stands_in_its_own_place_with_its_own_path():
    body = sent(entry(), entry(pulse(code=coded((LOINC, "8302-2")))), entry())

    found = bundle.read(body, NOW)

    assert [isinstance(one, Incoming) for one in found.entries] == [True, False, True]
    assert found.refused[0].path == "Bundle.entry[1].resource.code"
    assert found.refused[0].status == 422


@pytest.mark.parametrize(
    ("resource", "status"),
    [
        ({"resourceType": "Patient"}, 400),
        (pulse(status=3), 400),
        ("text", 400),
        ([1, 2], 400),
        (json.loads("[" * 70 + "]" * 70), 400),
        (pulse(extension=json.loads("[" * 70 + "]" * 70)), 413),
    ],
)
def test_one_malformed_resource_does_not_take_the_others_with_it(resource, status):
    found = bundle.read(sent(entry(), entry(resource)), NOW)

    assert isinstance(found.entries[0], Incoming)
    assert isinstance(found.entries[1], Unusable)
    assert found.entries[1].status == status
    assert found.entries[1].path.startswith("Bundle.entry[1].resource")


@pytest.mark.parametrize(
    ("one", "status", "path"),
    [
        (entry(method="PUT", url="Observation/7"), 405, "Bundle.entry[0].request.method"),
        (entry(method="DELETE"), 405, "Bundle.entry[0].request.method"),
        (entry(method="GET", url="Patient"), 405, "Bundle.entry[0].request.method"),
        (entry(url="Patient"), 422, "Bundle.entry[0].request.url"),
        (entry(url="Observation/_search"), 422, "Bundle.entry[0].request.url"),
        ({"resource": pulse()}, 400, "Bundle.entry[0].request"),
        ({"request": POST}, 400, "Bundle.entry[0].resource"),
    ],
)
def test_only_creating_observations_is_understood(one, status, path):
    no = only(sent(one))

    assert isinstance(no, Unusable)
    assert (no.status, no.path) == (status, path)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"resourceType":"Observation"}', 400),
        (sent(kind="collection"), 422),
        (sent(kind="document"), 422),
        (sent(), 422),
        (sent(entry={"resource": pulse()}), 400),
        (sent(entry="x"), 400),
        (sent(*[{}] * 1001), 413),
        (b'{"resourceType":"Bundle","x":' + b"[" * 10_000 + b"]" * 10_000 + b"}", 413),
    ],
)
def test_a_bundle_that_is_unusable_as_a_whole(body, status):
    assert refusal(body).status == status


def test_a_thousand_entries_are_taken():
    assert len(bundle.read(sent(*[entry()] * 1000), NOW).entries) == 1000


def test_a_transaction_names_the_first_twenty_that_are_wrong():
    body = sent(*[entry(pulse(status="unknown"))] * 30, kind="transaction")

    assert len(bundle.read(body, NOW).refused) == 20


# --- If-None-Exist ------------------------------------------------------------------------------


def test_the_condition_is_the_key():
    found = only(sent(entry(ifNoneExist="identifier=urn:gw%7C9")))

    assert isinstance(found, Incoming)
    assert found.key == "urn:gw|9"


def test_the_condition_chooses_among_several_identifiers():
    identifiers = [{"system": "urn:a", "value": "1"}, {"system": "urn:gw", "value": "9"}]
    found = only(sent(entry(pulse(identifier=identifiers), ifNoneExist="identifier=urn:gw|9")))

    assert isinstance(found, Incoming)
    assert found.key == "urn:gw|9"


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("code=8867-4", 412),
        ("identifier=9", 412),
        ("identifier=urn:gw|9&code=8867-4", 412),
        ("nonsense", 412),
        ("identifier=urn:other|9", 422),
        ("identifier=urn:gw|%00", 422),
    ],
)
def test_any_other_condition_is_refused(condition, status):
    own = pulse(identifier=[{"system": "urn:gw", "value": "9"}])
    no = only(sent(entry(own, ifNoneExist=condition)))

    assert isinstance(no, Unusable)
    assert no.status == status


# --- Answering ----------------------------------------------------------------------------------


def test_the_answer_has_one_entry_for_each_in_its_order():
    refused = bundle.answer(Unusable(422, "code-invalid", "Bundle.entry[1]", "No."))
    answers = [Answer(201, "Observation/7"), refused, Answer(200, "Observation/7")]

    seen = json.loads(bundle.respond(answers, transaction=False))

    assert seen["type"] == "batch-response"
    responses = [one["response"] for one in seen["entry"]]
    assert [one["status"] for one in responses] == [
        "201 Created", "422 Unprocessable Entity", "200 OK",
    ]  # fmt: skip
    assert [one.get("location") for one in responses] == ["Observation/7", None, "Observation/7"]
    assert responses[1]["outcome"]["issue"][0]["expression"] == ["Bundle.entry[1]"]


def test_a_refusal_from_behind_the_door_has_its_own_status():
    assert bundle.answer(SameKeyOtherContent("One key, two readings.")).status == 409


def test_a_transaction_is_answered_as_one():
    seen = json.loads(bundle.respond([Answer(201, "Observation/7")], transaction=True))

    assert seen["type"] == "transaction-response"
