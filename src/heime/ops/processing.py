"""The register of processing (GDPR article 30): docs/safety/processing.toml and its page.

Every table of the database is in it, with whom it tells of and for how long it is kept: a new one
that is not stops the check.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from heime.core.retention import DEFAULTS, Sort
from heime.ops.safety import ROOT

DATA = "docs/safety/processing.toml"
PAGE = "docs/safety/processing.md"
_NAMED = re.compile(r'^        db_table = "(\w+)"', re.MULTILINE)
_SORTS = {sort.value for sort in Sort}


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table. keeps: a sort of core/retention.py, or words of its own."""

    name: str
    about: str
    holds: str
    delicate: Literal["none", "person", "health", "secret"]
    keeps: str


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """preface: what stands before the tables, which no code knows."""

    preface: str
    table: tuple[Row, ...]


def read(root: Path = ROOT) -> Register:
    return msgspec.toml.decode((root / DATA).read_bytes(), type=Register)


def tables(root: Path = ROOT) -> set[str]:
    """The tables that our own models name."""
    found: set[str] = set()
    for path in (root / "src" / "heime" / "records").glob("*/*.py"):
        found |= set(_NAMED.findall(path.read_text(encoding="utf-8")))
    return found


def faults(root: Path = ROOT) -> list[str]:
    """What is wrong with the register."""
    try:
        register = read(root)
    except (msgspec.MsgspecError, OSError) as error:
        return [f"{DATA}: {error}"]
    found = [f"{DATA}: {one}" for one in _odd(register.table, tables(root))]
    page = root / PAGE
    if not page.exists() or page.read_text(encoding="utf-8") != written(register):
        found.append(f"{PAGE} is not what {DATA} says: run ./heime fix")
    return found


def _odd(rows: tuple[Row, ...], there: set[str]) -> Iterator[str]:
    named = [row.name for row in rows]
    for name in sorted(there - set(named)):
        yield f"say what the table {name} holds, about whom, and for how long"
    for name in sorted(set(named) - there):
        yield f"there is no table {name}"
    for name in sorted({name for name in named if named.count(name) > 1}):
        yield f"{name} is there twice"


def write(root: Path = ROOT) -> None:
    """Make the page anew from the data."""
    (root / PAGE).write_text(written(read(root)), encoding="utf-8")


def written(register: Register) -> str:
    lines = [
        register.preface,
        "## For how long",
        "",
        "| | Days | What happens then |",
        "| --- | ---: | --- |",
    ]
    for sort, terms in DEFAULTS.items():
        then = "deleted each night" if terms.by_itself else "told of; people decide"
        lines.append(f"| {sort} | {terms.keep.days} | {then} |")
    lines += ["", "## Table by table", "", "| Table | About | Holds | Delicate | Kept |"]
    lines += ["| --- | --- | --- | --- | --- |"]
    lines += [
        f"| `{row.name}` | {row.about} | {row.holds} | {row.delicate} | {_kept(row)} |"
        for row in register.table
    ]
    return "\n".join(lines) + "\n"


def _kept(row: Row) -> str:
    if row.keeps not in _SORTS:
        return row.keeps
    return f"{row.keeps}: {DEFAULTS[Sort(row.keeps)].keep.days} days"
