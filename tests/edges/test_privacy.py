"""The privacy notice that anybody may read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from heime.records.people.changes import PrivacyNotice
from tests.people import DB, LOM


def read(number: int, language: str) -> tuple[int, str]:
    client = Client()
    client.cookies["heime_language"] = language
    answer = client.get(f"/personvern/{number}")
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("language", "title", "draft"),
    [
        ("nb", "Personvern i Lom", "Denne teksten er et utkast"),
        ("nn", "Personvern i Lom", "Denne teksten er eit utkast"),
        ("en", "Privacy in Lom", "This text is a draft"),
    ],
)
def test_a_draft_says_that_it_is_one(database, language, title, draft) -> None:
    status, text = read(LOM, language)

    assert status == 200
    assert title in text
    assert draft in text


def test_the_municipalitys_own_text_stands_in_its_language(database) -> None:
    now = datetime.now(UTC)
    PrivacyNotice.objects.using(DB).create(
        municipality_id=LOM, language="nn", version=1, text="Vår tekst.\n\n<b>Avsnitt to.</b>",
        valid_from=now, approved_by="Kari Nordmann", approved_at=now,
    )  # fmt: skip

    _, text = read(LOM, "en")

    assert '<div class="stack" lang="nn"><p>Vår tekst.</p><p>&lt;b&gt;Avsnitt to.' in text
    assert "draft" not in text
    assert "Kari Nordmann" not in text, "who approved it is the municipality's business"


def test_a_municipality_that_is_not_here_has_none(database) -> None:
    assert read(9999, "nb")[0] == 404
    assert read(99999, "nb")[0] == 404, "nor a number too large for the column"
