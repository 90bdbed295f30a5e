"""The pages of signing in elsewhere can be used by everybody: checked by axe in each language."""

import pytest
from playwright.sync_api import expect

from tests.story.faces import wrong_with


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """Both providers are registered, and neither can be reached."""
    for name in ("HELSEID", "IDPORTEN"):
        monkeypatch.setenv(f"HEIME_{name}_ISSUER", "http://127.0.0.1:1")
        monkeypatch.setenv(f"HEIME_{name}_CLIENT", "heime-test")
    monkeypatch.setenv("HEIME_BASE_URL", "http://127.0.0.1:8480")
    monkeypatch.setenv("HEIME_SIGNIN_KEYS", str(tmp_path / "keys.json"))


def test_axe_finds_nothing(enter, cast) -> None:
    for language, scheme, heading in (
        ("nb", "light", "ID-porten svarer ikke"),
        ("nn", "dark", "ID-porten svarar ikkje"),
        ("en", "light", "ID-porten does not answer"),
    ):
        page = enter(None, language=language, scheme=scheme, path="/inn/")
        assert wrong_with(page) == [], f"the sign-in page, {language}, {scheme}"

        page.get_by_role("button", name="ID-porten").click()

        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert wrong_with(page) == [], f"the page for a failure, {language}, {scheme}"


def test_the_page_says_whom_to_call_by_who_reads_it(enter, cast) -> None:
    page = enter(None, language="en", path="/inn/")
    page.get_by_role("button", name="HelseID").click()
    expect(page.get_by_text("Call whoever looks after Heime where you work.")).to_be_visible()

    page.goto("/inn/")
    page.get_by_role("button", name="ID-porten").click()
    expect(page.get_by_text("call 116 117, or 113 when life is in danger")).to_be_visible()
