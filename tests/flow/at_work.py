"""Somebody at work, for the tests of what staff do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connections, transaction

from heime.core.actor import Actor
from heime.records.access.reads import identify
from heime.records.people.models import Account
from tests import people

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class At:
    """One person's requests: each in a transaction in which the database knows who asks."""

    def __init__(self, who: Account) -> None:
        self.token, _ = people.signed_in(who, datetime.now(UTC))

    def do(self, verb, *args, **kwargs) -> Any:
        try:
            with transaction.atomic():
                actor = identify(self.token)
                assert isinstance(actor, Actor)
                return verb(*args, by=actor, now=kwargs.pop("now", NOW), **kwargs)
        finally:
            connections["default"].close()
