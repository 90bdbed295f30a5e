"""The one command: what it offers, and how it fails."""

import subprocess
import sys

import pytest

from heime.config import cli
from heime.ops import child


def heime(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        child.heime(*words),
        env=child.surroundings(settings),
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_every_command_for_people_and_none_of_the_others():
    said = heime("help")

    assert said.returncode == 0
    assert all(f"  {name}" in said.stdout for name in cli.COMMANDS)
    assert not any(f"  {name} " in said.stdout for name in cli.INTERNAL)


def test_without_a_command_it_says_what_there_is():
    said = heime()

    assert said.returncode == 2
    assert "demo" in said.stderr


def test_an_unknown_command_is_named():
    said = heime("demmo")

    assert said.returncode == 2
    assert "no command 'demmo'" in said.stderr


@pytest.mark.parametrize("command", ["demo", "up", "doctor", "web", "feed", "seed"])
def test_commands_explain_themselves(command):
    said = heime(command, "--help")

    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith(f"usage: ./heime {command}")


@pytest.mark.parametrize("words", [("--port", "0"), ("--port", "65536"), ("--speed", "0")])
def test_odd_options_are_refused(words):
    said = heime("demo", *words)

    assert said.returncode == 2
    assert words[0] in said.stderr


def test_a_bad_setting_is_a_sentence_and_no_traceback():
    said = heime("migrate", HEIME_DATABASE_URL="here")

    assert said.returncode == 2
    assert said.stderr.startswith("heime: HEIME_DATABASE_URL ")


def test_only_the_chosen_command_is_imported():
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, heime.config.cli; print(*sys.modules)"],
        env=child.surroundings({}),
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert "django" not in loaded.split()
    assert "heime.ops.demo" not in loaded.split()
