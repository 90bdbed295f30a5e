"""When a reading was taken, from a meter's clock that may be wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from heime.edges.devices.clock import Placed, placed

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "clocks.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_reading_is_placed_in_time(case: dict[str, Any]) -> None:
    seconds_ago, clock = case["gives"]

    assert placed(case["taken"], case["shown"], case["wall"]) == Placed(seconds_ago, clock)
