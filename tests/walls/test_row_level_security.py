"""The database's wall by itself: raw SQL as each role sees and changes what its token gives, no more.

There is no application here. Tables are found in the catalogue, so that a new one is tested on the
day it is made.
"""

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors
from psycopg.types.json import Jsonb

from heime.core.kinds import Kind
from heime.records.access import reads
from tests.people import LOM, NORD_AURDAL, VANG
from tests.walls import scene as scenes
from tests.walls.scene import MARK, Scene, asking, may, tables_about_people

NO_PERSON_IN_IT = {"mandate", "team_municipality"}
"""Agreements between organisations: they name municipalities and nobody who is followed up."""
REFUSED = (errors.InsufficientPrivilege, errors.ForeignKeyViolation)
"""By a missing grant or a policy, or by a composite key. Never by a unique key, which would tell."""


@pytest.fixture
def scene(database) -> Scene:
    return scenes.two_teams(database.superuser_url, datetime.now(UTC))


@pytest.fixture
def tables(scene, database) -> list[str]:
    found = [
        table
        for table in tables_about_people(database.superuser_url)
        if table not in NO_PERSON_IN_IT | {"audit_entry"}
    ]
    assert len(found) >= 13
    for table in found:
        for municipality in (LOM, VANG, NORD_AURDAL):
            assert scenes.rows_of(database.superuser_url, table, municipality), (
                f"{table} has no row of {municipality}: the scene must put one there"
            )
    return found


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


# --- Seeing ------------------------------------------------------------------------------------


def test_a_nurse_sees_all_rows_of_her_municipalities_and_none_of_others(scene, database, tables):
    for table in tables:
        if may(database.app_url, table, "SELECT"):
            seen = counted(database.app_url, scene.kari, table)
            assert seen == really(database, table, VANG, NORD_AURDAL), table


def test_a_client_sees_all_rows_of_its_municipality_and_none_of_others(scene, database, tables):
    for table in tables:
        if may(database.ingest_url, table, "SELECT") and table != "binding":
            seen = counted(database.ingest_url, scene.client, table)
            assert seen == really(database, table, VANG), table


def test_a_gateway_sees_only_the_people_bound_to_it(scene, database, tables):
    for table in tables:
        if not may(database.ingest_url, table, "SELECT"):
            continue
        column = "id" if table == "enrolment" else "enrolment_id"
        with asking(database.ingest_url, scene.gateway) as connection:
            seen = connection.execute(f"SELECT DISTINCT {column} AS who FROM {table}").fetchall()
        assert [row["who"] for row in seen] == [scene.gudbrand.id], table


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
        found = connection.execute("SELECT DISTINCT municipality_id AS m FROM case_").fetchall()
    assert {row["m"] for row in found} == {VANG, NORD_AURDAL}


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
            with asking(url, scene.kari) as connection, pytest.raises(REFUSED):
                connection.execute(f"SELECT 1 FROM {table}")


# --- Writing -----------------------------------------------------------------------------------

UNUSED = 32_000
NEW: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "awaited": lambda row: {"kind": int(Kind.BODY_WEIGHT)},
    "case_": lambda row: {
        "state": "closed", "closed_at": row["opened_at"], "closed_by_id": row["taken_by_id"],
        "outcome": "advice", "note": "Ringte.",
    },
    "judgement": lambda row: {"measurement_id": str(uuid4())},
    "plan_version": lambda row: {"number": UNUSED, "id": 1_000_000},
    "patient": lambda row: {"national_id_lookup": None},
}  # fmt: skip
"""What must differ in a copy for it to be a row of its own, besides a new `id`."""


def copy_of(database, table: str, who: Any) -> dict[str, Any]:
    """A row of somebody's as JSON, made new: it could be inserted as it is."""
    column = {"patient": "id", "enrolment": "id"}.get(table, "enrolment_id")
    value = who.patient_id if table == "patient" else who.id
    with asking(database.superuser_url) as connection:
        found = connection.execute(
            f"SELECT to_jsonb(t) AS row FROM {table} t WHERE {column} = %s LIMIT 1", [value]
        ).fetchone()
        fresh = connection.execute("SELECT gen_random_uuid()::text AS id").fetchone()
    assert found is not None
    assert fresh is not None
    row: dict[str, Any] = found["row"]
    if "id" in row:
        row["id"] = fresh["id"]
    return row | NEW.get(table, lambda _: {})(row)


def insert(connection: Any, table: str, row: dict[str, Any]) -> None:
    connection.execute(
        f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s)", [Jsonb(row)]
    )


def unhindered(database, table: str, who: Any) -> dict[str, Any]:
    """A row that this role may insert about this person; other walls than the tested one are met."""
    row = copy_of(database, table, who)
    with psycopg.connect(database.superuser_url) as connection:
        if table == "on_screen":
            connection.execute("DELETE FROM on_screen WHERE enrolment_id = %s", [who.id])
        if table == "binding":  # the client's, which has mandates and no binding
            found = connection.execute("SELECT max(id) FROM source").fetchone()
            row["source_id"] = found[0] if found else None
    return row


def writers(scene: Scene, database, tables: list[str], right: str) -> list[tuple[str, str, str]]:
    """(table, address, token) of every role that writes there on the strength of a token."""
    return [
        (table, url, token)
        for table in tables
        for url, token in (
            (database.app_url, scene.kari),
            (database.ingest_url, scene.client),
            (database.ingest_url, scene.gateway),
        )
        if may(url, table, right)
    ]


def test_a_row_may_be_added_where_the_token_gives_it_and_nowhere_else(scene, database, tables):
    tried = writers(scene, database, tables, "INSERT")
    assert len(tried) >= 18
    for table, url, token in tried:
        row = unhindered(database, table, scene.gudbrand)
        with asking(url, token) as connection:
            insert(connection, table, row)  # the control: this is how it is done
        theirs = {"municipality_id": LOM}
        hers = {"enrolment_id": str(scene.astrid.id)} if "enrolment_id" in row else {}
        for change in (theirs | hers, theirs, hers):
            if not change:
                continue
            with asking(url, token) as connection, pytest.raises(REFUSED):
                insert(connection, table, row | change)
        for nobody in ("", scene.forged):
            with asking(url, nobody) as connection, pytest.raises(errors.InsufficientPrivilege):
                insert(connection, table, row)


def test_an_enrolment_cannot_be_made_for_somebody_elses_person(scene, database):
    row = copy_of(database, "enrolment", scene.gudbrand)
    with asking(database.app_url, scene.kari) as connection, pytest.raises(REFUSED):
        insert(connection, "enrolment", row | {"patient_id": str(scene.astrid.patient_id)})


def test_an_event_cannot_be_put_into_somebody_elses_case(scene, database):
    theirs = copy_of(database, "case_event", scene.astrid)["case_id"]
    for url, token in ((database.app_url, scene.kari), (database.ingest_url, scene.client)):
        row = copy_of(database, "case_event", scene.gudbrand)
        with asking(url, token) as connection, pytest.raises(REFUSED):
            insert(connection, "case_event", row | {"case_id": theirs})
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_existing_and_never_existed_are_refused_alike(scene, database):
    """Pointing at somebody else's enrolment tells no more than pointing at nobody."""
    row = copy_of(database, "contact", scene.gudbrand)
    said = set()
    for enrolment in (str(scene.astrid.id), "01920000-0000-7000-8000-000000000000"):
        with asking(database.app_url, scene.kari) as connection:
            with pytest.raises(errors.ForeignKeyViolation) as refusal:
                insert(connection, "contact", row | {"enrolment_id": enrolment})
            said.add((refusal.value.sqlstate, refusal.value.diag.constraint_name))
    assert len(said) == 1


def test_a_gateway_cannot_use_its_neighbours_right(scene, database):
    """Same municipality, not bound: the municipality alone opens nothing to a gateway."""
    row = copy_of(database, "measurement", scene.gudbrand)
    for other in (scene.sigrid, scene.olav, scene.astrid):
        changed = {"enrolment_id": str(other.id), "municipality_id": other.municipality_id}
        with asking(database.ingest_url, scene.gateway) as connection:
            with pytest.raises(errors.InsufficientPrivilege):
                insert(connection, "measurement", row | changed)


def test_nobodys_rows_are_changed_or_taken_away_from_outside(scene, database, tables):
    for right, statement in (
        ("UPDATE", "UPDATE {} SET municipality_id = municipality_id WHERE municipality_id = %s"),
        ("DELETE", "DELETE FROM {} WHERE municipality_id = %s"),
    ):
        for table, url, token in writers(scene, database, tables, right):
            for who in (token, "", scene.forged):
                with asking(url, who) as connection:
                    hit = connection.execute(statement.format(table), [LOM]).rowcount
                assert hit == 0, (right, table)


def test_a_row_cannot_be_moved_to_another_municipality_or_person(scene, database, tables):
    tried = writers(scene, database, tables, "UPDATE")
    assert {table for table, _, _ in tried} >= {"case_", "awaited", "on_screen"}
    with psycopg.connect(database.superuser_url) as connection:
        for table in ("case_event", "case_", "awaited"):  # "one each" must not be what refuses
            connection.execute(f"DELETE FROM {table} WHERE municipality_id = %s", [LOM])
    for table, url, token in tried:
        hers = f"enrolment_id = '{scene.astrid.id}'"
        for change in (
            f"municipality_id = {LOM}",
            hers,
            f"municipality_id = {LOM}, {hers}",
            f"municipality_id = {NORD_AURDAL}",  # Kari's too, and still not this person's
        ):
            with asking(url, token) as connection, pytest.raises(REFUSED):
                connection.execute(
                    f"UPDATE {table} SET {change} WHERE enrolment_id = %s", [scene.gudbrand.id]
                )


def test_even_the_worker_cannot_make_a_row_point_across(scene, database, tables):
    """Its policies are open, since it serves everybody: the composite keys are what stops it."""
    for table in tables:
        if may(database.worker_url, table, "INSERT"):
            row = copy_of(database, table, scene.gudbrand)
            for change in ({"municipality_id": LOM}, {"enrolment_id": str(scene.astrid.id)}):
                with asking(database.worker_url) as connection, pytest.raises(REFUSED):
                    insert(connection, table, row | change)
        if may(database.worker_url, table, "UPDATE"):
            with asking(database.worker_url) as connection, pytest.raises(REFUSED):
                connection.execute(f"UPDATE {table} SET municipality_id = %s", [LOM])


def test_a_receipt_belongs_to_the_source_that_got_it(scene, database):
    with asking(database.superuser_url) as connection:
        rows = connection.execute("SELECT count(*) AS n FROM receipt").fetchone()
    assert rows is not None
    assert rows["n"] >= 4
    for token in (scene.client, scene.gateway, scene.kari, ""):
        with asking(database.ingest_url, token) as connection:
            assert connection.execute("SELECT * FROM receipt").fetchall() == []
            assert connection.execute("UPDATE receipt SET replays = 1").rowcount == 0
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(
                    "INSERT INTO receipt (source_id, key, digest, measurement_id, replays) SELECT"
                    " %s, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 0",
                    [scene.cast.source.id],
                )


def test_facts_judgements_and_the_log_are_only_ever_added_to(scene, database):
    roles = (database.app_url, database.ingest_url, database.worker_url)
    for url in roles:
        for table in ("measurement", "judgement", "audit_entry", "case_event"):
            for statement in (
                f"UPDATE {table} SET municipality_id = municipality_id",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
            ):
                with asking(url, scene.kari) as connection:
                    with pytest.raises(errors.InsufficientPrivilege):
                        connection.execute(statement)


# --- One connection, many askers ---------------------------------------------------------------


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


def test_a_token_is_gone_when_its_transaction_failed(scene, database):
    with psycopg.connect(database.app_url, autocommit=True) as connection:
        with pytest.raises(errors.DivisionByZero), connection.transaction():
            connection.execute("SELECT set_config('heime.token', %s, true)", [scene.kari])
            connection.execute("SELECT 1 / 0")
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
