"""A PostgreSQL of our own: started and stopped as a foreground child of whoever asks.

Used by the demo, by a one-machine installation and by the tests. Any other PostgreSQL is reached
by its address and never started from here.
"""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

import psycopg

from heime.ops import child
from heime.ops.cluster import Cluster, PostgresFailed

READY_WITHIN = 300.0  # crash recovery replays the log first


def command(cluster: Cluster) -> list[str]:
    """What to run. Settings stand here rather than in a file, so that an update changes them."""
    settings = {
        "listen_addresses": "" if cluster.socket_folder else "127.0.0.1",
        "port": cluster.port,
        "unix_socket_directories": cluster.socket_folder or "",
        "unix_socket_permissions": "0700",
        "max_connections": 100,
        "shared_buffers": "256MB" if cluster.durable else "64MB",
        "jit": "off",  # our queries are short; compiling them costs more than it saves
        "timezone": "UTC",
        "log_timezone": "UTC",
        # The log may hold nothing about a patient. Statements, their parameters, and the
        # messages and details of a client's own errors can all quote a row; none is written.
        "log_statement": "none",
        "log_min_error_statement": "panic",
        "log_min_messages": "log",
        "log_error_verbosity": "terse",
        "log_min_duration_statement": "-1",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_line_prefix": "%m [%p] ",
        "logging_collector": "off",
    }
    on = "on" if cluster.durable else "off"
    settings |= {"fsync": on, "synchronous_commit": on, "full_page_writes": on}
    if _built_with_lz4(cluster.programs):
        settings["wal_compression"] = "lz4"
    flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(cluster.programs / "postgres"), "-D", str(cluster.data), *flags]


def _built_with_lz4(programs: Path) -> bool:
    try:
        return "--with-lz4" in child.output([programs / "pg_config", "--configure"])
    except (OSError, subprocess.SubprocessError):
        return False


def spawn(cluster: Cluster, *, log: IO[bytes] | int | None = None) -> child.Process:
    """Start it and return at once. If we vanish it stops as on Ctrl-C: quickly, and cleanly."""
    return child.spawn(
        command(cluster),
        env={"PATH": os.defpath, "LC_ALL": "C"},
        output=log,
        user=cluster.user,
        if_we_die=signal.SIGINT,
    )


def start(cluster: Cluster, *, log: IO[bytes] | int | None = None) -> child.Process:
    """Start it and wait until it answers.

    Tries again while it gives up at once: after a kill -9 the old server's last sessions hold its
    shared memory for some moments.
    """
    gives_up_at = time.monotonic() + 30
    process = spawn(cluster, log=log)
    while not wait_ready(cluster, process):
        if time.monotonic() > gives_up_at:
            raise PostgresFailed("PostgreSQL does not start; its log says why.")
        time.sleep(0.2)
        process = spawn(cluster, log=log)
    return process


def wait_ready(cluster: Cluster, process: child.Process) -> bool:
    """Wait until it answers. Return False if it ended instead."""
    too_late = time.monotonic() + READY_WITHIN
    while process.poll() is None:
        if answers(cluster.url()):
            return True
        if time.monotonic() > too_late:
            child.end(process)
            raise PostgresFailed(f"PostgreSQL did not answer within {READY_WITHIN:.0f} seconds.")
        time.sleep(0.02)
    return False


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def stop(cluster: Cluster, process: child.Process, *, within: float = 8.0) -> None:
    """Stop it: sessions are ended, everything is written down. Removes the socket's folder."""
    child.stop(process, signal.SIGINT, within=within)
    tidy(cluster)


def tidy(cluster: Cluster) -> None:
    """Remove the folder of its socket, unless something still lies there."""
    if cluster.socket_folder:
        with suppress(OSError):
            cluster.socket_folder.rmdir()
