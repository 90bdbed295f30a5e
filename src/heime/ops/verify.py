"""`./heime verify`: judge everything again from the facts, and report whatever comes out otherwise.

Reads as the worker does, one person at a time, and notes in the log whom it read. Nothing is
changed: what a judgement said then stands, and where this differs somebody must find out why.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection

from heime.ops import datafolder
from heime.ops.import_bundles import settings_of
from heime.ops.installation import ROLES, refused

SHOWN = 20
"""Differences that are printed; --json has them all."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the installation")
    parser.add_argument("--person", type=UUID, metavar="ID", help="only this enrolment")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """0 when everything comes out as it was kept, 1 when anything differs, 2 when none was read."""
    try:
        settings = settings_of(args.data)
    except datafolder.FolderRefused as error:
        return refused(error)
    os.environ.update(settings, HEIME_PROCESS="jobs")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")
    import_module("django").setup()
    people = [args.person] if args.person else None
    try:
        told = asyncio.run(everybody(settings[ROLES["worker"]], people, progress=not args.json))
    except psycopg.OperationalError:
        return refused("The database does not answer.")
    print(json.dumps(told, indent=2, default=str) if args.json else _words(told))
    if not told["people"]:
        return 2
    return 1 if told["differences"] else 0


async def everybody(
    url: str, people: Sequence[UUID] | None, *, progress: bool = False
) -> dict[str, Any]:
    """Verify these people, or all: counts, and every difference.

    Returns {"people", "judged", "passed_over", "differences": [flow.verify.Difference as a dict]}.
    """
    told: dict[str, Any] = {"people": 0, "judged": 0, "passed_over": 0, "differences": []}
    async for verified in _each(url, people):
        told["people"] += 1
        told["judged"] += verified.judged
        told["passed_over"] += verified.passed_over
        told["differences"] += [asdict(one) for one in verified.differences]
        if progress and sys.stderr.isatty():
            print(f"\r{told['people']} people", end="", file=sys.stderr)
    return told


async def _each(url: str, people: Sequence[UUID] | None) -> AsyncIterator[Any]:
    flow = import_module("heime.flow.verify")
    audit = import_module("heime.records.audit.batch")
    async with await AsyncConnection.connect(
        url, autocommit=True, connect_timeout=5, options="-c timezone=UTC"
    ) as conn:
        cursor = await conn.execute(
            "SELECT id, municipality_id FROM enrolment"
            " WHERE %(people)s::uuid[] IS NULL OR id = ANY (%(people)s) ORDER BY id",
            {"people": None if people is None else list(people)},
        )
        for enrolment, municipality in await cursor.fetchall():
            async with conn.transaction():
                verified = await flow.verify(conn, enrolment)
                act = audit.Act("verified", None, enrolment, municipality)
                await audit.note(conn, [act], at=datetime.now(UTC))
            yield verified


def _words(told: dict[str, Any]) -> str:
    lines = [
        f"{told['people']} people, {told['judged']} judgements judged again,"
        f" {told['passed_over']} that only time or several results decided."
    ]
    for one in told["differences"][:SHOWN]:
        lines.append(
            f"!! {one['enrolment']} {one['what']} {one['about']} at {one['judged_at']}:"
            f" kept {one['kept']}, now {one['now']}"
        )
    rest = len(told["differences"]) - SHOWN
    if rest > 0:
        lines.append(f"!! and {rest} more: --json prints them all")
    if not told["differences"]:
        lines.append("Nothing differs.")
    return "\n".join(lines)
