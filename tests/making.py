"""A PostgreSQL with a migrated database `template`, made once and copied by every test process."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from heime.ops import cluster, postgres
from heime.ops.cluster import Cluster

MADE = "HEIME_TEST_MADE"
"""Names the folder that the test processes of one run share."""


def begin() -> None:
    """Make the folder, in the process that starts the others."""
    folder = Path(tempfile.mkdtemp(prefix="heime-test-made-"))
    folder.chmod(0o711)  # the server's own system user passes through
    os.environ[MADE] = str(folder)


def end() -> None:
    shutil.rmtree(os.environ.pop(MADE), ignore_errors=True)


def copied(
    kind: str, programs: Path | None, migrate: Callable[[Cluster], None], folder: Path
) -> Cluster:
    """A server in `folder` with what `migrate` brought to the first one of its kind."""
    shared = Path(os.environ[MADE])
    with (shared / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / kind).exists():
            _make(shared / f"{kind}.new", programs, migrate)
            (shared / f"{kind}.new").rename(shared / kind)
    subprocess.run(["cp", "-a", f"{shared / kind}/.", folder], check=True)
    return cluster.make(folder, password="test", programs=programs, durable=False)


def _make(folder: Path, programs: Path | None, migrate: Callable[[Cluster], None]) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # of a process that was stopped half-way
    folder.mkdir()
    made = cluster.make(folder, password="test", programs=programs, durable=False)
    with (folder / "postgres.log").open("ab") as log:
        process = postgres.start(made, log=log)
        try:
            migrate(made)
        finally:
            postgres.stop(made, process)
