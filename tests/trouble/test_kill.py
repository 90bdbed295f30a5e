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


def lost(url: str, table: str, acknowledged: set[str]) -> int:
    """How many of the acknowledged are not in the database."""
    with connected(url) as conn:
        row = conn.execute(
            f"SELECT count(DISTINCT id) FROM {table} WHERE id = ANY (%s)",
            [[UUID(id_) for id_ in acknowledged]],
        ).fetchone()
    assert row is not None
    return len(acknowledged) - int(row[0])


# Each form kept has its own receipt and judgement, and the list has what it asks for.
_FORMS = """
SELECT count(*),
       count(*) FILTER (WHERE EXISTS (SELECT FROM judgement j
           WHERE j.enrolment_id = f.enrolment_id AND j.kind = f.questionnaire
             AND j.measurement_id = f.id)),
       (SELECT count(*) FROM receipt r WHERE r.measurement_id IN (SELECT id FROM response))
  FROM response f WHERE f.received_at >= %s
"""


def forms_judged_and_receipted(url: str, since: datetime) -> tuple[int, ...]:
    with connected(url) as conn:
        row = conn.execute(_FORMS, [since]).fetchone()
    assert row is not None
    return row


def test_whatever_is_killed_nothing_acknowledged_is_lost(open_folder: Path) -> None:
    assert differences_after_kills(open_folder, list(PARTS)) == []


@pytest.mark.long
def test_a_hundred_kills_lose_nothing(open_folder: Path) -> None:
    dice = random.Random(7)
    parts = [dice.choice(PARTS) for _ in range(105)]

    assert differences_after_kills(open_folder, parts) == []


def differences_after_kills(folder: Path, order: list[str]) -> list[str]:
    """Kill these parts one after the other under load; tell whatever is not as it should be."""
    since = datetime.now(UTC)
    with standing(folder) as house:
        with Senders(house, folder / "acknowledged") as senders:
            for part in order:
                hurt(house, senders, part)
        readings, forms = senders.acknowledged, senders.answered
        counted = recount(house.url, acknowledged=len(readings), since=since, plain_source=0)
        of_forms = forms_judged_and_receipted(house.url, since)
        found = {
            "answers that no sender expects": senders.surprises,
            "readings acknowledged and lost": lost(house.url, "measurement", readings),
            "forms acknowledged and lost": lost(house.url, "response", forms),
            "the readings, counted": counted["differences"],
            f"of {len(forms)} forms kept, judged, receipts": (
                of_forms if of_forms != (len(forms),) * 3 else None
            ),
            "the due loop did not go on": not _due_loop_is_alive(house.url),
        }
    return [f"{what}: {much}" for what, much in found.items() if much]


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
            if lost(house.url, "measurement", senders.acknowledged):
                return
    pytest.fail(f"nothing was lost in {CYCLES} kills: this harness would not see a loss")
