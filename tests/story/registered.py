"""A Heime that HelseID and ID-porten know, with both of them, for stories about signing in."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from heime.edges.signin.oidc import own_keys
from tests.edges.signin.standin import process as standin
from tests.emptied import SERVED
from tests.story.conftest import ROOT, free_port, wait_ready

if TYPE_CHECKING:
    from pathlib import Path

INGRID, NILS, STRANGER = "12834800045", "30915200180", "45876000044"
PEOPLE = [
    {"key": "ingrid", "name": "Ingrid Moe", "pid": INGRID, "hpr": "9144897"},
    {"key": "nils", "name": "Nils Berge", "pid": NILS, "hpr": "9144900"},
    {"key": "stranger", "name": "Ukjent Fremmed", "pid": STRANGER},
]


class Registered:
    """A web process that is registered with both stand-ins, from test to test on one database."""

    def __init__(self, settings: dict[str, str], folder: Path) -> None:
        self.settings = settings
        self.is_changed = False
        self.keys = folder / "keys.json"
        own_keys.write(self.keys, [own_keys.new(datetime(2026, 1, 1, tzinfo=UTC))])
        self.base = f"http://127.0.0.1:{free_port()}"
        with ExitStack() as started:
            running = standin.running(self.base, PEOPLE, folder / "standin.log")
            self.providers = started.enter_context(running)
            said = folder / "web.log"
            log = started.enter_context(said.open("wb"))
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "heime.config.cli",
                    "web",
                    "--port",
                    self.base.rpartition(":")[2],
                ],
                env={**os.environ, **settings, **self._surroundings()},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            started.callback(process.wait, timeout=15)
            started.callback(process.terminate)
            wait_ready(self.base, process, said)
            self._at_end = started.pop_all()

    def _surroundings(self) -> dict[str, str]:
        return {
            "PYTHONPATH": str(ROOT / "src"), "PGAPPNAME": SERVED,
            "HEIME_BASE_URL": self.base, "HEIME_SIGNIN_KEYS": str(self.keys),
            "HEIME_HELSEID_ISSUER": self.providers["helseid"].issuer,
            "HEIME_HELSEID_CLIENT": "heime-test",
            "HEIME_IDPORTEN_ISSUER": self.providers["idporten"].issuer,
            "HEIME_IDPORTEN_CLIENT": "heime-test",
        }  # fmt: skip

    def end(self) -> None:
        self._at_end.close()
