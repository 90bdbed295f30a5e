"""Nothing acknowledged is lost, whatever is killed (architecture 6.1), and the house heals itself.

The last test is a test of this test: told to answer before it is sure, PostgreSQL must be caught.
"""

import os
import random
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from heime.ops.bench.recount import recount
from heime.ops.group import LONGEST_PAUSE
from tests.trouble.house import House, standing
from tests.trouble.senders import Senders

PARTS = ("postgres", "web", "jobs")


def kill(house: House, part: str) -> None:
    os.kill(house.pid(part), signal.SIGKILL)


def wait_until_back(house: House, part: str, old: int, *, within: float = 30) -> None:
    too_late = time.monotonic() + within
    while house.pid(part) == old:
        assert time.monotonic() < too_late, f"{part} was not started again"
        time.sleep(0.02)


def hurt(house: House, senders: Senders, part: str) -> None:
    """Kill one part under load, and see the house take in readings again."""
    senders.wait_for(30)
    old = house.pid(part)
    kill(house, part)
    wait_until_back(house, part, old)
    senders.wait_for(30)


def connected(url: str, *, within: float = 30) -> psycopg.Connection:
    """A connection, as soon as the database has recovered."""
    too_late = time.monotonic() + within
    while True:
        try:
            return psycopg.connect(url)
        except psycopg.OperationalError:
            if time.monotonic() > too_late:
                raise
            time.sleep(0.1)


def lost(url: str, acknowledged: set[str]) -> int:
    """How many acknowledged readings are not in the database."""
    with connected(url) as conn:
        row = conn.execute(
            "SELECT count(DISTINCT id) FROM measurement WHERE id = ANY (%s)",
            [[UUID(id_) for id_ in acknowledged]],
        ).fetchone()
    assert row is not None
    return len(acknowledged) - int(row[0])


def test_whatever_is_killed_nothing_acknowledged_is_lost(open_folder: Path) -> None:
    _kill_and_recount(open_folder, list(PARTS))


@pytest.mark.long
def test_a_hundred_kills_lose_nothing(open_folder: Path) -> None:
    dice = random.Random(7)
    _kill_and_recount(open_folder, [dice.choice(PARTS) for _ in range(105)])


def _kill_and_recount(folder: Path, order: list[str]) -> None:
    since = datetime.now(UTC)
    with standing(folder) as house:
        with Senders(house, folder / "acknowledged") as senders:
            for part in order:
                hurt(house, senders, part)
        assert senders.surprises == []
        assert lost(house.url, senders.acknowledged) == 0
        found = recount(
            house.url, acknowledged=len(senders.acknowledged), since=since, plain_source=0
        )
        assert found["differences"] == []
        assert found["judgements"] >= len(senders.acknowledged)
        assert _due_loop_is_alive(house.url)


def _due_loop_is_alive(url: str) -> bool:
    """The jobs process has taken up its loop again: its lease ran out, and it made a round."""
    began, too_late = datetime.now(UTC), time.monotonic() + 15 + LONGEST_PAUSE
    while time.monotonic() < too_late:
        with psycopg.connect(url) as conn:
            row = conn.execute("SELECT done_at FROM loop WHERE name = 'due'").fetchone()
        if row is not None and row[0] > began:
            return True
        time.sleep(0.2)
    return False


CYCLES = 10


def test_the_same_test_catches_a_database_that_answers_too_early(open_folder: Path) -> None:
    with standing(open_folder, sure=False) as house:
        for _ in range(CYCLES):
            with Senders(house, open_folder / "acknowledged") as senders:
                hurt(house, senders, "postgres")
            if lost(house.url, senders.acknowledged):
                return
    pytest.fail(f"nothing was lost in {CYCLES} kills: this harness would not see a loss")
