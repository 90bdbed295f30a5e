"""`./heime import` into a real database: people enrolled once, readings kept once and judged."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from heime.core.zone import State, Zone
from heime.ops.import_into import CannotImport, town
from tests.edges.fhir.examples import coded, pulse, quantity

FNR = "urn:oid:2.16.578.1.12.4.1.4.1"
NUMBERS = ("04817197073", "05819399435")
LOM, VANG, TYNSET = 3434, 3454, 3427
NOW = datetime.now(UTC)
FAMILY = "Dalsegg"


class Behind:
    def __init__(self, url: str) -> None:
        self._url = url

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._url, autocommit=True) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def run(self, statement: str, *values: object) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement.encode(), values)

    def count(self, table: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])


@pytest.fixture
def behind(database) -> Behind:
    return Behind(database.superuser_url)


@pytest.fixture
def cast(database):
    from tests import people

    return people.everybody(NOW)


@pytest.fixture
def heime(database, cast, monkeypatch) -> Iterator[Any]:
    """`./heime import …` as it is typed, with this test's database in the settings."""
    from heime.config import cli

    def typed(*words: object, mode: str = "demo") -> int:
        monkeypatch.setenv("HEIME_MODE", mode)
        monkeypatch.setenv("HEIME_PROCESS", "owner")
        return cli.main(["import", *map(str, words)])

    return typed


def patient(number: str | None, id_: str = "1") -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": id_,
        "identifier": [{"system": FNR, "value": number}] if number else [],
        "name": [{"family": FAMILY, "given": ["Gunhild"]}],
        "birthDate": "1971-01-04",
        "gender": "female",
    }


def oxygen(value: float, at: datetime, who: str = "Patient/1") -> dict[str, Any]:
    return pulse(
        code=coded(("http://loinc.org", "2708-6")),
        valueQuantity=quantity(value, "%"),
        effectiveDateTime=at.isoformat(),
        subject={"reference": who},
    )


def written(path: Path, *resources: dict[str, Any]) -> Path:
    entries = [{"resource": resource} for resource in resources]
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    return path


def day(n: float) -> datetime:
    return (NOW - timedelta(days=n)).replace(microsecond=0)


# --- Once, and for one municipality ------------------------------------------------------------


def test_people_and_readings_come_in_once_however_often_they_are_sent(
    heime, behind, tmp_path, capsys
):
    file = written(
        tmp_path / "a.json", patient(NUMBERS[0]), *[oxygen(90 + n, day(n)) for n in range(3)]
    )
    before = behind.count("patient")

    assert heime(file, "--municipality", LOM, "--create-people") == 0
    assert "1 people, 3 new readings, 0 that were here already" in capsys.readouterr().out
    assert heime(file, "--municipality", LOM, "--create-people") == 0
    assert "1 people, 0 new readings, 3 that were here already" in capsys.readouterr().out

    assert behind.count("patient") == before + 1
    assert behind.rows("SELECT count(*), sum(replays)::int FROM receipt") == [(3, 3)]
    assert behind.count("measurement") == behind.count("judgement") == 3
    assert behind.rows("SELECT name, sort FROM source WHERE name LIKE 'import%%'") == [
        ("import 3434", "client")
    ]
    (row,) = behind.rows(
        "SELECT p.given, p.family, p.sex, p.municipality_id, p.national_id, t.name FROM patient p"
        " JOIN enrolment e ON e.patient_id = p.id JOIN team t ON t.id = e.team_id"
        " WHERE p.family = %s", FAMILY,
    )  # fmt: skip
    assert row[:4] == ("Gunhild", FAMILY, "female", LOM)
    assert NUMBERS[0].encode() not in row[4], "sealed"
    assert row[5] == "Oppfølgingsteamet Nord-Gudbrandsdal"


def test_nobody_is_enrolled_unless_asked_for(heime, behind, tmp_path, capsys):
    file = written(tmp_path / "a.json", patient(NUMBERS[0]), oxygen(95, day(1)))
    before = behind.count("patient")

    assert heime(file, "--municipality", LOM) == 1

    assert behind.count("patient") == before
    assert behind.count("measurement") == 0
    told = capsys.readouterr().out
    assert "1 × Nobody by that identity number is followed up here.\n        a.json entry 0" in told


def test_someone_already_followed_up_is_found_by_number(heime, behind, cast, tmp_path):
    from heime.records.people import identity

    behind.run(
        "UPDATE patient SET national_id_lookup = %s WHERE id = %s",
        identity.lookup(NUMBERS[1]), cast.astrid.patient_id,
    )  # fmt: skip
    file = written(tmp_path / "a.json", patient(NUMBERS[1]), oxygen(95, day(0.01)))

    assert heime(file, "--municipality", LOM) == 0
    assert behind.rows("SELECT DISTINCT enrolment_id FROM measurement") == [(cast.astrid.id,)]
    assert behind.rows("SELECT family FROM patient WHERE id = %s", cast.astrid.patient_id) == [
        ("Lunde",)
    ], "an import changes nothing about somebody who is known"


def test_the_same_person_in_two_municipalities_is_two_enrolments(heime, behind, tmp_path):
    file = written(tmp_path / "a.json", patient(NUMBERS[0]), oxygen(95, day(1)))

    for municipality in (LOM, VANG):
        assert heime(file, "--municipality", municipality, "--create-people") == 0

    found = behind.rows("SELECT municipality_id, count(*) FROM measurement GROUP BY 1 ORDER BY 1")
    assert found == [(LOM, 1), (VANG, 1)]


def test_another_municipalitys_people_are_out_of_reach(heime, behind, cast, tmp_path, capsys):
    theirs = oxygen(95, day(0.01), who=f"Patient/{cast.gudbrand.id}")
    file = written(tmp_path / "a.json", theirs)

    assert heime(file, "--municipality", LOM, "--create-people") == 1
    assert behind.count("measurement") == 0
    assert "unknown-person" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("municipality", "why"),
    [(TYNSET, "not the number of an active"), (301, "not the number"), (3420, "No team follows")],
)
def test_where_nobody_can_be_followed_up_nothing_is_begun(
    heime, behind, tmp_path, capsys, municipality, why
):
    file = written(tmp_path / "a.json", patient(NUMBERS[0]))

    assert heime(file, "--municipality", municipality, "--create-people") == 1
    assert why in capsys.readouterr().err
    assert behind.rows("SELECT 1 FROM source WHERE name LIKE 'import%%'") == []


def test_two_imports_into_one_municipality_take_turns(database, cast):
    with town(LOM, database.settings, create_people=False):
        with pytest.raises(CannotImport, match="under way"):
            _open_and_close(database, LOM)
        _open_and_close(database, VANG)
    _open_and_close(database, LOM)


def _open_and_close(database, municipality: int) -> None:
    with town(municipality, database.settings, create_people=False):
        pass


def test_the_way_in_is_closed_behind_it(heime, behind, tmp_path):
    file = written(tmp_path / "a.json", patient(NUMBERS[0]), oxygen(95, day(1)))
    heime(file, "--municipality", LOM, "--create-people")

    query = (
        "SELECT count(*) FROM source s JOIN bearer b ON b.source_id = s.id JOIN mandate m"
        " ON m.source_id = s.id WHERE s.name LIKE 'import%%'"
    )
    assert behind.rows(query) == [(1,)]
    assert behind.rows(f"{query} AND b.revoked_at <= now() AND m.ends_at <= now()") == [(1,)]


def test_every_act_is_in_the_log_and_nobodys_name_is(heime, behind, tmp_path, capsys, caplog):
    file = written(tmp_path / "a.json", patient(NUMBERS[0]), oxygen(95, day(1)))
    for _ in range(2):
        heime(file, "--municipality", LOM, "--create-people")

    log = behind.rows("SELECT action, municipality_id FROM audit_entry ORDER BY id")
    assert log == [
        ("person.enrolled", LOM), ("received", LOM), ("person.found", LOM),
    ]  # fmt: skip
    told = "".join(capsys.readouterr()) + caplog.text
    for secret in (NUMBERS[0], FAMILY, "Gunhild"):
        assert secret not in told


def test_invalid_numbers_of_public_examples(heime, behind, tmp_path, capsys):
    file = written(tmp_path / "a.json", patient("12345678901"), oxygen(95, day(1)))
    words = (file, "--municipality", LOM, "--create-people")

    assert heime(*words) == 1
    assert heime(*words, "--lenient-ids", mode="real") == 2
    assert behind.count("measurement") == 0
    assert "refused in real use" in capsys.readouterr().err
    for _ in range(2):
        assert heime(*words, "--lenient-ids") == 0
    assert behind.rows("SELECT count(*) FROM patient WHERE family = %s", FAMILY) == [(1,)]


def test_a_reading_we_cannot_keep_does_not_stop_the_others(heime, behind, tmp_path, capsys):
    behind.run("ALTER TABLE measurement ADD CONSTRAINT not_90 CHECK (value <> 900000)")
    readings = [oxygen(88 + n, day(n)) for n in range(5)]
    file = written(tmp_path / "a.json", patient(NUMBERS[0]), *readings)

    assert heime(file, "--municipality", LOM, "--create-people") == 0
    told = capsys.readouterr().out
    assert "4 new readings" in told
    assert "1 × not-kept" in told
    assert "a.json entry 3" in told


# --- Where there is nothing to import into -----------------------------------------------------


def test_nothing_runs(tmp_path, monkeypatch, capsys):
    from heime.config import cli

    for role in ("", "_APP", "_INGEST", "_WORKER"):
        monkeypatch.delenv(f"HEIME_DATABASE{role}_URL")
    file = written(tmp_path / "a.json", patient(NUMBERS[0]))

    assert cli.main(["import", str(file), "--municipality", "3434", "--data", str(tmp_path)]) == 1
    assert "No Heime runs" in capsys.readouterr().err


def test_the_database_is_away(tmp_path, capsys):
    from heime.config import cli

    file = written(tmp_path / "a.json", patient(NUMBERS[0]))

    assert cli.main(["import", str(file), "--municipality", "3434"]) == 1
    assert "does not answer" in capsys.readouterr().err


# --- Years at once -----------------------------------------------------------------------------


def test_years_of_history_leave_one_question_at_most(heime, behind, cast, tmp_path):
    """200 abnormal values, the newest two days old: somebody calls once, and not 200 times."""
    from heime.records.people import identity

    behind.run(
        "UPDATE patient SET national_id_lookup = %s WHERE id = %s",
        identity.lookup(NUMBERS[1]), cast.astrid.patient_id,
    )  # fmt: skip
    behind.run("UPDATE plan_version SET valid_from = now() - interval '10 years'")
    history = [oxygen(84, day(2 + 3 * n)) for n in range(300)]
    file = written(tmp_path / "a.json", patient(NUMBERS[1]), *history)

    assert heime(file, "--municipality", LOM) == 0

    states = dict(behind.rows("SELECT state, count(*) FROM judgement GROUP BY 1"))
    assert states == {State.FINAL: 1, State.HISTORICAL: 299}
    assert behind.rows("SELECT zone, measured_at FROM case_") == [(Zone.YELLOW, day(2))]
    assert behind.count("case_event") == 1
    assert behind.count("awaited") == 0
    assert behind.rows("SELECT 1 FROM notice WHERE what = 'case-red'") == []


def test_years_that_end_well_ask_for_nothing(heime, behind, cast, tmp_path):
    from heime.records.people import identity

    behind.run(
        "UPDATE patient SET national_id_lookup = %s WHERE id = %s",
        identity.lookup(NUMBERS[1]), cast.astrid.patient_id,
    )  # fmt: skip
    behind.run("UPDATE plan_version SET valid_from = now() - interval '10 years'")
    history = [oxygen(84, day(2 + 3 * n)) for n in range(1, 50)]
    file = written(tmp_path / "a.json", patient(NUMBERS[1]), *history, oxygen(96, day(2)))

    assert heime(file, "--municipality", LOM) == 0
    assert behind.count("case_") == behind.count("awaited") == 0


def test_an_import_that_goes_further_back_asks_nothing_more(heime, behind, tmp_path):
    for n, since in enumerate((2, 400)):
        history = [oxygen(84, day(since + k)) for k in range(20)]
        file = written(tmp_path / f"{n}.json", patient(NUMBERS[0]), *history)
        assert heime(file, "--municipality", LOM, "--create-people") == 0
        assert behind.count("case_") == 1


def test_a_reading_of_today_is_judged_as_any_other(heime, behind, cast, tmp_path):
    file = written(
        tmp_path / "a.json",
        *[oxygen(82, at, who=f"Patient/{cast.astrid.id}") for at in (day(30), day(0.01))],
    )
    assert heime(file, "--municipality", LOM) == 0
    assert behind.rows("SELECT zone FROM case_") == [(Zone.RED,)]


@pytest.mark.parametrize("plan", ["none at all", "only since eighty days"])
def test_history_that_no_plan_covers_makes_no_noise_either(heime, behind, cast, tmp_path, plan):
    """One grey case says that a plan is missing; that it was missing years ago is no news."""
    if plan == "none at all":
        behind.run("DELETE FROM plan_version")
    who = f"Patient/{cast.astrid.id}"
    history = [oxygen(95, day(2 + 10 * n), who=who) for n in range(50)]
    file = written(tmp_path / "a.json", *history)

    assert heime(file, "--municipality", LOM) == 0
    assert behind.count("case_event") <= 1
