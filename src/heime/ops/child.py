"""Starting programs that cannot outlive us, and stopping them in order."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

Process = subprocess.Popen[bytes]

PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child may not take the loader's lock.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(sign: signal.Signals, parent: int) -> None:
    """Ask the kernel (Linux only) to send us `sign` the moment `parent` is gone."""
    if _LIBC is None:
        return
    _LIBC.prctl(PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
    if os.getppid() != parent:  # it went before we had asked
        os._exit(1)


def spawn(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    output: IO[bytes] | int | None = None,
    user: str | None = None,
    if_we_die: signal.Signals = signal.SIGTERM,
) -> Process:
    """Start a program in a process group of its own, in `/`, without our terminal's input.

    user: the system user to run it as; only root may say so.
    if_we_die: what it gets should we vanish, kill -9 included. Call from the main thread: the
        kernel counts the thread that started it as the parent.
    """
    parent = os.getpid()
    identity = pwd.getpwnam(user) if user else None
    return subprocess.Popen(
        [str(part) for part in argv],
        env=dict(env),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output == subprocess.PIPE else output,
        process_group=0,
        user=identity.pw_uid if identity else None,
        group=identity.pw_gid if identity else None,
        extra_groups=[] if identity else None,
        # After the change of user, which would clear it.
        preexec_fn=lambda: die_with_parent(if_we_die, parent),
    )


def run(argv: Sequence[str | Path], *, env: Mapping[str, str], show: bool = False) -> str | None:
    """Run a program to its end, or end it should we be told to stop meanwhile.

    show: let it print to our own output. Return what it said if it failed, None if all went well.
    """
    process = spawn(argv, env=env, output=None if show else subprocess.PIPE)
    try:
        said, _ = process.communicate()
    except BaseException:
        end(process)
        raise
    if process.returncode == 0:
        return None
    return (said or b"").decode(errors="replace").strip() or f"exit code {process.returncode}"


def stop(process: Process, sign: signal.Signals, *, within: float) -> None:
    """Ask a program to stop; when it has not within so many seconds, end its whole group."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            process.send_signal(sign)
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            end(process)
    else:
        end(process)


def end(process: Process) -> None:
    """End a program and all that it started in its group, now."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def output(argv: Sequence[str | Path], *, user: str | None = None) -> str:
    """Run a short program to its end and return what it printed.

    :raises subprocess.CalledProcessError: it failed; `stderr` holds what it said
    """
    identity = pwd.getpwnam(user) if user else None
    return subprocess.run(
        [str(part) for part in argv],
        env={"PATH": os.defpath, "LC_ALL": "C"},
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
        user=identity.pw_uid if identity else None,
        group=identity.pw_gid if identity else None,
        extra_groups=[] if identity else None,
    ).stdout


def heime(*words: str) -> list[str]:
    """The command line of one of our own commands, in this same Python."""
    return [sys.executable, "-m", "heime.config.cli", *words]


def surroundings(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of one of our own commands: ours, with these settings over it."""
    # They start in `/`, so a relative path of ours would lead them astray.
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    paths = [Path(__file__).resolve().parents[2], *(Path(one).absolute() for one in given if one)]
    path = os.pathsep.join(dict.fromkeys(map(str, paths)))
    # A secret that is given here may not come from a file too.
    ours = {
        name: it for name, it in os.environ.items() if name.removesuffix("_FILE") not in settings
    }
    return {**ours, "PYTHONPATH": path, **settings}
