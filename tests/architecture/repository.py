"""The files that belong to the repository, for the tests that read all of them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "heime"

LEFT_OUT = {".git", ".venv", "node_modules", "__pycache__"}


def files() -> list[Path]:
    """What is committed or would be. Without git (an unpacked archive): whatever lies here."""
    asked = subprocess.run(
        [
            *("git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT)),
            *("ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode == 0:
        found = [ROOT / name for name in asked.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not LEFT_OUT & set(path.parts)]
    return sorted(path for path in set(found) if path.is_file())


def texts() -> dict[str, str]:
    """Name -> content of every text file; pictures and other binaries are left out."""
    found = {}
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            found[str(path.relative_to(ROOT))] = content.decode("utf-8", errors="replace")
    return found


def source_files() -> list[Path]:
    """Our own code that runs: migrations left out, since they are never edited again."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
