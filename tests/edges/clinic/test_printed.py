"""The list on paper: whose it is, what stands on it and what never does, and the hourly file."""

import asyncio
import stat
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import typst
from psycopg import AsyncConnection
from pypdf import PdfReader

from heime.core.kinds import Kind
from heime.core.zone import Zone
from heime.ops import paper, printed
from heime.records.people.models import Patient
from tests import people
from tests.people import DB


@pytest.fixture
def said(monkeypatch):
    """What the template is given, beside the PDF that it makes of it."""
    found = []
    compile_ = typst.compile

    def keep(*args, **kwargs):
        found.append(kwargs["sys_inputs"]["said"])
        return compile_(*args, **kwargs)

    monkeypatch.setattr(typst, "compile", keep)
    return found


def test_the_team_takes_it_out_and_that_is_logged_for_each(cast, signed_in, now, said, log) -> None:
    people.red_case(cast, now)

    answer = signed_in(cast.ingrid, "nb").post("/utskrift")

    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Lunde, Astrid" in said[0]
    assert "00 00 19 45" in said[0]
    assert "Marit Lunde (datter): 00 00 21 07" in said[0]
    assert "86\u00a0%" in said[0]
    assert "grense 91" in said[0]
    assert "Rød: Oksygenmetning" in said[0]
    assert log().count("list.printed") == 1


def test_nobody_of_another_team_stands_on_it(cast, signed_in, now, said) -> None:
    people.red_case(cast, now)

    signed_in(cast.kari).post("/utskrift")

    assert "Rudi, Gudbrand" in said[0]
    assert "Astrid" not in said[0]


def test_no_address_and_of_a_protected_one_no_phone_either(cast, signed_in, said) -> None:
    client = signed_in(cast.ingrid, "nb")
    client.post("/utskrift")
    Patient.objects.using(DB).filter(family="Lunde").update(
        protection="strict", address="", phone=""
    )
    client.post("/utskrift")

    assert "Kvernhuslia" not in said[0]
    assert "00 00 19 45" not in said[1]
    assert "00 00 21 07" not in said[1]
    assert "adresse" in said[1]


def test_whoever_reaches_only_part_of_a_person_has_them_on_no_paper(
    cast, signed_in, now, said
) -> None:
    people.block(cast.astrid, account=cast.ingrid, made_by=cast.nils, now=now, scopes=["values"])

    signed_in(cast.ingrid).post("/utskrift")

    assert "Astrid" not in said[0]


def test_the_database_alone_gives_another_team_nothing(cast, database, now) -> None:
    token, _ = people.signed_in(cast.kari, now)
    with psycopg.connect(database.app_url) as connection:
        connection.execute("SELECT set_config('heime.token', %s, true)", [token])
        row = connection.execute(
            "SELECT printed_list(ARRAY[%s::uuid, %s::uuid])", [cast.astrid.id, cast.gudbrand.id]
        ).fetchone()

    assert [one["given"] for one in row[0]] == ["Gudbrand"]


@pytest.mark.parametrize("role", ["app_url", "ingest_url", "stats_url", "audit_url"])
def test_only_the_jobs_process_asks_for_a_whole_team(cast, database, role) -> None:
    with (
        psycopg.connect(getattr(database, role)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT printed_list_of_team(%s)", [cast.north.id])


def test_the_jobs_process_reaches_no_name_otherwise(cast, database) -> None:
    with (
        psycopg.connect(database.worker_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT family FROM patient")


async def make(database, place: Path, now: datetime) -> list[Path]:
    async with await AsyncConnection.connect(database.worker_url, autocommit=True) as conn:
        return await printed.make(conn, place, now)


def on(path: Path) -> str:
    """What a list says, on one line."""
    pages = PdfReader(path).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_each_hour_a_file_for_each_team_that_only_its_owner_reads(
    cast, database, now, tmp_path
) -> None:
    place = tmp_path / paper.FOLDER
    (tmp_path / paper.FOLDER).mkdir()
    (place / "gone-000000.pdf").write_bytes(b"of a team that is no more")

    made = asyncio.run(make(database, place, now))

    assert sorted(path.name.rsplit("-", 1)[0] for path in made) == [
        "oppfolgingsteamet-nord-gudbrandsdal", "oppfolgingsteamet-valdres",
    ]  # fmt: skip
    assert set(place.iterdir()) == set(made)
    for path in made:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_bytes().startswith(b"%PDF")
    assert sum("Lunde, Astrid" in on(path) for path in made) == 1
    assert paper.oldest(place, now + timedelta(minutes=7)) == pytest.approx(
        timedelta(minutes=7), abs=timedelta(seconds=1)
    )


def test_whoever_refused_a_nurse_is_counted_and_not_named(cast, database, now, tmp_path) -> None:
    people.block(cast.astrid, account=cast.tor, made_by=cast.nils, now=now)

    said = [on(path) for path in asyncio.run(make(database, tmp_path / "printed", now))]

    assert not any("Astrid" in text for text in said)
    assert any("1 person er utelatt" in text for text in said)


def test_a_plan_that_cannot_be_read_keeps_nobody_off_the_list(cast, signed_in, now, said) -> None:
    who = people.person(
        "Odd", "Bakken", people.date(1950, 1, 1), people.VAGA, [], followed_by=cast.north, now=now
    )
    people.plan(who, {"limits": "uleselig"}, approved_by=cast.nils, now=now)
    reading = people.measured(who, Kind.HEART_RATE, "120", now, source=cast.source)
    people.judged(reading, Zone.GREY)

    assert signed_in(cast.ingrid, "nb").post("/utskrift").status_code == 200
    assert "Bakken, Odd" in said[0]
    assert "120\u00a0/min" in said[0]
