"""The stand-in for HelseID and ID-porten that the tests sign in through; never a part of a demo.

Installed beside its source, in tests/edges/signin/standin, when its lock file has changed.
"""

import hashlib
from pathlib import Path

from heime.ops import frontend

FOLDER = Path(__file__).resolve().parents[3] / "tests" / "edges" / "signin" / "standin"
_NAMES = ("package.json", "package-lock.json")


def install() -> bool:
    """Install what the stand-in is made of, if that has changed. Return whether it was done."""
    stamp, wanted = FOLDER / "node_modules" / ".heime-stamp", _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    frontend.npm("ci", "--no-audit", "--no-fund", "--loglevel=error", within=FOLDER)
    stamp.write_text(wanted, encoding="ascii")
    return True


def node() -> Path:
    """The Node that runs it."""
    return frontend.node_folder() / "bin" / "node"


def _fingerprint() -> str:
    return hashlib.sha256(b"".join((FOLDER / name).read_bytes() for name in _NAMES)).hexdigest()
