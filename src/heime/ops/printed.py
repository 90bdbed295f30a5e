"""The printed list of each team, made every hour into the data folder, for when systems are down.

Runs in the jobs process on a connection of its own, so that no alarm waits for it. A file is there
whole or not at all, and only the folder's owner reads it (docs/adr/0022-the-list-on-paper.md).
"""

import asyncio
import json
import logging
import os
import re
import signal
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import AsyncConnection

from heime.ops import child
from heime.ops.paper import FOLDER, oldest
from heime.records.desk import printed

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
TRY_AGAIN = 60.0
"""Seconds between tries when it failed, and between looks whether the hour is over."""


async def keep_printing(url: str, stop: asyncio.Event) -> None:
    """Make the lists every hour until told to stop. As the worker's role; nothing without a
    data folder."""
    folder = os.environ.get("HEIME_DATA")
    if not folder:
        return
    place = Path(folder) / FOLDER
    while not stop.is_set():
        age = oldest(place, datetime.now(UTC))
        if age is None or age >= EVERY:
            await _try(url, place)
        await _sleep(stop, TRY_AGAIN)


async def _try(url: str, place: Path) -> None:
    try:
        async with await AsyncConnection.connect(
            url, autocommit=True, connect_timeout=5, options="-c timezone=UTC"
        ) as conn:
            await make(conn, place, datetime.now(UTC))
    except psycopg.OperationalError:
        log.warning("the database is away; the printed lists are tried again")
    except Exception as fault:  # alarms must go on, and the next hour may do better
        log.error("the printed lists were not made: %s", type(fault).__name__)


async def make(conn: AsyncConnection, place: Path, now: datetime) -> list[Path]:
    """Make every team's list, and let go those of teams that are no more."""
    place.mkdir(mode=0o700, exist_ok=True)
    made = []
    for team, name in await printed.teams(conn):
        people, left_out = await printed.of_team(conn, team)
        if people or left_out:
            path = place / name_of(team, name)
            content = await _set(people, name, now, left_out)
            _write(path, content, now)
            made.append(path)
    for old in set(place.glob("*.pdf")) - set(made):
        old.unlink()
    await conn.execute(
        "INSERT INTO loop (name, done_at) VALUES ('printed', %(now)s)"
        " ON CONFLICT (name) DO UPDATE SET done_at = %(now)s",
        {"now": now},
    )
    return made


async def _set(people: list[dict[str, object]], team: str, now: datetime, left_out: int) -> bytes:
    """The PDF, set by a process of its own (ops.paper_process), which ends when we do."""
    nynorsk = sum(one["language"] == "nn" for one in people) * 2 > len(people)
    order = {
        "people": people, "team": team, "now": now.isoformat(), "left_out": left_out,
        "language": "nn" if nynorsk else "nb",
    }  # fmt: skip
    parent = os.getpid()
    process = await asyncio.create_subprocess_exec(
        *child.heime("paper"),
        env=child.surroundings({}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        preexec_fn=lambda: child.die_with_parent(signal.SIGKILL, parent),
    )
    try:
        content, _ = await process.communicate(json.dumps(order).encode())
    except BaseException:
        process.kill()
        raise
    if process.returncode:
        raise RuntimeError(f"setting a list ended with {process.returncode}")
    return content


def name_of(team: UUID, name: str) -> str:
    """A file name that says which team's it is: nothing of anybody on it."""
    plain = name.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return f"{re.sub(r'[^a-z0-9]+', '-', letters).strip('-')}-{str(team)[-6:]}.pdf"


def _write(path: Path, content: bytes, now: datetime) -> None:
    half_made = path.with_suffix(".new")
    half_made.unlink(missing_ok=True)
    half_made.touch(mode=0o600)
    with half_made.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half_made.replace(path)
    os.utime(path, (now.timestamp(), now.timestamp()))


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
