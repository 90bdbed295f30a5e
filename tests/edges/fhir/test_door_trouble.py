"""When something is wrong on our side, or with everything that is sent: no answer is a lie."""

import json
import logging
import time
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heime.edges.fhir import commit
from tests.edges.fhir import examples
from tests.edges.fhir.forms import PHQ9, answered
from tests.edges.fhir.knocking import knocking
from tests.looking import NOWHERE

OBSERVATION = "/fhir/Observation"


def test_a_full_queue_is_503_and_says_when_to_come_again(door, cast, gateway, behind, monkeypatch):
    monkeypatch.setattr(commit, "MOST_WAITING", 2)
    three = [door.pulse(cast.astrid.id, 60 + n) for n in range(3)]
    with behind.nothing_kept():
        for kind in ("batch", "transaction"):
            answer = door.post("/fhir", door.bundle(kind, *three), gateway)
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) >= 1
            assert answer.json()["issue"][0]["code"] == "throttled"
    assert door.post(OBSERVATION, three[0], gateway).status_code == 201, "and then it is well again"


def test_a_crowd_is_either_kept_or_told_to_come_again(door, cast, gateway, behind, monkeypatch):
    monkeypatch.setattr(commit, "MOST_WAITING", 10)
    crowd = [(door.pulse(cast.astrid.id, 50 + n), gateway) for n in range(60)]
    answers = door.together(OBSERVATION, crowd)

    statuses = {answer.status_code for answer in answers}
    assert statuses == {201, 503}, "the test must fill the queue, and not all of it may be refused"
    kept = sum(answer.status_code == 201 for answer in answers)
    assert behind.counts()["measurement"] == kept == behind.counts()["receipt"]


def test_a_database_that_is_away_is_503(cast, gateway):
    with knocking(NOWHERE) as door:
        for answer in (
            door.post(OBSERVATION, door.pulse(cast.astrid.id), gateway),
            door.post("/fhir", door.bundle("batch", door.pulse(cast.astrid.id)), gateway),
            door.post("/fhir", door.bundle("transaction", door.pulse(cast.astrid.id)), gateway),
        ):
            assert answer.status_code == 503
            assert answer.headers["retry-after"]
        assert door.get("/fhir/metadata", None).status_code == 200
        # What can be refused without the database is.
        assert door.post(OBSERVATION, b"{", gateway).status_code == 400


def test_reading_from_a_database_that_is_away_is_503(cast, client):
    with knocking(NOWHERE) as door:
        door.application._pool.timeout = 0.1
        answer = door.get(f"{OBSERVATION}?patient={cast.astrid.id}", client)
    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (503, "throttled")


def test_connections_cut_under_it_come_back(door, cast, gateway, client, behind):
    assert door.post(OBSERVATION, door.pulse(cast.astrid.id, 61), gateway).status_code == 201
    assert door.get(f"{OBSERVATION}?patient={cast.astrid.id}", client).status_code == 200
    statuses = []
    for n in range(6):
        if n in (0, 3):
            behind.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        sent = door.pulse(cast.astrid.id, 70 + n)
        statuses.append(door.post(OBSERVATION, sent, gateway).status_code)
    assert set(statuses) <= {201, 503}
    assert statuses[2] == statuses[5] == 201
    assert behind.counts()["measurement"] == 1 + statuses.count(201)


def test_news_whose_connection_was_cut_is_told_over_the_next(door, cast, gateway, database, behind):
    mood = answered(cast.astrid.id, {"9": 3}, questionnaire=PHQ9)
    news = {OBSERVATION: door.pulse(cast.astrid.id, 150), "/fhir/QuestionnaireResponse": mood}
    with psycopg.connect(database.app_url, autocommit=True) as page:
        page.execute("LISTEN heime_changed")
        for path, sent in news.items():
            while door.post(path, sent, gateway).is_error:
                pass  # the door's own connections had been cut as well
            told: list[str] = []
            until = time.monotonic() + 10
            while not told and time.monotonic() < until:
                door.get("/fhir/metadata", None)  # it works only while it is asked
                told += [note.payload for note in page.notifies(timeout=0.1, stop_after=1)]
            assert told == [f"{cast.north.id} {cast.astrid.id}"]
            behind.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                f" current_database() AND pid NOT IN (pg_backend_pid(), {page.info.backend_pid})"
            )


def test_a_fault_of_ours_is_500_tells_nothing_and_keeps_nothing(
    door, cast, gateway, database, behind, caplog
):
    role = psycopg.conninfo.conninfo_to_dict(database.ingest_url)["user"]
    behind.run(f"REVOKE INSERT ON judgement FROM {role}")
    caplog.set_level(logging.DEBUG)
    with behind.nothing_kept():
        for answer in (
            door.post(OBSERVATION, door.pulse(cast.astrid.id, 61.1234), gateway),
            door.post("/fhir", door.bundle("transaction", door.pulse(cast.astrid.id)), gateway),
        ):
            assert answer.status_code == 500
            assert answer.json()["issue"][0]["diagnostics"] == "A fault of ours. Nothing was kept."
        batch = door.post(
            "/fhir",
            door.bundle("batch", door.pulse(cast.astrid.id), door.pulse(cast.astrid.id, 62)),
            gateway,
        )
        assert [e["response"]["status"][:3] for e in batch.json()["entry"]] == ["500", "500"]
    for secret in ("61.1234", "611234", gateway, str(cast.astrid.id)):
        assert secret not in caplog.text
    assert behind.log() == [], "what was undone took its own log entry with it"


def test_one_sender_whose_reading_cannot_be_kept_fails_alone(door, cast, gateway, behind):
    """One bad row in a commit of many senders: the others' readings are kept."""
    behind.run("ALTER TABLE measurement ADD CONSTRAINT not_13 CHECK (value <> 1300000)")
    crowd = [(door.pulse(cast.astrid.id, 120 + n), gateway) for n in range(20)]
    answers = door.together(OBSERVATION, crowd)

    expected = [500 if n == 10 else 201 for n in range(20)]
    assert [answer.status_code for answer in answers] == expected
    assert behind.counts()["measurement"] == 19


# --- Whatever is sent --------------------------------------------------------------------------

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
anything = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)
NAMES = [*examples.pulse(), "identifier", "component", "device", "meta", "dataAbsentReason",
         "effectivePeriod", "interpretation", "contained", "extension"]  # fmt: skip


@st.composite
def nearly_good(draw: st.DrawFn) -> dict[str, Any]:
    """An Observation with some of its elements made into something else."""
    changed = draw(st.dictionaries(st.sampled_from(NAMES), anything, max_size=3))
    return examples.pulse(effectiveDateTime="2026-11-21T08:15:00+01:00") | changed


bodies = st.one_of(
    st.binary(max_size=200),
    anything.map(lambda value: json.dumps(value).encode()),
    nearly_good().map(lambda value: json.dumps(value).encode()),
    nearly_good().map(
        lambda value: json.dumps(
            {
                "resourceType": "Bundle",
                "type": "batch",
                "entry": [{"resource": value, "request": {"method": "POST", "url": "Observation"}}],
            }
        ).encode()
    ),
)


def test_no_body_makes_it_fail(door, gateway, behind):
    before = behind.counts()

    @settings(
        max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow],
        derandomize=True,
    )  # fmt: skip
    @given(bodies, st.sampled_from(["/fhir", OBSERVATION]))
    def knock(body: bytes, path: str) -> None:
        answer = door.post(path, body, gateway)
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert answer.json()["resourceType"] == "OperationOutcome"
            assert answer.json()["issue"]

    knock()
    assert behind.counts() == before, "it is about nobody of ours"


def test_no_query_makes_it_fail(door, cast, client):
    who = str(cast.astrid.id)
    names = ["patient", "subject", "code", "date", "_sort", "_count", "_id", "page", "_format"]
    values = st.one_of(
        st.text(max_size=40),
        st.sampled_from([who, f"Patient/{who}", "8867-4", "http://loinc.org|", "ge2026", "eq0001",
                         "lt9999-12-31", "-date", "1", "1000000000", "\x00", "%00", "json"]),
    )  # fmt: skip

    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(st.lists(st.tuples(st.sampled_from(names), values), max_size=4))
    def ask(query: list[tuple[str, str]]) -> None:
        from urllib.parse import urlencode

        with_patient = urlencode([("patient", who), *query], errors="replace")
        for text in (with_patient, urlencode(query, errors="replace")):
            answer = door.get(f"{OBSERVATION}?{text}", client)
            assert answer.status_code < 500, (text, answer.text)

    ask()


HEADERS = [
    "", " ", "Bearer", "Bearer  ", "x" * 9000, "\xe6\xf8\xe5", "a,b,c", "=|=|", "identifier=|",
    "identifier=a|b&identifier=c|d", "identifier=%00|x",
]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["Authorization", "Content_Type", "Prefer", "If_None_Exist", "Host"]
)
def test_no_header_makes_it_fail(door, cast, gateway, name):
    for value in HEADERS:
        answer = door.post(OBSERVATION, door.pulse(cast.astrid.id), gateway, **{name: value})
        assert answer.status_code < 500, (value, answer.text)
