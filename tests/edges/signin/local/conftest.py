"""A look behind the wall, and somebody who has just proved who they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from heime.records.people.models import Account


@pytest.fixture
def arrange_rows(database: Any) -> Callable[[str], list[tuple[object, ...]]]:
    """What the database really holds."""

    def ask(query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(database.superuser_url) as connection:
            return connection.execute(query.encode()).fetchall()

    return ask


@pytest.fixture
def sure(signed_in: Callable[..., Client], now: datetime) -> Callable[..., Client]:
    """A client of somebody who has just proved who they are."""
    from heime.records.access.models import SignIn

    def enter(who: Account) -> Client:
        client = signed_in(who)
        SignIn.objects.using("arrange").filter(account=who).update(stepped_up_at=now)
        return client

    return enter
