"""`./heime municipality list|add|leave|notice`: who takes part, from when, and until when."""

import argparse
import secrets
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

from heime.core.errors import Refused
from heime.ops import datafolder, terminal
from heime.ops.installation import refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the installation")
    acts = parser.add_subparsers(dest="act", required=True, metavar="list|add|leave|notice")
    acts.add_parser("list", help="say who takes part, who serves them and until when")
    add = acts.add_parser("add", help="let a municipality join, or come back")
    add.add_argument("number", type=int, help="its official number")
    add.add_argument("--name", default="", help="needed when it is not known here")
    add.add_argument("--region", default="", help="whom it works with")
    add.add_argument("--language", default="", choices=("nb", "nn"), help="its written language")
    leave = acts.add_parser("leave", help="end everything that was agreed with it, on a day")
    leave.add_argument("number", type=int, help="its official number")
    leave.add_argument(
        "--when", type=date.fromisoformat, required=True, metavar="DATE", help="the last day"
    )
    notice = acts.add_parser("notice", help="take in a privacy notice that it stands for")
    notice.add_argument("number", type=int, help="its official number")
    notice.add_argument("file", type=Path, help="the text; paragraphs with an empty line between")
    notice.add_argument("--language", required=True, choices=("nb", "nn", "en"))
    notice.add_argument("--approved-by", required=True, metavar="NAME", help="who stands for it")


def run(args: argparse.Namespace) -> int:
    """Do it in the running installation. 0 when done, 1 when it cannot be done."""
    try:
        settings = terminal.as_owner(args.data)
        if args.act == "list":
            return _list()
        done = {"add": _add, "leave": _leave, "notice": _notice}[args.act](args)
    except (Refused, datafolder.FolderRefused, OSError) as error:
        return refused(error)
    terminal.logged(settings, f"municipality.{args.act}", args.number, "")
    print(done)
    return 0


def _list() -> int:
    agreements = import_module("heime.records.people.models").TeamMunicipality
    municipality = import_module("heime.records.people.models").Municipality
    now = datetime.now(UTC)
    for one in municipality.objects.order_by("region", "name"):
        served = agreements.objects.filter(municipality=one).select_related("team")
        live = [a for a in served if a.ends_at is None or a.ends_at > now]
        by = ", ".join(
            f"{a.team.name}" + (f" until {a.ends_at:%Y-%m-%d}" if a.ends_at else "") for a in live
        )
        part = "takes part" if one.active else "does not"
        print(f"{one.number}  {one.name:<16} {one.region:<18} {one.language}  {part:<10}  {by}")
    return 0


def _add(args: argparse.Namespace) -> str:
    made = import_module("heime.flow.join_and_leave").add(
        args.number, name=args.name, region=args.region, language=args.language,
        now=datetime.now(UTC), new_key=secrets.token_bytes(32),
    )  # fmt: skip
    return (
        f"{made.number} {made.name} takes part. Next: a team that serves it (./heime team add), and"
        " its first two administrators (./heime staff add)."
    )


def _leave(args: argparse.Namespace) -> str:
    now = datetime.now(UTC)
    when = terminal.end_of(args.when)
    if args.when == now.astimezone(terminal.HOME).date():
        when = now
    left = import_module("heime.flow.join_and_leave").leave(args.number, when=when, now=now)
    return (
        f"{args.number} leaves with {args.when}. What is left to hand over:\n"
        f"  {left.followed_up} people who are followed up: move each to another municipality, or"
        " end the follow-up\n"
        f"  served by: {', '.join(left.teams) or 'nobody'}\n"
        f"  worked for by: {', '.join(left.organisations) or 'nobody'}\n"
        f"  {left.posts} roles in the municipality and {left.senders} senders' mandates end then\n"
        "Nothing is deleted: records and log stay with the municipality's number."
    )


def _notice(args: argparse.Namespace) -> str:
    text = args.file.read_text(encoding="utf-8")
    version = import_module("heime.flow.privacy_notice").take_in(
        args.number, args.language, text, approved_by=args.approved_by, now=datetime.now(UTC)
    )
    return f"Version {version} is shown from now on at /personvern/{args.number}."
