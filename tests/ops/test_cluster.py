"""A PostgreSQL of our own: made once, started, killed, started again, with nothing lost."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from heime.ops import cluster as clusters
from heime.ops import database, postgres, systemuser
from heime.ops.cluster import PostgresFailed


@pytest.fixture
def folder(open_folder: Path) -> Iterator[Path]:
    """A data folder that the database's own system user can reach, as when we are root."""
    made = open_folder / "data"
    made.mkdir()
    yield made
    for parent in ("/run", "/tmp"):  # of those that were made and never started
        left = Path(parent) / clusters.socket_folder_name(made / "database")
        if left.exists():
            left.rmdir()


@pytest.fixture
def programs(pg: str) -> Path | None:
    from tests.conftest import debian_programs

    return debian_programs() if pg == "debian" else None


@pytest.mark.both_databases
def test_what_was_committed_survives_kill_9(folder, programs):
    made = clusters.make(folder, password="p", programs=programs)
    with (folder / "log").open("ab") as log:
        process = postgres.start(made, log=log)
        try:
            with psycopg.connect(made.url(), autocommit=True) as connection:
                connection.execute("CREATE TABLE kept (n int)")
            for n in range(3):
                with psycopg.connect(made.url(), autocommit=True) as connection:
                    connection.execute("INSERT INTO kept VALUES (%s)", [n])
                    process.kill()
                    process.wait()
                process = postgres.start(made, log=log)
            with psycopg.connect(made.url()) as connection:
                rows = connection.execute("SELECT n FROM kept ORDER BY n").fetchall()
        finally:
            postgres.stop(made, process)

    assert rows == [(0,), (1,), (2,)]
    assert process.returncode == 0, "the last stop was a clean one"


@pytest.mark.both_databases
def test_the_log_holds_nothing_of_a_row(folder, programs):
    made = clusters.make(folder, password="p", programs=programs, durable=False)
    with (folder / "log").open("ab") as log:
        process = postgres.start(made, log=log)
        try:
            with psycopg.connect(made.url(), autocommit=True) as connection:
                connection.execute("CREATE TABLE person (id text PRIMARY KEY)")
                for value in ("Synthetic Bakken", "Synthetic Bakken"):
                    query = "INSERT INTO person VALUES (%s)"
                    try:
                        connection.execute(query, [value])
                    except psycopg.errors.UniqueViolation as error:
                        twice = str(error)
                with pytest.raises(psycopg.errors.InvalidTextRepresentation):
                    connection.execute("SELECT 'Synthetic Bakken'::int")
        finally:
            postgres.stop(made, process)
    text = (folder / "log").read_text()

    assert "Synthetic Bakken" in twice, "the client is told, so there was something to log"
    assert "ready to accept connections" in text
    assert "Bakken" not in text
    assert "person" not in text


@pytest.mark.both_databases
def test_passwords_are_needed_even_on_this_machine(cluster):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(cluster.url(role="postgres", password="guess"))


def test_a_half_made_database_is_made_again(folder):
    (folder / "database.new").mkdir()
    (folder / "database.new" / "PG_VERSION").write_text("18\n")

    made = clusters.make(folder, password="p", durable=False)

    assert (made.data / "global" / "pg_control").exists()
    assert not (folder / "database.new").exists()


def test_data_of_another_version_is_refused(folder):
    made = clusters.make(folder, password="p", durable=False)
    (made.data / "PG_VERSION").write_text("19\n")

    with pytest.raises(PostgresFailed, match="made by PostgreSQL 19"):
        clusters.make(folder, password="p")


def test_the_socket_is_the_servers_alone(folder):
    made = clusters.make(folder, password="p", durable=False)
    assert made.socket_folder

    found = made.socket_folder.stat()
    made.socket_folder.rmdir()

    assert stat.S_IMODE(found.st_mode) == 0o700
    assert found.st_uid == systemuser.uid(made.user)
    assert len(os.fsencode(made.socket_folder)) < 80


def test_a_socket_folder_that_others_can_enter_is_not_used(folder, monkeypatch):
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    ours = clusters.make(folder, password="p", durable=False).socket_folder
    assert ours
    ours.chmod(0o777)
    try:
        other = clusters.make(folder, password="p", durable=False).socket_folder
    finally:
        ours.rmdir()
    if other:
        other.rmdir()

    assert other != ours


def test_without_a_socket_it_listens_on_this_machine_only(folder, monkeypatch):
    monkeypatch.setattr(clusters, "LONGEST_SOCKET_PATH", 5)
    made = clusters.make(folder, password="p", durable=False)
    assert made.socket_folder is None

    process = postgres.start(made)
    try:
        with psycopg.connect(made.url()) as connection:
            listens = connection.execute("SHOW listen_addresses").fetchone()
    finally:
        postgres.stop(made, process)

    assert listens == ("127.0.0.1",)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a system user to lock out")
def test_a_folder_that_the_database_cannot_enter_is_named(open_folder):
    closed = open_folder / "closed"
    (closed / "data").mkdir(parents=True)
    closed.chmod(0o700)

    with pytest.raises(PostgresFailed, match=f"cannot enter {closed}"):
        clusters.make(closed / "data", password="p")


def test_a_server_that_cannot_start_says_so(folder, monkeypatch):
    made = clusters.make(folder, password="p", durable=False)
    (made.data / "postgresql.conf").write_text("no_such_setting = 1\n")
    clock = iter(range(0, 1000, 20))
    monkeypatch.setattr("heime.ops.postgres.time.monotonic", lambda: next(clock))

    with pytest.raises(PostgresFailed, match="its log says why"):
        postgres.start(made)
    postgres.tidy(made)


@pytest.mark.both_databases
def test_the_owner_makes_roles_and_is_no_superuser(cluster):
    owner = cluster.url("made_here", role="made_owner", password="x:/@ y")

    database.prepare(cluster.url(), owner)
    database.prepare(cluster.url(), owner)  # again changes nothing
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("CREATE ROLE made_app LOGIN")
    app = cluster.url("made_here", role="made_app", password="new")
    database.set_passwords(owner, app)
    database.refuse_powerful_roles(owner, app)
    psycopg.connect(app).close()
    database.drop(cluster.url(), "made_here")

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(app)


@pytest.mark.both_databases
def test_a_role_that_could_step_around_row_security_is_refused(cluster):
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("CREATE ROLE steps_around LOGIN BYPASSRLS PASSWORD 'x'")
        connection.execute("CREATE ROLE member_of_it LOGIN PASSWORD 'x' IN ROLE steps_around")

    for role in ("postgres", "steps_around", "member_of_it"):
        url = cluster.url(role=role, password="test" if role == "postgres" else "x")
        with pytest.raises(database.DatabaseRefused, match="row-level security"):
            database.refuse_powerful_roles(url)
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("DROP ROLE member_of_it, steps_around")
