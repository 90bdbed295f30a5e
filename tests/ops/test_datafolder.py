"""The data folder: whose it is, who has it open, and what it refuses."""

import json
import os
import stat
import subprocess
import sys

import pytest

from heime.ops import child, datafolder
from heime.ops.datafolder import FolderRefused

HOLD = """
import sys
from pathlib import Path
from heime.ops import datafolder
with datafolder.opened(Path(sys.argv[1]), "demo") as folder:
    folder.tell_more(base_url="http://localhost:1")
    print("open", flush=True)
    sys.stdin.readline()
"""


def test_a_new_folder_gets_secrets_that_stay(tmp_path):
    with datafolder.opened(tmp_path / "a" / "demo", "demo") as folder:
        first = folder.secrets
    with datafolder.opened(tmp_path / "a" / "demo", "demo") as folder:
        second = folder.secrets

    assert first == second
    assert len(set(first.values())) == len(first), "no two are alike"


def test_only_the_owner_reads_what_is_in_it(tmp_path):
    with datafolder.opened(tmp_path / "demo", "demo") as folder:
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode) for path in sorted(folder.path.iterdir())
        }
    modes["."] = stat.S_IMODE((tmp_path / "demo").stat().st_mode)

    assert modes == {".": 0o700, "heime.json": 0o600, "lock": 0o600, "logs": 0o700,
                     "secrets.json": 0o600}  # fmt: skip


def test_a_second_instance_is_told_who_has_it(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "demo")],
        env=child.surroundings({}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout
        holder.stdout.readline()

        with (
            pytest.raises(FolderRefused, match=f"process {holder.pid}"),
            datafolder.opened(tmp_path / "demo", "demo"),
        ):
            pass
        told = datafolder.running(tmp_path / "demo")
        holder.kill()

    assert told == {"pid": holder.pid, "kind": "demo", "base_url": "http://localhost:1"}
    assert datafolder.running(tmp_path / "demo") is None, "a lock dies with its holder"
    with datafolder.opened(tmp_path / "demo", "demo"):
        pass


def test_a_folder_of_a_newer_version_is_left_alone(tmp_path):
    label = tmp_path / "heime.json"
    label.write_text(json.dumps({"layout": datafolder.LAYOUT + 1, "kind": "demo"}))

    with pytest.raises(FolderRefused, match="newer version"), datafolder.opened(tmp_path, "demo"):
        pass

    assert not (tmp_path / "secrets.json").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"layout": "x", "kind": "demo"}', "{}"])
def test_a_damaged_label_is_named(tmp_path, text):
    (tmp_path / "heime.json").write_text(text)

    with pytest.raises(FolderRefused, match="damaged"), datafolder.opened(tmp_path, "demo"):
        pass


def test_somebody_elses_folder_is_not_taken_over(tmp_path):
    (tmp_path / "holiday.jpg").touch()

    with pytest.raises(FolderRefused, match="not empty"), datafolder.opened(tmp_path, "demo"):
        pass


def test_invented_people_and_real_use_do_not_mix(tmp_path):
    with datafolder.opened(tmp_path, "demo"):
        pass

    with pytest.raises(FolderRefused, match="demo"), datafolder.opened(tmp_path, "real"):
        pass


def test_a_full_disk_is_said_plainly(tmp_path, monkeypatch):
    monkeypatch.setattr(datafolder, "NEEDED_TO_MAKE", 10**9)

    with pytest.raises(FolderRefused, match=r"disk .* full"), datafolder.opened(tmp_path, "demo"):
        pass


def test_a_folder_that_was_there_may_go_on_with_less_room(tmp_path, monkeypatch):
    with datafolder.opened(tmp_path, "demo"):
        pass
    monkeypatch.setattr(datafolder, "NEEDED_TO_MAKE", 10**9)

    with datafolder.opened(tmp_path, "demo"):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_we_may_not_write_is_said_plainly(tmp_path):
    tmp_path.chmod(0o500)

    with (
        pytest.raises(FolderRefused, match="cannot be used"),
        datafolder.opened(tmp_path / "demo", "demo"),
    ):
        pass


def test_a_key_given_as_a_setting_is_not_kept_here(tmp_path):
    with datafolder.opened(tmp_path, "real", without=["identity_key"]) as folder:
        assert "identity_key" not in folder.secrets
        assert "secret_key" in folder.secrets


def test_a_second_identity_key_is_refused(tmp_path):
    with datafolder.opened(tmp_path, "real"):
        pass

    with (
        pytest.raises(FolderRefused, match="identity_key"),
        datafolder.opened(tmp_path, "real", without=["identity_key"]),
    ):
        pass


def test_a_write_that_was_cut_short_is_repeated(tmp_path):
    (tmp_path / "secrets.json.new").write_text("{")

    datafolder.write(tmp_path / "secrets.json", {"a": "b"})

    assert json.loads((tmp_path / "secrets.json").read_text()) == {"a": "b"}
    assert not (tmp_path / "secrets.json.new").exists()
