"""The cast in a database of its own, and a browser-less client that is signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:  # Django is not set up yet when pytest reads this file
    from heime.records.people.models import Account
    from tests.people import Cast


@pytest.fixture
def now() -> datetime:
    """The views read the clock themselves, so the cast lives now too."""
    return datetime.now(UTC)


@pytest.fixture
def cast(database: object, now: datetime) -> Cast:
    from tests import people

    people.loop_done(now)
    return people.everybody(now)


@pytest.fixture
def signed_in(cast: Cast, now: datetime) -> Callable[[Account], Client]:
    """A client with the cookie of a live sign-in, reading English."""
    from tests import people

    def enter(who: Account, language: str = "en") -> Client:
        client = Client()
        token, _ = people.signed_in(who, now)
        client.cookies["heime"] = token
        client.cookies["heime_language"] = language
        return client

    return enter


@pytest.fixture
def log() -> Callable[[], list[str]]:
    """What the audit log holds: the acts, in order."""
    from heime.records.audit.models import Entry

    return lambda: list(
        Entry.objects.using("arrange").order_by("id").values_list("action", flat=True)
    )
