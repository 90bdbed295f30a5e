"""`./heime staff add`: an account with a profession and a first role.

A municipality's first two administrators come in like this; from then on they give the roles
themselves, two for each.
"""

import argparse
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

from heime.core.errors import Refused
from heime.core.roles import Role
from heime.ops import datafolder, terminal
from heime.ops.installation import refused

ROLES = [role for role in Role if role not in (Role.PATIENT, Role.KIN)]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the installation")
    acts = parser.add_subparsers(dest="act", required=True, metavar="add")
    add = acts.add_parser("add", help="an account, or another role for one that is there")
    add.add_argument("user", help="the name to sign in by")
    add.add_argument("name", help="what colleagues call them")
    add.add_argument("--role", required=True, type=Role, choices=ROLES, metavar="ROLE")
    add.add_argument("--profession", default="", metavar="CODE", help="of code list 9060: SP, LE …")
    add.add_argument("--hpr", default="", metavar="N", help="number in the register (HPR)")
    place = add.add_mutually_exclusive_group()
    place.add_argument("--team", metavar="NAME")
    place.add_argument("--organisation", metavar="NAME", help="its name or number")
    place.add_argument("--municipality", type=int, metavar="N")
    add.add_argument("--code", action="store_true", help="print a first code, for one device")
    add.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="the last day")


def run(args: argparse.Namespace) -> int:
    """Do it in the running installation. 0 when done, 1 when it cannot be done."""
    try:
        settings = terminal.as_owner(args.data)
        hire = import_module("heime.flow.hire")
        where = import_module("heime.flow.staff").Where(
            team=hire.team_called(args.team) if args.team else None,
            organisation=hire.organisation_called(args.organisation) if args.organisation else None,
            municipality=args.municipality,
        )
        made = hire.hire(
            args.user, args.name, args.role, where, profession=args.profession, hpr=args.hpr,
            now=datetime.now(UTC), until=terminal.end_of(args.until),
        )  # fmt: skip
    except (Refused, datafolder.FolderRefused) as error:
        return refused(error)
    code = ""
    if args.code:
        codes = import_module("heime.flow.device_code")
        code = codes.shown(codes.first_code(made, now=datetime.now(UTC)))
    terminal.logged(settings, "staff.added", args.municipality, f"{args.role} {made.id}")
    print(
        f"{made.username} has the role {args.role}. They get in by HelseID, or a colleague gives"
        " them a code (docs/running/sign-in.md)."
    )
    if code:
        print(f"The code {code} binds one device to the account, at /inn/enhet, within 24 hours.")
    return 0
