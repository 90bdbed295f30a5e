"""Would the tests notice a wrong rule? Mutants of the rule files, a sample of each (docs/safety).

mutmut changes one thing at a time in a copy of the checkout: a `<` becomes `<=`, a 2 becomes a 3,
an argument goes missing. A mutant that no fast test of the core notices has survived.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = os.environ.get("HEIME_SHARED", str(ROOT.parent / "shared"))
RULE_FILES = (
    "agreed", "asked", "baseline", "beyond", "events", "hbpm", "irregular", "judging", "late",
    "limits", "missing", "moods", "news2", "outcome", "picture", "rules", "session", "spirometry",
    "symptoms", "takes", "validity", "verdict", "weight",
)  # fmt: skip
TESTS = (
    "test_one_judgement.py",
    "test_scenarios.py",
    "test_session.py",
    "test_judging.py",
    "test_moods.py",
    "test_small_rules.py",
)
A_FILE = 25
"""Mutants tried of each file."""
LEAST_KILLED = 0.90
SECONDS = 900
SURVIVED, NOBODY_LOOKED = 0, 33
"""How mutmut says that every test passed, and that no test so much as reached it."""

SETTINGS = """
[tool.pytest.ini_options]
pythonpath = ["src", "."]
addopts = ["--import-mode=importlib", "-p", "no:cacheprovider"]
markers = ["long: not here"]

[tool.mutmut]
source_paths = ["src/heime"]
only_mutate = {files}
also_copy = ["src", "tests", "pyproject.toml"]
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = ["-q", "-x"]
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the fast tests of the core need: mutants never touch the checkout."""
    unwanted = shutil.ignore_patterns("__pycache__", "*.mo", "built")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=unwanted)
    shutil.copytree(ROOT / "tests" / "core", tmp_path / "tests" / "core", ignore=unwanted)
    shutil.copy(ROOT / "tests" / "__init__.py", tmp_path / "tests")
    files = [f"src/heime/core/{name}.py" for name in RULE_FILES]
    tests = [f"tests/core/{name}" for name in TESTS]
    settings = SETTINGS.format(files=json.dumps(files), tests=json.dumps(tests))
    (tmp_path / "pyproject.toml").write_text(settings)
    return tmp_path


def mutmut(copy: Path, *mutants: str) -> None:
    with (copy / "mutmut.log").open("wb") as log:
        ended = subprocess.run(
            [sys.executable, "-m", "mutmut", "run", "--max-children", "1", *mutants],
            cwd=copy,
            env={**os.environ, "HEIME_SHARED": SHARED},
            stdout=log,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
    assert ended.returncode == 0, (copy / "mutmut.log").read_text(errors="replace")[-2000:]


def results(copy: Path) -> dict[str, dict[str, int | None]]:
    """Rule file -> mutant -> how its tests ended: None if it was not tried, 0 if it survived."""
    return {
        path.name.removesuffix(".py.meta"): json.loads(path.read_text())["exit_code_by_key"]
        for path in sorted((copy / "mutants" / "src" / "heime" / "core").glob("*.py.meta"))
    }


@pytest.mark.long
def test_a_wrong_rule_is_noticed(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dice = random.Random(20261121)
    mutmut(copy, "heime.core.late.*")
    chosen = [
        mutant
        for mutants in results(copy).values()
        for mutant in dice.sample(sorted(mutants), min(A_FILE, len(mutants)))
    ]
    mutmut(copy, *chosen)
    ends = {m: code for mutants in results(copy).values() for m, code in mutants.items()}
    survived = sorted(mutant for mutant in chosen if ends[mutant] in (SURVIVED, NOBODY_LOOKED))
    tried = [mutant for mutant in chosen if ends[mutant] is not None]
    with capsys.disabled():
        killed = len(tried) - len(survived)
        print(f"\n{killed} of {len(tried)} mutants killed; survived:")
        print("\n".join(f"  {mutant}" for mutant in survived))

    assert len(tried) >= 0.95 * len(chosen)
    assert killed >= LEAST_KILLED * len(tried)
