"""A client process of `bench clinic`: readings at an even pace, and colleagues with open pages.

Started as `python -m heime.ops.bench.clinic_load ORDER.json`; prints when each reading that should
change a row was acknowledged, as one JSON line. The pace is open: a reading is due at its moment
whether or not the one before was answered.
"""

import asyncio
import contextlib
import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from heime.ops.bench.load import observation, request

SENDERS = 12
ASK_EVERY = 15.0
"""How often a page reads the whole list by itself."""
MOST_TO_BEGIN = 60.0
"""Seconds that all pages together may take to be read the first time."""
FIRST = timedelta(minutes=5)
"""How long before the reading that changes a row the one before it was measured: most limits ask
for a second reading."""


async def answered(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """One HTTP answer: its status and its body, whether told by length or in pieces."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    if b"transfer-encoding: chunked" in head:
        body = b""
        while size := int((await reader.readline()).strip() or b"0", 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return status, body
    length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
    return status, await reader.readexactly(length)


class Sending:
    """What is sent, and what came of it."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order = order
        self.due: asyncio.Queue[tuple[float, list[bytes], str] | None] = asyncio.Queue()
        self.acknowledged: dict[str, float] = {}
        self.kept = self.refused = 0
        self.late = 0.0

    async def pace(self) -> None:
        """Put each reading, or the pair that changes a row, in the queue at its moment."""
        begun, rate = time.time(), self.order["rate"]
        every, many = self.order["one_in"], int(self.order["seconds"] * rate)
        changing, quiet = iter(self.order["changing"]), iter(self.order["quiet"])
        number = 0
        while number < many:
            due = begun + number / rate
            await asyncio.sleep(max(0.0, due - time.time()))
            one = next(changing, None) if number % every == every - 1 else None
            if one is None:
                token, usual = next(quiet)
                self.due.put_nowait((due, [_post(token, usual, "green")], ""))
            else:
                token, usual = one
                pair = [_post(token, usual, "red", ago=FIRST), _post(token, usual, "red")]
                self.due.put_nowait((due, pair, usual["enrolment"]))
            number += 1
        for _ in range(SENDERS):
            self.due.put_nowait(None)

    async def send(self) -> None:
        """One kept-alive connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.order["port"])
        while (next_ := await self.due.get()) is not None:
            due, bodies, changes = next_
            self.late = max(self.late, time.time() - due)
            for body in bodies:
                writer.write(body)
                status, _ = await answered(reader)
                self.kept += status == 201
                self.refused += status != 201
            if changes:
                self.acknowledged[changes] = time.time()
        writer.close()


def _post(token: str, usual: dict[str, Any], level: str, ago: timedelta = timedelta()) -> bytes:
    at = datetime.now(UTC) - ago
    key = f"{usual['enrolment']}-{usual['kind']}-{time.time_ns()}"
    return request("/fhir/Observation", token, observation(usual, usual[level], at, key))


class Colleague:
    """One open page: it is sent the rows that changed, and reads the list again every so often and
    when it is told to, one reading at a time (app/src/clinic/live.ts)."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token
        self._stirred = asyncio.Event()
        self.reads_now = False
        self.begin()

    def begin(self) -> None:
        """Count from here."""
        self.told = self.sent = self.read = 0
        self.milliseconds: list[float] = []

    def _ask(self, path: str) -> bytes:
        return (
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nHX-Request: true\r\n"
            f"Cookie: heime={self.token}; heime_language=nb\r\n\r\n"
        ).encode()

    async def listen(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
        writer.write(self._ask("/endringer?alle=1"))
        while line := await reader.readline():
            if line.startswith(b"event: changed"):
                self.told += 1
                self._stirred.set()
            elif line.startswith(b"event: rows"):
                self.sent += 1

    async def reread(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
        asks = asyncio.get_running_loop().time() + ASK_EVERY * random.random()  # noqa: S311  dice
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(asks):
                    await self._stirred.wait()
            asks += ASK_EVERY if not self._stirred.is_set() else 0
            self._stirred.clear()
            begun, self.reads_now = time.perf_counter(), True
            writer.write(self._ask("/?del=liste"))
            await answered(reader)
            self.reads_now = False
            self.milliseconds.append((time.perf_counter() - begun) * 1000)
            self.read += 1


async def main(order: dict[str, Any]) -> dict[str, Any]:
    colleagues = [Colleague(order["port"], token) for token in order["colleagues"]]
    open_pages = [
        asyncio.create_task(what) for one in colleagues for what in (one.listen(), one.reread())
    ]
    # Until they listen, have all read the list once and none reads it: a day does not begin in one
    # second.
    async with asyncio.timeout(MOST_TO_BEGIN):
        while any(one.reads_now or not one.read for one in colleagues):
            await asyncio.sleep(0.1)
    for colleague in colleagues:
        colleague.begin()
    sending = Sending(order)
    await asyncio.gather(sending.pace(), *(sending.send() for _ in range(SENDERS)))
    await asyncio.sleep(2)  # until the last change is on the pages
    for one in open_pages:
        one.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*open_pages, return_exceptions=True)
    return {
        "acknowledged": sending.acknowledged, "kept": sending.kept, "refused": sending.refused,
        "late_ms": round(sending.late * 1000),
        "told": [one.told + one.sent for one in colleagues],
        "read": [one.read for one in colleagues],
        "reading_ms": sorted(ms for one in colleagues for ms in one.milliseconds),
    }  # fmt: skip


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        told = json.load(file)
    print(json.dumps(asyncio.run(main(told))))
