"""A look behind the wall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest


@pytest.fixture
def arrange_rows(database: Any) -> Callable[[str], list[tuple[object, ...]]]:
    """What the database really holds."""

    def ask(query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(database.superuser_url) as connection:
            return connection.execute(query.encode()).fetchall()

    return ask
