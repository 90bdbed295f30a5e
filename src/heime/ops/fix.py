"""`./heime fix`: put right what a machine can put right. `./heime fix locks` renews the locks."""

import argparse
import subprocess
import sys
from pathlib import Path

from heime.ops import (
    asvs,
    check,
    generated,
    home_bundle,
    locks,
    processing,
    rulebook,
    safety,
    translations,
)

ROOT = Path(__file__).resolve().parents[3]
RUFF = str(Path(sys.executable).parent / "ruff")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        choices=("code", "locks"),
        default="code",
        help="code: sort imports, format, make the rulebook, the hazard log's page and OpenAPI; "
        "locks: write them anew from pyproject.toml",
    )
    parser.add_argument(
        "--upgrade", action="store_true", help="with locks: also take newer versions"
    )


def run(args: argparse.Namespace) -> int:
    """Change files in the checkout. Return 1 if something is left that a person must see to."""
    if args.what == "locks":
        locks.make(upgrade=args.upgrade)
        return 0
    fixed = subprocess.run([RUFF, "check", "--fix", "--quiet", "."], cwd=ROOT, check=False)
    formatted = subprocess.run([RUFF, "format", "--quiet", "."], cwd=ROOT, check=False)
    rulebook.write()
    safety.write()
    asvs.write()
    processing.write()
    generated.write()
    translations.write_app()
    home_bundle.write()
    # The addresses are known only where Django is set up, as for the checks.
    said = check.program(sys.executable, "-W", "ignore", "-m", "heime.ops.openapi", "write")()
    if said:
        print(said, file=sys.stderr)
    return 1 if fixed.returncode or formatted.returncode or said else 0
