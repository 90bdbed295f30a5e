"""The stand-in for HelseID and ID-porten (server.mjs) as a process of a test."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from heime.ops import standin


@dataclass(frozen=True)
class StandIn:
    """One of the two providers, and the strings it is pulled by."""

    name: str
    issuer: str
    control: str

    def misbehave(self, **rules: Any) -> None:
        """Do this wrong from here on, and everything else right. Nothing: behave."""
        self._tell("rules", rules)

    def rotate(self) -> str:
        """Sign with a new key from here on; return its name."""
        return str(self._tell("rotate")["kid"])

    def sign_out(self) -> None:
        """End the last session, as from another service, and tell the client."""
        self._tell("sign-out")

    @property
    def session(self) -> str:
        return str(self._tell("seen")["session"]["sid"])

    @property
    def seen(self) -> list[str]:
        """What it has been asked since its rules were set."""
        return list(self._tell("seen")["seen"])

    def _tell(self, action: str, said: dict[str, Any] | None = None) -> Any:
        answer = httpx.post(
            f"{self.control}/{self.name}/{action}", json=said or {}, trust_env=False, timeout=10
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def running(base: str, people: Sequence[dict[str, str]], log: Path) -> Iterator[dict[str, StandIn]]:
    """Both providers, who know these people and one client: the Heime at `base`."""
    standin.install()
    with log.open("wb") as said:
        process = subprocess.Popen(
            [standin.node(), "server.mjs", json.dumps({"base": base, "people": list(people)})],
            cwd=standin.FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            ready = process.stdout.readline()
            assert ready, log.read_text()
            places = json.loads(ready)
            control = places.pop("control")
            yield {name: StandIn(name, place, control) for name, place in places.items()}
        finally:
            process.stdin.close()
            process.wait(timeout=10)
            process.stdout.close()
