"""What no page may do: write out what somebody wrote as it is, or take a form without its token."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.repository import ROOT, SOURCE, source_files

AS_IT_IS = re.compile(
    r"mark_safe|SafeString|SafeText|\|\s*safe\b|\|\s*safeseq|autoescape\s+off|__html__"
    r"|html_safe|jinja2"
)
IN_SCRIPTS = re.compile(
    r"\binnerHTML\s*=|outerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function\("
    r"|setTimeout\(\s*[\"'`]|createContextualFragment|srcdoc|javascript:"
)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+\s*=\s*[\"']|javascript:", re.I
)
WITHOUT_TOKEN = re.compile(r"@csrf_exempt|csrf_exempt\(")

ALLOWED_AS_IT_IS = {
    "edges/signin/templates/signin/local/_app.html": "a QR picture that we drew ourselves",
    "edges/clinic/rendered.py": "rows that Django's templates have escaped, kept as they came",
    "edges/clinic/worklist.py": "the type of those rows",
}
ALLOWED_WITHOUT_TOKEN = {
    "edges/csp.py": "the browser sends reports by itself, and nothing is changed by one",
    "edges/home/entries.py": "a phone's own credential, without any cookie",
    "edges/home/kiosk.py": "a tablet's own credential or code, without any cookie",
    "edges/signin/oidc/leaving.py": "a provider's signed logout token",
    "edges/signin/local/service_account.py": "a program's signed assertion, without any cookie",
}


FORMS_OF_OTHERS = {
    "edges/signin/templates/signin/signed_out.html": "goes to the provider, who is not to have it",
}


def templates() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.html")):
        yield str(path.relative_to(SOURCE)), path.read_text(encoding="utf-8")


def code() -> Iterator[tuple[str, str]]:
    for path in source_files():
        yield str(path.relative_to(SOURCE)), path.read_text(encoding="utf-8")


def scripts() -> Iterator[tuple[str, str]]:
    folder = ROOT / "app" / "src"
    for path in sorted([*folder.rglob("*.ts"), *folder.rglob("*.tsx")]):
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_what_somebody_wrote_is_always_escaped() -> None:
    found = {
        name: AS_IT_IS.findall(text)
        for name, text in (*templates(), *code())
        if AS_IT_IS.search(text)
    }

    assert set(found) == set(ALLOWED_AS_IT_IS), f"Let Django escape it: {found}"


def test_no_script_of_ours_makes_html_of_text() -> None:
    found = {name: IN_SCRIPTS.findall(text) for name, text in scripts() if IN_SCRIPTS.search(text)}

    assert not found, "Make elements, and set their textContent."


def test_no_page_needs_what_the_policy_forbids() -> None:
    found = {name: INLINE.findall(text) for name, text in templates() if INLINE.search(text)}

    assert not found, "Styles and scripts stand in files of their own (app/src)."


def test_every_form_needs_its_token_but_where_a_signature_stands_in_for_it() -> None:
    found = {name for name, text in code() if WITHOUT_TOKEN.search(text)}

    assert found == set(ALLOWED_WITHOUT_TOKEN), "Say here why no token is needed, or take it."


def test_every_form_that_is_sent_carries_the_token() -> None:
    without = [
        name
        for name, text in templates()
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.S | re.I)
        if "csrf_token" not in form
    ]

    assert set(without) == set(FORMS_OF_OTHERS)


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        (AS_IT_IS, "{{ case.note|safe }}"),
        (AS_IT_IS, "{% autoescape off %}"),
        (AS_IT_IS, "return mark_safe(text)"),
        (IN_SCRIPTS, "row.innerHTML = text;"),
        (IN_SCRIPTS, 'setTimeout("go()", 1)'),
        (INLINE, '<button onclick="go()">'),
        (INLINE, "<script>go()</script>"),
        (INLINE, '<p style="color: red">'),
        (WITHOUT_TOKEN, "@csrf_exempt\ndef close("),
    ],
)
def test_a_planted_fault_is_caught(rule: re.Pattern[str], planted: str) -> None:
    assert rule.search(planted)


@pytest.mark.parametrize(
    "innocent",
    ['<script type="module" src="/x.js"></script>', '<p data-on="1">', "<form data-style>"],
)
def test_the_harmless_is_not(innocent: str) -> None:
    assert not INLINE.search(innocent)
