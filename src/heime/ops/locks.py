"""The lock files: which versions we install, each with its hashes, and nobody's address.

Whoever installs chooses where packages come from, so a lock names packages and never a place.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

# Which lock holds what more than the dependencies themselves. The second agrees with the first.
LOCKS: dict[str, list[str]] = {
    "requirements.lock": [],
    "requirements-dev.lock": ["--extra", "dev", "--constraints", "requirements.lock"],
}

NODE_LOCKS = (
    "package-lock.json",
    "app/package-lock.json",
    "app/lighthouse/package-lock.json",
    "tests/edges/signin/standin/package-lock.json",
)

PINNED = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)(?: ; (.+?))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def make(*, upgrade: bool = False) -> None:
    """Write the lock files anew from pyproject.toml; `upgrade` also takes newer versions.

    One file serves every platform. Markers say what belongs where.
    """
    for name, more in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
        command += ["--python-version", "3.11", "--generate-hashes", "--no-build"]
        command += ["--no-header", "--no-annotate", "--output-file", name]
        command += ["--upgrade"] if upgrade else []
        subprocess.run([*command, *more, "pyproject.toml"], cwd=ROOT, check=True)


def faults() -> list[str]:
    """What is wrong with the lock files in the repository."""
    found = [fault for name in LOCKS for fault in python_faults(name, _text(name))]
    found += disagreements(_text("requirements.lock"), _text("requirements-dev.lock"))
    for name in NODE_LOCKS:
        if (ROOT / name).exists():
            found += node_faults(name, _text(name))
    return found


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def python_faults(name: str, lock: str) -> list[str]:
    """A requirements lock holds exact versions and their hashes, and nothing else."""
    found = []
    hashes = 1
    package = ""
    for number, line in enumerate(lock.splitlines(), 1):
        pinned = PINNED.match(line)
        if pinned:
            found += [] if hashes else [f"{name}: {package} has no hash"]
            package, hashes = pinned[1], 0
        elif HASH.match(line):
            hashes += 1
        else:
            found.append(f"{name}:{number}: neither a version nor a hash: {line.strip()[:60]}")
    return found if hashes else [*found, f"{name}: {package} has no hash"]


def disagreements(runtime: str, dev: str) -> list[str]:
    """What we test with must be what we run: each runtime version stands in the other lock too."""
    tested = versions(dev)
    return [
        f"requirements-dev.lock: {name} is {tested.get(name, 'missing')}, not {version}"
        for name, version in versions(runtime).items()
        if tested.get(name) != version
    ]


def versions(lock: str) -> dict[str, str]:
    """Package -> the version that a requirements lock pins."""
    return {found[1]: found[2] for line in lock.splitlines() if (found := PINNED.match(line))}


def node_faults(name: str, lock: str) -> list[str]:
    """An npm lock has the integrity of every package, and says of none where it came from."""
    found = []
    for where, package in json.loads(lock)["packages"].items():
        if "resolved" in package and not package.get("link"):
            found.append(f"{name}: {where} says where it came from (resolved)")
        inside_another = package.get("link") or package.get("inBundle")
        if where.startswith("node_modules") and not inside_another and "integrity" not in package:
            found.append(f"{name}: {where} has no integrity")
    return found
