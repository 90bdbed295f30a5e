"""What the documents must keep up with: their own links, and every setting and command."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SETTING = re.compile(r"\bHEIME_[A-Z]+(?:_[A-Z]+)*\b")
SETTINGS_PAGE = "docs/running/settings.md"
FOR_DEVELOPERS = "CONTRIBUTING.md"
"""Tells of the settings that only those who work on the code need."""


def faults() -> list[str]:
    """What is wrong with the documents in the repository."""
    texts = {path: path.read_text(encoding="utf-8") for path in _pages()}
    found = [fault for path, text in texts.items() for fault in dead_links(path, text)]
    told = "".join(texts.get(ROOT / page, "") for page in (SETTINGS_PAGE, FOR_DEVELOPERS))
    found += undocumented_settings(_settings_used(), told)
    found += undocumented_commands("\n".join(texts.values()))
    return found


def _pages() -> Iterator[Path]:
    yield from sorted(ROOT.glob("*.md"))
    yield from sorted((ROOT / "docs").rglob("*.md"))


def dead_links(page: Path, text: str) -> list[str]:
    """Links of one page to files that are not there. Addresses on the web are not tried."""
    found = []
    for target in LINK.findall(CODE.sub("", text)):
        path = target.partition("#")[0]
        if not path or re.match(r"[a-z]+:", target):
            continue
        if not (page.parent / path).exists():
            found.append(f"{_name(page)}: the link to {target} leads nowhere")
    return found


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT)) if ROOT in path.parents else path.name


def _settings_used() -> dict[str, str]:
    """Every setting that the code reads, and a file that does."""
    files = [ROOT / "heime", *sorted((ROOT / "src").rglob("*.py"))]
    files += sorted((ROOT / "tests").rglob("conftest.py"))
    return {
        name: _name(path)
        for path in files
        for name in SETTING.findall(path.read_text(encoding="utf-8"))
    }


def undocumented_settings(used: dict[str, str], page: str) -> list[str]:
    """A secret's `…_FILE` is explained once, for all of them."""
    known = set(SETTING.findall(page))
    return [
        f"{SETTINGS_PAGE} does not tell of {name} (used in {where})"
        for name, where in sorted(used.items())
        if name.removesuffix("_FILE") not in known
    ]


def undocumented_commands(text: str) -> list[str]:
    return [
        f"no document tells of the command ./heime {name}"
        for name in _commands()
        if not re.search(rf"\./heime {name}\b", text)
    ]


def _commands() -> list[str]:
    """What the command line offers: asked from outside, as ops does not import config."""
    command = [sys.executable, "-m", "heime.config.cli", "help"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.findall(r"^  ([a-z]+) ", said, re.MULTILINE)
