"""What every case was last answered, as digests: a change that nobody meant shows (hazard 31).

Of the sentences only what they are made from counts; the wording has tests of its own. Was a
change meant? Then write them anew, and let the review see which cases it touched:
`PYTHONPATH=src:. .venv/bin/python -m tests.core.answers`
"""

import hashlib
import json
from pathlib import Path

import pytest

from heime.ops.scenarios import answer, files

CASES = Path(__file__).parent / "cases"
KEPT = CASES / "answers.txt"


def digest(path: Path) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer.explain, "say", lambda _, facts: dict(facts))
        said = answer.of(files.read(path.read_bytes()))
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def now() -> dict[str, str]:
    return {path.stem: digest(path) for path in sorted(CASES.glob("*.json"))}


def kept() -> dict[str, str]:
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines)


if __name__ == "__main__":
    KEPT.write_text("".join(f"{name} {one}\n" for name, one in now().items()), encoding="utf-8")
