"""Nothing that we start outlives us, and nothing that is asked to stop goes on."""

import os
import select
import signal
import subprocess
import sys

import pytest

from heime.ops import child

FOR_EVER = "import time; time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
PARENT = f"""
import os, sys
from heime.ops import child
started = child.spawn([sys.executable, "-c", {FOR_EVER!r}], env=dict(os.environ))
print(started.pid, flush=True)
started.wait()
"""


def wait_gone(pid: int, within: float = 10.0) -> bool:
    """Wait until a process that is not ours to wait for has ended."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within)[0])
    finally:
        os.close(handle)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own promise, on Linux only")
def test_a_child_goes_when_its_parent_is_killed():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        env=child.surroundings({}),
        stdout=subprocess.PIPE,
        process_group=0,
    )
    assert parent.stdout
    started = int(parent.stdout.readline())

    parent.kill()
    parent.wait()
    parent.stdout.close()

    assert wait_gone(started)


def test_what_does_not_stop_when_asked_is_ended():
    process = child.spawn(
        [sys.executable, "-c", f"{DEAF} print(flush=True); {FOR_EVER}"],
        env=dict(os.environ),
        output=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.readline()  # from here on it is deaf

    child.stop(process, signal.SIGTERM, within=0.2)
    process.stdout.close()

    assert process.returncode == -signal.SIGKILL


def test_a_program_that_fails_tells_what_it_said():
    said = child.run(
        [sys.executable, "-c", "import sys; print('no room left'); sys.exit(3)"],
        env=dict(os.environ),
    )

    assert said == "no room left"


def test_a_program_that_succeeds_says_nothing():
    assert child.run([sys.executable, "-c", "print('fine')"], env=dict(os.environ)) is None


def test_our_own_commands_start_anywhere_with_their_settings_over_ours(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", "beside")
    monkeypatch.setenv("HEIME_SECRET_KEY_FILE", "/somewhere")
    monkeypatch.setenv("HEIME_HOSTS", "ours")

    given = child.surroundings({"HEIME_SECRET_KEY": "s", "HEIME_HOSTS": "theirs"})

    assert given["PYTHONPATH"].split(os.pathsep)[-1] == str(tmp_path / "beside")
    assert given["HEIME_HOSTS"] == "theirs"
    assert "HEIME_SECRET_KEY_FILE" not in given, "a secret given twice would be refused"
