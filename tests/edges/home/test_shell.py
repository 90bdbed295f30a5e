"""The app's own page, worker and card: for anybody, about nobody, and plain where it is missing."""

import pytest
from django.test import Client


@pytest.fixture
def built(tmp_path, monkeypatch, settings_of):
    for name, text in (
        ("index.html", "<!doctype html>Heime"), ("sw.js", "//"), ("manifest.webmanifest", "{}"),
    ):  # fmt: skip
        (tmp_path / name).write_text(text)
    settings_of("HOME_APP_BUILT", tmp_path)


@pytest.fixture
def settings_of(monkeypatch):
    from django.conf import settings

    return lambda name, value: monkeypatch.setattr(settings, name, value)


def test_the_shell_needs_nobody_and_lets_nothing_in_from_elsewhere(database, built):
    page = Client().get("/hjem/")
    assert page.content == b"<!doctype html>Heime"
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "microphone=()" in page.headers["Permissions-Policy"]


def test_the_worker_looks_after_the_app_and_nothing_else(database, built):
    worker = Client().get("/hjem/sw.js")
    assert worker.headers["Service-Worker-Allowed"] == "/hjem/"
    assert worker.headers["Content-Type"].startswith("text/javascript")
    card = Client().get("/hjem/manifest.webmanifest")
    assert card.headers["Content-Type"] == "application/manifest+json"


def test_where_it_is_not_built_the_page_says_whom_to_call(database, settings_of, tmp_path):
    settings_of("HOME_APP_BUILT", tmp_path)
    page = Client().get("/hjem/")
    assert page.status_code == 404
    assert "tel:116117" in page.content.decode()
    assert Client().get("/hjem/sw.js").status_code == 404
