"""Every `*.test.ts` beside this file, as one test each: written with `node:test`, run by Node."""

import re
from pathlib import Path

import pytest

from tests.app import node

FILES = sorted(Path(__file__).parent.rglob("*.test.ts"))


def faults(file: Path, *, longest: int = 30_000) -> str:
    """What is wrong with one file of tests: nothing, or all that Node said of it.

    longest: how many milliseconds one test may take.
    """
    options = ["--test-reporter=tap", f"--test-timeout={longest}"]
    ended = node.run(file, options=options)
    counted = dict(re.findall(r"^# (\w+) (\d+)$", ended.stdout, re.MULTILINE))
    sound = (
        ended.returncode == 0
        and not ended.stderr
        and int(counted.get("pass", 0)) > 0
        and counted["tests"] == counted["pass"]
    )
    return "" if sound else f"{ended.stdout}\n{ended.stderr}"


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name.removesuffix(".test.ts"))
def test_what_the_file_says(file: Path) -> None:
    said = faults(file)

    assert not said, said


SOUND = 'import { test } from "node:test";\ntest("adds", (): void => {});\n'


@pytest.mark.parametrize(
    "planted",
    [
        SOUND + 'test("is wrong", () => { throw new Error("no"); });',
        SOUND + 'test("never ends", () => new Promise(() => {}));',
        SOUND + 'test.skip("is left out", () => {});',
        SOUND + 'test.todo("is to come");',
        SOUND + 'process.emitWarning("mind this");',
        'import "./not_there.ts";\n' + SOUND,
        "export {};",
    ],
    ids=["fails", "hangs", "skipped", "todo", "warns", "breaks", "empty"],
)
def test_a_planted_fault_is_caught(tmp_path: Path, planted: str) -> None:
    file = tmp_path / "planted.test.ts"
    file.write_text(planted, encoding="utf-8")

    assert faults(file, longest=200)


def test_a_sound_file_is_not(tmp_path: Path) -> None:
    file = tmp_path / "sound.test.ts"
    file.write_text(SOUND, encoding="utf-8")

    assert not faults(file)
