"""One connection, many askers: nothing of who asked stays behind on it."""

import re
import secrets

import psycopg
import pytest
from psycopg import errors

from heime.records.access import reads
from tests.people import LOM, NORD_AURDAL, VANG
from tests.walls.scene import asking


@pytest.mark.parametrize("prepared", [False, True])
def test_a_token_is_gone_with_its_transaction(scene, database, prepared):
    """What a pool needs: the next to have the connection inherits nothing, plans included."""
    with psycopg.connect(database.app_url, autocommit=True, prepare_threshold=0) as connection:
        seen = []
        for token in (scene.kari, None, scene.ingrid, None, scene.forged, scene.kari):
            with connection.transaction():
                if token is not None:
                    connection.execute("SELECT set_config('heime.token', %s, true)", [token])
                found = connection.execute(
                    "SELECT DISTINCT municipality_id FROM case_", prepare=prepared
                ).fetchall()
                seen.append({place for (place,) in found})
        kari, ingrid = {VANG, NORD_AURDAL}, {LOM}
        assert seen == [kari, set(), ingrid, set(), set(), kari]


def _fail_as(connection: psycopg.Connection, token: str) -> None:
    with connection.transaction():
        connection.execute("SELECT set_config('heime.token', %s, true)", [token])
        connection.execute("SELECT 1 / 0")


def test_a_token_is_gone_when_its_transaction_failed(scene, database):
    with psycopg.connect(database.app_url, autocommit=True) as connection:
        with pytest.raises(errors.DivisionByZero):
            _fail_as(connection, scene.kari)
        assert connection.execute("SELECT * FROM case_").fetchall() == []


def test_no_token_can_be_two(scene):
    """The database takes several with commas between them; nobody's cookie may."""
    assert reads.TOKEN.fullmatch(scene.kari)
    assert not reads.TOKEN.fullmatch(f"{scene.kari},{scene.ingrid}")
    assert not reads.TOKEN.fullmatch(secrets.token_urlsafe(32) + "\n")


def test_identity_is_set_for_one_transaction_only(request):
    """Everywhere in the code: set_config(…, true), and never SET."""
    source = request.config.rootpath / "src"
    for path in source.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for call in re.findall(r"set_config\('heime\.token'[^)]*\)", text):
            assert call.replace(" ", "").endswith(",true)"), path.name
        assert not re.search(r"\bSET\s+(SESSION\s+)?heime\.", text), path.name


# --- Whom it is about --------------------------------------------------------------------------


def seen_about(database, token: str, *about: object) -> set[object]:
    with asking(database.ingest_url, token) as connection:
        whom = ",".join(map(str, about))
        connection.execute("SELECT set_config('heime.about', %s, true)", [whom])
        rows = connection.execute("SELECT DISTINCT enrolment_id AS who FROM measurement").fetchall()
    return {row["who"] for row in rows}


def test_saying_whom_it_is_about_only_ever_narrows(scene, database):
    """`heime.about` is not a secret and not a right: anybody may say any id."""
    gudbrand, sigrid, astrid = scene.gudbrand.id, scene.sigrid.id, scene.astrid.id

    assert seen_about(database, scene.gateway, gudbrand, sigrid, astrid) == {gudbrand}
    assert seen_about(database, scene.gateway, sigrid, astrid) == set()
    assert seen_about(database, scene.gateway) == {gudbrand}
    assert seen_about(database, scene.client, astrid) <= {gudbrand, sigrid}
    for token in ("", scene.forged):
        assert seen_about(database, token, gudbrand, sigrid, astrid) == set()


@pytest.mark.parametrize("words", ["*", "1", "NULL", "'; --", "{}"])
def test_nonsense_about_whom_is_refused(scene, database, words):
    with pytest.raises(errors.DataError):
        seen_about(database, scene.gateway, words)
