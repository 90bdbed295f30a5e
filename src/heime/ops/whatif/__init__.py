"""`./heime whatif`: what a changed plan would have done to the alerts, the days and the people.

Replays each person's stored history under the plans as they held and under the changed one, and
tells how many alerts there would have been, which days would have been missed or gained, and what
was done on them at the time. Changes nothing; whom it read is noted in the log. What is counted
stands in core/whatif_compare.py.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection

from heime.core import plan as plans
from heime.core import whatif
from heime.core.errors import Refused
from heime.core.judging import local_day
from heime.core.whatif_compare import Comparison, compare
from heime.ops import datafolder
from heime.ops.collector import collect_less
from heime.ops.import_bundles import settings_of
from heime.ops.installation import ROLES, refused
from heime.ops.whatif import changes, cores, quick, table
from heime.ops.whatif.history import History

WARM_UP = timedelta(days=14)
"""Read before the days that are counted, so that baselines are known from the first of them."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked for; of `template`, `file` and `shadow` at most one.

    shadow: the signed version that runs in shadow, from the day it was to hold: judged and
        compared, and no case for anybody.
    """

    template: tuple[str, ...] = ()
    file: dict[str, Any] | None = None
    lines: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    shadow: bool = False

    def of(self, content: dict[str, Any]) -> dict[str, Any]:
        """The changed plan of somebody who has `content`. Raises Refused."""
        if self.template:
            content = changes.from_template(content, self.template)
        elif self.file is not None:
            content = changes.from_file(content, self.file)
        return changes.with_rules(changes.with_lines(content, self.lines), self.rules)


def arguments(parser: argparse.ArgumentParser) -> None:
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--person", type=UUID, metavar="ID", help="one enrolment")
    who.add_argument("--condition", metavar="NAME", help="everybody followed up for it")
    who.add_argument("--all", action="store_true", help="everybody")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--template", nargs="+", default=[], metavar="NAME", help="one or several")
    what.add_argument("--plan", type=Path, metavar="FILE.json", help="a plan written down")
    what.add_argument("--shadow", action="store_true", help="the version that runs in shadow")
    line = "move a line, as oxygen_saturation.yellow_low=90; none removes it"
    parser.add_argument("--set", action="append", default=[], metavar="LINE=VALUE", help=line)
    rule = "switch a rule, as T-1=off"
    parser.add_argument("--rule", action="append", default=[], metavar="RULE=HOW", help=rule)
    parser.add_argument("--days", type=int, default=90, help="how far back to count (90)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the installation")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """0 when somebody was replayed, 1 when nobody was there, 2 for a wrong wish."""
    try:
        change = _change(args)
        settings = settings_of(args.data)
    except (Refused, OSError, ValueError) as error:
        print(f"heime: {error}", file=sys.stderr)
        return 2
    except datafolder.FolderRefused as error:
        return refused(error)
    os.environ.update(settings, HEIME_PROCESS="jobs")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")
    import_module("django").setup()
    collect_less()
    people = [args.person] if args.person else None
    try:
        told = asyncio.run(
            everybody(settings[ROLES["worker"]], people, args.condition, change, days=args.days,
                      now=datetime.now(UTC))
        )  # fmt: skip
    except Refused as error:
        print(f"heime: {error}", file=sys.stderr)
        return 2
    except psycopg.OperationalError:
        return refused("The database does not answer.")
    print(json.dumps(table.data(told), indent=2) if args.json else table.words(told))
    return 0 if told else 1


def _change(args: argparse.Namespace) -> Change:
    given = json.loads(args.plan.read_text(encoding="utf-8")) if args.plan else None
    if not (args.template or given or args.set or args.rule or args.shadow):
        raise ValueError("Nothing is changed: give --set, --rule, --template, --plan or --shadow.")
    if args.days < 1:
        raise ValueError("--days must be at least 1.")
    return Change(tuple(args.template), given, tuple(args.set), tuple(args.rule), args.shadow)


async def everybody(
    url: str, people: Sequence[UUID] | None, condition: str | None, change: Change, *, days: int,
    now: datetime,
) -> list[table.Told]:  # fmt: skip
    """The comparison of each person asked for who has ever had a plan. Raises Refused."""
    stored = import_module("heime.ops.whatif.stored")
    last = local_day(now)
    first = last - timedelta(days=days - 1)
    told: list[table.Told] = []

    def compared(one: Any) -> table.Told:
        found, shares = of_one(one, change, first=first, last=last, now=now)
        return table.Told(str(one.enrolment), one.conditions, found, shares)

    group: list[Any] = []
    async with await AsyncConnection.connect(
        url, autocommit=True, connect_timeout=5, options="-c timezone=UTC"
    ) as conn:
        since = now - timedelta(days=days) - WARM_UP
        async for one in stored.everybody(conn, people, condition, since=since, at=now):
            if one.content is None or (change.shadow and one.shadow is None):
                continue
            group.append(one)
            if len(group) == cores.GROUP:
                told += cores.each(compared, group)
                group.clear()
    return told + cores.each(compared, group)


def of_one(
    one: Any, change: Change, *, first: date, last: date, now: datetime
) -> tuple[Comparison, quick.Shares]:
    """Compare one person's plans over the local days from `first` to `last`.

    one: a stored.Stored, or anything with its items, steps, content and done.
    """
    content = one.content
    if change.shadow:
        since, content = one.shadow
        first = min(last, max(first, local_day(since)))
    began = max(first, min((local_day(whatif.taken(item)) for item in one.items), default=last))
    changed = plans.read(change.of(content))
    begin = first - WARM_UP
    away = getattr(one, "away", ())
    before = whatif.side(one.steps, begin, last, away)
    after = whatif.side([(one.steps[0][0], changed)], begin, last, away)
    history = History.of(one.items, now)
    old, shares = quick.replay(history, before)
    new, more = quick.replay(history, after)
    return compare(old, new, one.done, first=began, last=last), shares + more
