"""`./heime audit`: verify the seals over the log, keep anchors of them, and look into the log."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import psycopg

from heime.core.hours import HOME
from heime.ops import datafolder
from heime.ops.import_bundles import settings_of

COULD_NOT = 2
"""Exit code when nothing could be checked or told, beside 0 (fine) and 1 (something is wrong)."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the installation")
    parser.add_argument("--json", action="store_true", help="print JSON")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    _verify(what.add_parser("verify", help="recompute every seal; exit 1 if the log was changed"))
    _anchor(what.add_parser("anchor", help="write the heads of all chains, signed, to keep away"))
    _affected(what.add_parser("affected", help="for a breach: who was seen, and what of them"))
    _signals(what.add_parser("signals", help="looks at records that somebody should ask about"))


def _verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--municipality", type=int, metavar="N", help="only this chain")
    parser.add_argument("--day", type=date.fromisoformat, metavar="D", help="what was sealed then")
    parser.add_argument(
        "--anchor", type=Path, nargs="+", default=[], metavar="FILE", help="anchors kept elsewhere"
    )
    parser.add_argument("--key", metavar="KEY", help="public key that the anchors must be made by")


def _anchor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, metavar="FILE", help="where to; the screen if not given")


def _affected(parser: argparse.ArgumentParser) -> None:
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--user", metavar="NAME", help="the user name of an account")
    who.add_argument("--device", metavar="ID", help="a device, or the id of one sign-in")
    who.add_argument("--source", type=int, metavar="N", help="the number of a sending system")
    parser.add_argument("--from", dest="since", type=moment, required=True, metavar="T")
    parser.add_argument("--to", dest="until", type=moment, required=True, metavar="T")
    parser.add_argument("--municipality", type=int, metavar="N")


def _signals(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--day", type=date.fromisoformat, metavar="D", help="yesterday if not given"
    )
    parser.add_argument("--municipality", type=int, metavar="N")


def moment(text: str) -> datetime:
    """A time as people write it: local, unless it says otherwise."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=HOME)


def run(args: argparse.Namespace) -> int:
    """0 when all is well, 1 when something is wrong, 2 when it could not be found out."""
    try:
        settings = settings_of(args.data)
        command: Callable[..., int] = import_module(f"heime.ops.audit.{args.what}").run
        return command(args, settings, datetime.now(UTC))
    except datafolder.FolderRefused as error:
        print(f"heime: {error}", file=sys.stderr)
    except psycopg.OperationalError:
        print("heime: The database does not answer.", file=sys.stderr)
    return COULD_NOT
