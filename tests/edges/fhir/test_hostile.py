"""What nobody sends by accident, through the real door: it is refused or it does nothing, soon,
and the answer tells nothing that a plain search would not have told.
"""

import gzip
import json
import socket
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from heime.core.kinds import Kind
from heime.edges.fhir import questionnaire_search, search
from tests.edges.fhir import examples, forms
from tests.edges.fhir.knocking import JSON, refusal

OBSERVATION, ANSWERS = "/fhir/Observation", "/fhir/QuestionnaireResponse"
READERS = {OBSERVATION: search.READERS, ANSWERS: questionnaire_search.READERS}
PARAMETERS = [(path, name) for path, readers in READERS.items() for name in readers]

HOSTILE = [
    "'", "' OR '1'='1", "1; DROP TABLE measurement--", "1) UNION SELECT token_hash FROM bearer--",
    "%27%20OR%201=1", "{{7*7}}", "${7*7}", "#{7*7}", "{% debug %}", "%(patient)s", "%s", "*)(uid=*",
    "../../../../etc/passwd", "file:///etc/passwd", "http://127.0.0.1/",
    "<script>alert(1)</script>",
    "a\x00b", "\x00", "\r\nSet-Cookie: x=1", "\u202e\u2066", "\ufeff", "\udcff", "ａ", "İ", "٣",
    "9" * 400, "A" * 1900, "-1", "1e400", "NaN", "null", "true", "[]", "{}", ",", ",,,", "|", "||",
    "a|b|c|d", "$", "\\", "\\,", "\\|",
]  # fmt: skip
SOON = 1.0
"""Seconds, whatever is sent: a door that can be kept busy is shut for everybody else."""


@pytest.fixture
def three(cast: Any) -> list[str]:
    """Three readings of Astrid's; one of Gudbrand, whom the client may not see."""
    from tests import people

    now = datetime.now(UTC).replace(microsecond=0)
    people.measured(cast.gudbrand, Kind.HEART_RATE, "99", now, source=cast.source)
    made = [
        people.measured(
            cast.astrid, Kind.HEART_RATE, str(60 + n), now - timedelta(hours=n), source=cast.source
        )
        for n in range(3)
    ]
    return [str(row.id) for row in made]


def found(answer: Any) -> list[str]:
    return [
        one["resource"]["id"]
        for one in answer.json().get("entry", [])
        if one["search"]["mode"] == "match"
    ]


def query(*pairs: tuple[str, str]) -> str:
    return urlencode(pairs, errors="surrogateescape")


# --- Searches ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "name"), PARAMETERS)
def test_no_value_of_a_parameter_finds_more_or_breaks_anything(
    door, cast, client, three, behind, path, name
):
    before = behind.counts()
    for value in HOSTILE:
        alone = query((name, value))
        beside = query(("patient", str(cast.astrid.id)), (name, value))
        for asked in (alone, beside):
            began = time.monotonic()
            answer = door.get(f"{path}?{asked}", client)
            assert time.monotonic() - began < SOON
            assert answer.status_code in (200, 400, 404, 406), (value, answer.text)
            assert answer.json()["resourceType"] in ("Bundle", "OperationOutcome")
            assert "set-cookie" not in answer.headers
            for word in ("SELECT", "syntax error", "psycopg", "Traceback", "49"):
                assert word in value or word not in answer.json().get("issue", [{}])[0].get(
                    "diagnostics", ""
                )
            if answer.status_code == 200:
                assert set(found(answer)) <= set(three)
    assert behind.counts() == before


SAME_RESULT = [
    ("_elements", "subject"), ("_elements", "source,municipality"), ("_include", "*"),
    ("_include", "Observation:subject"), ("_include", "Observation:patient:Patient"),
    ("_revinclude", "Provenance:target"), ("_revinclude", "*"), ("_filter", "value gt 1"),
    ("_total", "accurate"), ("_summary", "count"), ("_summary", "false"), ("_contained", "both"),
    ("_query", "all"), ("_list", "$current"), ("_type", "Patient"), ("_text", "Gudbrand"),
    ("_content", "Gudbrand"), ("_lastUpdated", "ge1900"), ("_security", "R"), ("_source", "x"),
    ("identifier", "x"), ("performer", "x"), ("municipality", "3454"),
    ("enrolment_id", "00000000-0000-7000-8000-000000000000"), ("role", "admin"), ("token", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), SAME_RESULT)
def test_what_we_do_not_search_by_changes_no_result(door, cast, client, three, name, value):
    """Else it is a way to ask about what is not shown: one bit at a time is enough."""
    plain = door.get(f"{OBSERVATION}?patient={cast.astrid.id}", client)
    asked = query(("patient", str(cast.astrid.id)), (name, value))
    answer = door.get(f"{OBSERVATION}?{asked}", client)

    assert found(answer) == found(plain) == three
    (note,) = [e for e in answer.json()["entry"] if e["search"]["mode"] == "outcome"]
    assert "ignored" in note["resource"]["issue"][0]["diagnostics"]
    entries = [e for e in answer.json()["entry"] if e["search"]["mode"] == "match"]
    assert entries == plain.json()["entry"]
    assert "total" not in answer.json()
    strict = door.get(f"{OBSERVATION}?{asked}", client, Prefer="handling=strict")
    assert refusal(strict)[:2] == (400, "bad-search")


REFUSED = [
    "patient.name=Rudi", "patient:Patient.name=Rudi", "subject:Patient.birthdate=1949",
    "_has:Observation:patient:code=8867-4", "_has=Observation:patient:code", "code:in=x",
    "code:text=pulse", "code:missing=false", "date:missing=true", "_id:not=x", "_sort:desc=date",
    "_include:iterate=Observation:subject", "_revinclude:iterate=Provenance:target",
    "patient:identifier=urn:oid:2.16.578.1.12.4.1.4.1|1", "performer.name=x", "_type:not=Patient",
]  # fmt: skip


@pytest.mark.parametrize("asked", REFUSED)
@pytest.mark.parametrize("path", READERS)
def test_chains_and_modifiers_are_refused_before_anything_is_looked_up(
    door, cast, client, three, path, asked
):
    for beside in (f"patient={cast.astrid.id}&", f"patient={cast.gudbrand.id}&", ""):
        assert refusal(door.get(f"{path}?{beside}{asked}", client))[:2] == (400, "bad-search")


SORTS = ["value", "-value", "_id", "-_lastUpdated", "subject", "date,value", "date;--", "--date",
         "(SELECT 1)", "date desc nulls first", "", "DATE", "date ", "authored"]  # fmt: skip


@pytest.mark.parametrize("sort", SORTS)
def test_only_our_own_order_sorts(door, cast, client, three, sort):
    asked = query(("patient", str(cast.astrid.id)), ("_sort", sort))
    answer = door.get(f"{OBSERVATION}?{asked}", client)
    # parse_qsl drops what has no value: the order is then ours.
    assert answer.status_code == (400 if sort else 200), answer.text


@pytest.mark.parametrize(
    "place",
    ["/$everything", "/$export", "/_history", "/_search", "/$lastn", "/$validate", "/..%2f"],
)
def test_operations_that_we_do_not_have_are_nothing(door, cast, client, three, place):
    for path in ("/fhir", OBSERVATION, f"{OBSERVATION}/{three[0]}", f"/fhir/Patient/{uuid4()}"):
        answer = door.get(path + place, client)
        assert answer.status_code in (404, 405), (path + place, answer.text)
        assert "valueQuantity" not in answer.text


def test_thirty_one_parameters_and_two_thousand_characters_are_too_many(door, cast, client, three):
    who = f"patient={cast.astrid.id}"
    many = "&".join(["code=8867-4"] * 30)
    long = "code=" + "8867-4," * 300
    for asked in (f"{who}&{many}", f"{who}&{long}", f"{who}&{'a=1&' * 5000}"):
        assert refusal(door.get(f"{OBSERVATION}?{asked}", client))[:2] == (400, "bad-search")


@pytest.mark.parametrize("path", READERS)
def test_a_page_made_from_somebody_elses_stays_among_ones_own(door, cast, client, three, path):
    """A page is a place in the order and no permission: whose it was does not matter."""
    for at in (datetime(2100, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)):
        page = search.page_of(search.Place(at, uuid4()))
        asked = f"{path}?patient={cast.astrid.id}&page={page}"
        assert set(found(door.get(asked, client))) <= set(three)
        foreign = door.get(f"{path}?patient={cast.gudbrand.id}&page={page}", client)
        assert foreign.status_code == 404


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


def test_gone_never_there_and_hidden_are_one_answer(door, cast, client, three, behind):
    from tests import people

    hidden = people.measured(
        cast.gudbrand, Kind.HEART_RATE, "98", datetime.now(UTC), source=cast.source
    )
    behind.run("DELETE FROM judgement WHERE measurement_id = %s", three[2])
    behind.run("DELETE FROM measurement WHERE id = %s", three[2])
    said = set()
    for id_ in (three[2], str(uuid4()), str(hidden.id)):
        for asked in (f"{OBSERVATION}/{id_}", f"{OBSERVATION}?_id={id_}"):
            answer = door.get(asked, client)
            headers = {n: v for n, v in answer.headers.items() if n != "date"}
            said.add((answer.status_code, answer.text, str(headers)))
    assert len(said) == 1
    assert said.pop()[0] == 404
