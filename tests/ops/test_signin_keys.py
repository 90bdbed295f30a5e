"""`./heime signin keys`: a new key joins the old one, and only public parts are ever shown."""

import argparse
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from heime.edges.signin.oidc import own_keys
from heime.ops import signin


@pytest.fixture(autouse=True)
def few_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_keys, "BITS", 2048)  # quicker to make


def told(*words: str) -> int:
    parser = argparse.ArgumentParser()
    signin.arguments(parser)
    return signin.run(parser.parse_args(["keys", *words]))


def shown(said: str) -> list[dict[str, str]]:
    return list(json.loads(said[said.index("{") :])["keys"])


def test_the_first_key_signs_at_once(tmp_path: Path, capsys) -> None:
    path = tmp_path / "keys.json"

    assert told("rotate", "--file", str(path)) == 0

    (own,) = own_keys.read(path)
    assert own_keys.signing([own], now=datetime.now(UTC)) == own
    assert [set(key) for key in shown(capsys.readouterr().out)] == [{"kty", "n", "e", "kid", "use"}]


def test_the_next_one_is_published_a_day_before_it_signs(tmp_path: Path, capsys) -> None:
    path = tmp_path / "keys.json"
    told("rotate", "--file", str(path))
    told("rotate", "--file", str(path))
    capsys.readouterr()

    told("show", "--file", str(path))

    first, second = own_keys.read(path)
    now = datetime.now(UTC)
    assert [key["kid"] for key in shown(capsys.readouterr().out)] == [first.key.kid, second.key.kid]
    assert own_keys.signing([first, second], now=now) == first
    assert timedelta(hours=23) < second.signs_from - now <= timedelta(hours=24)


def test_a_key_that_may_have_been_seen_is_replaced_at_once(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    told("rotate", "--file", str(path))
    told("rotate", "--file", str(path), "--in", "0")

    keys = own_keys.read(path)
    assert own_keys.signing(keys, now=datetime.now(UTC)) == keys[-1]


@pytest.mark.parametrize("content", [None, "not keys"])
def test_a_file_that_is_none_is_said_and_left_alone(tmp_path: Path, capsys, content) -> None:
    path = tmp_path / "keys.json"
    if content is not None:
        path.write_text(content)

    assert told("show", "--file", str(path)) == 1
    assert str(path) in capsys.readouterr().out
    assert content is None or (told("rotate", "--file", str(path)), path.read_text()) == (
        1,
        content,
    )


def test_without_a_file_it_says_how_to_name_one(capsys, monkeypatch) -> None:
    monkeypatch.delenv("HEIME_SIGNIN_KEYS", raising=False)

    assert told("show") == 2
    assert "HEIME_SIGNIN_KEYS" in capsys.readouterr().out
