"""The processes of one machine, watched over: started in order, healed, stopped in reverse.

Each is a direct child in a process group of its own, and goes when we go, even by kill -9.
"""

import os
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO

from heime.ops import child

SHORTEST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
HEALTHY_AFTER = 30.0  # seconds alive, after which the next death is a first one again
LARGEST_LOG = 10_000_000
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(BaseException):
    """Somebody asked us to stop: Ctrl-C, or a signal. Not an error, so no `except Exception`."""


class PartFailed(Exception):
    """A process does not come up. The text says which and what it said last."""


@dataclass
class Part:
    """One process of the group.

    start: starts it, with its output going to the file given.
    sign: what asks it to stop, and `within` how many seconds it gets.
    patience: how many deaths in a row are borne while we wait for it the first time.
    gone: what is left to tidy when it has stopped for good.
    """

    name: str
    start: Callable[[IO[bytes]], child.Process]
    sign: signal.Signals = signal.SIGTERM
    within: float = 4.0
    patience: int = 2
    gone: Callable[[], None] | None = None
    process: child.Process | None = None
    started_at: float = 0.0
    pause: float = SHORTEST_PAUSE
    due_at: float | None = None
    deaths: int = 0
    log: IO[bytes] | None = field(default=None, repr=False)


class Group:
    """Use as a context manager; leaving it stops everything that was added."""

    def __init__(self, logs: Path, *, on_change: Callable[[dict[str, int]], None]) -> None:
        self._logs = logs
        self._on_change = on_change
        self._parts: list[Part] = []
        self._before: dict[int, object] = {}

    def __enter__(self) -> "Group":
        for sign in STOP_SIGNALS:
            self._before[sign] = signal.signal(sign, _stop_asked)
        # A child's death must wake us from select; the handler itself has nothing to do.
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        self._awake, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._wake = wake
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for asked_again in STOP_SIGNALS:
            signal.signal(asked_again, self._end_now)
        for part in reversed(self._parts):
            if part.process:
                child.stop(part.process, part.sign, within=part.within)
            if part.gone:
                part.gone()
            if part.log:
                part.log.close()
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        os.close(self._awake)
        os.close(self._wake)

    def _end_now(self, sign: int, frame: FrameType | None) -> None:
        """Asked a second time: no more waiting. What was acknowledged is on disk already."""
        for part in self._parts:
            if part.process and part.process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(part.process.pid, signal.SIGKILL)

    def add(self, part: Part) -> None:
        """Start a part, and from now on watch over it."""
        self._parts.append(part)
        self._start(part)

    def _start(self, part: Part) -> None:
        part.due_at = None
        part.started_at = time.monotonic()
        if part.log is None:
            part.log = (self._logs / f"{part.name}.log").open("ab", buffering=0)
        part.process = part.start(part.log)
        self._on_change({one.name: one.process.pid for one in self._parts if one.process})

    def watch(self, until: Callable[[], bool] | None = None) -> None:
        """Heal the group until `until` says so, or for ever; a stop signal raises StopAsked."""
        while until is None or not until():
            self._sleep(0.05 if until else 1.0)
            for part in self._parts:
                self._heal(part)
                _cap(part)

    def wait(self, part: Part, until: Callable[[], bool], *, within: float) -> None:
        """Watch until something is so; give up when it takes too long or the part keeps dying.

        :raises PartFailed: with the end of the part's log
        """
        too_late = time.monotonic() + within
        while not until():
            if time.monotonic() > too_late or part.deaths > part.patience:
                slow = f"is not ready after {within:.0f} seconds"
                what = "keeps ending" if part.deaths > part.patience else slow
                raise PartFailed(f"{part.name} {what}; the end of its log:\n{self._tail(part)}")
            self.watch(until=_once())

    def _sleep(self, longest: float) -> None:
        now = time.monotonic()
        due = [part.due_at - now for part in self._parts if part.due_at is not None]
        select.select([self._awake], [], [], max(0.0, min([longest, *due])))
        with suppress(BlockingIOError):
            os.read(self._awake, 4096)

    def _heal(self, part: Part) -> None:
        """Start a part again that has ended, after a pause that grows while it keeps ending."""
        now = time.monotonic()
        if part.due_at is not None:
            if now >= part.due_at:
                self._start(part)
        elif part.process and part.process.poll() is not None:
            child.end(part.process)  # whatever it may have left in its group
            if now - part.started_at > HEALTHY_AFTER:
                part.pause, part.deaths = SHORTEST_PAUSE, 0
            how = _how(part.process.returncode)
            print(f"heime: {part.name} ended ({how}); starting it again", file=sys.stderr)
            part.deaths += 1
            part.due_at = now + part.pause
            part.pause = min(part.pause * 2, LONGEST_PAUSE)

    def _tail(self, part: Part) -> str:
        text = (self._logs / f"{part.name}.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-15:])


def _stop_asked(sign: int, frame: FrameType | None) -> None:
    raise StopAsked


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _once() -> Callable[[], bool]:
    """A condition that is false the first time it is asked, and true after."""
    answers = iter((False,))
    return lambda: next(answers, True)


def _cap(part: Part) -> None:
    """Keep at most two pieces of each log; the newest goes on in the file that is open."""
    if part.log and os.fstat(part.log.fileno()).st_size > LARGEST_LOG:
        path = Path(part.log.name)
        shutil.copyfile(path, path.with_suffix(".log.1"))
        part.log.truncate(0)
