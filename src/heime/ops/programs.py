"""What the tests need from the machine besides Python: a browser, and PostgreSQL's own programs.

As root on Debian what is missing is installed; anywhere else we say what to install.
"""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SHELL = "chromium-headless-shell"
USUAL_BROWSERS = (
    "/usr/lib/chromium/chromium",
    "/opt/google/chrome/chrome",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
USUAL_POSTGRES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
OLDEST_POSTGRES = 15

OS_RELEASE = Path("/etc/os-release")
CREATE_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")


class Missing(Exception):
    """Something the tests cannot do without. The text says what to install."""


def browser() -> Path:
    """Chrome or Chromium: the one HEIME_TEST_BROWSER names, or one found or installed here."""
    found = _named("HEIME_TEST_BROWSER") or _find_browser()
    if found is None and _may_install():
        _install("chromium")
        found = _find_browser()
    if found is None:
        raise Missing(
            "The browser tests need Chrome or Chromium (Debian: apt-get install chromium),"
            " on the PATH or named by HEIME_TEST_BROWSER."
        )
    return found


def shell() -> Path | None:
    """Debian's Chromium without a window, a fifth less work; None where it cannot be had, or
    where HEIME_TEST_BROWSER says what to use."""
    if os.environ.get("HEIME_TEST_BROWSER"):
        return None
    if shutil.which(SHELL) is None and _may_install():
        with suppress(Missing):
            _install(SHELL)
    found = shutil.which(SHELL)
    return Path(found) if found else None


def postgres() -> Path:
    """The folder with `initdb` and `postgres` of a PostgreSQL that is not the embedded one."""
    found = _named("HEIME_TEST_PG_BIN") or _find_postgres()
    if found is None and _may_install():
        _no_cluster_of_its_own()
        _install("postgresql-15", otherwise="postgresql")
        found = _find_postgres()
    if found is None:
        raise Missing(
            f"The tests also run on a PostgreSQL from the system, {OLDEST_POSTGRES} or newer"
            " (Debian: apt-get install postgresql-15), with initdb and postgres on the PATH or"
            " in the folder that HEIME_TEST_PG_BIN names."
        )
    return found


def _named(variable: str) -> Path | None:
    """What the variable points to. A wrong one is said, never passed over for another."""
    value = os.environ.get(variable)
    if not value:
        return None
    if not Path(value).exists():
        raise Missing(f"{variable} points to {value}, which is not there.")
    return Path(value)


def _find_browser() -> Path | None:
    on_path = (shutil.which(name) for name in BROWSERS)
    usual = (path for path in USUAL_BROWSERS if os.access(path, os.X_OK))
    return next((Path(path) for path in (*on_path, *usual) if path), None)


def _find_postgres() -> Path | None:
    """The oldest that is new enough: what runs there runs on the newer ones."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).parent] if on_path else []
    for pattern in USUAL_POSTGRES:
        folders += Path("/").glob(pattern.lstrip("/"))
    usable = [(version, folder) for folder in folders if (version := _version(folder))]
    return min(usable)[1] if usable else None


def _version(folder: Path) -> int | None:
    """The major version of the PostgreSQL in a folder, None if it is not whole or too old."""
    if not os.access(folder / "initdb", os.X_OK) or not os.access(folder / "postgres", os.X_OK):
        return None
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout.split()
    major = int(said[2].split(".")[0]) if len(said) > 2 and said[2][:2].isdecimal() else 0
    return major if major >= OLDEST_POSTGRES else None


def _may_install() -> bool:
    """Root on Debian itself: Ubuntu's chromium package, for one, is only a pointer to a snap."""
    try:
        system = OS_RELEASE.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return os.geteuid() == 0 and "ID=debian" in system and shutil.which("apt-get") is not None


def _no_cluster_of_its_own() -> None:
    """Keep Debian's package from making and starting a database server that nobody asked for."""
    if not CREATE_CLUSTER.exists():
        CREATE_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
        CREATE_CLUSTER.write_text("create_main_cluster = false\n", encoding="ascii")


def _install(package: str, *, otherwise: str | None = None) -> None:
    """Install a Debian package, or the other one where this Debian does not have it."""
    print(f"heime: installing {package} for the tests …", flush=True)
    _apt_get("update")
    known = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    name = otherwise if otherwise and known.returncode else package
    _apt_get("install", "--yes", "--no-install-recommends", name)


def _apt_get(*arguments: str) -> None:
    quiet = ["-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    ended = subprocess.run(
        ["apt-get", *quiet, *arguments],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive", "UCF_FORCE_CONFFOLD": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise Missing(f"apt-get {' '.join(arguments)} failed:\n{ended.stdout.strip()}")
