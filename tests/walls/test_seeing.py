"""The database's wall by itself: raw SQL as each role sees what its token gives, and no more.

There is no application here. Tables are found in the catalogue, so that a new one is tested on the
day it is made.
"""

import psycopg
import pytest
from psycopg import errors

from tests.people import NORD_AURDAL, VANG
from tests.walls import scene as scenes
from tests.walls.scene import MARK, asking, may


def counted(url: str, token: str, table: str) -> dict[int, int]:
    """Rows by municipality, as seen with a token."""
    with asking(url, token) as connection:
        rows = connection.execute(
            f"SELECT municipality_id AS place, count(*) AS rows FROM {table} GROUP BY 1"
        ).fetchall()
        whole = connection.execute(f"SELECT count(*) AS rows FROM {table}").fetchone()
    found = {row["place"]: row["rows"] for row in rows}
    assert whole is not None
    assert whole["rows"] == sum(found.values()), "a plain count tells no more"
    return found


def really(database, table: str, *municipalities: int) -> dict[int, int]:
    return {m: len(scenes.rows_of(database.superuser_url, table, m)) for m in municipalities}


def test_a_nurse_sees_all_rows_of_her_municipalities_and_none_of_others(scene, database, tables):
    for table in tables:
        if may(database.app_url, table, "SELECT"):
            seen = counted(database.app_url, scene.kari, table)
            assert seen == really(database, table, VANG, NORD_AURDAL), table


OF_STAFF = ("binding", "entered")
"""What a system that sends has no business with: whose meter it is, and what staff entered."""
OF_A_PHONE = ("home_", "kiosk_", "reminder", "phase_change")
"""How tables begin of which a sender is shown nothing but what is a phone's or a tablet's own
(tests/edges/home/test_hostile_door.py, tests/edges/home/test_kiosk.py)."""


def test_a_client_sees_all_rows_of_its_municipality_and_none_of_others(scene, database, tables):
    for table in tables:
        if may(database.ingest_url, table, "SELECT") and table not in OF_STAFF:
            seen = counted(database.ingest_url, scene.client, table)
            if table.startswith(OF_A_PHONE):
                assert set(seen) <= {VANG}, table
            else:
                assert seen == really(database, table, VANG), table


def test_a_gateway_sees_only_the_people_bound_to_it(scene, database, tables):
    for table in tables:
        if not may(database.ingest_url, table, "SELECT"):
            continue
        column = "id" if table == "enrolment" else "enrolment_id"
        with asking(database.ingest_url, scene.gateway) as connection:
            seen = connection.execute(f"SELECT DISTINCT {column} AS who FROM {table}").fetchall()
        who = [row["who"] for row in seen]
        assert who == [scene.gudbrand.id] or (who == [] and table.startswith(OF_A_PHONE)), table


def test_ingest_reads_of_a_person_only_how_to_find_them(scene, database):
    with asking(database.ingest_url, scene.client) as connection:
        found = connection.execute("SELECT id, municipality_id FROM patient").fetchall()
        assert {row["municipality_id"] for row in found} == {VANG}
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("SELECT family FROM patient")
    with asking(database.ingest_url, scene.gateway) as connection:
        found = connection.execute("SELECT id FROM patient").fetchall()
        assert [row["id"] for row in found] == [scene.gudbrand.patient_id]


def test_no_token_and_a_forged_one_see_nothing(scene, database, tables):
    for url in (database.app_url, database.ingest_url):
        for table in tables:
            for token in ("", scene.forged, ",", f"{scene.forged},"):
                if may(url, table, "SELECT"):
                    assert counted(url, token, table) == {}, table


def test_a_token_of_the_other_door_gives_the_web_no_more_than_it_gives_there(scene, database):
    with asking(database.app_url, scene.gateway) as connection:
        assert connection.execute("SELECT * FROM case_").fetchall() == []
    with asking(database.ingest_url, scene.kari) as connection:
        assert connection.execute("SELECT * FROM case_").fetchall() == []


ENDED = {
    "the sign-in ended": "UPDATE sign_in SET ended_at = now()",
    "the sign-in is too old": "UPDATE sign_in SET expires_at = now()",
    "the account is closed": "UPDATE account SET is_active = false",
    "she left the team": "UPDATE membership SET ends_at = now()",
    "she is not in it yet": "UPDATE membership SET starts_at = now() + interval '1 hour'",
    "the agreement with the municipality ended": "DELETE FROM team_municipality",
}


@pytest.mark.parametrize("why", ENDED)
def test_what_a_sign_in_gives_ends_at_once_when(scene, database, why):
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute(ENDED[why])
    for table in ("case_", "patient", "measurement"):
        assert counted(database.app_url, scene.kari, table) == {}, why


@pytest.mark.parametrize(
    "ended",
    [
        "UPDATE bearer SET revoked_at = now()",
        "UPDATE bearer SET expires_at = now()",
        "UPDATE mandate SET ends_at = now(); UPDATE binding SET ends_at = now()",
        "UPDATE mandate SET starts_at = now() + interval '1 hour';"
        " UPDATE binding SET starts_at = now() + interval '1 hour'",
    ],
)
def test_what_a_bearer_gives_ends_at_once(scene, database, ended):
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute(ended)
    for token in (scene.client, scene.gateway):
        assert counted(database.ingest_url, token, "measurement") == {}


def test_a_cheap_function_in_a_query_is_not_run_on_hidden_rows(scene, database):
    """A function that costs nothing would be called first, if a policy were an ordinary filter."""
    heard: list[str] = []
    with asking(database.app_url, scene.kari) as connection:
        connection.add_notice_handler(lambda notice: heard.append(notice.message_primary or ""))
        connection.execute(
            "CREATE FUNCTION pg_temp.tell(who text) RETURNS boolean LANGUAGE plpgsql COST 0.000001"
            " AS $$ BEGIN RAISE NOTICE '%', who; RETURN true; END $$"
        )
        connection.execute("SELECT count(*) FROM patient WHERE pg_temp.tell(family)")
    assert {"Rudi", "Rogne", "Hagen"} <= set(heard)
    assert MARK not in heard


def test_partitions_and_the_log_cannot_be_read_behind_their_tables(scene, database):
    with psycopg.connect(database.superuser_url) as connection:
        rows = connection.execute("SELECT relname FROM pg_class WHERE relispartition").fetchall()
    children = [name for (name,) in rows if not name.endswith(("_idx", "_pkey"))]
    assert len(children) > 100
    for url in (database.app_url, database.ingest_url, database.worker_url):
        for table in [*children[:3], *children[-3:], "audit_entry"]:
            with asking(url, scene.kari) as connection, pytest.raises(errors.InsufficientPrivilege):
                connection.execute(f"SELECT 1 FROM {table}")
