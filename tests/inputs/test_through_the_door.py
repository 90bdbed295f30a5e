"""Real input through the real door: each file answered as docs/inputs.md says, and kept if so."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from heime.ops import fhir_files, inputs_series, inputs_table
from tests.edges.fhir.knocking import knocking
from tests.flow import sending
from tests.people import Cast

NEW, AGAIN, CONFLICT = 201, 200, 409


def observations(inputs: Path, folder: str) -> Iterator[tuple[str, str, bytes]]:
    """File, place and body of every Observation of a folder; files that are no FHIR as they are."""
    for path in sorted((inputs / folder).iterdir()):
        if path.suffix not in (".json", ".ndjson"):
            continue
        file = f"{folder}/{path.name}"
        try:
            for found in fhir_files.resources(path):
                if found.type == "Observation":
                    yield file, found.place, found.body
        except inputs_table.Unusable:
            yield file, "", path.read_bytes()


def sender(database, cast: Cast) -> str:
    """A gateway of its own for each file: files use the same identifiers for other things."""
    return sending.of_astrid(cast, database.superuser_url)


def counted(database, table: str) -> int:
    with psycopg.connect(database.superuser_url) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("folder", inputs_table.FOLDERS)
def test_every_observation_is_answered_as_the_page_says(inputs, database, cast, folder):
    page = {
        (one.file, one.place): one
        for one in inputs_table.verdicts(inputs)
        if one.file.startswith(f"{folder}/") and one.status
    }
    tokens: dict[str, str] = defaultdict(lambda: sender(database, cast))
    answered: Counter[int] = Counter()
    with knocking(database.ingest_url) as door:
        for file, place, body in observations(inputs, folder):
            verdict = page.pop((file, place))
            sent = inputs_table.about(body, cast.astrid.id)
            answer = door.post("/fhir/Observation", sent, tokens[file])
            answered[answer.status_code] += 1
            if verdict.accepted:
                assert answer.status_code in (NEW, AGAIN), f"{file} {place}: {answer.text}"
                continue
            assert answer.status_code == verdict.status, f"{file} {place}: {answer.text}"
            said = answer.json()["issue"][0]
            assert said["diagnostics"] in verdict.text
            path = re.search(r"\(`(.*)`\)$", verdict.text)
            assert said.get("expression", [None])[0] == (path[1] if path else None)

    assert page == {}, "the page speaks of what was not sent"
    assert counted(database, "measurement") == answered[NEW]
    assert counted(database, "judgement") >= answered[NEW]
    with psycopg.connect(database.superuser_url) as connection:
        unjudged = connection.execute(
            "SELECT count(*) FROM measurement m WHERE NOT EXISTS"
            " (SELECT FROM judgement j WHERE j.measurement_id = m.id)"
        ).fetchone()
    assert unjudged == (0,)


def test_every_file_as_it_is_leaves_nothing_behind(inputs, database, cast):
    """Whole bundles, with their own patients and resources that we do not take."""
    answers: Counter[int] = Counter()
    with knocking(database.ingest_url) as door:
        token = sender(database, cast)
        for folder in inputs_table.FOLDERS:
            for path in sorted((inputs / folder).iterdir()):
                for address in ("/fhir", "/fhir/Observation"):
                    answer = door.post(address, path.read_bytes(), token)
                    assert answer.status_code < 500, f"{path.name}: {answer.text}"
                    if answer.status_code == 200:
                        statuses = {
                            entry["response"]["status"][0] for entry in answer.json()["entry"]
                        }
                        assert statuses == {"4"}, path.name
                    answers[answer.status_code] += 1
    assert counted(database, "measurement") == counted(database, "receipt") == 0
    assert set(answers) <= {200, 400, 404, 405, 413, 422}
    assert answers[422] > 100


# --- Series ------------------------------------------------------------------------------------


def bundles(rows: list[bytes], who: UUID) -> Iterator[bytes]:
    """Batches of at most a thousand, written without touching a number."""
    entry = b'{"resource":%s,"request":{"method":"POST","url":"Observation"}}'
    for start in range(0, len(rows), 1000):
        some = [entry % inputs_table.about(body, who) for body in rows[start : start + 1000]]
        yield b'{"resourceType":"Bundle","type":"batch","entry":[%s]}' % b",".join(some)


@pytest.mark.parametrize(
    ("folder", "every"),
    [
        (inputs_series.PRESSURES, 1),
        (inputs_series.GLUCOSE, 6),
        pytest.param(inputs_series.GLUCOSE, 1, marks=pytest.mark.long),
    ],
)
def test_series_come_in_and_are_kept_as_the_ranges_say(inputs, database, cast, folder, every):
    """every: of the files, one in so many."""
    series: dict[str, list[bytes]] = defaultdict(list)
    for row in inputs_series.rows(inputs):
        if row.file.startswith(folder) and row.body is not None:
            series[row.file].append(row.body)
    files = {name: series[name] for name in sorted(series)[::every]}
    assert sum(map(len, files.values())) > 1000
    expected: Counter[str] = Counter()
    with knocking(database.ingest_url) as door:
        for bodies in files.values():
            token = sender(database, cast)
            # A row that a file holds twice is one reading.
            different = {hashlib.sha256(body).digest(): body for body in bodies}
            expected.update(map(inputs_table.fate, different.values()))
            replies: Counter[str] = Counter()
            for bundle in bundles(bodies, cast.astrid.id):
                answer = door.post("/fhir", bundle, token)
                assert answer.status_code == 200, answer.text
                replies.update(e["response"]["status"] for e in answer.json()["entry"])
            assert set(replies) <= {"201 Created", "200 OK"}
            assert replies["201 Created"] == len(different)

    assert expected["refused"] == 0
    with psycopg.connect(database.superuser_url) as connection:
        rows = connection.execute(
            "SELECT rejected, count(*) FROM measurement GROUP BY 1 ORDER BY 1"
        ).fetchall()
    kept: dict[Any, int] = dict(rows)
    assert (kept.get(False, 0), kept.get(True, 0)) == (expected["valid"], expected["rejected"])


# --- By the command line -----------------------------------------------------------------------


def test_the_import_prints_what_the_page_shows(inputs, database, cast, monkeypatch, capsys):
    from heime.config import cli

    monkeypatch.setenv("HEIME_PROCESS", "owner")
    folders = [inputs / name for name in inputs_table.IMPORTED]
    files = [str(path) for folder in folders for path in sorted(folder.glob("*.json"))]
    words = ["import", *files, "--municipality", "3434", "--create-people", "--lenient-ids"]
    people_before = counted(database, "patient")

    assert cli.main([*words, "--round"]) == 0
    first = capsys.readouterr().out
    assert first.strip() in inputs_table.PAGE.read_text(encoding="utf-8")
    assert str(inputs) not in first
    readings = counted(database, "measurement")
    assert readings > 40
    assert cli.main([*words, "--round"]) == 0
    assert f"0 new readings, {readings} that were here already" in capsys.readouterr().out
    assert counted(database, "measurement") == readings
    assert counted(database, "patient") == people_before + 7


def test_the_import_of_decades_asks_one_question_a_person_at_most(
    inputs, database, cast, monkeypatch, capsys
):
    from heime.config import cli

    monkeypatch.setenv("HEIME_PROCESS", "owner")
    files = [str(path) for path in sorted((inputs / "synthea-r4-bundles").glob("*.json"))]
    words = ["--municipality", "3434", "--create-people", "--lenient-ids", "--round"]

    assert cli.main(["import", *files, *words]) == 0

    with psycopg.connect(database.superuser_url) as connection:
        oldest = connection.execute("SELECT min(measured_at) FROM measurement").fetchone()
        cases = connection.execute(
            "SELECT count(*), max(zone) FROM case_ WHERE state <> 'closed'"
        ).fetchone()
    assert oldest is not None
    assert oldest[0] < datetime(2020, 1, 1, tzinfo=UTC)
    assert cases == (3, 2), "three people without a plan: grey, one case each"
    assert counted(database, "awaited") == 0
