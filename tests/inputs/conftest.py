"""The shared inputs, which nobody here made, and one person to send them about."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heime.ops import inputs_table

if TYPE_CHECKING:  # Django is not set up yet when pytest reads this file
    from tests.conftest import Addresses
    from tests.people import Cast

FOLDER = inputs_table.folder()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without the inputs, one sentence says so for all of them."""
    here = Path(__file__).parent
    missing = pytest.mark.skip(
        reason="no shared inputs: put them in ../shared, or name their place in HEIME_SHARED"
    )
    if FOLDER is None:
        for item in items:
            if here in item.path.parents:
                item.add_marker(missing)


@pytest.fixture
def inputs() -> Path:
    assert FOLDER is not None
    return FOLDER


@pytest.fixture
def cast(database: Addresses) -> Cast:
    from tests import people

    return people.everybody(datetime.now(UTC))
