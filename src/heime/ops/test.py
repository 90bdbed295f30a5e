"""`./heime test`: every test, or one part of them, with all that they need made ready first."""

import argparse
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from heime.ops import programs

ROOT = Path(__file__).resolve().parents[3]

WITHOUT_DATABASE = {"app", "core", "scenarios", "architecture"}
WITH_BROWSER = {"all", "story", "long"}
WITH_PAGES = WITH_BROWSER | {"edges", "flow", "walls"}
MOST_WORKERS = 8

USAGE = """\
Usage: ./heime test [PART] [PYTEST OPTION …]

  PART   {parts}: one folder of tests/;
         long: kill loops, large fuzzing and mutation;
         none: everything but long. A path to a file works too.

What follows goes to pytest as it is: ./heime test core -k weight -x"""


def arguments(parser: argparse.ArgumentParser) -> None:
    # What stands here is pytest's, options included; to our own parser all of it is words.
    parser.prefix_chars = ""
    parser.add_argument("words", nargs=argparse.REMAINDER)


def run(args: argparse.Namespace) -> int:
    """Make ready, then become pytest: its summary is the last line, its exit code ours."""
    parts = sorted(path.name for path in (ROOT / "tests").iterdir() if any(path.rglob("test_*.py")))
    if args.words and args.words[0] in ("-h", "--help"):
        print(USAGE.format(parts=", ".join(parts)))
        return 0
    part, extra = part_of(args.words, parts)
    try:
        environment = _make_ready(part)
    except programs.Missing as missing:
        print(f"heime: {missing}", file=sys.stderr)
        return 1
    _become([sys.executable, "-m", "pytest", *selection(part), *extra], environment)


def part_of(words: list[str], parts: list[str]) -> tuple[str, list[str]]:
    """Which part is meant, and what is pytest's: folders, files and options."""
    if words and words[0] == "long":
        return "long", words[1:]
    if words and words[0] in parts:
        return words[0], [f"tests/{words[0]}", *words[1:]]
    for place, word in enumerate(words):
        path, colons, test = word.partition("::")
        inside = Path(path).resolve()
        if inside.exists() and (ROOT / "tests") in inside.parents:
            part = inside.relative_to(ROOT / "tests").parts[0]
            return part, [*words[:place], f"{inside}{colons}{test}", *words[place + 1 :]]
    return "all", words


def _make_ready(part: str) -> dict[str, str]:
    """See to it that what this part needs is there; return the environment that names it."""
    found = dict(os.environ)
    if part not in WITHOUT_DATABASE:
        found["HEIME_TEST_PG_BIN"] = str(programs.postgres())
    if part in WITH_BROWSER:
        if part != "story" and (shell := programs.shell()):
            found["HEIME_TEST_SHELL"] = str(shell)
        found["HEIME_TEST_BROWSER"] = str(programs.browser())
    if part == "story":
        found["HEIME_TEST_PICTURES"] = "1"  # and each page in the dark: too long for every run
    if part in WITH_PAGES:
        _build("heime.ops.translations", "compile")
        _build("heime.ops.frontend", "build")
        _build("heime.ops.standin", "install")
    return found


def _build(module: str, function: str) -> None:
    if find_spec(module):
        getattr(import_module(module), function)()


def selection(part: str) -> list[str]:
    """Which tests, on how many workers; a file stays with one, which starts its servers once."""
    # A checkout that may only be read has no room for pytest's memory of what failed last.
    memory = [] if os.access(ROOT, os.W_OK) else ["-p", "no:cacheprovider"]
    if part == "long":
        return ["-m", "long", *memory]
    workers = 0 if part in WITHOUT_DATABASE else min(_cores(), MOST_WORKERS)
    # The order of the files is kept: the browser's stories must come last (tests/conftest.py).
    share = ["--dist", "loadfile", "--no-loadscope-reorder"]
    return ["-m", "not long", "-n", str(workers), *share, *memory]


def _cores() -> int:
    """How many we may use, which in a container is often fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _become(argv: list[str], environment: dict[str, str]) -> NoReturn:
    """Replace ourselves, so that signals and the exit code need no passing on."""
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(argv[0], argv, environment)
