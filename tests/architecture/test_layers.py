"""config -> edges, ops -> flow -> records -> core, and never the other way."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT, SOURCE

LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"
RUFF = Path(sys.executable).parent / "ruff"

# Of the standard library, what would bring a clock, chance, the disk or the network into the core.
IMPURE = {
    "asyncio", "ctypes", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random",
    "secrets", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "tempfile",
    "threading", "time", "urllib",
}  # fmt: skip


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        env={"PYTHONPATH": "src", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the source, to plant a breach in."""
    shutil.copytree(
        SOURCE, tmp_path / "src" / "heime", ignore=shutil.ignore_patterns("__pycache__", "built")
    )
    return tmp_path


def plant(copy: Path, where: str, line: str) -> None:
    path = copy / "src" / "heime" / where
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")


def test_the_contracts_hold() -> None:
    result = lint(ROOT)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("where", "line", "contract"),
    [
        ("core/zone.py", "import heime.records.audit.models", "Everything points inwards"),
        ("records/audit/models.py", "import heime.flow", "Everything points inwards"),
        ("flow/__init__.py", "import heime.edges", "Everything points inwards"),
        ("ops/__init__.py", "import heime.config.env", "Everything points inwards"),
        ("utils/__init__.py", "", "Everything points inwards"),
        ("core/zone.py", "import django", "The core knows no framework"),
        ("core/zone.py", "import random", "The core knows no framework"),
        ("records/plans/models.py", "import heime.records.worklist.models", "Records stand beside"),
        ("records/people/models.py", "import heime.records.access.models", "Records stand beside"),
        ("flow/__init__.py", "import httpx", "The story never waits for a network"),
    ],
)
def test_a_planted_breach_is_caught(copy: Path, where: str, line: str, contract: str) -> None:
    plant(copy, where, line)

    result = lint(copy)

    assert result.returncode == 1, f"not caught: {line} in {where}\n{result.stdout}{result.stderr}"
    broken = [text for text in result.stdout.splitlines() if text.rstrip().endswith("BROKEN")]
    assert any(text.startswith(contract) for text in broken), result.stdout


def test_a_page_that_writes_past_the_flow_is_caught(copy: Path) -> None:
    plant(copy, "records/plans/writes.py", "")
    plant(copy, "edges/clinic/__init__.py", "import heime.records.plans.writes")

    result = lint(copy)

    assert "Edges read records; they write through flow BROKEN" in result.stdout, result.stdout


def test_a_door_into_another_door_is_caught(copy: Path) -> None:
    plant(copy, "edges/fhir/__init__.py", "")
    plant(copy, "edges/clinic/__init__.py", "import heime.edges.fhir")

    result = lint(copy)

    assert "One door never opens into another BROKEN" in result.stdout, result.stdout


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize(
    "path", sorted((SOURCE / "core").rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_the_core_imports_itself_and_the_pure_part_of_the_standard_library(path: Path) -> None:
    for name in imports_of(path):
        top = name.partition(".")[0]
        if top == "heime":
            assert name.startswith("heime.core"), f"{path.name} imports {name}"
        else:
            assert top in sys.stdlib_module_names, f"{path.name} imports {top}"
            assert top not in IMPURE, f"{path.name} imports {top}: pass in what you need instead"


@pytest.mark.parametrize(
    ("layer", "allowed"),
    [
        ("core", False),
        ("records/people", False),
        ("flow", False),
        ("config", False),
        ("edges/clinic", True),
        ("ops", True),
    ],
)
@pytest.mark.parametrize(
    "look_at_clock",
    [
        "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n",
        "from django.utils import timezone\n\nNOW = timezone.now()\n",
        "import time\n\nNOW = time.time()\n",
    ],
    ids=["datetime", "django", "time"],
)
def test_only_edges_and_ops_look_at_the_clock(
    layer: str, allowed: bool, look_at_clock: str
) -> None:
    result = subprocess.run(
        [
            *(RUFF, "check", "--no-cache", "--output-format=concise", "--select=TID251"),
            *("--stdin-filename", f"src/heime/{layer}/planted.py", "-"),
        ],
        cwd=ROOT,
        input=look_at_clock,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ("TID251" not in result.stdout) is allowed, result.stdout + result.stderr
