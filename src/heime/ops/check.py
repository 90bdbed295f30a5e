"""`./heime check`: what a machine can say about the code without running the service.

Changes nothing. Goes on after a failure, so that one run shows everything.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from heime.ops import asvs, documents, generated, locks, processing, rulebook, safety

ROOT = Path(__file__).resolve().parents[3]
PROGRAMS = Path(sys.executable).parent

# Settings for the checks that must start Django. They reach no database and guard nothing.
NOWHERE = "postgresql://check:none@127.0.0.1:1/none"
SETTINGS = {
    "PYTHONPATH": str(ROOT / "src"),
    "DJANGO_SETTINGS_MODULE": "heime.config.settings",
    "HEIME_DATABASE_URL": NOWHERE,
    "HEIME_DATABASE_APP_URL": NOWHERE,
    "HEIME_DATABASE_INGEST_URL": NOWHERE,
    "HEIME_DATABASE_WORKER_URL": NOWHERE,
    "HEIME_SECRET_KEY": "for-checks-only-" + "x" * 50,
    "HEIME_IDENTITY_KEY": "b25seS1pbi1jaGVja3Mtb25seS1pbi1jaGVja3Mtb28=",
    "HEIME_PROCESS": "owner",
    "HEIME_MODE": "demo",
}


def program(*argv: str | Path) -> Callable[[], str]:
    """A check that is another program: it fails as the program does, with what it said."""

    def check() -> str:
        ended = subprocess.run(
            [str(part) for part in argv],
            cwd=ROOT,
            env={k: v for k, v in os.environ.items() if not k.startswith("HEIME_")} | SETTINGS,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return (ended.stdout.strip() or "it said nothing") if ended.returncode else ""

    return check


def our_own(faults: Callable[[], list[str]]) -> Callable[[], str]:
    """A check of our own: it fails with the faults it finds."""
    return lambda: "\n".join(faults())


def untranslated() -> list[str]:
    if not find_spec("heime.ops.translations"):
        return []
    return list(import_module("heime.ops.translations").check())


DJANGO = (sys.executable, "-W", "ignore", "-m", "django")

CHECKS: dict[str, Callable[[], str]] = {
    "format": program(
        PROGRAMS / "ruff", "format", "--check", "--quiet", "--output-format=concise", "."
    ),
    "lint": program(PROGRAMS / "ruff", "check", "--quiet", "--output-format=concise", "."),
    "types": program(sys.executable, "-m", "mypy", "--no-error-summary"),
    "layers": program(PROGRAMS / "lint-imports", "--no-cache"),
    "django": program(*DJANGO, "check", "--fail-level", "WARNING"),
    "migrations": program(*DJANGO, "makemigrations", "--skip-checks", "--check", "--dry-run"),
    "translations": our_own(untranslated),
    "documents": our_own(documents.faults),
    "locks": our_own(locks.faults),
    "safety": our_own(lambda: [*safety.faults(), *asvs.faults(), *processing.faults()]),
    "rulebook": our_own(rulebook.faults),
    "generated": our_own(generated.faults),
    "openapi": program(sys.executable, "-W", "ignore", "-m", "heime.ops.openapi", "check"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "names", nargs="*", metavar="CHECK", help=f"only these: {', '.join(CHECKS)}"
    )


def run(args: argparse.Namespace) -> int:
    """Run the named checks, or all; one line each. Return 1 if any failed."""
    unknown = [name for name in args.names if name not in CHECKS]
    if unknown:
        print(f"heime: no check is called {', '.join(unknown)}: {', '.join(CHECKS)}.")
        return 2
    results = [passes(name, CHECKS[name]) for name in args.names or CHECKS]
    failed = results.count(False)
    print(f"{len(results) - failed} passed, {failed} failed" if failed else "All passed.")
    return 1 if failed else 0


def passes(name: str, check: Callable[[], str]) -> bool:
    """Run one check and print how it went."""
    began = time.monotonic()
    try:
        said = check()
    except Exception as error:  # one that breaks is one that fails; the others still run
        said = f"{type(error).__name__}: {error}"
    verdict = "!!" if said else "ok"
    print(f"{verdict}  {name:<13}{time.monotonic() - began:6.1f} s", flush=True)
    if said:
        print("\n".join(f"      {line}" for line in said.splitlines()), flush=True)
    return not said
