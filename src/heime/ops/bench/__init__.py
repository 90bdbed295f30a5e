"""`./heime bench ingest`: how much one machine takes in, judges and makes work of.

(`bench judge` measures the judge alone, and `bench promise` the alerts of the default templates:
judge.py and promise.py beside this.)

Makes a database of its own in a temporary folder, fills it with invented people, starts the web
and jobs processes as `demo` does, loads them from several client processes, counts by SQL that
everything acknowledged is there, prints one JSON object, and leaves nothing behind.
docs/performance.md says how to read the figures.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from heime.ops import child, database, datafolder, installation
from heime.ops.bench import phases
from heime.ops.bench.filling import Filled, fill
from heime.ops.bench.phases import Bench
from heime.ops.cluster import Cluster
from heime.ops.datafolder import DataFolder
from heime.ops.group import Group, StopAsked
from heime.ops.installation import DATABASE, IN_THE_WAY, ROLES

HOST = "127.0.0.1"
GATE = 6.0
"""Judged singles at 32 clients against a plain Django view that judges nothing."""

IN_MEMORY = ("judge", "promise")
"""What is measured without a database; of the options only --rounds and --json concern it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=["ingest", "access", "clinic", "home", *IN_MEMORY], help="what to measure"
    )
    parser.add_argument(
        "--measurements", type=int, default=10_000_000, help="grown to, of clinic (10000000)"
    )
    parser.add_argument("--team", type=int, default=1_000, help="people of the team, of clinic")
    parser.add_argument(
        "--people", "--patients", type=int, default=10_000, help="people enrolled (10000)"
    )
    parser.add_argument("--days", type=int, default=14, help="days of history (14)")
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement (10)")
    parser.add_argument("--rounds", type=int, default=3, help="of each phase, in turns (3)")
    parser.add_argument("--clients", type=int, default=32, help="connections sending singles (32)")
    parser.add_argument("--processes", type=int, default=2, help="processes that send (2)")
    parser.add_argument("--only", nargs="*", metavar="PHASE", help="measure only these phases")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")


def run(args: argparse.Namespace) -> int:
    """Return 0 when every row is there and the gate is passed, else 1."""
    if args.what in IN_MEMORY:
        return _in_memory(args)
    with tempfile.TemporaryDirectory(prefix="heime-bench-") as temporary:
        try:
            if args.what in ("clinic", "home"):
                figures = _measure_pages(Path(temporary) / "data", args)
                return _print(figures, args, figures["missed"])
            if args.what == "access":
                figures = _measure_walls(Path(temporary) / "data", args)
                return _print(figures, args, figures["missed"])
            figures = _measure(Path(temporary) / "data", args)
        except StopAsked:
            return 130
        except IN_THE_WAY as error:
            return installation.refused(error)
    return _print(figures, args, figures["recount"]["differences"] + _gate_faults(figures))


def _in_memory(args: argparse.Namespace) -> int:
    """What is missed is printed and makes it fail; the promise is told and never fails."""
    module = import_module(f"heime.ops.bench.{args.what}")
    figures = module.measure(rounds=args.rounds, tell=_tell)
    return _print(figures, args, figures["missed"])


def _print(figures: dict, args: argparse.Namespace, faults: list[str]) -> int:
    text = json.dumps(figures, indent=2)
    print(text, flush=True)
    if args.json:
        args.json.write_text(text + "\n", encoding="utf-8")
    for fault in faults:
        print(f"heime: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _gate_faults(figures: dict) -> list[str]:
    gate = figures.get("gate")
    if gate is None or gate["passed"]:
        return []
    return [f"judged singles are {gate['ratio']} times the plain view; {GATE:g} is the least"]


def _measure_walls(path: Path, args: argparse.Namespace) -> dict:
    pids: dict[str, int] = {}
    with _filled(path, args, pids.update) as (_, _, cluster, env, _everybody):
        module = import_module("heime.ops.bench.access")
        figures: dict = module.measure(env, cluster.url(DATABASE), rounds=args.rounds, tell=_tell)
        return figures


def _measure_pages(path: Path, args: argparse.Namespace) -> dict:
    module = import_module(f"heime.ops.bench.{args.what}")
    with _running(path, lambda pids: None) as running:
        figures: dict = module.measure(running, args, _tell)
    return figures


@contextmanager
def _filled(
    path: Path, args: argparse.Namespace, on_change: Callable[[dict[str, int]], None]
) -> Iterator[tuple[DataFolder, Group, Cluster, dict[str, str], Filled]]:
    """A running database of this run's own, full of people."""
    with _running(path, on_change) as (folder, group, cluster, env):
        _tell(f"filling: {args.people} people, {args.days} days")
        filled = fill(cluster.url(DATABASE), people=args.people, days=args.days)
        yield folder, group, cluster, env, filled


@contextmanager
def _running(
    path: Path, on_change: Callable[[dict[str, int]], None]
) -> Iterator[tuple[DataFolder, Group, Cluster, dict[str, str]]]:
    """A running database of this run's own, migrated and empty."""
    path.parent.chmod(0o711)  # the database's own user passes through
    with (
        datafolder.opened(path, "bench") as folder,
        Group(folder.logs, on_change=on_change) as group,
    ):
        cluster = installation.start_postgres(group, folder)
        env = installation.settings(folder, cluster) | {"HEIME_HOSTS": "localhost,127.0.0.1"}
        database.prepare(cluster.url(), env[ROLES["owner"]])
        installation.bring_up_to_date(env)
        yield folder, group, cluster, env


def _measure(path: Path, args: argparse.Namespace) -> dict:
    pids: dict[str, int] = {}
    with _filled(path, args, pids.update) as (folder, group, cluster, env, filled):
        ports = _start(group, folder, env, filled)
        bench = Bench(
            pids, folder.path, cluster, cluster.url(DATABASE), *ports, filled,
            seconds=args.seconds, rounds=args.rounds, clients=args.clients,
            processes=args.processes, only=args.only or [], tell=_tell,
        )  # fmt: skip
        figures = phases.measure(bench, gate=GATE)
    figures["setting"] = {
        "people": args.people, "days": args.days, "history": filled.history,
        "seconds": args.seconds, "rounds": args.rounds, "processes": args.processes,
    }  # fmt: skip
    return figures


def _start(
    group: Group, folder: DataFolder, env: dict[str, str], filled: Filled
) -> tuple[int, int]:
    """Start web and jobs as the demo does, and the plain view beside them; return the ports."""
    (folder.path / "targets.json").write_text(json.dumps(asdict(filled)), encoding="utf-8")
    web, plain = phases.free_port(), phases.free_port()
    installation.start_services(group, env, HOST, web)
    command = [sys.executable, "-m", "heime.ops.bench.plain_process", str(plain)]
    part = phases.part("plain", command, child.surroundings(env))
    group.add(part)
    group.wait(part, lambda: installation.status_of(HOST, plain, "/") is not None, within=30)
    return web, plain


def _tell(text: str) -> None:
    print(f"heime bench: {text}", file=sys.stderr, flush=True)
