"""`./heime source add|revoke|list`: let a gateway or partner system in, or shut it out at once.

`add` prints a code. Typed into the gateway within a day, it enrols the key that was made there.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import psycopg

from heime.core.errors import Refused
from heime.ops import datafolder
from heime.ops.import_bundles import settings_of
from heime.ops.installation import ROLES, refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the installation")
    acts = parser.add_subparsers(dest="act", required=True, metavar="add|revoke|list")
    add = acts.add_parser("add", help="make a source, and print a code that enrols its key")
    add.add_argument("name", help="what people call it")
    sort = add.add_mutually_exclusive_group(required=True)
    sort.add_argument(
        "--gateway", action="store_true", help="in homes: sends for those bound to it, never reads"
    )
    sort.add_argument(
        "--client", action="store_true", help="a system: sends and reads for the municipality"
    )
    add.add_argument("--municipality", type=int, required=True, metavar="N", help="its number")
    again = acts.add_parser("code", help="print a new code for a source that is there")
    again.add_argument("source", type=int, help="its number, as `list` says")
    revoke = acts.add_parser("revoke", help="end its keys, codes and tokens at once")
    revoke.add_argument("source", type=int, help="its number, as `list` says")
    acts.add_parser("list", help="say which sources there are, and whether they have a key")


def run(args: argparse.Namespace) -> int:
    """Do it in the running installation. 0 when done, 1 when it cannot be done."""
    try:
        settings = settings_of(args.data)
    except datafolder.FolderRefused as error:
        return refused(error)
    for name in settings:
        os.environ.pop(f"{name}_FILE", None)  # a secret may not come in two ways
    os.environ.update(settings, HEIME_PROCESS="owner")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heime.config.settings")
    import_module("django").setup()
    sources = import_module("heime.flow.service_account")
    now = datetime.now(UTC)
    try:
        if args.act == "list":
            return told(sources.all_sources())
        if args.act == "add":
            sort = "gateway" if args.gateway else "client"
            number = sources.add(args.name, sort, args.municipality, now=now)
            code = sources.give_code(number, now=now)
        elif args.act == "code":
            number, code = args.source, sources.give_code(args.source, now=now)
        else:
            number, code = args.source, ""
            sources.revoke(number, now=now)
    except Refused as error:
        return refused(error)
    logged(settings[ROLES["app"]], f"source.{args.act}", number)
    print(f"Source {number} is shut out." if args.act == "revoke" else instructions(number, code))
    return 0


def instructions(number: int, code: str) -> str:
    return (
        f"Source {number}. Its code, good once and for a day:\n\n    {code[:4]} {code[4:]}\n\n"
        "The gateway makes a key pair and sends the code with the public half to POST /fhir/enrol"
        " (docs/service-accounts.md)."
    )


def told(rows: list[tuple[int, str, str, int]]) -> int:
    for number, name, sort, keys in rows:
        print(f"{number:>5}  {sort:<8} {'key' if keys else 'no key':<7} {name}")
    return 0


def logged(url: str, act: str, number: int) -> None:
    """Into the log, as the web's role: the tables' owner may not write there."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            connection.execute(
                "INSERT INTO audit_entry (at, source_id, action) VALUES (now(), %s, %s)",
                [number, act],
            )
    except psycopg.Error as error:
        print(f"heime: done, but not logged ({type(error).__name__}).", file=sys.stderr)
