"""A whole Heime under its own watch, in a process of its own, to be hurt.

python -m tests.trouble.house FOLDER PORT on|off     (off: PostgreSQL answers before it is sure)
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from subprocess import PIPE, Popen

import psycopg

from heime.ops import child, database, datafolder, installation
from heime.ops.bench.filling import fill
from heime.ops.bench.phases import free_port
from heime.ops.group import Group, StopAsked
from heime.ops.installation import DATABASE, ROLES

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 120


def serve(path: Path, port: int, *, sure: bool) -> None:
    """Start everything as the demo does, and heal it until told to stop."""
    with (
        datafolder.opened(path, "bench") as folder,
        Group(folder.logs, on_change=lambda parts: folder.tell_more(parts=parts)) as group,
    ):
        cluster = installation.start_postgres(group, folder)
        env = installation.settings(folder, cluster) | {"HEIME_HOSTS": "localhost,127.0.0.1"}
        database.prepare(cluster.url(), env[ROLES["owner"]])
        installation.bring_up_to_date(env)
        if not sure:
            with psycopg.connect(cluster.url(), autocommit=True) as conn:
                conn.execute(f"ALTER DATABASE {DATABASE} SET synchronous_commit = off")
        filled = fill(cluster.url(DATABASE), people=PEOPLE, days=1)
        installation.start_services(group, env, "127.0.0.1", port)
        url = cluster.url(DATABASE)
        (path / "house.json").write_text(json.dumps({"url": url, **asdict(filled)}))
        print("ready", flush=True)
        group.watch()


class House:
    """The house as the test sees it: where to send, whom to kill, where to count."""

    def __init__(self, path: Path, port: int) -> None:
        self.path = path
        self.port = port
        known = json.loads((path / "house.json").read_text())
        self.url: str = known["url"]
        self.gateways: dict[str, list[dict]] = known["gateways"]

    def pid(self, part: str) -> int:
        """Its process now. Asked while the house is writing that down, we ask again."""
        for _ in range(50):
            told = datafolder.running(self.path)
            if told is not None:
                return int(told["parts"][part])
            time.sleep(0.01)
        raise AssertionError("the house has fallen down")


@contextmanager
def standing(folder: Path, *, sure: bool = True) -> Iterator[House]:
    """A house that stands as long as the block lasts."""
    folder.chmod(0o711)  # the database's own user passes through
    for parent in folder.parents:
        if parent.owner() == folder.owner() and parent.name.startswith("pytest-"):
            parent.chmod(0o711)
    port = free_port()
    command = [sys.executable, "-m", "tests.trouble.house", folder / "data", str(port)]
    with (
        (folder / "said").open("wb") as said,
        Popen(
            [*command, "on" if sure else "off"],
            cwd=ROOT, env=child.surroundings({}), stdout=PIPE, stderr=said,
        ) as process,
    ):  # fmt: skip
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n", (folder / "said").read_text()
            yield House(folder / "data", port)
        finally:
            process.terminate()
            process.wait(30)


if __name__ == "__main__":
    try:
        serve(Path(sys.argv[1]), int(sys.argv[2]), sure=sys.argv[3] == "on")
    except StopAsked:
        print("stopped", file=sys.stderr)
