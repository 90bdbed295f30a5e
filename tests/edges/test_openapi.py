"""docs/openapi.json: every address, who may open it, and what it reads; and that a difference, or a
view that does not say enough, is noticed.
"""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from heime.core.roles import Role
from heime.edges.access import Who, open_to
from heime.edges.fhir import bundle, questionnaire_search, search
from heime.ops import openapi
from heime.ops.openapi import fhir, forms, pages
from tests.walls import walk


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi.document()


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation
        for methods in document["paths"].values()
        for operation in methods.values()
    }


def test_the_file_says_what_the_addresses_are():
    assert openapi.faults() == []


def test_a_difference_is_noticed_and_put_right(tmp_path: Path):
    assert openapi.faults(tmp_path) == [f"{openapi.FILE} is missing: ./heime fix"]
    openapi.write(tmp_path)
    assert openapi.faults(tmp_path) == []
    file = tmp_path / openapi.FILE
    file.write_text(file.read_text().replace('"follow-up-team"', '"anyone"', 1))
    assert "does not say what the addresses are" in openapi.faults(tmp_path)[0]


def odd(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.body)


def test_a_view_that_says_too_little_is_noticed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages, "addresses", lambda: iter([("/odd", path("odd", odd, name="odd"))]))
    said = "\n".join(openapi.faults())
    for what in ("by which methods", "who may open it", "the body it reads"):
        assert f"/odd: {what}" in said or what in said


def test_no_page_of_the_walk_is_missing(document: dict[str, Any]):
    pages_there = {name.rpartition(".")[0] for name in operations(document)}
    assert set(walk.pages()) <= pages_there
    assert {"live", "ready", "fhir.metadata", "fhir.bundle"} <= set(operations(document))


def test_whoever_may_open_a_page_is_named(document: dict[str, Any]):
    known = {one.value for one in Who} | {one.value for one in Role} | {"client", "gateway"}
    for name, operation in operations(document).items():
        assert operation["x-open-to"], name
        assert set(operation["x-open-to"]) <= known, name
    assert operations(document)["operation.get"]["x-open-to"] == ["support"]
    assert operations(document)["fhir.Observation.search"]["x-open-to"] == ["client"]


BACK = "til"


def read_elsewhere(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")


@require_POST
@open_to(Who.SIGNED_IN)
def example(request: HttpRequest) -> HttpResponse:
    actor, sent = None, request.POST
    _wanted = sent.get("one"), request.GET.get(BACK), "two" in request.POST, sent["three"]

    def inner() -> list[str]:
        return sent.getlist("four")

    return HttpResponse(f"{actor} {inner()} {read_elsewhere(request, 'five')}")


def test_the_fields_of_a_form_are_found_in_the_code(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forms, "OURS", __name__.rpartition(".")[0])
    read = forms.read_by(example)
    assert (read.query, read.body) == ({"til"}, False)
    assert read.form == {"one", "two", "three", "four", "five"}
    assert pages.methods_of(example) == ["POST"]


def test_the_fields_of_our_own_forms(document: dict[str, Any]):
    body = operations(document)["close.post"]["requestBody"]["content"]
    (media,) = body.values()
    assert set(media["schema"]["properties"]) == {
        "outcome", "note", "how", "alone", "minutes", "seen", pages.CSRF,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("resource", "readers"),
    [("Observation", search.READERS), ("QuestionnaireResponse", questionnaire_search.READERS)],
)
def test_every_search_parameter_is_told_with_its_meaning(document, resource, readers):
    told = operations(document)[f"fhir.{resource}.search"]["parameters"]
    assert {one["name"] for one in told if one["in"] == "query"} == set(readers)
    assert all(one["description"] for one in told)


def test_the_examples_are_as_the_schemas_say_and_understood(document: dict[str, Any]):
    from datetime import UTC, datetime

    for name, operation in operations(document).items():
        for media in operation.get("requestBody", {}).get("content", {}).values():
            for example in media.get("examples", {}).values():
                schema = media["schema"] | {"components": document["components"]}
                jsonschema_rs.validate(schema, example["value"])
                if name == "fhir.bundle":
                    raw = json.dumps(example["value"]).encode()
                    read = bundle.read(raw, datetime(2026, 11, 22, tzinfo=UTC))
                    assert read.refused == []


def test_the_wire_types_are_told_by_their_names():
    schemas = fhir.schemas()
    assert schemas["Observation"]["required"] == ["resourceType", "status", "code"]
    assert schemas["Quantity"]["properties"]["value"] == {}
    assert schemas["Bundle"]["properties"]["type"]["enum"] == ["batch", "transaction"]
