"""The scene of the walls, and the tables that they must hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # Django is not set up yet when pytest reads this file
    from tests.conftest import Addresses
    from tests.walls.scene import Scene


@pytest.fixture
def scene(database: Addresses) -> Scene:
    from tests.walls import scene as scenes

    return scenes.two_teams(database.superuser_url, datetime.now(UTC))


@pytest.fixture
def tables(scene: Scene, database: Addresses) -> list[str]:
    """Every table about people, found in the catalogue; each with rows of three municipalities."""
    from tests.people import LOM, NORD_AURDAL, VANG
    from tests.walls import catalogue
    from tests.walls import scene as scenes

    found = [
        table
        for table in scenes.tables_about_people(database.superuser_url)
        if table not in {*catalogue.NO_PERSON_IN_IT, "audit_entry"}
    ]
    assert len(found) >= 13
    for table in found:
        for municipality in (LOM, VANG, NORD_AURDAL):
            assert scenes.rows_of(database.superuser_url, table, municipality), (
                f"{table} has no row of {municipality}: the scene must put one there"
            )
    return found
