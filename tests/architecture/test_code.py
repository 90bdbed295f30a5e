"""What every piece of our own code keeps to. Numbers here may fall, never rise."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from heime.core import errors
from tests.architecture.repository import ROOT, SOURCE, source_files

LONGEST_FILE = 400
LONG_FILE = 300
LONG_FILES = 2
"""How many files may be longer than LONG_FILE. Made one shorter? Lower this."""
LONG_FUNCTION = 40
LONG_FUNCTIONS = 0
"""How many functions may be longer than LONG_FUNCTION. Made one shorter? Lower this."""

# Names that say nothing of what is inside, and so collect everything.
DRAWERS = re.compile(r"(?:^|_)(?:utils?|helpers?|managers?|common|misc|services?|base|mixins?)$")

REFUSALS = [
    found
    for _, found in inspect.getmembers(errors, inspect.isclass)
    if issubclass(found, errors.Refused)
]


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions_in(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_source_file_grows_too_long() -> None:
    sizes = {name_of(path): lines_of(path) for path in source_files()}
    too_long = {name: size for name, size in sizes.items() if size > LONGEST_FILE}
    long = {name: size for name, size in sizes.items() if size > LONG_FILE}

    assert not too_long, "Two ideas in one file? Split it."
    assert len(long) <= LONG_FILES, f"Split one of {long}."


def test_no_test_file_grows_too_long() -> None:
    sizes = {name_of(path): lines_of(path) for path in (ROOT / "tests").rglob("*.py")}

    assert not {name: size for name, size in sizes.items() if size > LONGEST_FILE}


def test_functions_stay_short() -> None:
    long = {
        f"{name_of(path)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in source_files()
        for node in functions_in(path)
        if node.end_lineno and node.end_lineno - node.lineno >= LONG_FUNCTION
    }

    assert len(long) <= LONG_FUNCTIONS, f"Name the steps of one of {long}."


def test_no_name_is_a_drawer() -> None:
    for path in SOURCE.rglob("*.py"):
        assert not DRAWERS.search(path.stem), f"{name_of(path)}: name it after what it does"
    folders = {path.parent for path in SOURCE.rglob("*.py")}
    assert not [name_of(folder) for folder in folders if DRAWERS.search(folder.name)]


def test_every_function_says_its_types() -> None:
    """mypy sees to the rest; this one also holds for code it is lenient with."""
    untyped = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in source_files()
        for node in functions_in(path)
        if node.returns is None
    ]

    assert not untyped


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [refusal.code for refusal in REFUSALS]

    assert len(set(codes)) == len(codes), "Two refusals share a code."
    for refusal in REFUSALS:
        assert "code" in vars(refusal), f"{refusal.__name__} borrows its code"
        assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", refusal.code), refusal.code


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_every_refusal_is_explained(refusal: type[errors.Refused]) -> None:
    said_by_the_name = refusal.__name__.startswith("Unknown")

    assert said_by_the_name or vars(refusal).get("__doc__"), f"{refusal.__name__}: say when"


def writes() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in sorted((SOURCE / "records").glob("*/writes.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield path, node


def test_every_write_says_who() -> None:
    for path, node in writes():
        keywords = {argument.arg for argument in node.args.kwonlyargs}
        assert "by" in keywords, f"{name_of(path)}: {node.name} needs the keyword `by`"


def test_nothing_happens_behind_the_back() -> None:
    """No signals, and no save() or delete() of our own: a write is read where it is called."""
    for path in source_files():
        text = path.read_text(encoding="utf-8")
        assert "django.db.models.signals" not in text, name_of(path)
        assert "django.dispatch" not in text, name_of(path)
    for path in SOURCE.glob("records/*/models.py"):
        own = {node.name for node in functions_in(path)}
        assert not own & {"save", "delete"}, name_of(path)


def test_migrations_never_import_our_code() -> None:
    """They must mean the same in five years, whatever the code has become."""
    for path in SOURCE.glob("records/*/migrations/*.py"):
        assert not re.search(r"^(?:from|import) heime\b", path.read_text(encoding="utf-8"), re.M), (
            f"{name_of(path)}: write it with historic models and SQL of its own"
        )
