"""The folder that holds one installation: its database, its secrets, its logs.

heime.json      what this folder is, and the version of its layout
lock            held by the one running instance; says who that is and how to reach it
secrets.json    passwords and keys, made once, readable by the owner only
database/       PostgreSQL's own files
logs/           what each process says, capped in size
"""

import base64
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LAYOUT = 1
NEEDED_TO_MAKE = 500  # megabytes
NEEDED_TO_RUN = 50


class FolderRefused(Exception):
    """This folder cannot be used now. The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """An open data folder: nobody else can open it while we have it."""

    path: Path
    kind: str
    secrets: dict[str, str]
    lock: int
    told: dict[str, Any]

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    def tell_more(self, **running: Any) -> None:
        """Let `doctor` and `import` know who runs here and how to reach it."""
        self.told.update(running)
        os.ftruncate(self.lock, 0)
        os.pwrite(self.lock, json.dumps(self.told).encode(), 0)


def default(kind: str) -> Path:
    """Where data lies when nobody says otherwise."""
    if os.geteuid() == 0:
        return Path("/var/lib/heime") / kind
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "heime" / kind


@contextmanager
def opened(path: Path, kind: str, *, without: Sequence[str] = ()) -> Iterator[DataFolder]:
    """Open the folder, made first if it is not there, for as long as the block lasts.

    without: secrets that it shall not hold.
    :raises FolderRefused: open already, of a newer version, of another kind, no room, no right
    """
    path = path.expanduser().absolute()
    try:
        _make(path)
        lock = _take_lock(path)
    except OSError as error:
        raise FolderRefused(f"The data folder {path} cannot be used: {error.strerror}.") from None
    try:
        new = _check_layout(path, kind)
        _check_room(path, NEEDED_TO_MAKE if new else NEEDED_TO_RUN)
        (path / "logs").mkdir(exist_ok=True, mode=0o700)
        folder = DataFolder(path, kind, _secrets(path / "secrets.json", without), lock, told={})
        folder.tell_more(pid=os.getpid(), kind=kind)
        yield folder
    finally:
        with suppress(OSError):
            os.ftruncate(lock, 0)
        os.close(lock)


def _make(path: Path) -> None:
    # Others may pass through a folder that leads to ours, since the database's user must.
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    path.mkdir(exist_ok=True, mode=0o700)


def _take_lock(path: Path) -> int:
    lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = running(path)
        os.close(lock)
        who = f"process {holder['pid']}" if holder else "another process"
        raise FolderRefused(
            f"{path} is open in another instance of Heime ({who})."
            " Stop that one first, or choose another folder with --data."
        ) from None
    return lock


def running(path: Path) -> dict[str, Any] | None:
    """What the instance that has the folder open told about itself; None when none has."""
    try:
        lock = os.open(path / "lock", os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        told = os.pread(lock, 1_000_000, 0)
        return json.loads(told) if told else None
    finally:
        os.close(lock)
    return None


def _check_layout(path: Path, kind: str) -> bool:
    """Refuse what is not ours to open. Return whether the folder is new."""
    label = path / "heime.json"
    if not label.exists():
        strangers = sorted(
            entry.name for entry in path.iterdir() if entry.name not in ("lock", "heime.json.new")
        )
        if strangers:
            raise FolderRefused(
                f"{path} is not empty ({strangers[0]} is in it) and not a data folder of Heime."
            )
        write(label, {"layout": LAYOUT, "kind": kind, "created": datetime.now(UTC).isoformat()})
        return True
    try:
        found = json.loads(label.read_text(encoding="utf-8"))
        layout, found_kind = int(found["layout"]), str(found["kind"])
    except (ValueError, KeyError, TypeError):
        raise FolderRefused(f"{label} is damaged.") from None
    if layout > LAYOUT:
        raise FolderRefused(
            f"{path} belongs to a newer version of Heime (layout {layout}, this one knows"
            f" {LAYOUT}). Use that version, or another folder with --data."
        )
    if found_kind != kind:
        raise FolderRefused(f"{path} holds a {found_kind} installation, not a {kind} one.")
    return False


def _check_room(path: Path, needed: int) -> None:
    free = shutil.disk_usage(path).free // 1_000_000
    if free < needed:
        raise FolderRefused(
            f"The disk of {path} is full: {free} MB are free and {needed} MB are needed."
        )


def _secrets(path: Path, without: Sequence[str]) -> dict[str, str]:
    if path.exists():
        found = dict(json.loads(path.read_text(encoding="utf-8")))
        if doubled := [name for name in without if name in found]:
            # Two keys for one database: what was written under one could not be read again.
            raise FolderRefused(
                f"{path} holds a {doubled[0]} already, and a setting gives another."
                " Unset the setting, or move the key out of the file."
            )
        wanted = _passwords() | {"vapid_private_key": _push_key()}
        if new := {name: made for name, made in wanted.items() if name not in found}:
            write(path, found | new)  # a role or a key that came with a newer version
        return found | new
    made = _passwords() | {"vapid_private_key": _push_key()}
    made["secret_key"] = secrets.token_urlsafe(50)
    made["identity_key"] = base64.b64encode(secrets.token_bytes(32)).decode()
    made = {name: value for name, value in made.items() if name not in without}
    write(path, made)
    return made


def _passwords() -> dict[str, str]:
    roles = ("superuser", "owner", "app", "ingest", "worker", "audit", "stats")
    return {f"{role}_password": secrets.token_urlsafe(24) for role in roles}


def _push_key() -> str:
    """A private key for pushes: a number below the order of P-256, as base64url."""
    number = secrets.randbelow(2**255) + 1
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def write(path: Path, content: object) -> None:
    """Write JSON that only its owner may read: whole, or not at all."""
    half_made = path.with_name(f"{path.name}.new")
    half_made.unlink(missing_ok=True)
    half_made.touch(mode=0o600)
    with half_made.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=2, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    half_made.replace(path)
