"""Those who review Lom's log, and clients of somebody who has just proved who they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:  # Django is not set up yet when pytest reads this file
    from tests.flow.auditing import Reviewers


@pytest.fixture
def r(cast: Any, now: datetime) -> Reviewers:
    from tests.flow.auditing import reviewers

    return reviewers(cast, now)


@pytest.fixture
def sure(signed_in: Callable[..., Client]) -> Callable[..., Client]:
    from heime.records.access.models import SignIn
    from tests.flow.letting_in import now
    from tests.people import DB

    def enter(who: Any, language: str = "en") -> Client:
        client = signed_in(who, language)
        SignIn.objects.using(DB).filter(account=who).update(stepped_up_at=now())
        return client

    return enter
