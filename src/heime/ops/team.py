"""`./heime team list|add`: follow-up teams, when they are open, and which municipalities they
serve by agreement."""

import argparse
from datetime import UTC, date, datetime, time
from importlib import import_module
from pathlib import Path

from heime.core.errors import Refused
from heime.ops import datafolder, terminal
from heime.ops.installation import refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the installation")
    acts = parser.add_subparsers(dest="act", required=True, metavar="list|add")
    acts.add_parser("list", help="say which teams there are and whom they serve")
    add = acts.add_parser("add", help="a new team, or further agreements of one that is there")
    add.add_argument("name", help="what people call it")
    add.add_argument(
        "--municipality", type=int, action="append", default=[], metavar="N", help="whom it serves"
    )
    add.add_argument("--opens", type=time.fromisoformat, default=time(8), metavar="HH:MM")
    add.add_argument("--closes", type=time.fromisoformat, default=time(15, 30), metavar="HH:MM")
    add.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="the last day")


def run(args: argparse.Namespace) -> int:
    """Do it in the running installation. 0 when done, 1 when it cannot be done."""
    try:
        settings = terminal.as_owner(args.data)
        if args.act == "list":
            return _list()
        made = import_module("heime.flow.join_and_leave").add_team(
            args.name, args.municipality, opens=args.opens, closes=args.closes,
            now=datetime.now(UTC), until=terminal.end_of(args.until),
        )  # fmt: skip
    except (Refused, datafolder.FolderRefused) as error:
        return refused(error)
    for number in args.municipality or [None]:
        terminal.logged(settings, "team.added", number, str(made.id))
    print(f"{made.name} serves {', '.join(map(str, args.municipality)) or 'nobody yet'}.")
    return 0


def _list() -> int:
    team = import_module("heime.records.people.models").Team
    for one in team.objects.order_by("name"):
        agreed = one.teammunicipality_set.select_related("municipality").order_by("municipality")
        serves = ", ".join(
            a.municipality.name + (f" until {a.ends_at:%Y-%m-%d}" if a.ends_at else "")
            for a in agreed
        )
        print(f"{one.name}  {one.opens:%H:%M}-{one.closes:%H:%M}  {serves or 'serves nobody'}")
    return 0
