"""`./heime doctor`: what is installed, running, reachable and undone. Changes nothing."""

import argparse
import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

import heime
from heime.ops import child, cluster, datafolder, installation, paper
from heime.ops.health import oldest_undone
from heime.ops.installation import ROLES

PACKAGES = ("django", "psycopg", "granian", "msgspec", "cryptography")
LITTLE_ROOM = 1000
"""Megabytes of free disk below which it is time to act."""
LONG_UNDONE = timedelta(minutes=2)
"""How old work that is due may be before it means that nobody does it."""


@dataclass(frozen=True, slots=True)
class Finding:
    about: str
    ok: bool
    text: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="the data folder to look at")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    found = list(findings(args.data or _folder()))
    if args.json:
        print(json.dumps([asdict(finding) for finding in found], indent=2, ensure_ascii=False))
    else:
        for finding in found:
            print(f"{'ok' if finding.ok else '!!'}  {finding.about:<10} {finding.text}")
    return 0 if all(finding.ok for finding in found) else 1


def _folder() -> Path:
    """The folder that somebody has open, or else the first one that is there."""
    named = os.environ.get("HEIME_DATA")
    usual = [Path(named)] if named else [datafolder.default("real"), datafolder.default("demo")]
    there = [folder for folder in usual if (folder / "heime.json").exists()]
    return next((folder for folder in there if datafolder.running(folder)), (there or usual)[0])


def findings(folder: Path) -> Iterator[Finding]:
    """Look at everything, in the order in which one thing rests on another."""
    yield _look("installed", _installed)
    yield _look("database", _programs)
    yield _look("disk", lambda: _disk(folder))
    running = datafolder.running(folder)
    if running is None:
        yield Finding("running", False, f"nothing runs in {folder}")
        return
    yield _look("running", lambda: _running(running))
    settings = running.get("settings")
    if not settings:
        yield Finding("running", False, "it has not finished starting")
        return
    yield _look("database", lambda: _database(settings))
    yield _look("migrations", lambda: _migrations(settings))
    yield _look("pages", lambda: _pages(running["base_url"]))
    yield _look("undone", lambda: _undone(settings))
    yield _look("paper", lambda: _printed(folder))


def _look(about: str, check: Callable[[], tuple[bool, str]]) -> Finding:
    """One finding; a check that breaks is a finding too. Only the kind of its error is told."""
    try:
        return Finding(about, *check())
    except Exception as error:  # whatever it is, the other checks must still be made
        return Finding(about, False, f"could not be checked ({type(error).__name__})")


def _installed() -> tuple[bool, str]:
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    return True, f"Heime {heime.__version__} on Python {platform.python_version()}: {versions}"


def _programs() -> tuple[bool, str]:
    said = child.output([cluster.embedded_programs() / "postgres", "--version"])
    return True, f"embedded: {said.strip()}"


def _disk(folder: Path) -> tuple[bool, str]:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free // 1_000_000
    return free >= LITTLE_ROOM, f"{free} MB are free for {folder}"


def _running(running: dict[str, Any]) -> tuple[bool, str]:
    parts: dict[str, int] = running.get("parts", {})
    gone = [name for name, pid in parts.items() if not _alive(pid)]
    text = ", ".join(f"{name} {pid}" for name, pid in parts.items())
    return not gone, f"process {running['pid']} with {text}" + "".join(
        f"; {x} is gone" for x in gone
    )


def _alive(pid: int) -> bool:
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True


def _database(settings: dict[str, str]) -> tuple[bool, str]:
    silent = []
    version = ""
    for role, name in ROLES.items():
        try:
            with psycopg.connect(settings[name], connect_timeout=5) as connection:
                version = str(connection.info.parameter_status("server_version"))
        except psycopg.OperationalError:
            silent.append(role)
    if silent:
        return False, f"does not answer to {', '.join(silent)}"
    return True, f"PostgreSQL {version} answers to {', '.join(ROLES)}"


def _migrations(settings: dict[str, str]) -> tuple[bool, str]:
    said = child.run(child.heime("migrate", "--check"), env=child.surroundings(settings))
    return said is None, "none is pending" if said is None else "some are pending: start it anew"


def _pages(base_url: str) -> tuple[bool, str]:
    address = urlsplit(base_url)
    status = installation.status_of(address.hostname or "localhost", address.port or 80, "/ready")
    return status == 200, f"{base_url}/ready answers {status or 'nothing'}"


def _printed(folder: Path) -> tuple[bool, str]:
    place = folder / paper.FOLDER
    age = paper.oldest(place, datetime.now(UTC))
    if age is None:
        return False, f"no printed list is in {place} yet"
    minutes = age.total_seconds() // 60
    return age < paper.OLD, f"the oldest printed list in {place} is {minutes:.0f} min old"


def _undone(settings: dict[str, str]) -> tuple[bool, str]:
    with psycopg.connect(settings[ROLES["worker"]], connect_timeout=5) as connection:
        waiting = [one for one in oldest_undone(connection) if one.rows]
    text = ", ".join(f"{one.what} {one.age.total_seconds():.0f} s" for one in waiting)
    late = any(one.age > LONG_UNDONE for one in waiting)
    return not late, f"the oldest: {text}" if text else "nothing that is due is undone"
