"""Every page says who may open it; a page that does not say is opened to nobody."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path, reverse
from django.urls.resolvers import URLPattern, URLResolver

from heime.config import urls
from heime.core.errors import NotAllowedNow, NotFound, NotYours
from heime.edges.access import Who, declared_for, open_to

SOME_ID = "0192f3a4-0000-7000-8000-000000000001"


def forgotten(request: object) -> HttpResponse:
    return HttpResponse("patients")


@open_to(Who.ANYONE)
def refusing(request) -> HttpResponse:
    raise {"404": NotFound, "403": NotYours, "409": NotAllowedNow}[request.GET["as"]]("No.")


urlpatterns = [*urls.urlpatterns, path("glemt", forgotten), path("nekter", refusing)]


def every_view() -> list[URLPattern]:
    def inside(patterns: list[URLPattern | URLResolver]) -> list[URLPattern]:
        return [
            one
            for pattern in patterns
            for one in (
                inside(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern]
            )
        ]

    return inside(get_resolver("heime.config.urls").url_patterns)


def test_every_url_says_who_may_open_it() -> None:
    undeclared = [str(p.pattern) for p in every_view() if not declared_for(p.callback)]

    assert not undeclared, "Put @open_to(Who.…) on these views."


@pytest.fixture
def with_extra_pages():
    from django.test import override_settings

    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_a_view_that_forgot_to_say_is_refused_even_to_a_nurse(
    cast, signed_in, with_extra_pages, log
) -> None:
    answer = signed_in(cast.ingrid).get("/glemt")

    assert answer.status_code == 403
    assert b"patients" not in answer.content
    assert log() == ["denied"]


def some_of_each(pattern) -> dict[str, object]:
    """Something that fits each part of an address."""
    whole = {"int": 1, "str": "x", "slug": "x"}
    return {
        name: whole.get(type(part).__name__.removesuffix("Converter").lower(), SOME_ID)
        for name, part in pattern.pattern.converters.items()
    }


@pytest.mark.parametrize("pattern", every_view(), ids=lambda p: p.name)
def test_nobody_gets_in_without_signing_in(cast, pattern) -> None:
    if Who.ANYONE in declared_for(pattern.callback):
        return
    address = reverse(pattern.name, kwargs=some_of_each(pattern))
    client = Client()

    for answer in (client.get(address), client.post(address)):
        assert answer.status_code in (302, 401), address
        if address.startswith("/hjem/api/"):  # a program is told by a problem, which says no more
            assert answer.json()["code"] == "signed-out"
        else:
            assert answer.content == b""


def test_a_script_is_told_by_status_and_not_by_a_page(cast) -> None:
    answer = Client().get("/", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/inn/"


@pytest.mark.parametrize("status", ["404", "403", "409"])
def test_a_refusal_is_a_page_for_people_and_a_problem_for_programs(
    cast, with_extra_pages, status
) -> None:
    page = Client().get(f"/nekter?as={status}")
    problem = Client().get(f"/nekter?as={status}", headers={"accept": "application/problem+json"})

    assert page.status_code == problem.status_code == int(status)
    assert "<h1>" in page.content.decode()
    assert problem.json()["code"] in {"not-found", "forbidden", "not-allowed-now"}


def test_every_answer_carries_the_content_policy_and_stays_out_of_caches(cast, signed_in) -> None:
    answer = signed_in(cast.ingrid).get("/")

    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_no_page_needs_a_script_or_a_style_inside_it(cast, signed_in) -> None:
    html = signed_in(cast.ingrid).get("/").content.decode()

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", html)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", html)
