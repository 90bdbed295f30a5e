"""What every other test stands on: a database of its own, the right roles, and no network."""

import asyncio
import socket

import psycopg
import pytest

ROLES = ("owner", "app", "ingest", "worker")


@pytest.mark.both_databases
def test_each_address_is_its_own_role_and_none_is_powerful(database):
    for role in ROLES:
        with psycopg.connect(getattr(database, f"{role}_url")) as connection:
            found = connection.execute(
                "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles"
                " WHERE rolname = current_user"
            ).fetchone()
        assert found == (f"test_{role}", False)


@pytest.mark.both_databases
def test_djangos_connections_look_at_this_tests_database(database):
    from django.db import connections

    names = {}
    for alias in ("default", "arrange"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_user, current_database()")
            names[alias] = cursor.fetchone()

    here = database.app_url.rpartition("/")[2].partition("?")[0]
    assert names == {"default": ("test_app", here), "arrange": ("postgres", here)}


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_writes_no_other_sees(database, turn):
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("CREATE TABLE written_by_a_test (turn int)")
    assert turn, "the second turn would fail on a table that is there"


@pytest.mark.parametrize("turn", [1, 2])
def test_a_connection_with_other_rights_is_not_handed_on(database, turn):
    from django.db import connections

    from tests.looking import look_at

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("test_app",), f"turn {turn} was given what a test left"
    look_at("default", database.owner_url)
    connections["default"].ensure_connection()


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_there_is_no_network(address):
    with pytest.raises(PermissionError, match="no network"):
        socket.create_connection(address, timeout=1)


def test_there_is_no_network_for_async_code_either():
    async def reach() -> None:
        await asyncio.open_connection("registry.example.com", 443)

    with pytest.raises(PermissionError, match="no network"):
        asyncio.run(reach())
