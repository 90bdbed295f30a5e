"""Heime's web process itself, on a database of a test and a port of this machine."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any

import httpx

from heime.ops import child
from heime.ops.bench.phases import free_port

ROOT = Path(__file__).resolve().parents[2]


class Served:
    """Where it is, what it has said, and how much memory it holds."""

    def __init__(self, url: str, process: Popen[bytes], said: Path) -> None:
        self.url = url
        self._process = process
        self._said = said

    @property
    def log(self) -> str:
        return self._said.read_text(errors="replace")

    def resident_megabytes(self) -> float:
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


@contextmanager
def serving(database: Any, folder: Path) -> Iterator[Served]:
    """The web process, started as `./heime up` and `demo` start it, until the block ends."""
    port = free_port()
    said = folder / "web.log"
    env = child.surroundings(database.settings)
    command = [sys.executable, "-m", "heime.config.cli", "web", "--port", str(port)]
    with said.open("wb") as log, Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log) as web:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, web, said)
            yield Served(url, web, said)
        finally:
            web.terminate()
            web.wait(20)


def _wait_for(url: str, process: Popen[bytes], said: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{url}/ready").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"it did not start:\n{said.read_text()}")
