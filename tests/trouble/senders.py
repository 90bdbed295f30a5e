"""Gateways that never give up, and keep their own list of what was acknowledged."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random
from types import TracebackType

from heime.ops.bench.load import acts
from tests.edges.fhir.forms import answered
from tests.trouble.house import House

READINGS, FORMS = "/fhir/Observation", "/fhir/QuestionnaireResponse"


class Senders:
    """Many gateways, each sending one thing after the other, and the same again after an error.

    A form is sent once more after it was acknowledged, and must be answered with the same id.
    What is acknowledged is written to a file outside the house, one id a line. Use as a context
    manager: leaving it lets each gateway get its last reading or form through.
    """

    def __init__(self, house: House, outside: Path, *, many: int = 12, of_forms: int = 3) -> None:
        self._house = house
        self._file = outside.open("a", buffering=1)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads = [
            *(threading.Thread(target=self._send, args=(n, many)) for n in range(many)),
            *(threading.Thread(target=self._send_forms, args=(n,)) for n in range(of_forms)),
        ]
        self.acknowledged: set[str] = set()
        self.answered: set[str] = set()
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
        """Return when so many more readings were acknowledged, and a tenth as many forms.

        The house must heal to get there.
        """
        readings, forms = len(self.acknowledged) + more, len(self.answered) + more // 10
        too_late = time.monotonic() + within
        while len(self.acknowledged) < readings or len(self.answered) < forms:
            assert time.monotonic() < too_late, "the house did not heal"
            time.sleep(0.02)

    def _send(self, number: int, many: int) -> None:
        gateways = list(self._house.gateways.items())
        token, people = gateways[number % len(gateways)]
        mine = people[number // len(gateways) :: 1 + many // len(gateways)]
        connection = self._connection()
        for act in acts(mine, Random(number)):
            for body in act:
                if id_ := self._until_acknowledged(connection, READINGS, body, token):
                    self._note(id_, self.acknowledged)
            if self._stop.is_set():
                connection.close()
                return

    def _send_forms(self, number: int) -> None:
        token, people = list(self._house.gateways.items())[number]
        connection = self._connection()
        for body in forms(sorted({one["enrolment"] for one in people}), Random(number)):
            first = self._until_acknowledged(connection, FORMS, body, token)
            again = self._until_acknowledged(connection, FORMS, body, token)
            if first != again:
                self.surprises.append(f"one form is {first} and {again}")
            if first:
                self._note(first, self.answered)
            if self._stop.is_set():
                connection.close()
                return

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._house.port, timeout=20)

    def _until_acknowledged(
        self, connection: http.client.HTTPConnection, path: str, body: bytes, token: str
    ) -> str:
        """The id it was given; nothing, and a surprise, when it was refused."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/fhir+json"}
        while True:
            try:
                connection.request("POST", path, body, headers)
                answer = connection.getresponse()
                said = answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                time.sleep(0.05)
                continue
            if answer.status in (200, 201):
                return str(json.loads(said)["id"])
            if answer.status not in (500, 503):
                self.surprises.append(f"{answer.status} {said[:300]!r}")
                return ""
            time.sleep(0.05)

    def _note(self, id_: str, among: set[str]) -> None:
        with self._lock:
            among.add(id_)
            self._file.write(f"{id_}\n")


def forms(people: list[str], rng: Random) -> Iterator[bytes]:
    """Daily questions without end, everybody in turn: now and then the breath is harder."""
    for who in chain.from_iterable(rng.sample(people, len(people)) for _ in iter(int, 1)):
        items: dict[str, int | None] = {"k1": rng.choice((0, 0, 0, 1, 2)), "k3": 0, "k7": 0}
        yield json.dumps(
            answered(who, items, minutes_ago=0, key=f"{rng.getrandbits(96):024x}")
        ).encode()
