"""The catalogues: nothing missing, nothing left over, nothing damaged; and times in words."""

from datetime import UTC, datetime, timedelta

import polib
import pytest
from django.utils import translation

from heime.edges.clinic import moments
from heime.ops import translations


def test_every_text_is_there_in_bokmal_and_nynorsk() -> None:
    assert translations.check() == []


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """Catalogues of this test's own, to damage."""
    for language in translations.LANGUAGES:
        target = tmp_path / language / "LC_MESSAGES" / "django.po"
        target.parent.mkdir(parents=True)
        target.write_bytes(translations.catalogue(language).read_bytes())
    monkeypatch.setattr(translations, "LOCALE", tmp_path)
    return tmp_path


def damaged(change) -> list[str]:
    path = translations.catalogue("nn")
    texts = polib.pofile(str(path))
    change(texts)
    texts.save(str(path))
    return translations.check()


def test_a_missing_text_is_found(copy) -> None:
    (said,) = damaged(lambda texts: texts.remove(texts.find("Worklist")))

    assert "nn: 'Worklist'" in said
    assert "no translation" in said


def test_an_empty_translation_is_no_translation(copy) -> None:
    (said,) = damaged(lambda texts: setattr(texts.find("Worklist"), "msgstr", ""))

    assert "no translation" in said


def test_a_text_that_nobody_uses_is_found(copy) -> None:
    (said,) = damaged(lambda texts: texts.append(polib.POEntry(msgid="Fax", msgstr="Faks")))

    assert "no longer used" in said


def test_a_lost_place_to_fill_in_is_found(copy) -> None:
    (said,) = damaged(lambda texts: setattr(texts.find("by %(time)s"), "msgstr", "innan"))

    assert "places to fill in" in said


def test_compiling_is_quick_when_nothing_changed(copy) -> None:
    assert len(translations.compile()) == 2
    assert translations.compile() == []


NOW = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)  # a Monday, 10:42 at home


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=20), "akkurat nå"),
        (timedelta(minutes=7), "7 min siden"),
        (timedelta(minutes=59, seconds=59), "59 min siden"),
        (timedelta(hours=1), "09:42"),
        (timedelta(hours=12), "i går 22:42"),
        (timedelta(days=4), "19. nov. 10:42"),
        (timedelta(days=400), "19. okt. 2025 11:42"),
        (timedelta(hours=-20), "i morgen 06:42"),
        (timedelta(days=-3), "tor 10:42"),
    ],
)
def test_relative_up_to_an_hour_then_the_clock_then_the_date(ago: timedelta, said: str) -> None:
    with translation.override("nb"):
        assert moments.when(NOW - ago, NOW) == said


def test_a_deadline_and_how_far_past_it() -> None:
    with translation.override("nn"):
        assert moments.due(NOW + timedelta(minutes=48), NOW) == "innan 11:30"
        assert moments.overdue(NOW - timedelta(minutes=20), NOW) == "20 min over fristen"
        assert moments.overdue(NOW - timedelta(hours=20), NOW) == "frist var i går 14:42"
