"""The system user that PostgreSQL runs as when we are root, since it refuses to run as root."""

import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

NAME = "heime-db"


class NoSystemUser(Exception):
    """There is none and we could not make one. The text says what to do."""


def ensure() -> str | None:
    """Return the user's name, made now if need be; None when we are an ordinary user ourselves."""
    if os.geteuid() != 0:
        return None
    for _ in range(10):  # several of us may be making it at once; the user file is then locked
        if _exists():
            return NAME
        said = _make()
        if not _exists():
            time.sleep(0.2)
    if _exists():
        return NAME
    raise NoSystemUser(
        f"PostgreSQL does not run as root, and the system user {NAME} could not be made"
        f" ({said}). Make it (useradd --system {NAME}), or start Heime as an ordinary user."
    )


def _exists() -> bool:
    try:
        pwd.getpwnam(NAME)
    except KeyError:
        return False
    return True


def _make() -> str:
    """Try to make it, as most systems do or as small ones do; return what went wrong."""
    nologin = shutil.which("nologin", path="/usr/sbin:/sbin:/usr/bin:/bin") or "/bin/false"
    useradd = ["useradd", "--system", "--user-group", "--no-create-home"]
    ways = [
        [*useradd, "--home-dir", "/nonexistent", "--shell", nologin, NAME],
        ["adduser", "-S", "-D", "-H", "-h", "/nonexistent", "-s", nologin, NAME],  # busybox
    ]
    path = f"{os.defpath}:/usr/sbin:/sbin"
    for argv in ways:
        if program := shutil.which(argv[0], path=path):
            done = subprocess.run([program, *argv[1:]], capture_output=True, text=True, check=False)
            return done.stderr.strip()
    return "neither useradd nor adduser is here"


def uid(user: str | None) -> int:
    return pwd.getpwnam(user).pw_uid if user else os.geteuid()


def closed_folder(path: Path, user: str) -> Path | None:
    """The outermost folder on the way to `path` that `user` may not enter, if there is one."""
    identity = pwd.getpwnam(user)
    for folder in reversed(path.resolve().parents):
        found = folder.stat()
        bit = 0o001
        if found.st_uid == identity.pw_uid:
            bit = 0o100
        elif found.st_gid in os.getgrouplist(user, identity.pw_gid):
            bit = 0o010
        if not found.st_mode & bit:
            return folder
    return None
