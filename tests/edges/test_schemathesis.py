"""schemathesis over our own OpenAPI, against the real server, as five askers at once.

A few hundred requests always, ten thousand in `./heime test long`. What it once found is kept as
cases of its own in test_found_at_random.py.
"""

import random
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.edges import asked_at_random as asking
from tests.edges.asked_at_random import Asker, World
from tests.edges.served import Served, serving

MOST_GROWTH = 200
"""Megabytes that the server may grow by."""


def all_asked(served: Served, world: World, *, each: int, start: int) -> int:
    """`each` requests to every operation, the askers in turn; how many requests that was."""
    found: dict[str, str] = {}
    for operation in asking.operations():
        world.as_before()
        _ask(served, world, operation, each, start, found)
    assert not found, "\n\n".join(found.values())
    return sum(world.told.values())


def _ask(
    served: Served, world: World, operation: Any, each: int, start: int, found: dict[str, str]
) -> None:
    @seed(start)
    @settings(
        max_examples=each, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(asking.cases(operation, world))
    def once(case: Any) -> None:
        asker = next(world.turns)
        answer = asking.sent(case, asker, served.url)
        world.told[f"{answer.status_code}"] += 1

        def again() -> Any:
            return asking.sent(case, asker, served.url)

        for fault in asking.faults(case, asker, answer, world, again):
            what = f"{asker.name}: {operation.label}: {fault}"
            found.setdefault(
                what, f"{what}\n{case.as_curl_command()[:1500]}\n{answer.content[:99]!r}"
            )

    once()


@pytest.fixture
def world(database: Any) -> World:
    return World.made(database.superuser_url)


@pytest.fixture
def served(database: Any, world: World, tmp_path: Path):
    with serving(database, tmp_path) as running:
        yield running


def test_a_few_hundred_requests(served: Served, world: World):
    asked = all_asked(served, world, each=3, start=4)
    assert asked > 250
    assert "Traceback" not in served.log


@pytest.mark.long
def test_ten_thousand_requests(served: Served, world: World):
    start = random.SystemRandom().randrange(1_000_000)
    print(f"seed {start}")
    requests.get(f"{served.url}/fhir/metadata", timeout=5)
    before = served.resident_megabytes()
    asked = grown = 0.0
    while asked < 10_000:  # pages without a field run out of different requests before the others
        asked = all_asked(served, world, each=30, start=start)
        start, grown = start + 1, served.resident_megabytes() - before
        print(f"{asked} requests, {dict(world.told)}, {grown:.0f} MB more")
    assert grown < MOST_GROWTH
    assert "Traceback" not in served.log


def test_a_leak_would_be_noticed(served: Served, world: World):
    """Her own nurse is shown her: asked as if she might see nothing, that is a fault."""
    world.turns = repeat(
        Asker("her nurse", frozenset({"follow-up-team"}), cookie=world.scene.ingrid)
    )
    (operation,) = [
        one for one in asking.operations()
        if one.definition.raw["operationId"] == "worklist.get"
    ]  # fmt: skip
    found: dict[str, str] = {}
    _ask(served, world, operation, 1, 1, found)
    assert any("gave away contact" in what for what in found)
    assert any("told of" in what for what in found)
