"""Starting the client processes of one phase and adding up what they saw."""

import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heime.ops import child

GET_READY = 1.5
"""Seconds for a client process to start and read its targets."""


@dataclass(frozen=True, slots=True)
class Phase:
    """What is sent, and by how many connections. size: entries of a bundle."""

    name: str
    sort: str
    clients: int
    size: int = 1


@dataclass(slots=True)
class Seen:
    """What one or more rounds of a phase showed."""

    seconds: float = 0.0
    kept: int = 0
    kept_in_time: int = 0
    broken: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    client_cpu: float = 0.0

    @property
    def requests_per_second(self) -> float:
        return len(self.milliseconds) / self.seconds

    @property
    def entries_per_second(self) -> float:
        return self.kept_in_time / self.seconds

    @property
    def failed(self) -> int:
        good = self.statuses["200"] + self.statuses["201"]
        return self.statuses.total() - good + self.broken


def order(
    phase: Phase, port: int, *, seed: str, seconds: float, warm_up: float, processes: int
) -> list[dict[str, Any]]:
    """What each process is told: the same, but for which of the connections are its own."""
    processes = min(processes, phase.clients)
    return [
        {
            "sort": phase.sort, "size": phase.size, "clients": phase.clients, "port": port,
            "seed": seed, "seconds": seconds, "warm_up": warm_up,
            "starts_at": time.monotonic() + GET_READY,
            "numbers": list(range(number, phase.clients, processes)),
        }
        for number in range(processes)
    ]  # fmt: skip


def send(orders: Sequence[dict[str, Any]], targets: Path) -> Seen:
    """Run one round to its end."""
    running = [
        child.spawn(
            [sys.executable, "-m", "heime.ops.bench.load", targets, json.dumps(one)],
            env=child.surroundings({}),
            output=-1,
        )
        for one in orders
    ]
    seen = Seen(seconds=orders[0]["seconds"])
    try:
        for process in running:
            said, _ = process.communicate(timeout=orders[0]["seconds"] + 120)
            try:
                told = json.loads(said)
            except ValueError:
                raise RuntimeError(f"a client process failed: {said[-2000:].decode()}") from None
            _add(seen, told)
    finally:
        for process in running:
            child.end(process)
    return seen


def _add(seen: Seen, told: dict[str, Any]) -> None:
    seen.kept += told["kept"]
    seen.kept_in_time += told["kept_in_time"]
    seen.broken += told["broken"]
    seen.statuses.update(told["statuses"])
    seen.milliseconds += told["milliseconds"]
    seen.client_cpu += told["cpu"]


def figures(rounds: Sequence[Seen]) -> dict[str, Any]:
    """Medians over the rounds; the times of all requests together."""
    times = sorted(ms for seen in rounds for ms in seen.milliseconds)
    return {
        "requests_per_second": round(statistics.median(s.requests_per_second for s in rounds)),
        "entries_per_second": round(statistics.median(s.entries_per_second for s in rounds)),
        "rounds": [round(seen.requests_per_second, 1) for seen in rounds],
        "milliseconds": {
            "p50": _at(times, 0.50), "p95": _at(times, 0.95), "p99": _at(times, 0.99),
            "max": times[-1] if times else None,
        },
        "requests": len(times),
        "kept": sum(seen.kept for seen in rounds),
        "failed": sum(seen.failed for seen in rounds),
    }  # fmt: skip


def _at(times: list[float], share: float) -> float | None:
    return times[min(len(times) - 1, int(len(times) * share))] if times else None
