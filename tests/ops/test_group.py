"""The group of processes: healed one by one, stopped together, and never left behind."""

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from heime.ops import child
from heime.ops.group import Group, Part, PartFailed, StopAsked
from tests.ops.test_child import DEAF, FOR_EVER, wait_gone

GROUP = f"""
import os, sys
from pathlib import Path
from heime.ops import child
from heime.ops.group import Group, Part, StopAsked

def start(log):
    return child.spawn([sys.executable, "-c", {FOR_EVER!r}], env=dict(os.environ), output=log)

try:
    tell = lambda parts: print(*parts.values(), flush=True)
    with Group(Path(sys.argv[1]), on_change=tell) as group:
        group.add(Part("one", start=start))
        group.add(Part("two", start=start))
        print("up", flush=True)
        group.watch()
except StopAsked:
    print("stopped", flush=True)
"""


def part(name: str, code: str, **more: object) -> Part:
    argv = [sys.executable, "-c", code]
    start = partial(child.spawn, argv, env=dict(os.environ))
    return Part(name, start=lambda log: start(output=log), **more)  # type: ignore[arg-type]


@pytest.fixture
def pids() -> list[dict[str, int]]:
    return []


@pytest.fixture
def group(tmp_path: Path, pids: list[dict[str, int]]) -> Group:
    return Group(tmp_path, on_change=pids.append)


def test_a_part_that_dies_is_started_again_and_the_others_are_left_alone(group, pids, capfd):
    with group:
        group.add(part("web", FOR_EVER))
        group.add(part("jobs", FOR_EVER))
        before = pids[-1]
        os.kill(before["web"], signal.SIGKILL)
        group.watch(until=lambda: pids[-1] != before)
        after = pids[-1]

    assert after["web"] != before["web"]
    assert after["jobs"] == before["jobs"]
    assert capfd.readouterr().err == "heime: web ended (signal 9); starting it again\n"
    assert all(wait_gone(pid) for pid in after.values())


def test_a_part_that_keeps_dying_is_given_more_and_more_time(group, pids):
    crashing = part("web", "raise SystemExit(3)")
    with group:
        group.add(crashing)
        group.watch(until=lambda: len(pids) == 4)

    assert crashing.pause == pytest.approx(1.6)  # 0.2, 0.4 and 0.8 were waited


def test_waiting_for_a_part_that_cannot_start_ends_with_what_it_said(group):
    crashing = part("web", "raise SystemExit('HEIME_HOSTS is empty.')", patience=1)
    with group:
        group.add(crashing)
        with pytest.raises(PartFailed, match=r"web keeps ending.*\n.*HEIME_HOSTS is empty"):
            group.wait(crashing, lambda: False, within=30)


def test_waiting_has_an_end(group):
    idle = part("web", FOR_EVER)
    with group:
        group.add(idle)
        with pytest.raises(PartFailed, match="not ready after 0 seconds"):
            group.wait(idle, lambda: False, within=0.1)


def test_they_stop_in_reverse_order_and_what_is_left_is_tidied(group):
    order: list[str] = []
    with group:
        for name in ("postgres", "web", "jobs"):
            group.add(part(name, FOR_EVER, gone=partial(order.append, name)))

    assert order == ["jobs", "web", "postgres"]


def test_a_signal_stops_the_group(group, pids):
    with group:
        group.add(part("web", FOR_EVER))
        with pytest.raises(StopAsked):
            os.kill(os.getpid(), signal.SIGTERM)

    assert wait_gone(pids[-1]["web"])
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL, "as it was before"


def start_group(folder: Path) -> tuple[subprocess.Popen[str], list[int]]:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", GROUP, str(folder)],
        env=child.surroundings({}),
        stdout=subprocess.PIPE,
        text=True,
        process_group=0,
    )
    assert supervisor.stdout
    lines = [supervisor.stdout.readline() for _ in range(3)]
    assert lines[-1] == "up\n"
    return supervisor, [int(pid) for pid in lines[1].split()]


def test_ctrl_c_leaves_nothing_running(tmp_path):
    supervisor, parts = start_group(tmp_path)

    supervisor.send_signal(signal.SIGINT)
    said, _ = supervisor.communicate(timeout=15)

    assert said == "stopped\n"
    assert supervisor.returncode == 0
    assert all(wait_gone(pid) for pid in parts)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own promise, on Linux only")
def test_a_supervisor_that_is_killed_leaves_nothing_running(tmp_path):
    supervisor, parts = start_group(tmp_path)

    supervisor.kill()
    supervisor.communicate(timeout=15)

    assert all(wait_gone(pid) for pid in parts)


def test_a_second_signal_ends_what_does_not_listen(group, pids):
    deaf = part("web", f"{DEAF} print('deaf', flush=True); {FOR_EVER}", within=60.0)
    with group:
        group.add(deaf)
        assert deaf.log
        log = Path(deaf.log.name)
        group.watch(until=lambda: "deaf" in log.read_text())
        # Leaving the block asks once, and waits a minute; this asks again.
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        signal.setitimer(signal.ITIMER_REAL, 0.3)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)

    assert deaf.process
    assert deaf.process.returncode == -signal.SIGKILL


def test_logs_do_not_grow_without_end(group, tmp_path, monkeypatch):
    monkeypatch.setattr("heime.ops.group.LARGEST_LOG", 1000)
    with group:
        group.add(part("web", f"print('x' * 2000, flush=True); {FOR_EVER}"))
        group.watch(until=lambda: (tmp_path / "web.log.1").exists())

    assert (tmp_path / "web.log").stat().st_size == 0
    assert (tmp_path / "web.log.1").stat().st_size == 2001
