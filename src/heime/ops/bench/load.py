"""A client process: many keep-alive connections that send readings as fast as they are answered.

Started by `fleet` as `python -m heime.ops.bench.load`; prints what came of it as one JSON line.
Written on bare protocols, since a client that costs more than the server measures itself.
"""

import asyncio
import itertools
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import uvloop

from heime.core.kinds import DIASTOLIC, KINDS, SYSTOLIC, Kind

BAD, RED = 0.065, 0.25
"""How many acts of measuring are not green, and how many of those are red. People without an
approved plan add their grey ones."""
AGAIN = 0.4
"""How many who measured something bad measure once more at once."""
APART = timedelta(seconds=1.5)

Act = list[bytes]
Usual = dict[str, Any]
"""heime.ops.bench.filling.Usual, as JSON."""
_LENGTH = re.compile(rb"content-length: *(\d+)", re.I)


class Connection(asyncio.Protocol):
    """One keep-alive connection: sends, waits for the answer, sends the next."""

    def __init__(self, requests: Iterator[bytes], tally: "Tally", until: float) -> None:
        self._requests = requests
        self._tally = tally
        self._until = until
        self._buffer = b""
        self._sent_at = 0.0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._next()

    def _next(self) -> None:
        self._sent_at = time.monotonic()
        if self._sent_at >= self._until:
            self._transport.close()
            self.done.set_result(None)
            return
        self._transport.write(next(self._requests))  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(self._buffer, 0, head)
        if length is None or len(self._buffer) < head + 4 + int(length[1]):
            return
        self._tally.add(int(self._buffer[9:12]), self._buffer, time.monotonic() - self._sent_at)
        self._buffer = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self._tally.broken += 1
            self.done.set_result(None)


class Tally:
    """What was answered. Every acknowledged reading counts; times only from `counts_from`."""

    def __init__(self, counts_from: float) -> None:
        self._counts_from = counts_from
        self.seconds: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.kept = self.kept_in_time = self.broken = 0

    def add(self, status: int, answer: bytes, took: float) -> None:
        self.statuses[status] += 1
        kept = answer.count(b'"status":"201') if status == 200 else int(status == 201)
        self.kept += kept
        if time.monotonic() >= self._counts_from:
            self.kept_in_time += kept
            self.seconds.append(took)


def acts(people: list[Usual], rng: Random) -> Iterator[Act]:
    """Acts of measuring without end, everybody in turn: a cuff is used twice, a bad value again."""
    while True:
        for one in rng.sample(people, len(people)):
            bad = rng.random() < BAD
            value = one["green"] if not bad else one["red" if rng.random() < RED else "yellow"]
            times = one["cuffs"] * (2 if bad and rng.random() < AGAIN else 1)
            last = datetime.now(UTC)
            yield [
                observation(
                    one, value, last - APART * (times - 1 - n), f"{rng.getrandbits(96):024x}"
                )
                for n in range(times)
            ]


def observation(one: Usual, value: str, at: datetime, key: str) -> bytes:
    """The Observation that a gateway sends."""
    kind, enrolment, second = Kind(one["kind"]), one["enrolment"], one["second"]
    moment = at.isoformat(timespec="milliseconds").removesuffix("+00:00")
    if second is None:
        number = f'"valueQuantity":{_quantity(kind, value)}'
    else:
        parts = (
            f'{{"code":{_code(code)},"valueQuantity":{_quantity(kind, text)}}}'
            for code, text in ((SYSTOLIC[0], value), (DIASTOLIC[0], second))
        )
        number = f'"component":[{",".join(parts)}]'
    return (
        f'{{"resourceType":"Observation","identifier":[{{"system":"urn:heime:bench","value":"{key}"'
        f'}}],"status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/'
        f'CodeSystem/observation-category","code":"vital-signs"}}]}}],"code":'
        f'{_code(KINDS[kind].loinc[0])},"subject":{{"reference":"Patient/{enrolment}"}},'
        f'"effectiveDateTime":"{moment}Z",'
        f'"device":{{"display":"meter {enrolment[-6:]}"}},{number}}}'
    ).encode()


def _quantity(kind: Kind, value: str) -> str:
    unit = KINDS[kind].unit
    return (
        f'{{"value":{value},"unit":"{unit}","system":"http://unitsofmeasure.org","code":"{unit}"}}'
    )


def _code(code: str) -> str:
    return f'{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}}'


def request(path: str, token: str, body: bytes = b"") -> bytes:
    method, length = ("POST", f"Content-Length: {len(body)}\r\n") if body else ("GET", "")
    return (
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/fhir+json\r\n{length}\r\n"
    ).encode() + body


def singles(path: str, token: str, people: list, rng: Random) -> Iterator[bytes]:
    for act in acts(people, rng):
        for body in act:
            yield request(path, token, body)


def bundles(kind: str, size: int, token: str, people: list, rng: Random) -> Iterator[bytes]:
    flowing = itertools.chain.from_iterable(acts(people, rng))
    asked = b',"request":{"method":"POST","url":"Observation"}}'
    while True:
        entries = [b'{"resource":' + next(flowing) + asked for _ in range(size)]
        head = b'{"resourceType":"Bundle","type":"%s","entry":[' % kind.encode()
        yield request("/fhir", token, head + b",".join(entries) + b"]}")


def searches(token: str, people: list, rng: Random) -> Iterator[bytes]:
    while True:
        enrolment = rng.choice(people)["enrolment"]
        yield request(f"/fhir/Observation?patient={enrolment}&_sort=-date&_count=20", token)


def requests_of(order: dict[str, Any], targets: dict[str, Any], number: int) -> Iterator[bytes]:
    """What connection `number` sends in this phase."""
    sort, size = order["sort"], order["size"]
    by_token: dict[str, list] = targets["plain" if sort == "plain" else "gateways"]
    token, people = list(by_token.items())[number % len(by_token)]
    shares = max(1, order["clients"] // len(by_token))  # of one gateway's people, for each of its
    people = people[number // len(by_token) % shares :: shares]  # connections a share of its own
    rng = Random(f"{order['seed']}/{number}")  # noqa: S311  dice for invented readings
    make: dict[str, Callable[[], Iterator[bytes]]] = {
        "single": lambda: singles("/fhir/Observation", token, people, rng),
        "plain": lambda: singles("/", token, people, rng),
        "met": lambda: bundles("batch", size, token, _one_each(people), rng),
        "batch": lambda: bundles("batch", size, token, people, rng),
        "transaction": lambda: bundles("transaction", size, token, people, rng),
        "search": lambda: searches(targets["client"], people, rng),
    }
    return make[sort]()


def _one_each(people: list[Usual]) -> list[Usual]:
    """One thing that each measures, so that everybody has soon been met."""
    return list({one["enrolment"]: one for one in people}.values())


async def send(order: dict[str, Any], targets: dict[str, Any]) -> dict[str, Any]:
    """Send as the order says; return the tally."""
    sources = [requests_of(order, targets, number) for number in order["numbers"]]
    await asyncio.sleep(max(0.0, order["starts_at"] - time.monotonic()))
    tally = Tally(order["starts_at"] + order["warm_up"])
    until = order["starts_at"] + order["warm_up"] + order["seconds"]
    loop = asyncio.get_running_loop()
    connections = [
        (await loop.create_connection(
            lambda requests=requests: Connection(requests, tally, until),  # type: ignore[misc]
            "127.0.0.1", order["port"],
        ))[1]
        for requests in sources
    ]  # fmt: skip
    await asyncio.gather(*(one.done for one in connections))
    return {
        "kept": tally.kept, "kept_in_time": tally.kept_in_time, "broken": tally.broken,
        "statuses": {str(code): many for code, many in tally.statuses.items()},
        "milliseconds": [round(took * 1000, 2) for took in tally.seconds],
        "cpu": time.process_time(),
    }  # fmt: skip


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        known = json.load(file)
    print(json.dumps(uvloop.run(send(json.loads(sys.argv[2]), known))))
