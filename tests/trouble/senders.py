"""Gateways that never give up, and keep their own list of what was acknowledged."""

import http.client
import json
import threading
import time
from pathlib import Path
from random import Random
from types import TracebackType

from heime.ops.bench.load import acts
from tests.trouble.house import House


class Senders:
    """Many gateways, each sending one reading after the other, and the same again after an error.

    What is acknowledged is written to a file outside the house, one id a line. Use as a context
    manager: leaving it lets each gateway get its last reading through.
    """

    def __init__(self, house: House, outside: Path, *, many: int = 12) -> None:
        self._house = house
        self._file = outside.open("a", buffering=1)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._send, args=(n,)) for n in range(many)]
        self.acknowledged: set[str] = set()
        self.surprises: list[str] = []

    def __enter__(self) -> "Senders":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._file.close()

    def wait_for(self, more: int, *, within: float = 40) -> None:
        """Return when so many more were acknowledged; the house must heal to get there."""
        wanted, too_late = len(self.acknowledged) + more, time.monotonic() + within
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < too_late, "the house did not heal"
            time.sleep(0.02)

    def _send(self, number: int) -> None:
        gateways = list(self._house.gateways.items())
        token, people = gateways[number % len(gateways)]
        mine = people[number // len(gateways) :: 1 + len(self._threads) // len(gateways)]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/fhir+json"}
        connection = http.client.HTTPConnection("127.0.0.1", self._house.port, timeout=20)
        for act in acts(mine, Random(number)):
            for body in act:
                self._until_acknowledged(connection, body, headers)
            if self._stop.is_set():
                connection.close()
                return

    def _until_acknowledged(
        self, connection: http.client.HTTPConnection, body: bytes, headers: dict[str, str]
    ) -> None:
        while True:
            try:
                connection.request("POST", "/fhir/Observation", body, headers)
                answer = connection.getresponse()
                said = answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                time.sleep(0.05)
                continue
            if answer.status in (200, 201):
                self._note(json.loads(said)["id"])
                return
            if answer.status not in (500, 503):
                self.surprises.append(f"{answer.status} {said[:300]!r}")
                return
            time.sleep(0.05)

    def _note(self, id_: str) -> None:
        with self._lock:
            self.acknowledged.add(id_)
            self._file.write(f"{id_}\n")
