"""The life of one Heime database: made once, brought up to date at each start.

The owner's role makes tables and roles and is used for nothing else. The first migration makes the
other roles (app, ingest, worker); their passwords are set here, from the addresses in use.
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from heime.ops import child


class DatabaseRefused(Exception):
    """The database cannot be used as it is. The text says why and is safe to print."""


def prepare(superuser_url: str, owner_url: str) -> None:
    """Make the owner's role and the database that `owner_url` names, where they are missing.

    The owner may make roles and nothing more: it is no superuser and may not bypass row security.
    """
    owner = conninfo_to_dict(owner_url)
    role, name = sql.Identifier(str(owner["user"])), sql.Identifier(str(owner["dbname"]))
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        if not _row(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", owner["user"]):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(role))
        _set_password(connection, str(owner["user"]), str(owner["password"]))
        if not _row(connection, "SELECT 1 FROM pg_database WHERE datname = %s", owner["dbname"]):
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, role))


def drop(superuser_url: str, name: str) -> None:
    """Remove a database and all in it; safe to repeat."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def _row(connection: psycopg.Connection, query: str, *values: object) -> tuple[object, ...] | None:
    return connection.execute(query.encode(), values).fetchone()


def migrate(env: Mapping[str, str]) -> None:
    """Bring the schema up to date, as the owner, in a process of its own.

    env: the settings of that process; it must hold the owner's address.
    """
    said = child.run(child.heime("migrate"), env=child.surroundings(env))
    if said is not None:
        raise DatabaseRefused(f"The database could not be brought up to date.\n{said}")


def set_passwords(owner_url: str, *urls: str) -> None:
    """Give each role the password that its address holds; safe to repeat."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for url in urls:
            parts = conninfo_to_dict(url)
            _set_password(connection, str(parts["user"]), str(parts["password"]))


def _set_password(connection: psycopg.Connection, role: str, password: str) -> None:
    # Hashed here, so that the password itself is in no statement and in no log.
    verifier = connection.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    ).decode()
    connection.execute(
        sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier))
    )


def refuse_powerful_roles(*urls: str) -> None:
    """Refuse addresses whose role could step around row-level security.

    :raises DatabaseRefused: a role is a superuser or may bypass row security
    """
    for url in urls:
        with psycopg.connect(url) as connection:
            found = _row(
                connection,
                "SELECT rolname FROM pg_roles"
                " WHERE (rolsuper OR rolbypassrls) AND pg_has_role(current_user, oid, 'MEMBER')",
            )
        if found:
            raise DatabaseRefused(
                f"The database role {conninfo_to_dict(url)['user']} is a superuser or may bypass"
                " row-level security. Give Heime roles that are neither."
            )
