"""Searches that nobody makes by accident, through the real door: they are refused or do nothing,
soon, and tell nothing that a plain search would not have told. Bodies: test_hostile_bodies.py.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from heime.core.kinds import Kind
from heime.edges.fhir import questionnaire_search, search
from tests.edges.fhir.knocking import refusal

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
