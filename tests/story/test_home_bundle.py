"""What the home app weighs. Here because the front end is built for these tests."""

import json
from pathlib import Path

import pytest

from heime.ops import frontend, home_bundle


def test_the_first_load_is_light_and_the_page_says_what_it_weighs() -> None:
    assert home_bundle.faults() == []


def test_what_is_too_heavy_or_unsaid_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / home_bundle.PAGE).write_text(home_bundle.text(), encoding="utf-8")
    assert home_bundle.faults(tmp_path) == []
    told = json.loads((frontend.built() / "home" / "report.json").read_bytes())
    heavy = next(name for name in told["sizes"] if name.startswith("index-"))
    told["sizes"][heavy] = 100_001
    monkeypatch.setattr(home_bundle, "_told", lambda: told)
    wrong = "\n".join(home_bundle.faults(tmp_path))
    assert "over 100000" in wrong
    assert "weighs 100001 bytes" in wrong

    told["sizes"]["new-abcdefgh.js"] = 2_000
    assert "names other pieces" in "\n".join(home_bundle.faults(tmp_path))


def test_what_travels_is_compressed() -> None:
    home = frontend.built() / "home"
    scripts = [path for path in home.iterdir() if path.suffix in (".js", ".css")]
    for path in scripts:
        if path.name != "sw.js":
            assert path.with_name(f"{path.name}.gz").stat().st_size < path.stat().st_size or (
                path.stat().st_size < 200
            )
            assert path.with_name(f"{path.name}.br").exists()
