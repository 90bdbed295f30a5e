"""The database that goes from test to test, emptied in between."""

from typing import LiteralString

import psycopg
from psycopg import sql

from tests.looking import Kept

SERVED = "heime-served"
"""The name by which the database knows a server that serves one test after the other."""

SHAPE = """
SELECT md5(string_agg(line, ';' ORDER BY line)) FROM (
    SELECT concat_ws(',', relname, relkind, relrowsecurity, relforcerowsecurity, relacl, relowner)
      FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i'
    UNION ALL SELECT concat_ws(',', tablename, policyname, roles, cmd, qual, with_check)
      FROM pg_policies
    UNION ALL SELECT concat_ws(',', proname, prosrc, prosecdef, proconfig, proacl)
      FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(',', conrelid, conname) FROM pg_constraint
    UNION ALL SELECT concat_ws(',', tgrelid, tgname, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws(',', setrole, setconfig) FROM pg_db_role_setting
    UNION ALL SELECT concat_ws(',', rolname, rolsuper, rolbypassrls) FROM pg_roles) AS lines (line)
"""

CATALOGUES = (
    "pg_class WHERE relnamespace = 'public'::regnamespace", "pg_policy", "pg_proc",
    "pg_constraint", "pg_trigger", "pg_db_role_setting", "pg_authid",
)  # fmt: skip
# What is added or changed bears a later transaction than all before; what is only removed, is one
# less.
TOUCHED: LiteralString = "SELECT concat_ws(';', {})".format(
    ", ".join(
        f"(SELECT concat_ws(',', count(*), max(xmin::text::bigint)) FROM {catalogue})"
        for catalogue in CATALOGUES
    )
)

KEPT = (
    "django_migrations", "django_content_type", "auth_permission", "municipality",
    "role_scope", "phase_scope", "phase_others", "identity_key",
)  # fmt: skip

EMPTIED = """
DO $$
DECLARE part regclass;
BEGIN
    FOR part IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind = 'r' AND pg_relation_size(oid) > 0 AND relname NOT IN ({kept})
    LOOP EXECUTE format('DELETE FROM ONLY %s', part); END LOOP;
    -- The municipalities are not emptied, but a test may have changed them.
    UPDATE municipality SET active = region <> 'Nord-Østerdal'
     WHERE active <> (region <> 'Nord-Østerdal');
END $$
"""


class Emptied:
    """One database, as it was when it was new; connected to by itself from test to test."""

    def __init__(self, superuser_url: str) -> None:
        self._url = superuser_url
        self._connected = connected(superuser_url)
        self._touched = asked(self._connected, TOUCHED)
        self._shape = asked(self._connected, SHAPE)

    def again(self, kept: Kept) -> bool:
        """End what a test left connected, and empty it for the next one.

        False, and closed, when the test changed more than rows: nobody should use it again.
        """
        try:
            self._connected.execute("SELECT 1")
        except psycopg.OperationalError:  # the test stopped the server, or all who were connected
            self.close()
            self._connected = connected(self._url)
        disconnect(self._connected, kept)
        if (touched := asked(self._connected, TOUCHED)) != self._touched:
            if asked(self._connected, SHAPE) != self._shape:
                self.close()
                return False
            self._touched = touched
        delete_all_rows(self._connected)
        return True

    def close(self) -> None:
        self._connected.close()


def connected(superuser_url: str) -> psycopg.Connection:
    """What empties a database: no trigger and no key of its stands in the way."""
    connection = psycopg.connect(superuser_url, autocommit=True)
    connection.execute("SET session_replication_role = replica")
    return connection


def asked(connection: psycopg.Connection, query: LiteralString) -> str:
    row = connection.execute(query).fetchone()
    assert row is not None
    return str(row[0])


def delete_all_rows(connection: psycopg.Connection) -> None:
    """Far faster than a new clone: tests leave few rows, in few of the tables and partitions."""
    kept = sql.SQL(", ").join(sql.Literal(name) for name in KEPT)
    connection.execute(sql.SQL(EMPTIED).format(kept=kept))


def disconnect(connection: psycopg.Connection, kept: Kept) -> None:
    """End what a test left connected: it must not write into the next one's database."""
    ours = [one.connection.info.backend_pid for one in kept.values()]
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND pid <> ALL (%s) AND application_name NOT IN (%s, 'heime-live')",
        [ours, SERVED],
    )
