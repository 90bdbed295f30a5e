"""One installation on one machine: what `demo` and `up` have in common.

Each step is safe to repeat, so a start that was cut short is finished by the next one.
"""

import argparse
import http.client
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from signal import SIGINT
from typing import IO

from heime.ops import (
    child,
    cluster,
    database,
    datafolder,
    frontend,
    postgres,
    systemuser,
    translations,
)
from heime.ops.cluster import Cluster
from heime.ops.datafolder import DataFolder
from heime.ops.group import Group, Part, PartFailed, StopAsked

DATABASE = "heime"
ROLE_PREFIX = "heime_"
ROLES = {
    "owner": "HEIME_DATABASE_URL",
    "app": "HEIME_DATABASE_APP_URL",
    "ingest": "HEIME_DATABASE_INGEST_URL",
    "worker": "HEIME_DATABASE_WORKER_URL",
    "audit": "HEIME_DATABASE_AUDIT_URL",
    "stats": "HEIME_DATABASE_STATS_URL",
}
KEYS = {"secret_key": "HEIME_SECRET_KEY", "identity_key": "HEIME_IDENTITY_KEY"}
"""Secrets that the folder holds unless they are given as settings."""
PUSH_KEY = "HEIME_VAPID_PRIVATE_KEY"
"""The folder's own, unless one is given; without any, nothing is pushed."""
STARTING = 60.0


class CannotStart(Exception):
    """Something outside stands in the way. The text says what, and what to do."""


IN_THE_WAY = (
    CannotStart,
    PartFailed,
    database.DatabaseRefused,
    datafolder.FolderRefused,
    frontend.BuildFailed,
    cluster.PostgresFailed,
    systemuser.NoSystemUser,
)


def port_number(text: str) -> int:
    """For argparse, whose message names the option."""
    if text.isascii() and text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 1 to 65535")


def run(
    path: Path,
    kind: str,
    host: str,
    port: int,
    start: Callable[[Group, DataFolder], None],
    *,
    without: Sequence[str] = (),
) -> int:
    """Open the folder, let `start` bring everything up, and watch over it until told to stop.

    Return the exit code; what stands in the way is told in a sentence, without a traceback.
    without: secrets that the folder shall not hold, since they are given as settings.
    """
    try:
        refuse_taken_port(host, port)
        with (
            datafolder.opened(path, kind, without=without) as folder,
            Group(folder.logs, on_change=lambda parts: folder.tell_more(parts=parts)) as group,
        ):
            start(group, folder)
            group.watch()
    except StopAsked:
        print("Heime has stopped.", flush=True)
    except IN_THE_WAY as error:
        return refused(error)
    return 0


def refused(why: object) -> int:
    print(f"heime: {why}", file=sys.stderr, flush=True)
    return 1


@contextmanager
def step(text: str) -> Iterator[None]:
    """Tell what is being done, and when it is done how long it took."""
    print(f"  {text:<44}", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - began:6.1f} s", flush=True)


def refuse_taken_port(host: str, port: int) -> None:
    """Find out before anything starts; the server itself would share the port in silence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} on {host} cannot be used ({error.strerror})."
                f" Choose another one, for instance --port {port + 1 if port < 65535 else 8480}."
            ) from None


def settings(folder: DataFolder, own: Cluster) -> dict[str, str]:
    """The settings that follow from a folder with a database of its own."""
    found = {
        "HEIME_DATA": str(folder.path),
        "HEIME_MODE": folder.kind,
        "HEIME_ROLE_PREFIX": ROLE_PREFIX,
    }
    for role, name in ROLES.items():
        password = folder.secrets[f"{role}_password"]
        found[name] = own.url(DATABASE, role=ROLE_PREFIX + role, password=password)
    for key, name in KEYS.items():
        if key in folder.secrets:
            found[name] = folder.secrets[key]
    if not {PUSH_KEY, f"{PUSH_KEY}_FILE"} & os.environ.keys():
        found[PUSH_KEY] = folder.secrets["vapid_private_key"]
    return found


def start_postgres(group: Group, folder: DataFolder) -> Cluster:
    """Make the folder's PostgreSQL if need be, and start it under the group's watch."""
    made = cluster.make(folder.path, password=folder.secrets["superuser_password"])
    part = Part(
        "postgres",
        start=lambda log: postgres.spawn(made, log=log),
        sign=SIGINT,
        within=8.0,
        patience=6,  # after a kill -9 the old one's last sessions hold its memory for a moment
        gone=partial(postgres.tidy, made),
    )
    group.add(part)
    group.wait(part, lambda: postgres.answers(made.url()), within=postgres.READY_WITHIN)
    return made


def bring_up_to_date(env: dict[str, str]) -> None:
    """Migrate, and give each role the password that its address holds."""
    database.migrate(env)
    urls = [env[name] for role, name in ROLES.items() if role != "owner"]
    database.set_passwords(env[ROLES["owner"]], *urls)
    database.refuse_powerful_roles(*urls)


def build_pages(folder: DataFolder) -> None:
    """Build what the pages need from its sources; quick when nothing has changed.

    Where the program's own folder cannot be written, it is built into the data folder.
    """
    if not os.access(frontend.PACKAGE_BUILT.parent, os.W_OK):
        os.environ.setdefault("HEIME_BUILT", str(folder.path / "built"))
    frontend.build()
    translations.compile()


def start_services(group: Group, env: dict[str, str], host: str, port: int) -> None:
    """Start web and jobs, and wait until the pages can be served."""
    web = add_command(group, env, "web", "--host", host, "--port", str(port))
    add_command(group, env, "jobs")
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    group.wait(web, lambda: ready(here, port), within=STARTING)


def add_command(group: Group, env: dict[str, str], name: str, *words: str) -> Part:
    """Start one of our own commands as a part of the group."""

    def start(log: IO[bytes]) -> child.Process:
        return child.spawn(child.heime(name, *words), env=child.surroundings(env), output=log)

    part = Part(name, start=start)
    group.add(part)
    return part


def ready(host: str, port: int) -> bool:
    """Whether the web process answers that it can serve."""
    return status_of(host, port, "/ready") == 200


def status_of(host: str, port: int, path: str) -> int | None:
    """The status it answers with, or None when nothing answers."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", path, headers={"Host": "localhost"})
            return connection.getresponse().status
    finally:
        connection.close()
    return None
