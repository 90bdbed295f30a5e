"""The database's wall by itself: what raw SQL may add, change and take away with a token.

For every table and every role that writes there, found in the catalogue.
"""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import errors
from psycopg.types.json import Jsonb

from heime.core.kinds import Kind
from tests.people import LOM, NORD_AURDAL
from tests.walls.scene import Scene, asking, may

REFUSED = (errors.InsufficientPrivilege, errors.ForeignKeyViolation)
"""By a missing grant, a policy or a composite key. Never by a unique key, which would tell."""
UNUSED = 32_000
NEW: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "awaited": lambda row: {"kind": int(Kind.BODY_WEIGHT)},
    "case_": lambda row: {
        "state": "closed", "closed_at": row["opened_at"], "closed_by_id": row["taken_by_id"],
        "outcome": "advice", "note": "Ringte.", "earlier_id": row["id"],
    },
    "hand_over": lambda row: {
        "state": "withdrawn", "ended_at": row["sent_at"], "reason": "Ringte i stedet.",
    },
    "course": lambda row: {"kind": int(Kind.BODY_WEIGHT)},
    "judgement": lambda row: {"judged_at": "2026-11-22T00:00:00Z"},
    "plan_version": lambda row: {"number": UNUSED, "id": 1_000_000},
    "patient": lambda row: {"national_id_lookup": None},
    "signal": lambda row: {"day": "2026-01-01"},
    "identifier": lambda row: {"lookup": "\\x00ff"},
    "patient_link": lambda row: {"ended_at": row["linked_at"], "ended_by_id": row["linked_by_id"]},
    "move": lambda row: {"answered_at": None, "answered_by_id": None, "answer": ""},
    "death": lambda row: {"corrected_at": None, "corrected_by_id": None, "reason": ""},
}  # fmt: skip
"""What must differ in a copy for it to be a row of its own, besides a new `id`."""


OF_PATIENT = ("identifier", "patient_link")
"""Tables that hang on the patient, and on no enrolment."""
ENTERED = ("entered", "invalidation", "vital_set")
"""What staff write by the door of what is received, by their own sign-in."""
ELSEWHERE = ("carer_response", "acknowledged", "hand_over", "start_figure")
"""Shown elsewhere: what staff never write (tests/flow/test_carer_responses.py), what a trigger
looks at first (tests/edges/clinic/test_green_answers.py), what begins live, one at a time
(tests/flow/test_hand_over.py), and what is frozen (tests/flow/test_intake.py)."""
ONE_EACH = (
    "protected_address", "message_receipt", "climb", "looking", "seen", "reminder", "reminder_look",
    "app_look",
)  # fmt: skip
AT_HOME = ("home_", "kiosk_", "reminder")
"""How tables begin that phones, tablets and whoever is reminded write, with tokens of their own:
tests/edges/home asks with those."""


def copy_of(database, table: str, who: Any) -> dict[str, Any]:
    """A row of somebody's as JSON, made new: it could be inserted as it is."""
    column = {"patient": "id", "enrolment": "id"}.get(table, "enrolment_id")
    if table in OF_PATIENT:
        column = "patient_id"
    value = who.patient_id if table in {"patient", *OF_PATIENT} else who.id
    with asking(database.superuser_url) as connection:
        found = connection.execute(
            "SELECT to_jsonb(t) AS row, (SELECT array_agg(attname::text) FROM pg_attribute"
            "  WHERE attrelid = t.tableoid AND attgenerated <> '') AS generated"
            f" FROM {table} t WHERE {column} = %s LIMIT 1",
            [value],
        ).fetchone()
        fresh = connection.execute("SELECT gen_random_uuid()::text AS id").fetchone()
    assert found is not None
    assert fresh is not None
    row: dict[str, Any] = found["row"]
    for column in found["generated"] or ():
        del row[column]
    for own in {"id", "uid"} & row.keys():
        row[own] = fresh["id"]
    return row | NEW.get(table, lambda _: {})(row)


def insert(connection: Any, table: str, row: dict[str, Any]) -> None:
    columns = ", ".join(row)
    connection.execute(
        f"INSERT INTO {table} ({columns}) SELECT {columns}"
        f" FROM jsonb_populate_record(NULL::{table}, %s)",
        [Jsonb(row)],
    )


def unhindered(database, table: str, who: Any) -> dict[str, Any]:
    """A new row about this person that breaks no rule but, once changed, the tested one."""
    row = copy_of(database, table, who)
    with psycopg.connect(database.superuser_url) as connection:
        if table == "on_screen":
            connection.execute("DELETE FROM on_screen WHERE enrolment_id = %s", [who.id])
        if table == "watch":  # one each: neither theirs nor Astrid's must be what refuses
            connection.execute(
                "DELETE FROM watch WHERE enrolment_id = %s OR municipality_id = %s", [who.id, LOM]
            )
        if table in ONE_EACH:
            connection.execute(
                f"DELETE FROM {table} WHERE enrolment_id = %s OR municipality_id = %s",
                [who.id, LOM],
            )
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
        if table in ENTERED + ELSEWHERE or table.startswith(AT_HOME):
            continue
        row = unhindered(database, table, scene.gudbrand)
        with asking(url, token) as connection:
            insert(connection, table, row)  # the control: this is how it is done
        theirs = {"municipality_id": LOM}
        hers = {"enrolment_id": str(scene.astrid.id)} if "enrolment_id" in row else {}
        if table in OF_PATIENT:
            hers = {"patient_id": str(scene.astrid.patient_id)}
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


def test_existing_and_never_existed_are_refused_alike(scene, database):
    """Pointing at somebody else's enrolment tells no more than pointing at nobody."""
    row = copy_of(database, "contact", scene.gudbrand)
    said = set()
    for enrolment in (str(scene.astrid.id), "01920000-0000-7000-8000-000000000000"):
        with asking(database.app_url, scene.kari) as connection:
            with pytest.raises(errors.InsufficientPrivilege) as refusal:
                insert(connection, "contact", row | {"enrolment_id": enrolment})
            said.add((refusal.value.sqlstate, refusal.value.diag.constraint_name))
    assert len(said) == 1


def test_a_gateway_cannot_use_its_neighbours_right(scene, database):
    """Same municipality, not bound: the municipality alone opens nothing to a gateway."""
    row = copy_of(database, "measurement", scene.gudbrand)
    for other in (scene.sigrid, scene.olav, scene.astrid):
        changed = {"enrolment_id": str(other.id), "municipality_id": other.municipality_id}
        with (
            asking(database.ingest_url, scene.gateway) as connection,
            pytest.raises(errors.InsufficientPrivilege),
        ):
            insert(connection, "measurement", row | changed)


@pytest.mark.parametrize("table", ENTERED)
def test_what_staff_enter_is_about_their_own_and_in_their_own_name(scene, database, table):
    row = copy_of(database, table, scene.gudbrand)
    theirs = copy_of(database, table, scene.astrid)
    hers = {"enrolment_id": str(scene.astrid.id), "municipality_id": LOM}
    if table == "invalidation":
        row["measurement_id"] = copy_of(database, "measurement", scene.gudbrand)["id"]

    def put(token: str, change: dict[str, Any]) -> None:
        with asking(database.ingest_url, token) as connection:
            about = ",".join((str(scene.gudbrand.id), str(scene.astrid.id)))
            connection.execute("SELECT set_config('heime.about', %s, true)", [about])
            insert(connection, table, row | change)

    put(scene.kari, {})  # the control: this is how it is done
    for token, change in (
        (scene.kari, hers),
        *((scene.kari, {by: theirs[by]}) for by in row if by.endswith("_by_id")),
        *((token, {}) for token in (scene.gateway, scene.client) if table != "vital_set"),
        (scene.forged, {}),
    ):
        with pytest.raises(REFUSED):
            put(token, change)


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
        for table in (
            "climb",
            "hand_over_act",
            "hand_over",
            "case_act",
            "task",
            "case_event",
            "case_",
            "awaited",
            "course",
            "watch",
        ):  # "one each" must not be what refuses
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
            row = unhindered(database, table, scene.gudbrand)
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
        for table in ("measurement", "judgement", "response", "audit_entry", "case_event"):
            for statement in (
                f"UPDATE {table} SET municipality_id = municipality_id",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
            ):
                with (
                    asking(url, scene.kari) as connection,
                    pytest.raises(errors.InsufficientPrivilege),
                ):
                    connection.execute(statement)
