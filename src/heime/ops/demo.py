"""`./heime demo`: everything on this machine, with invented people whose readings keep coming.

Leaves demo.json in the data folder for scripts, once it serves (docs/running/demo.schema.json
describes it).
"""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from heime.ops import child, database, datafolder, installation
from heime.ops.datafolder import DataFolder
from heime.ops.demo_cast import lacking
from heime.ops.group import Group
from heime.ops.installation import DATABASE, ROLES, CannotStart, step

HOST = "127.0.0.1"
SEEDED = "seeded.json"
"""Written when the database is filled: demo.json without the addresses of this start."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port",
        type=installation.port_number,
        default=os.environ.get("HEIME_PORT", "8480"),
        help="the port of the pages (HEIME_PORT, or 8480)",
    )
    parser.add_argument("--data", type=Path, help="the data folder (HEIME_DATA)")
    parser.add_argument(
        "--speed",
        type=_speed,
        default=os.environ.get("HEIME_SPEED", "60"),
        help="of the live readings; 1 is real time (HEIME_SPEED, or 60)",
    )
    parser.add_argument("--seed", type=int, help="draws other people and another history (1)")
    parser.add_argument("--no-live", action="store_true", help="no live readings")


def _speed(text: str) -> float:
    speed = float(text)
    if not 0.1 <= speed <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is no speed: a number from 0.1 to 3600")
    return speed


def run(args: argparse.Namespace) -> int:
    named = args.data or os.environ.get("HEIME_DATA")
    return installation.run(
        Path(named) if named else datafolder.default("demo"),
        "demo",
        HOST,
        args.port,
        lambda group, folder: _start(group, folder, args),
    )


def _start(group: Group, folder: DataFolder, args: argparse.Namespace) -> None:
    print(f"Heime demo, in {folder.path}", flush=True)
    demo = read(folder, args.seed)
    told = folder.path / "demo.json"
    told.unlink(missing_ok=True)  # a script that waits for it waits for this start
    with step("PostgreSQL"):
        cluster = installation.start_postgres(group, folder)
    env = installation.settings(folder, cluster) | {"HEIME_HOSTS": "localhost,127.0.0.1"}
    with step("database"):
        if demo is None:  # new, or cut short while it was filled: begin afresh
            database.drop(cluster.url(), DATABASE)
        database.prepare(cluster.url(), env[ROLES["owner"]])
        installation.bring_up_to_date(env)
    if demo is None:
        with step("people and sixty days of readings"):
            demo = _seed(folder, env, 1 if args.seed is None else args.seed)
    elif lacking([account["user"] for account in demo["accounts"]]):
        with step("sign-ins of this version"):
            demo = _seed(folder, env, demo["seed"], "--complete")
    if "day" not in demo:
        with step("what staff and people are doing"):
            demo = _seed(folder, env, demo["seed"], "--day")
    with step("pages"):
        installation.build_pages(folder)
    with step("web and jobs"):
        installation.start_services(group, env, HOST, args.port)
    demo |= {
        "base_url": f"http://localhost:{args.port}",
        "fhir_url": f"http://localhost:{args.port}/fhir",
    }
    datafolder.write(told, demo)
    folder.tell_more(base_url=demo["base_url"], settings=env)
    if not args.no_live:
        words = ("--demo", str(told), "--speed", str(args.speed))
        installation.add_command(group, env, "feed", *words)
    welcome(demo, speed=None if args.no_live else args.speed)


def read(folder: DataFolder, seed: int | None) -> dict[str, Any] | None:
    """What the folder was filled with, or None when it has to be filled."""
    path = folder.path / SEEDED
    if not path.exists():
        return None
    demo: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if seed not in (None, demo["seed"]):
        raise CannotStart(
            f"{folder.path} was filled from seed {demo['seed']}."
            f" For seed {seed} choose another folder with --data."
        )
    return demo


def _seed(folder: DataFolder, env: dict[str, str], seed: int, *more: str) -> dict[str, Any]:
    """Fill the database in a process of its own, which shows its progress on our output."""
    path = folder.path / SEEDED
    said = child.run(
        child.heime("seed", "--seed", str(seed), "--into", str(path), *more),
        env=child.surroundings(env),
        show=True,
    )
    if said is not None:
        raise CannotStart(f"The demo's people could not be made ({said}).")
    demo: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return demo


def welcome(demo: dict[str, Any], *, speed: float | None) -> None:
    """Say where it is, who can sign in, and how to stop."""
    width = max((len(account["user"]) for account in demo["accounts"]), default=0)
    print(f"\n  Heime is at {demo['base_url']}\n\n  Sign in as")
    for account in demo["accounts"]:
        where = f", {account['municipality']}" if account["municipality"] else ""
        print(f"    {account['user']:<{width}}  {account['password']}   ({account['role']}{where})")
    for one in demo.get("device_codes", ()):
        print(f"    {one['user']:<{width}}  {one['code']}   (a phone, at /inn/enhet; once)")
    if speed:
        print(f"\n  Readings arrive at {speed:g} times the speed of life.")
    print("  Ctrl-C stops everything; the data stays for the next start.", flush=True)
