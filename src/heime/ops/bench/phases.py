"""The measurements of one run, in turns: whatever else the machine does meets them alike."""

import socket
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from heime.ops import child
from heime.ops.bench import fleet, machine, raw, recount
from heime.ops.bench.filling import GATEWAYS, Filled
from heime.ops.bench.fleet import Phase, Seen
from heime.ops.cluster import Cluster
from heime.ops.group import Part

WARM_UP = 1.5
CATCHES_UP = 300
"""Seconds that the jobs process may take for what a first start brings."""
IDLE = 0.1
"""The share of a core below which it has caught up."""
MEET = Phase("met", "met", GATEWAYS, 100)
"""Sent once, before the rounds: a service that has run for a day has met nearly everybody and read
their plans, and one that started a minute ago is not what is to be measured."""


@dataclass
class Bench:
    """A running Heime, full of people, and how it is to be measured."""

    pids: dict[str, int]
    folder: Path
    cluster: Cluster
    url: str
    port: int
    plain_port: int
    filled: Filled
    seconds: float
    rounds: int
    clients: int
    processes: int
    only: Sequence[str]
    tell: Callable[[str], None]
    costs: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    seen: dict[str, list[Seen]] = field(default_factory=dict)

    def phases(self) -> tuple[list[Phase], list[Phase]]:
        """The gate's pair, and the others. The pair comes first: with all that the bundles send,
        everybody has soon measured twenty times in half an hour, which nobody does, and judging a
        session of twenty readings is another thing to measure.
        """
        pair = [
            Phase("single", "single", self.clients),
            Phase("plain", "plain", self.clients),
        ]
        others = [
            Phase("single_128", "single", 128),
            Phase("batch_100", "batch", 4, 100),
            Phase("batch_500", "batch", 4, 500),
            Phase("transaction_100", "transaction", 4, 100),
            Phase("search", "search", self.clients),
        ]
        return self._wanted(pair), self._wanted(others)

    def _wanted(self, phases: list[Phase]) -> list[Phase]:
        return [phase for phase in phases if not self.only or phase.name in self.only]


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def part(name: str, command: Sequence[str], env: dict[str, str]) -> Part:
    return Part(name, start=lambda log: child.spawn(command, env=env, output=log))


def measure(bench: Bench, *, gate: float) -> dict[str, Any]:
    """Every phase in each round, then the recount; the figures of the whole run."""
    since = datetime.now(UTC)
    before = recount.sizes(bench.url)
    pair, others = bench.phases()
    _round(bench, MEET, 0)
    _catch_up(bench)
    raws, grown = _pairs(bench, pair)
    for number in range(bench.rounds):
        for phase in others:
            _round(bench, phase, number)
    bench.tell("recounting")
    plain = next(iter(bench.filled.plain))
    found = recount.recount(
        bench.url,
        acknowledged=sum(
            seen.kept for name, rounds in bench.seen.items() if name != "plain" for seen in rounds
        ),
        since=since,
        plain_source=_source_of(bench.url, plain),
    )
    figures: dict[str, Any] = {
        name: fleet.figures(rounds) | _cost(bench.costs[name])
        for name, rounds in bench.seen.items()
    }
    if raws:
        figures["raw_commits"] = {
            name: round(statistics.median(one[name] for one in raws)) for name in raws[0]
        }
    if {"single", "plain"} <= bench.seen.keys():
        figures["gate"] = _gate(bench, gate)
    figures["memory_megabytes"] = _memory(bench)
    figures["bytes_per_reading"] = _bytes_per_reading(before, recount.sizes(bench.url), *grown)
    figures["recount"] = found
    return figures


def _pairs(bench: Bench, pair: Sequence[Phase]) -> tuple[list[dict[str, int]], tuple[int, int]]:
    """The gate's phases in turns. Returns the raw commits beside them, and by how many bytes the
    readings sent alone made the tables grow, with how many readings those were.
    """
    raws, grown, kept = [], 0, 0
    for number in range(bench.rounds):
        if not bench.only or "raw" in bench.only:
            raws.append(raw.commits(bench.cluster, clients=bench.clients, seconds=2))
        for phase in pair:
            size = _bytes(bench.url) if phase.name == "single" else 0
            _round(bench, phase, number)
            if phase.name == "single":
                grown += _bytes(bench.url) - size
                kept += bench.seen[phase.name][-1].kept
    return raws, (grown, kept)


def _catch_up(bench: Bench) -> None:
    """Wait until the jobs process has done what a first start brings: everybody is looked at for
    the first time, every list is printed, the log of two weeks is sealed. A service that has run
    for a day has that behind it.
    """
    bench.tell("waiting for the jobs process to catch up")
    until = time.monotonic() + CATCHES_UP
    quiet = 0
    while quiet < 3:
        if time.monotonic() > until:
            raise RuntimeError(f"the jobs process is still busy after {CATCHES_UP} s")
        spent = machine.cpu_seconds(bench.pids["jobs"])
        time.sleep(2)
        busy = (machine.cpu_seconds(bench.pids["jobs"]) - spent) / 2
        quiet = quiet + 1 if busy < IDLE else 0


def _round(bench: Bench, phase: Phase, number: int) -> None:
    """One round of one phase, and what it cost whom."""
    port = bench.plain_port if phase.sort == "plain" else bench.port
    server = "plain" if phase.sort == "plain" else "web"
    orders = fleet.order(
        phase, port, seed=f"{phase.name}/{number}", seconds=bench.seconds, warm_up=WARM_UP,
        processes=bench.processes,
    )  # fmt: skip
    watched = (server, "postgres", "jobs")
    cpu = {name: machine.cpu_seconds(bench.pids[name]) for name in watched}
    began = time.monotonic()
    seen = fleet.send(orders, bench.folder / "targets.json")
    took = time.monotonic() - began - fleet.GET_READY
    cost = {name: (machine.cpu_seconds(bench.pids[name]) - cpu[name]) / took for name in cpu}
    cost["clients"] = seen.client_cpu / took
    cost["web"] = cost.pop(server)
    bench.costs.setdefault(phase.name, []).append(cost)
    bench.seen.setdefault(phase.name, []).append(seen)
    bench.tell(
        f"{phase.name:<16} {seen.requests_per_second:8.0f} requests/s"
        f" {seen.entries_per_second:8.0f} kept/s"
    )


def _cost(rounds: list[dict[str, float]]) -> dict[str, Any]:
    """How many processor cores each side kept busy."""
    return {
        "cores": {
            name: round(statistics.median(one[name] for one in rounds), 2)
            for name in ("clients", "web", "postgres", "jobs")
        }
    }


def _gate(bench: Bench, gate: float) -> dict[str, Any]:
    """Judged singles against the plain view, pair by pair of adjacent rounds."""
    ratios = [
        single.requests_per_second / (plain.requests_per_second or 1)
        for single, plain in zip(bench.seen["single"], bench.seen["plain"], strict=True)
    ]
    ratio = round(statistics.median(ratios), 2)
    return {
        "ratio": ratio, "ratios": [round(one, 2) for one in ratios], "least": gate,
        "passed": ratio >= gate,
    }  # fmt: skip


def _memory(bench: Bench) -> dict[str, dict[str, float]]:
    return {name: machine.megabytes(pid) for name, pid in bench.pids.items()}


def _bytes(url: str) -> int:
    return sum(size for size, _ in recount.sizes(url).values())


def _bytes_per_reading(
    before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]], grown: int, kept: int
) -> dict[str, Any]:
    """What a reading sent alone added to the four tables, and what each table holds a row."""
    history = before["measurement"][1] or 1
    return {
        "added_by_singles": round(grown / kept) if kept else None,
        "history": round(sum(size for size, _ in before.values()) / history),
        "row": {name: round(size / rows) for name, (size, rows) in after.items() if rows},
    }


def _source_of(url: str, token: str) -> int:
    with psycopg.connect(url) as conn:
        row = conn.execute(
            "SELECT source_id FROM bearer WHERE token_hash = sha256(convert_to(%s, 'UTF8'))",
            [token],
        ).fetchone()
    assert row is not None  # noqa: S101  the token was made by `fill`
    return int(row[0])
