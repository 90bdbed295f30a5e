"""`seed`, an internal command: fill an empty, migrated database with the demo's people.

With --complete: add to a filled one the sign-ins that came with newer versions.
With --day: let its people and staff be in the middle of a day (ops/demo_day.py), once.
"""

import argparse
import json
import os
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from heime.ops import datafolder


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--complete", action="store_true")
    parser.add_argument("--day", action="store_true")


def run(args: argparse.Namespace) -> int:
    os.environ.setdefault("HEIME_PROCESS", "web" if args.day else "owner")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")
    import django

    django.setup()
    now = datetime.now(UTC)
    if args.day:
        known = json.loads(args.into.read_text(encoding="utf-8"))
        import_module("heime.ops.demo_day").fill(known, now=now)
        datafolder.write(args.into, known | {"day": now.isoformat()})
        return 0
    seeding = import_module("heime.ops.seeding")
    if args.complete:
        known = json.loads(args.into.read_text(encoding="utf-8"))
        datafolder.write(args.into, seeding.complete(known, now=now))
        return 0
    made: dict[str, Any] = seeding.seed(seed=args.seed, now=now, progress=Dots())
    datafolder.write(args.into, {"seed": args.seed, **made})
    return 0


class Dots:
    """Ten dots, one for each tenth of the work that is done."""

    def __init__(self) -> None:
        self._shown = 0

    def __call__(self, done: int, total: int) -> None:
        due = 10 * done // max(total, 1)
        print("." * (due - self._shown), end="", flush=True)
        self._shown = max(due, self._shown)
