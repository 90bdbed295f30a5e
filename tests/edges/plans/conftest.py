"""Astrid with a whole plan and sixty days of readings, and her GP beside the cast."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest


@pytest.fixture
def planned(cast: Any, now: Any) -> Any:
    """Her plan whole, and a dip to 90 every sixth day: yellow by the COPD profile."""
    from heime.core import templates
    from heime.core.kinds import Kind
    from tests import people

    content = templates.template("copd") | {
        "review_on": (now + timedelta(days=200)).date().isoformat(),
        "rules": [],
    }
    cast.plan = people.plan(cast.astrid, content, approved_by=cast.nils, now=now, number=2)
    for day in range(1, 61):
        value = "90" if day % 6 == 0 else "94"
        for minutes in (0, 5):
            people.measured(
                cast.astrid, Kind.OXYGEN_SATURATION, value,
                now - timedelta(days=day, minutes=minutes), source=cast.source,
            )  # fmt: skip
    return cast


@pytest.fixture
def gry(cast: Any, now: Any) -> Any:
    """Astrid's GP."""
    from heime.core.rights import Ground
    from heime.core.roles import Role
    from heime.records.people.models import Organisation
    from tests import people
    from tests.people import LOM

    office = people.organisation("Breelvi legekontor", Organisation.Sort.GP, LOM)
    made = people.account("gry", "Gry Bakke", "LE", member_of=None, now=now)
    people.post(made, Role.GP, organisation=office, now=now)
    people.right(
        cast.astrid, Ground.GP, organisation=office, given_by=cast.ingrid, now=now,
        lasts=timedelta(days=300),
    )  # fmt: skip
    return made
