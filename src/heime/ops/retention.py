"""`./heime retention show|plan|set`: for how long what is kept, and what the next night takes."""

import argparse
import asyncio
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import psycopg

from heime.core.errors import Refused
from heime.core.retention import DEFAULTS, Sort
from heime.ops import datafolder, terminal
from heime.ops.installation import ROLES, refused

MUNICIPAL = [sort.value for sort in Sort if DEFAULTS[sort].municipal]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the installation")
    acts = parser.add_subparsers(dest="act", required=True, metavar="show|plan|set")
    acts.add_parser("show", help="what is kept for how long, and who decided it")
    acts.add_parser("plan", help="what the next night takes, and what is past its time")
    set_ = acts.add_parser("set", help="write down what a municipality has decided")
    set_.add_argument("number", type=int, help="its official number")
    set_.add_argument("sort", choices=MUNICIPAL)
    set_.add_argument("days", type=int)
    set_.add_argument("--decided-by", required=True, metavar="NAME", help="who stands for it")


def run(args: argparse.Namespace) -> int:
    """Do it in the running installation. 0 when done, 1 when it cannot be done."""
    try:
        settings = terminal.as_owner(args.data)
        if args.act == "show":
            print("\n".join(shown()))
        elif args.act == "plan":
            print("\n".join(asyncio.run(planned(settings[ROLES["worker"]]))))
        else:
            decide(args.number, Sort(args.sort), args.days, by=args.decided_by)
            terminal.logged(settings, "retention.set", args.number, f"{args.sort} {args.days}")
            print(f"{args.number} keeps {args.sort} for {args.days} days.")
    except (Refused, datafolder.FolderRefused, OSError, psycopg.Error, ValueError) as error:
        return refused(error)
    return 0


def shown() -> list[str]:
    """Every default, and every decision that differs from it."""
    decisions = import_module("heime.records.keeping.models").Retention
    lines = [f"{'what':<12} {'days':>6}  goes by itself", ""]
    for sort, terms in DEFAULTS.items():
        by_itself = "each night" if terms.by_itself else "no: told of by `plan`, decided by people"
        lines.append(f"{sort:<12} {terms.keep.days:>6}  {by_itself}")
    decided = list(decisions.objects.order_by("municipality_id", "sort"))
    lines += ["", "Decided by municipalities:"] + [
        f"{one.municipality_id}  {one.sort:<12} {one.days:>6}  {one.decided_by}"
        f" ({one.decided_at:%Y-%m-%d})"
        for one in decided
    ]
    if not decided:
        lines[-1] += " none. The lengths above are defaults that nobody has signed for."
    return lines


async def planned(url: str) -> list[str]:
    """What the next night takes, and how many ended follow-ups are past their time."""
    batch = import_module("heime.records.keeping.batch")
    async with await psycopg.AsyncConnection.connect(url, connect_timeout=5) as conn:
        counts, past = await batch.would_go(conn)
    lines = ["Tonight:"] + [f"  {sort:<12} {count:>8}" for sort, count in counts.items()]
    lines.append("Ended follow-ups that are past their time (nothing takes them by itself):")
    lines += [f"  {municipality}  {count:>8}" for municipality, count in past.items()] or ["  none"]
    return lines


def decide(number: int, sort: Sort, days: int, *, by: str) -> None:
    """Keep what a municipality has decided. Raises ValueError for what cannot be meant."""
    models = import_module("heime.records.people.models")
    decisions = import_module("heime.records.keeping.models").Retention
    if not models.Municipality.objects.filter(number=number).exists():
        raise ValueError(f"There is no municipality {number} here.")
    if days < 1 or not by.strip():
        raise ValueError("Say for how many days, and who decided it.")
    decisions.objects.update_or_create(
        municipality_id=number, sort=sort.value,
        defaults={"days": days, "decided_by": by.strip(), "decided_at": datetime.now(UTC)},
    )  # fmt: skip
