"""`./heime bench clinic`: how soon a nurse has her list, a person's page, and what has just come.

Ten thousand people of whom a team follows a thousand, and a history that grows tenfold at a time.
At each size the worklist and person pages are asked for over HTTP, one after the other, by a nurse
of that team. At the last size readings arrive while one page stands open in a browser and 49
colleagues have theirs open too: each listens, and reads the list again when it is told to, as the
page does. What is measured there is the time from a reading's acknowledgement to its row.
"""

import argparse
import gzip
import http.client
import math
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from heime.core.indicators.counted import quantile
from heime.ops import installation
from heime.ops.bench import access, clinic_live, filling, history
from heime.ops.bench.phases import free_port
from heime.ops.installation import DATABASE

HOST = "127.0.0.1"
ASKED = 100
"""How often each page is asked for, at each size."""
WORKLIST_MS, PERSON_MS, LIVE_MS, KILOBYTES = 60, 120, 500, 60
"""The aims of issue 5: p95, p95, p99, and compressed."""
CHUNK = 1_000_000
"""Readings written at a time."""
NOT_NEEDED = frozenset({"receipt", "audit"})
"""Written for each reading and read by none of these pages; left out of the history."""

Tell = Callable[[str], None]


def sizes(most: int) -> list[int]:
    """The sizes to measure at: powers of ten from ten thousand, and the last."""
    powers = [10**power for power in range(4, 12) if 10**power < most]
    return [*powers, most]


def measure(running: Any, args: argparse.Namespace, tell: Tell) -> dict[str, Any]:
    """`running`: a group, its data folder, its cluster and the settings of its processes."""
    folder, group, cluster, env = running
    url = cluster.url(DATABASE)
    with psycopg.connect(url, autocommit=True) as conn:
        tell(f"enrolling {args.people} people")
        filled, routine, doctor = filling.enrol(conn, people=args.people)
        grown = _Growing(conn, routine, doctor, tell)
        installation.build_pages(folder)
        table, token, port = [], "", free_port()
        for size in sizes(args.measurements):
            grown.to(size)
            if not token:
                token = access.prepare(url, team=args.team)
                installation.start_services(group, env, HOST, port)
            table.append(grown.told() | pages(conn, port, token, tell))
    figures: dict[str, Any] = {"growth": table, "people": args.people, "team": args.team}
    if args.seconds:
        tell(f"live: {args.seconds:g} s")
        figures["live"] = clinic_live.measure(
            folder.path, url, port, token, filled, seconds=args.seconds, tell=tell
        )
    return figures | {"missed": list(missed(figures))}


class _Growing:
    """A history that is only added to: the newest day first, then further and further back."""

    def __init__(
        self, conn: psycopg.Connection, routine: list[tuple], doctor: Any, tell: Tell
    ) -> None:
        self._conn, self._doctor, self._tell = conn, doctor, tell
        self._a_day = sum(len(row[10]) for row in routine) / 7 * 0.9
        self._made = self._days = 0
        history.begin(conn, routine)

    def to(self, size: int) -> None:
        if self._made == 0 and size < self._a_day:
            self._live(1, share=0.9 * size / self._a_day)
        while self._made < size * 0.98:
            wanted = math.ceil((size - self._made) / self._a_day)
            self._live(max(1, min(wanted, int(CHUNK / self._a_day))))
        history.settle(self._conn)

    def _live(self, days: int, share: float = 0.9) -> None:
        first, last = self._days + days, self._days + 1
        self._made += history.live(
            self._conn, self._doctor, first=first, last=last, share=share, without=NOT_NEEDED
        )
        self._days = first
        self._tell(f"filled {self._made} measurements, {first} days back")

    def told(self) -> dict[str, Any]:
        return {"measurements": self._made, "days": self._days}


def pages(conn: psycopg.Connection, port: int, token: str, tell: Tell) -> dict[str, Any]:
    """The list, and the pages of people of the team, each a hundred times."""
    rows = conn.execute(
        "SELECT e.id FROM enrolment e JOIN team t ON t.id = e.team_id WHERE t.name = 'Målt team'"
        " ORDER BY e.id"
    ).fetchall()
    ids = [str(id_) for (id_,) in rows]
    people = random.Random(1).choices(ids, k=ASKED)  # noqa: S311  dice
    found = {
        "worklist": _figures(_asked(port, token, ["/"] * ASKED)),
        "list_again": _figures(_asked(port, token, ["/?del=liste"] * ASKED)),
        "person": _figures(_asked(port, token, [f"/person/{id_}/" for id_ in people])),
    }
    said = ", ".join(f"{name} p95 {one['p95_ms']} ms" for name, one in found.items())
    tell(said)
    return found


def _asked(port: int, token: str, paths: list[str]) -> Iterator[tuple[float, bytes]]:
    """(milliseconds, page) of each, over one connection; the first five only warm up."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    headers = {"Host": "localhost", "Cookie": f"heime={token}; heime_language=nb"}
    for number, path in enumerate([*paths[:5], *paths]):
        begun = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        page = answer.read()
        took = (time.perf_counter() - begun) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        if number >= 5:
            yield took, page
    connection.close()


def _figures(asked: Iterator[tuple[float, bytes]]) -> dict[str, float]:
    times, kilobytes = [], 0.0
    for took, page in asked:
        times.append(took)
        kilobytes = max(kilobytes, len(gzip.compress(page, 6)) / 1000)
    return {
        "p50_ms": round(quantile(times, 0.5) or 0, 1),
        "p95_ms": round(quantile(times, 0.95) or 0, 1),
        "most_ms": round(max(times), 1),
        "kilobytes_compressed": round(kilobytes, 1),
    }


def missed(figures: dict[str, Any]) -> Iterator[str]:
    """What does not reach its aim, at the largest size."""
    last = figures["growth"][-1]
    for name, aim in (("worklist", WORKLIST_MS), ("person", PERSON_MS)):
        if last[name]["p95_ms"] > aim:
            yield f"{name}: p95 {last[name]['p95_ms']} ms; {aim} is the aim"
        if last[name]["kilobytes_compressed"] > KILOBYTES:
            yield f"{name}: {last[name]['kilobytes_compressed']} kB; {KILOBYTES} is the aim"
    live = figures.get("live")
    if live is None:
        return
    if live["p99_ms"] is None or live["p99_ms"] > LIVE_MS:
        yield f"live: p99 {live['p99_ms']} ms; {LIVE_MS} is the aim"
    yield from live["faults"]
