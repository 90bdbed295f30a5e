"""A PostgreSQL with a migrated database `template`, made once and copied by every test process."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from heime.ops import cluster, postgres
from heime.ops.cluster import Cluster

MADE = "HEIME_TEST_MADE"
"""Names the folder that the test processes of one run share."""
MEMORY = Path("/dev/shm")
ENOUGH = 8 << 30
"""Bytes that must be free there: a run needs about two thirds of them at its end."""


def begin() -> None:
    """Make the folder, in the process that starts the others: in memory where there is room.

    Thousands of small databases are made and thrown away, and waiting for a disk proves nothing.
    """
    in_memory = "TMPDIR" not in os.environ and _has_room(MEMORY)
    if in_memory:
        _remove_what_was_left()
    folder = Path(tempfile.mkdtemp(prefix="heime-test-", dir=MEMORY if in_memory else None))
    folder.chmod(0o711)  # the server's own system user passes through
    fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_SH)  # until this process ends
    os.environ[MADE] = str(folder)
    if in_memory:
        os.environ["TMPDIR"] = str(folder)
        tempfile.tempdir = None  # asked for anew


def end() -> None:
    shutil.rmtree(os.environ.pop(MADE), ignore_errors=True)


def _has_room(folder: Path) -> bool:
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    runs_programs = not found.f_flag & os.ST_NOEXEC
    return runs_programs and os.access(folder, os.W_OK) and found.f_bavail * found.f_frsize > ENOUGH


def _remove_what_was_left() -> None:
    """Of runs that were killed: nobody holds their folder any more."""
    for folder in MEMORY.glob("heime-test-*"):
        with suppress(OSError):
            held = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(held)


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
