"""The sealer closes over what is committed, waits for nobody's chain, and misses nothing late."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import errors

from heime.ops.audit.verify import verify
from tests.people import LOM, VANG

NOTE = "INSERT INTO audit_entry (at, municipality_id, action, detail) VALUES (now(), %s, %s, %s)"


@pytest.fixture
def worker(database: Any) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.worker_url, autocommit=True) as connection:
        yield connection


def seal(connection: psycopg.Connection, most: int = 20_000) -> int:
    row = connection.execute("SELECT seal_log(%s)", [most]).fetchone()
    assert row is not None
    return row[0]


def note(connection: psycopg.Connection, *places: int | None, detail: str | None = None) -> None:
    for place in places:
        connection.execute(NOTE, [place, "person.opened", detail])


def test_what_is_committed_is_sealed_a_chain_for_each_municipality(database, worker):
    note(worker, LOM, VANG, LOM, None)

    assert seal(worker) == 4
    assert seal(worker) == 0, "once"

    chains = worker.execute("SELECT chain, n, entries FROM seal ORDER BY chain").fetchall()
    assert chains == [(0, 1, 1), (LOM, 1, 2), (VANG, 1, 1)]
    assert verify(database.owner_url).faults == []


def test_all_that_an_entry_says_is_sealed_as_it_is_verified(database, worker):
    """The database writes entries out for their hash, and so do we: odd ones too."""
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(
            """
            INSERT INTO audit_entry (at, enrolment_id, account_id, sign_in_id, source_id,
                municipality_id, action, detail, request_id, resource, ground, purpose, role,
                organisation_id, denied, device)
            SELECT '2026-11-22 07:00:00.123456+00', gen_random_uuid(), gen_random_uuid(),
                   gen_random_uuid(), 7, 3434, 'a|b', E'5:æøå|\n\\\\', gen_random_uuid(), 'x', '',
                   'TREAT', 'nurse', gen_random_uuid(), d, 'phone|1'
              FROM unnest(ARRAY[true, false, NULL]) AS d
            """
        )
    assert seal(worker) == 3

    checked = verify(database.owner_url)

    assert (checked.entries, checked.faults) == (3, [])


def test_nothing_is_sealed_above_somebody_who_still_writes(database, worker):
    with psycopg.connect(database.app_url) as slow:
        note(slow, LOM)  # has an id, and has not committed
        note(worker, LOM, VANG)
        assert seal(worker) == 0
        assert seal(worker) == 0
        slow.commit()
    assert seal(worker) == 3
    assert verify(database.owner_url).faults == []


def test_sealing_goes_on_while_somebody_always_writes(database, worker):
    """One writer takes over from the other, and never is there a moment without one."""
    with psycopg.connect(database.app_url) as one, psycopg.connect(database.app_url) as other:
        note(one, LOM)
        assert seal(worker) == 0
        note(other, LOM)
        one.commit()
        assert seal(worker) == 1, "the first is finished; the second came after we looked"
        note(one, VANG)
        other.commit()
        assert seal(worker) == 1
        one.rollback()
    assert verify(database.owner_url).faults == []


def test_an_id_taken_and_never_committed_holds_nothing_up(database, worker):
    with psycopg.connect(database.app_url) as connection:
        note(connection, LOM)
        connection.rollback()
    note(worker, LOM)

    assert seal(worker) == 1


def test_two_sealers_at_once_do_no_harm(database, worker):
    note(worker, LOM, LOM)
    with psycopg.connect(database.worker_url) as other:
        assert seal(other) == 2
        assert seal(worker) == 0, "not waited for either"
        other.commit()
    note(worker, LOM)
    assert seal(worker) == 1
    assert verify(database.owner_url).faults == []


def test_writers_do_not_wait_for_the_sealer(database, worker):
    note(worker, LOM)
    with psycopg.connect(database.worker_url) as sealing:
        seal(sealing)  # and has not committed
        worker.execute("SET lock_timeout = '100ms'")
        note(worker, LOM)
        with psycopg.connect(database.superuser_url) as looking:
            entries = looking.execute("SELECT count(*) FROM audit_entry").fetchone()
    assert entries == (2,), "committed while the sealer had not"


def test_much_is_sealed_in_pieces(database, worker):
    note(worker, *[LOM] * 5, VANG)

    assert [seal(worker, 4) for _ in range(3)] == [4, 2, 0]
    assert verify(database.owner_url).faults == []


def test_a_new_day_carries_the_day_before(database, worker):
    note(worker, LOM)
    seal(worker)
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("UPDATE seal SET day = day - 1")  # as if it had been yesterday's
    note(worker, LOM)
    seal(worker)

    kept = worker.execute("SELECT n, previous, hash FROM seal ORDER BY day").fetchall()
    assert [n for n, _, _ in kept] == [1, 1]
    assert kept[1][1] == kept[0][2]


def test_the_sealer_sees_what_others_commit_or_refuses(worker):
    worker.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    with pytest.raises(errors.RaiseException):
        seal(worker)
    worker.execute("ROLLBACK")


def test_the_age_of_the_tail_is_told_to_those_who_may_not_read_it(worker):
    note(worker, LOM, VANG)
    row = worker.execute("SELECT entries, oldest FROM unsealed()").fetchone()
    assert row is not None
    assert row[0] == 2
    assert datetime.now(UTC) - row[1] < timedelta(minutes=1)

    seal(worker)
    assert worker.execute("SELECT entries, oldest FROM unsealed()").fetchone() == (0, None)
    with pytest.raises(errors.InsufficientPrivilege):
        worker.execute("SELECT count(*) FROM audit_entry")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_entry (id, at, action) VALUES (1, now(), 'x')",
        "UPDATE seal SET entries = 1",
        "DELETE FROM seal",
        "INSERT INTO seal (chain, day, n, first, last, sealed_at, entries, previous, hash, marks)"
        " VALUES (1, now(), 1, 1, 1, now(), 1, '', '', '')",
        "UPDATE sealing SET upto = 1",
        "SELECT seal_entries(0, 9, 9)",
    ],
)
def test_nobody_chooses_an_id_or_touches_a_seal(database, statement):
    for url in (database.app_url, database.ingest_url, database.worker_url):
        with (
            psycopg.connect(url) as connection,
            pytest.raises(errors.InsufficientPrivilege),
        ):
            connection.execute(statement.encode())
