"""The home app's words: found in its code, carried in its files, and never put together."""

import json
from pathlib import Path

import pytest

from heime.ops import translations
from heime.ops.translations import Text


def test_texts_are_found_where_the_app_says_them() -> None:
    code = """<p>{t("Measure now")}</p> {t('Is it "right"?')}
    t(
      "{NAME} today", { name })  format("not this") at("nor this")"""

    found = list(translations.in_app(code))

    assert found == [Text("", "Measure now"), Text("", 'Is it "right"?'), Text("", "{NAME} today")]


def test_a_text_that_is_put_together_is_noticed() -> None:
    assert translations.not_literal("t(`${kind} now`)  t(name)") == ["t(`", "t(n"]
    assert translations.not_literal('t("written out")') == []


def test_the_app_carries_its_own_words_and_no_others() -> None:
    for language in translations.LANGUAGES:
        carried = json.loads(translations.app_file(language).read_text(encoding="utf-8"))

        assert carried["Nobody has received this yet."].startswith("Ingen har mott")
        assert "Work list" not in carried
        assert all(carried.values())


def test_a_file_that_has_been_left_behind_is_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(translations, "app_file", lambda language: tmp_path / f"{language}.json")
    assert any("./heime fix" in fault for fault in translations.check())

    translations.write_app()

    assert translations.check() == []
