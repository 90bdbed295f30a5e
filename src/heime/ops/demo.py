"""`./heime demo`: everything on this machine, with invented people whose readings keep coming.

Leaves demo.json in the data folder for scripts (docs/running/demo.schema.json describes it).
"""

import argparse
import json
from pathlib import Path
from typing import Any

from heime.ops import child, database, datafolder, installation
from heime.ops.datafolder import DataFolder
from heime.ops.group import Group
from heime.ops.installation import DATABASE, ROLES, CannotStart, step

HOST = "127.0.0.1"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=installation.port_number, default="8480", help="of the pages (8480)"
    )
    parser.add_argument("--data", type=Path, help="the data folder")
    parser.add_argument(
        "--speed", type=float, default=60.0, help="of the live readings; 1 is real time (60)"
    )
    parser.add_argument("--seed", type=int, help="draws other people and another history (1)")
    parser.add_argument("--no-live", action="store_true", help="no live readings")


def run(args: argparse.Namespace) -> int:
    return installation.run(
        args.data or datafolder.default("demo"),
        "demo",
        HOST,
        args.port,
        lambda group, folder: _start(group, folder, args),
    )


def _start(group: Group, folder: DataFolder, args: argparse.Namespace) -> None:
    print(f"Heime demo, in {folder.path}", flush=True)
    demo = _read(folder, args.seed)
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
            demo = _seed(folder, env, args.seed or 1)
    with step("pages"):
        installation.build_pages()
    with step("web and jobs"):
        installation.start_services(group, env, HOST, args.port)
    demo |= {
        "base_url": f"http://localhost:{args.port}",
        "fhir_url": f"http://localhost:{args.port}/fhir",
    }
    datafolder.write(folder.path / "demo.json", demo)
    folder.tell_more(base_url=demo["base_url"], settings=env)
    if not args.no_live:
        words = ("--demo", str(folder.path / "demo.json"), "--speed", str(args.speed))
        installation.add_command(group, env, "feed", *words)
    _welcome(demo, args)


def _read(folder: DataFolder, seed: int | None) -> dict[str, Any] | None:
    """What the folder was filled with, or None when it has to be filled."""
    path = folder.path / "demo.json"
    if not path.exists():
        return None
    demo: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if seed not in (None, demo["seed"]):
        raise CannotStart(
            f"{folder.path} was filled from seed {demo['seed']}."
            f" For seed {seed} choose another folder with --data."
        )
    return demo


def _seed(folder: DataFolder, env: dict[str, str], seed: int) -> dict[str, Any]:
    """Fill the database in a process of its own, which shows its progress on our output."""
    filled = folder.path / "seeded.json"
    said = child.run(
        child.heime("seed", "--seed", str(seed), "--into", str(filled)),
        env=child.surroundings(env),
        show=True,
    )
    if said is not None:
        raise CannotStart(f"The demo's people could not be made ({said}).")
    demo: dict[str, Any] = json.loads(filled.read_text(encoding="utf-8"))
    filled.unlink()
    return demo


def _welcome(demo: dict[str, Any], args: argparse.Namespace) -> None:
    width = max((len(account["user"]) for account in demo["accounts"]), default=0)
    print(f"\n  Heime is at {demo['base_url']}\n\n  Sign in as")
    for account in demo["accounts"]:
        where = f", {account['municipality']}" if account["municipality"] else ""
        print(f"    {account['user']:<{width}}  {account['password']}   ({account['role']}{where})")
    if not args.no_live:
        print(f"\n  Readings arrive at {args.speed:g} times the speed of life.")
    print("  Ctrl-C stops everything; the data stays for the next start.", flush=True)
