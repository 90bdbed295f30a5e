"""`./heime organisation list|add`: hospitals and their departments, GP offices, legevakt
districts, and which municipalities they work for."""

import argparse
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

from heime.core.errors import Refused
from heime.ops import datafolder, terminal
from heime.ops.installation import refused

SORTS = ("hospital", "department", "gp", "legevakt")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the installation")
    acts = parser.add_subparsers(dest="act", required=True, metavar="list|add")
    acts.add_parser("list", help="say which there are and whom they work for")
    add = acts.add_parser("add", help="a new one")
    add.add_argument("name", help="what people call it")
    add.add_argument("--sort", required=True, choices=SORTS)
    add.add_argument("--number", default="", help="its organisation number")
    add.add_argument("--parent", default="", metavar="NAME", help="the hospital of a department")
    add.add_argument("--her", type=int, help="HER-id, in the address register")
    add.add_argument("--resh", type=int, help="RESH-id, in the register of specialist care")
    add.add_argument(
        "--municipality", type=int, action="append", default=[], metavar="N", help="whom it serves"
    )
    add.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="the last day")


def run(args: argparse.Namespace) -> int:
    """Do it in the running installation. 0 when done, 1 when it cannot be done."""
    try:
        settings = terminal.as_owner(args.data)
        if args.act == "list":
            return _list()
        called = import_module("heime.flow.hire").organisation_called
        made = import_module("heime.flow.join_and_leave").add_organisation(
            args.name, args.sort, args.municipality, number=args.number, her=args.her,
            resh=args.resh, parent=called(args.parent) if args.parent else None,
            now=datetime.now(UTC), until=terminal.end_of(args.until),
        )  # fmt: skip
    except (Refused, datafolder.FolderRefused) as error:
        return refused(error)
    for number in args.municipality or [None]:
        terminal.logged(settings, "organisation.added", number, str(made.id))
    print(f"{made.name} works for {', '.join(map(str, args.municipality)) or 'nobody yet'}.")
    return 0


def _list() -> int:
    organisation = import_module("heime.records.people.models").Organisation
    for one in organisation.objects.select_related("parent").order_by("name"):
        places = one.municipalities.order_by("name").values_list("name", flat=True)
        under = f" ({one.parent.name})" if one.parent else ""
        print(f"{one.number or '-':<9}  {one.sort:<10}  {one.name}{under}  {', '.join(places)}")
    return 0
