"""What the tests need from the machine is found, installed, or asked for by name."""

import os
from pathlib import Path

import pytest

from heime.ops import programs
from heime.ops.test import part_of, selection

PARTS = ["core", "flow", "story"]


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on its PATH but what the test puts there. Ours is not Debian."""
    monkeypatch.delenv("HEIME_TEST_BROWSER", raising=False)
    monkeypatch.delenv("HEIME_TEST_PG_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "USUAL_BROWSERS", ())
    monkeypatch.setattr(programs, "USUAL_POSTGRES", (f"{tmp_path}/postgresql/*/bin",))
    monkeypatch.setattr(programs, "OS_RELEASE", tmp_path / "os-release")
    monkeypatch.setattr(programs, "CREATE_CLUSTER", tmp_path / "etc" / "createcluster.conf")
    return tmp_path


def put(path: Path, script: str = "exit 0") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def put_postgres(bare: Path, version: str) -> Path:
    folder = bare / "postgresql" / version / "bin"
    put(folder / "postgres", f"echo 'postgres (PostgreSQL) {version}.4'")
    put(folder / "initdb")
    return folder


def become_debian_root(bare: Path, monkeypatch: pytest.MonkeyPatch, apt_get: str) -> None:
    (bare / "os-release").write_text("NAME=x\nID=debian\n")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    put(bare / "apt-cache", '[ "$2" != postgresql-15 ]')  # this Debian has a newer one
    put(bare / "apt-get", f'echo "$DEBIAN_FRONTEND $*" >>"{bare}/asked"\n{apt_get}')


def test_a_browser_on_the_path_is_used(bare: Path) -> None:
    chromium = put(bare / "chromium")

    assert programs.browser() == chromium


def test_a_named_browser_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(bare / "chromium")
    mine = put(bare / "mine")
    monkeypatch.setenv("HEIME_TEST_BROWSER", str(mine))

    assert programs.browser() == mine


def test_a_named_browser_that_is_gone_is_said(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(bare / "chromium")
    monkeypatch.setenv("HEIME_TEST_BROWSER", "/gone/chrome")

    with pytest.raises(programs.Missing, match="HEIME_TEST_BROWSER points to /gone/chrome"):
        programs.browser()


def test_without_a_browser_we_say_what_to_install(bare: Path) -> None:
    with pytest.raises(programs.Missing, match="apt-get install chromium"):
        programs.browser()


def test_the_oldest_postgresql_that_is_new_enough_is_used(bare: Path) -> None:
    put_postgres(bare, "14")
    put_postgres(bare, "17")
    oldest = put_postgres(bare, "15")

    assert programs.postgres() == oldest


def test_without_postgresql_we_say_what_to_install(bare: Path) -> None:
    put_postgres(bare, "14")

    with pytest.raises(programs.Missing, match="apt-get install postgresql-15"):
        programs.postgres()


def test_root_on_debian_gets_the_browser_installed(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    become_debian_root(bare, monkeypatch, f'/bin/cp "$0" "{bare}/chromium"')

    assert programs.browser() == bare / "chromium"
    asked = (bare / "asked").read_text().splitlines()
    assert asked[0].endswith(" update")
    assert asked[-1].startswith("noninteractive")
    assert asked[-1].endswith("install --yes --no-install-recommends chromium")


def test_a_browser_without_a_window_is_taken_where_it_can_be_had(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    become_debian_root(bare, monkeypatch, f'/bin/cp "$0" "{bare}/{programs.SHELL}"')
    assert programs.shell() == bare / programs.SHELL

    monkeypatch.setenv("HEIME_TEST_BROWSER", str(bare / "mine"))
    assert programs.shell() is None


def test_where_it_cannot_be_had_the_whole_browser_does(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    become_debian_root(bare, monkeypatch, "exit 100")

    assert programs.shell() is None


def test_root_on_debian_gets_postgresql_without_a_cluster(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put_postgres(bare, "17")
    away = folder.rename(bare / "away")
    become_debian_root(bare, monkeypatch, f'[ -d "{folder}" ] || /bin/mv "{away}" "{folder}"')

    assert programs.postgres() == folder
    assert (bare / "asked").read_text().rstrip().endswith("postgresql")
    assert programs.CREATE_CLUSTER.read_text() == "create_main_cluster = false\n"


def test_an_install_that_fails_is_said_in_its_own_words(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    become_debian_root(bare, monkeypatch, "echo 'E: no space left'; exit 100")

    with pytest.raises(programs.Missing, match="E: no space left"):
        programs.browser()


@pytest.mark.parametrize(
    ("words", "part", "extra"),
    [
        ([], "all", []),
        (["-x"], "all", ["-x"]),
        (["-k", "core"], "all", ["-k", "core"]),
        (["core"], "core", ["tests/core"]),
        (["core", "-k", "weight"], "core", ["tests/core", "-k", "weight"]),
        (["long"], "long", []),
        (["-q", f"{__file__}::test_x"], "ops", ["-q", f"{__file__}::test_x"]),
    ],
)
def test_what_follows_the_command(words: list[str], part: str, extra: list[str]) -> None:
    assert part_of(words, PARTS) == (part, extra)


def test_long_tests_run_only_when_asked_for() -> None:
    assert selection("all")[:2] == ["-m", "not long"]
    assert selection("long")[:2] == ["-m", "long"]
