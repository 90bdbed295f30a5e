"""Bodies that nobody sends by accident, through the real door: they are refused at once, or what
is ours to say stands as we say it. Searches: test_hostile.py.
"""

import gzip
import json
import socket
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.edges.fhir import examples, forms
from tests.edges.fhir.knocking import JSON, refusal

OBSERVATION, ANSWERS = "/fhir/Observation", "/fhir/QuestionnaireResponse"
SOON = 5.0
"""Seconds, whatever is sent: a door that can be kept busy is shut for everybody else."""


# --- Bodies ------------------------------------------------------------------------------------

BOMBS: dict[str, tuple[bytes, set[int]]] = {
    "nothing": (b"", {400}),
    "a number beyond numbers": (b'"value":1e400', {422}),
    "a number of ten thousand digits": (b'"value":' + b"9" * 10_000, {422}),
    "a number of ten thousand decimals": (b'"value":0.' + b"1" * 10_000, {422}),
    "a short number that is long to write": (b'"value":1e400000000', {422}),
    "the other way": (b'"value":1e-400000000', {422}),
    "not a number": (b'"value":NaN', {400}),
    "infinity": (b'"value":-Infinity', {400}),
    "a hexadecimal number": (b'"value":0x3D', {400}),
    "minus nothing": (b'"value":-', {400}),
    "two values": (b'"value":61,"value":99', {400}),
    "two values, one escaped": (b'"value":61,"v\\u0061lue":99', {400}),
    "two units": (b'"value":61,"code":"/min","code":"kg"', {400}),
    "a comment": (b'"value":61/* sixty-one */', {400}),
    "a trailing comma": (b'"value":61,', {400}),
}


@pytest.mark.parametrize("what", BOMBS)
def test_numbers_that_are_none_and_names_that_stand_twice(door, cast, gateway, behind, what):
    written, statuses = BOMBS[what]
    good = json.dumps(door.pulse(cast.astrid.id)).encode()
    body = good.replace(b'"value": 61', written, 1) if written else b""
    assert body != good
    with behind.nothing_kept():
        for path, whole in (
            (OBSERVATION, body),
            ("/fhir", in_bundle(body, "batch")),
            ("/fhir", in_bundle(body, "transaction")),
        ):
            began = time.monotonic()
            answer = door.post(path, whole, gateway)
            assert time.monotonic() - began < SOON
            if answer.status_code == 200:  # a batch answers each entry for itself
                (entry,) = answer.json()["entry"]
                assert int(entry["response"]["status"][:3]) in statuses
            else:
                assert answer.status_code in statuses, answer.text


def in_bundle(resource: bytes, kind: str) -> bytes:
    entry = b'{"request":{"method":"POST","url":"Observation"}'
    entry += b',"resource":' + resource + b"}" if resource else b"}"
    head = f'{{"resourceType":"Bundle","type":"{kind}","entry":['.encode()
    return head + entry + b"]}"


@pytest.mark.parametrize("name", ["status", "subject", "effectiveDateTime", "code", "resourceType"])
def test_a_name_that_stands_twice_is_refused(door, cast, gateway, behind, name):
    """Of two subjects, a guard in front of us may believe the other one."""
    pulse = door.pulse(cast.astrid.id)
    again = json.dumps({name: pulse[name]})[1:]
    body = (json.dumps(pulse)[:-1] + "," + again).encode()
    with behind.nothing_kept():
        answer = door.post(OBSERVATION, body, gateway)
    assert (answer.status_code, refusal(answer)[1]) == (
        400, "wrong-resource" if name == "resourceType" else "twice"
    )  # fmt: skip


def test_an_answer_given_twice_is_refused(door, cast, gateway, behind):
    whole = json.dumps(forms.answered(cast.astrid.id))
    body = whole.replace('"valueInteger": 0', '"valueInteger": 0, "valueInteger": 1', 1).encode()
    with behind.nothing_kept():
        assert refusal(door.post(ANSWERS, body, gateway))[:2] == (400, "twice")


@pytest.mark.parametrize("levels", [65, 1000, 10_000, 500_000])
@pytest.mark.parametrize("path", ["/fhir", OBSERVATION, ANSWERS])
def test_depth_is_refused_at_once(door, cast, gateway, behind, path, levels):
    whole = json.dumps(door.pulse(cast.astrid.id) | {"extension": "HERE"}).encode()
    deep = whole.replace(b'"HERE"', b"[" * levels + b"]" * levels)
    objects = whole.replace(b'"HERE"', b'{"a":' * levels + b"1" + b"}" * levels)
    with behind.nothing_kept():
        for body in (deep, objects, b"[" * levels, b'{"entry":' * levels):
            if path == "/fhir" and body in (deep, objects):
                body = in_bundle(body, "transaction")
            began = time.monotonic()
            answer = door.post(path, body, gateway)
            assert time.monotonic() - began < SOON
            assert answer.status_code in (400, 413), answer.text


@pytest.mark.parametrize("entries", [1001, 20_000])
def test_a_bundle_of_too_many_is_413_at_once(door, cast, gateway, behind, entries):
    bundle = door.bundle("batch", *[{"resourceType": "Observation"}] * entries)
    with behind.nothing_kept():
        began = time.monotonic()
        answer = door.post("/fhir", bundle, gateway)
    assert refusal(answer)[:2] == (413, "too-many")
    assert time.monotonic() - began < SOON


def test_fifty_megabytes_are_413_before_they_are_looked_at(door, cast, gateway, behind):
    body = json.dumps(door.pulse(cast.astrid.id)).encode() + b" " * 50_000_000
    with behind.nothing_kept():
        answer = door.post(OBSERVATION, body, gateway)
    assert refusal(answer)[:2] == (413, "too-large")


def test_what_refers_to_itself_is_followed_nowhere(door, cast, gateway):
    pulse = door.pulse(
        cast.astrid.id,
        contained=[{"resourceType": "Device", "id": "a", "parent": {"reference": "#a"}}],
        device={"reference": "#a"}, derivedFrom=[{"reference": "#"}],
    )  # fmt: skip
    assert door.post(OBSERVATION, pulse, gateway).status_code == 201


OTHER_KINDS = {
    "XML": ("application/fhir+xml", b'<Observation xmlns="http://hl7.org/fhir"/>'),
    "an entity": (
        "application/xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    ),
    "YAML": ("application/yaml", b"!!python/object/apply:os.system ['true']"),
    "a form": ("application/x-www-form-urlencoded", b"resourceType=Observation"),
    "parts": ("multipart/form-data; boundary=x", b"--x--"),
    "lines": ("application/fhir+ndjson", b"{}\n{}"),
    "a patch": ("application/json-patch+json", b"[]"),
    "a pickle": ("application/octet-stream", b"\x80\x04N."),
    "turtle": ("text/turtle", b"@prefix fhir: <http://hl7.org/fhir/> ."),
}  # fmt: skip


@pytest.mark.parametrize("what", OTHER_KINDS)
def test_we_read_json_and_nothing_else(door, gateway, behind, what):
    kind, body = OTHER_KINDS[what]
    with behind.nothing_kept():
        for path in ("/fhir", OBSERVATION, ANSWERS):
            answer = door.post(path, body, gateway, Content_Type=kind)
            assert refusal(answer)[:2] == (415, "wrong-media-type")
            mislabelled = door.post(path, body, gateway, Content_Type=JSON)
            assert mislabelled.status_code == 400


@pytest.mark.parametrize(
    "coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "x-gzip", "GZIP"]
)
def test_nothing_is_unpacked(door, cast, gateway, behind, coding):
    body = gzip.compress(json.dumps(door.pulse(cast.astrid.id)).encode() + b" " * 1_000_000)
    with behind.nothing_kept():
        answer = door.post(OBSERVATION, body, gateway, Content_Encoding=coding)
    assert refusal(answer)[:2] == (415, "wrong-media-type")


# --- What a sender does not decide --------------------------------------------------------------


def test_what_is_ours_to_say_is_not_moved_by_what_is_sent(door, cast, gateway, client, behind):
    long_ago, other = "1999-01-01T00:00:00Z", str(uuid4())
    sent = door.pulse(
        cast.astrid.id, 61, id=other, issued=long_ago,
        meta={"versionId": "9", "lastUpdated": long_ago, "source": "urn:forged",
              "profile": ["urn:forged"], "tag": [{"code": "forged"}],
              "security": [{"system": "urn:x", "code": "R"}]},
        performer=[{"reference": "Practitioner/forged", "display": "Nils Berge"}],
        category=[{"text": "forged"}], encounter={"reference": "Encounter/forged"},
        municipality="3454", enrolment_id=str(cast.gudbrand.id), source_id=1, rejected=True,
        zone="green", received_at=long_ago, judged_at=long_ago, note=[{"text": "forged"}],
        valueQuantity=examples.quantity(61, "/min"), status="amended",
    )  # fmt: skip
    made = door.post(OBSERVATION, sent, gateway)
    assert made.status_code == 201, made.text
    shown = door.get(f"{OBSERVATION}/{made.json()['id']}", client).json()

    assert shown["id"] != other
    assert shown["status"] == "final"
    assert shown["subject"]["reference"] == f"Patient/{cast.astrid.id}"
    assert "forged" not in json.dumps(shown)
    assert "Nils" not in json.dumps(shown)
    assert "performer" not in shown
    assert shown.get("issued", "") != long_ago
    updated = datetime.fromisoformat(shown["meta"]["lastUpdated"].replace("Z", "+00:00"))
    assert abs(datetime.now(UTC) - updated) < timedelta(minutes=1)
    ((place, who, rejected),) = behind.rows(
        "SELECT municipality_id, enrolment_id, rejected FROM measurement WHERE id = %s", shown["id"]
    )
    assert (place, who, rejected) == (cast.astrid.municipality_id, cast.astrid.id, False)
    ((judged_at,),) = behind.rows(
        "SELECT judged_at FROM judgement WHERE measurement_id = %s", shown["id"]
    )
    assert datetime.now(UTC) - judged_at < timedelta(minutes=1)


@pytest.mark.parametrize("path", [OBSERVATION, ANSWERS])
def test_an_answer_without_a_body_does_not_call_it_json(door, cast, gateway, path):
    sent = door.pulse(cast.astrid.id) if path == OBSERVATION else forms.answered(cast.astrid.id)
    answer = door.post(path, sent, gateway, Prefer="return=minimal")
    assert (answer.status_code, answer.content) == (201, b"")
    assert "content-type" not in answer.headers


def test_the_same_of_answers(door, cast, gateway, client):
    sent = forms.answered(
        cast.astrid.id, id=str(uuid4()), score=27, total=27, zone="green",
        meta={"lastUpdated": "1999-01-01T00:00:00Z", "tag": [{"code": "forged"}]},
        encounter={"reference": "Encounter/forged"}, basedOn=[{"reference": "CarePlan/forged"}],
    )  # fmt: skip
    made = door.post(ANSWERS, sent, gateway)
    assert made.status_code == 201, made.text
    shown = door.get(f"{ANSWERS}/{made.json()['id']}", client).json()
    assert shown["id"] != sent["id"]
    assert "forged" not in json.dumps(shown)
    assert "1999" not in json.dumps(shown)


def test_no_address_in_a_resource_is_asked(door, cast, gateway, client):
    """Every place where a text may stand points at us; nobody comes."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        here = f"http://127.0.0.1:{canary.getsockname()[1]}"
        reference = {"reference": f"{here}/x", "type": here, "display": here}
        pulse = door.pulse(
            cast.astrid.id,
            subject={"reference": f"{here}/fhir/Patient/{cast.astrid.id}"},
            meta={"profile": [f"{here}/profile"], "source": here},
            identifier=[{"system": here, "value": "1"}], device=reference, performer=[reference],
            contained=[{"resourceType": "Device", "id": "d", "url": here}], encounter=reference,
            extension=[{"url": f"{here}/x", "valueUrl": here, "valueAttachment": {"url": here}}],
            text={"status": "generated", "div": f'<div><img src="{here}"/></div>'}, language=here,
        )  # fmt: skip
        form = forms.answered(cast.astrid.id, source=reference | {"type": "Patient"})
        sent = [
            door.post(OBSERVATION, pulse, gateway),
            door.post(OBSERVATION, pulse | {"implicitRules": here}, gateway),
            door.post(ANSWERS, form, gateway),
            door.post(ANSWERS, form | {"questionnaire": f"{here}/q|1.0"}, gateway),
            door.post("/fhir", door.bundle("batch", pulse), gateway, Host="127.0.0.1"),
        ]
        door.get(f"{OBSERVATION}?patient={here}/fhir/Patient/{cast.astrid.id}", client)
        assert [answer.status_code for answer in sent] == [201, 422, 201, 422, 200]
        with pytest.raises(BlockingIOError):
            canary.accept()
