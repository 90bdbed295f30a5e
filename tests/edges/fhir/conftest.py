"""For the tests of the door itself: the cast, a database, senders, and the door opened on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.edges.fhir.knocking import Door, knocking

if TYPE_CHECKING:  # Django is not set up yet when pytest reads this file
    from tests.conftest import Addresses
    from tests.people import Cast

KEPT = ("measurement", "judgement", "receipt", "case_", "case_event", "awaited", "notice")


class Behind:
    """What is in the database behind the door, seen by the one whom no wall stops."""

    def __init__(self, url: str) -> None:
        self._url = url

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._url, autocommit=True) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def run(self, statement: str, *values: object) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement.encode(), values)

    def counts(self) -> dict[str, int]:
        return {t: int(self.rows(f"SELECT count(*) FROM {t}")[0][0]) for t in KEPT}

    def log(self) -> list[tuple[str, str | None]]:
        """Action and detail of every entry in the log, oldest first."""
        return [(a, d) for a, d in self.rows("SELECT action, detail FROM audit_entry ORDER BY id")]

    def new_in_log(self, before: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
        return self.log()[len(before) :]

    @contextmanager
    def nothing_kept(self) -> Iterator[None]:
        """No fact, judgement, receipt, case or notice comes to be while the block lasts."""
        before = self.counts()
        yield
        assert self.counts() == before


@pytest.fixture
def cast(database: Addresses) -> Cast:
    from tests import people

    return people.everybody(datetime.now(UTC))


@pytest.fixture
def behind(database: Addresses) -> Behind:
    return Behind(database.superuser_url)


@pytest.fixture
def gateway(cast: Cast, database: Addresses) -> str:
    """The gateway in Astrid's home."""
    from tests.flow import sending

    return sending.of_astrid(cast, database.superuser_url)


@pytest.fixture
def client(cast: Cast, database: Addresses) -> str:
    """A system of Astrid's municipality."""
    from tests.flow import sending

    return sending.client(database.superuser_url, cast.astrid.municipality_id)


@pytest.fixture
def door(database: Addresses) -> Iterator[Door]:
    with knocking(database.ingest_url) as opened:
        yield opened
