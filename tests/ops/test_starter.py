"""`./heime` itself: a virtual environment once, then out of the way."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Stands in for the command line: says what it was given.
CLI = """
import os, signal, sys
print("|".join([sys.prefix, os.environ["PYTHONPATH"], *sys.argv[1:]]), flush=True)
if "wait" in sys.argv:
    signal.pause()
sys.exit(7)
"""


# Stands in for a Python: its environments are made at once, with a pip that has nothing to do.
QUICK = f"""#!/bin/sh
case "$*" in
    "-m venv "*) "{sys.executable}" "$@" --without-pip || exit
        for last; do :; done
        for pip in "$last"/lib/python*/site-packages; do mkdir "$pip/pip"; done
        : >"$pip/pip/__init__.py"
        : >"$pip/pip/__main__.py" ;;
    *) exec "{sys.executable}" "$@" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing to install, in a folder with a space in its name."""
    made = tmp_path / "a checkout"
    package = made / "src" / "heime" / "config"
    package.mkdir(parents=True)
    (package / "cli.py").write_text(CLI)
    shutil.copy2(ROOT / "heime", made)
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (made / lock).write_text("# nothing\n")
    (made / "quick-python").write_text(QUICK)
    (made / "quick-python").chmod(0o755)
    return made


def environment(checkout: Path, **more: str) -> dict[str, str]:
    keep = {name: value for name, value in os.environ.items() if name.startswith(("PATH", "PIP_"))}
    return keep | {"HOME": str(checkout), "HEIME_PYTHON": str(checkout / "quick-python")} | more


def test_it_installs_with_the_real_pip(checkout: Path) -> None:
    ended = start(checkout / "heime", "demo", HEIME_PYTHON=sys.executable)

    assert ended.stdout == f"{checkout / '.venv'}|{checkout / 'src'}|demo\n", ended.stderr
    assert (checkout / ".venv" / "bin" / "pip").exists()


def start(program: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *words],
        cwd="/",
        env=environment(program.parent, **more),
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_installs_once_and_hands_over(checkout: Path) -> None:
    first = start(checkout / "heime", "demo", "two words", PYTHONPATH="/elsewhere")
    link = checkout.parent / "linked"
    link.symlink_to(checkout / "heime")
    second = start(link, "demo", HEIME_PYTHON=str(checkout / "quick-python"))

    venv = checkout / ".venv"
    assert first.stdout == f"{venv}|{checkout / 'src'}|demo|two words\n", first.stderr
    assert first.stderr.count("\n") == 1, "one line of progress"
    assert first.returncode == 7, "the exit code is the command's"
    assert second.stdout == f"{venv}|{checkout / 'src'}|demo\n"
    assert second.stderr == "", "the second time there is nothing to install"

    (venv / "requirements.lock.stamp").unlink()  # as if the install had been cut off
    (venv / "left-over").touch()
    again = start(checkout / "heime", "demo")

    assert "installing" in again.stderr
    assert not (venv / "left-over").exists(), "a half-made environment is made afresh"

    (checkout / "requirements.lock").write_text("# something else\n")
    (venv / "kept").touch()
    changed = start(checkout / "heime", "demo")

    assert "installing" in changed.stderr, "another lock is another install"
    assert (venv / "kept").exists(), "… on top of the sound one"


def test_two_at_once_make_one_environment(checkout: Path) -> None:
    both = [
        subprocess.Popen(
            [checkout / "heime", "demo", name],
            env=environment(checkout),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    said = [process.communicate() for process in both]

    assert [process.returncode for process in both] == [7, 7], said
    assert "".join(error for _, error in said).count("installing") == 1


def test_a_signal_reaches_the_program(checkout: Path) -> None:
    with subprocess.Popen(
        [checkout / "heime", "demo", "wait"],
        env=environment(checkout),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline().endswith("|demo|wait\n")
        running.send_signal(signal.SIGTERM)

        assert running.wait(10) == -signal.SIGTERM, "the same process, with no shell before it"


@pytest.fixture
def read_only(checkout: Path) -> Iterator[tuple[Path, Path, dict[str, int]]]:
    """The checkout where its user may read and not write, their home, and who they are."""
    place = Path(tempfile.mkdtemp(prefix="heime-starter-"))  # others may enter, unlike tmp_path
    place.chmod(0o755)
    (home := place / "home").mkdir()
    copy = shutil.copytree(checkout, place / "checkout")
    copy.chmod(0o555)
    somebody: dict[str, int] = {}
    if os.geteuid() == 0:  # whom nothing is closed to
        somebody = {"user": 65534, "group": 65534}
        os.chown(home, 65534, 65534)
    yield copy, home, somebody
    copy.chmod(0o755)
    shutil.rmtree(place)


def test_a_checkout_that_may_only_be_read_gets_its_environment_in_the_cache(
    read_only: tuple[Path, Path, dict[str, int]],
) -> None:
    copy, home, somebody = read_only
    python = "/usr/bin/python3" if somebody else sys.executable
    if subprocess.run(
        [python, "-c", "import ensurepip"], check=False, stderr=subprocess.DEVNULL
    ).returncode:
        pytest.skip(f"{python} has no venv module (Debian: apt-get install python3-venv)")

    ended = subprocess.run(
        [copy / "heime", "demo"],
        env=environment(home, HEIME_PYTHON=python),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        **somebody,
    )

    assert ended.stdout.startswith(f"{home}/.cache/heime/venv-"), ended.stderr
    assert not (copy / ".venv").exists()


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("exit 1", "Python 3.11 or newer is needed; none was found."),
        (
            "case $2 in *version_info*) exit 0 ;; *) exit 1 ;; esac",
            "python3.11 lacks its venv module (Debian: apt-get install python3-venv).",
        ),
    ],
    ids=["too old", "without venv"],
)
def test_it_says_what_is_wrong_with_the_python(checkout: Path, python: str, said: str) -> None:
    programs = checkout.parent / "programs"
    programs.mkdir()
    for name in ("cat", "cksum", "dirname", "mkdir", "grep", "cut"):
        (programs / name).symlink_to(str(shutil.which(name)))
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (programs / name).write_text(f"#!/bin/sh\n{python}\n")
        (programs / name).chmod(0o755)

    ended = start(checkout / "heime", "demo", PATH=str(programs), HEIME_PYTHON="python3")

    assert ended.stderr == f"heime: {said}\n"
    assert ended.returncode == 1


def test_it_takes_the_systems_own_python_first(checkout: Path) -> None:
    own = checkout / "python3"
    own.write_text(QUICK)
    own.chmod(0o755)
    will_do = "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))"
    tried = subprocess.run(
        ["/usr/bin/python3", "-c", will_do], check=False, stderr=subprocess.DEVNULL
    )

    ended = start(
        checkout / "heime", "demo", PATH=f"{checkout}:{os.environ['PATH']}", HEIME_PYTHON=""
    )

    assert ended.returncode == 7, ended.stderr
    home = Path("/usr/bin") if tried.returncode == 0 else Path(sys.base_prefix) / "bin"
    assert f"home = {home}\n" in (checkout / ".venv" / "pyvenv.cfg").read_text()
