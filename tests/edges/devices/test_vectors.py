"""Every byte vector of the reference, and our own, as the meter's hub would hand them on."""

import json
from pathlib import Path
from typing import Any

import pytest

from heime.edges.devices.decode import decode, plain

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "vectors.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_the_bytes_give_what_the_reference_says(vector: dict[str, Any]) -> None:
    answer = decode(int(vector["characteristic"], 16), bytes.fromhex(vector["bytes"]))

    assert plain(answer) == vector["gives"], vector["why"]
