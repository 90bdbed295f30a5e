"""Who reads a thread is asked by the database too: a right to messages is no right to this one."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import errors

from heime.core.rights import Ground
from tests import people
from tests.flow import writing
from tests.flow.writing import start
from tests.walls.scene import asking

REFUSED = errors.InsufficientPrivilege
TABLES = ("message_thread", "message", "message_file", "message_receipt")


@pytest.fixture
def around(database):
    return writing.everybody()


def seen(database, who) -> dict[str, int]:
    """How many rows somebody's token shows, by table, when nothing but the database is asked."""
    token, _ = people.signed_in(who, datetime.now(UTC))
    with asking(database.app_url, token) as connection:
        found = {}
        for table in TABLES:
            row = connection.execute(f"SELECT count(*) AS n FROM {table}").fetchone()
            found[table] = row["n"] if row else 0
    return found


def test_next_of_kin_with_access_to_messages_see_only_what_they_are_in(around, database):
    start(around.astrid, around, "Bare til dere.", files=[b"%PDF-1.7\n%%EOF\n"])
    assert seen(database, around.marit) == dict.fromkeys(TABLES, 0)
    assert seen(database, around.gry) == dict.fromkeys(TABLES, 0)
    assert seen(database, around.astrid)["message_file"] == 1

    start(around.astrid, around, "Til Marit og.", kin=frozenset([around.marit.id]))
    assert seen(database, around.marit)["message_thread"] == 1
    assert seen(database, around.cast.ingrid)["message_thread"] == 2


FORGED = """
INSERT INTO message (id, municipality_id, enrolment_id, thread_id, sort, side, sent_by_id, sent_at,
    text, urgent)
SELECT gen_random_uuid(), municipality_id, enrolment_id, id, 'said', %s, %s, now(), 'Ta dobbelt.',
    false FROM message_thread
"""


def test_nobody_writes_as_what_they_are_not(around, database):
    start(around.astrid, around, "Til Marit og.", kin=frozenset([around.marit.id]))
    token, _ = people.signed_in(around.marit, datetime.now(UTC))
    for side, by in (("team", around.marit.id), ("patient", around.marit.id),
                     ("kin", around.cast.ingrid.id)):  # fmt: skip
        with asking(database.app_url, token) as connection, pytest.raises(REFUSED):
            connection.execute(FORGED, [side, by])
    with asking(database.app_url, token) as connection:
        connection.execute(FORGED, ["kin", around.marit.id])  # the control


def test_an_emergency_reads_and_writes_nothing(around, database):
    start(around.astrid, around)
    people.right(
        around.cast.astrid, Ground.EMERGENCY, account=around.lars, given_by=around.lars,
        now=datetime.now(UTC), reason="Bevisstløs",
    )  # fmt: skip
    assert seen(database, around.lars)["message"] == 1
    token, _ = people.signed_in(around.lars, datetime.now(UTC))
    with asking(database.app_url, token) as connection, pytest.raises(REFUSED):
        connection.execute(FORGED, ["team", around.lars.id])
    with asking(database.app_url, token) as connection:
        changed = connection.execute("UPDATE message_thread SET waits_since = NULL, due_at = NULL")
        assert changed.rowcount == 0


def test_what_was_written_is_never_changed(around, database):
    start(around.astrid, around)
    token, _ = people.signed_in(around.cast.ingrid, datetime.now(UTC))
    for statement in (
        "UPDATE message SET text = 'x'", "DELETE FROM message", "DELETE FROM message_thread",
        "UPDATE message_thread SET with_patient = false", "UPDATE message_file SET size = 0",
    ):  # fmt: skip
        with asking(database.app_url, token) as connection, pytest.raises(psycopg.Error):
            connection.execute(statement)
