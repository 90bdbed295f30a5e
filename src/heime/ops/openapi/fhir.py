"""The FHIR door in OpenAPI: from its CapabilityStatement, its search readers and wire types."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import inspect

from heime.edges.fhir import capability, outcome, questionnaire_in, questionnaire_search, wire
from heime.edges.fhir import search as observation_search

KIND = "application/fhir+json"
READERS: dict[str, Mapping[str, Any]] = {
    "Observation": observation_search.READERS,
    "QuestionnaireResponse": questionnaire_search.READERS,
    "Questionnaire": {},
}
"""Resource → the parameters that a search of it reads."""
TAKEN = {"Observation": wire.Observation, "QuestionnaireResponse": questionnaire_in.Answered}
"""Resource → how what is sent of it is decoded."""
OF_EVERY_SEARCH = {
    "_sort": "Oldest first, or newest first with a minus.",
    "_count": "How many on a page: from 1 to 1000, 50 unless said.",
    "page": "From the link `next`; a place in the order, never a permission.",
    "_format": "json, the only one there is.",
}
SUBJECT = "Patient/00000000-0000-7000-8000-000000000000"
EXAMPLES: dict[str, Any] = {
    "Observation": {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": wire.LOINC, "code": "8867-4"}]},
        "subject": {"reference": SUBJECT},
        "identifier": [{"system": "urn:example", "value": "1"}],
        "effectiveDateTime": "2026-11-21T08:15:00+01:00",
        "valueQuantity": {"value": 61, "system": wire.UCUM, "code": "/min"},
    },
    "QuestionnaireResponse": {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": "urn:heime:questionnaire:copd_daily|1.0",
        "status": "completed",
        "subject": {"reference": SUBJECT},
        "authored": "2026-11-21T08:20:00+01:00",
        "item": [{"linkId": "k1", "answer": [{"valueInteger": 1}]}],
    },
}

_BARE = {"400", "412", "414", "431"}
_DONE = {"description": "A resource.", "content": {KIND: {"schema": {"type": "object"}}}}
RESPONSES: dict[str, Any] = {
    "Outcome": {
        "description": "Why not; a line from the bare server, before anything is read.",
        "content": {
            KIND: {"schema": {"$ref": "#/components/schemas/OperationOutcome"}},
            "text/plain": {"schema": {"type": "string"}},
        },
    }
}


def paths() -> dict[str, dict[str, Any]]:
    """Address → method → operation."""
    statement = msgspec.json.decode(capability.statement("/fhir"))
    found: dict[str, dict[str, Any]] = {
        "/fhir/metadata": {"get": _operation("metadata", "What this door does.", ["anyone"])},
        "/fhir": {"post": _bundles(statement["rest"][0]["interaction"])},
    }
    for resource in statement["rest"][0]["resource"]:
        name = resource["type"]
        codes = [one["code"] for one in resource["interaction"]]
        whole: dict[str, Any] = {}
        if "create" in codes:
            whole["post"] = _create(name)
        if "search-type" in codes:
            whole["get"] = _search(name, resource.get("searchParam", []))
        found[f"/fhir/{name}"] = whole
        if "read" in codes:
            found[f"/fhir/{name}/{{id}}"] = {"get": _read(name)}
    return found


def schemas() -> dict[str, Any]:
    """What is sent, as it is decoded; anything more is passed over. And the OperationOutcome."""
    found: dict[str, Any] = {}
    for name, kind in {**TAKEN, "Bundle": wire.Bundle}.items():
        found[name] = _written(inspect.type_info(kind), found)
    for name in ("Observation", "QuestionnaireResponse", "Bundle"):
        found[name]["properties"]["resourceType"] = {"const": name}
    found["Bundle"]["properties"]["type"] = {"enum": ["batch", "transaction"]}
    found["OperationOutcome"] = _OUTCOME
    return found


def _written(known: inspect.Type, found: dict[str, Any]) -> dict[str, Any]:
    """A decoded type as JSON Schema; the structs in it go to `found` by name. msgspec's own writer
    gives up on the numbers that we keep as they were written (Raw)."""
    match known:
        case inspect.StructType(cls=cls, fields=fields):
            properties = {one.encode_name: _named(one.type, found) for one in fields}
            needed = [one.encode_name for one in fields if one.required]
            more = {"required": needed} if needed else {}
            return {"type": "object", "title": cls.__name__, "properties": properties} | more
        case inspect.VarTupleType(item_type=inner) | inspect.ListType(item_type=inner):
            return {"type": "array", "items": _named(inner, found)}
        case inspect.UnionType(types=types):
            return {"anyOf": [_named(one, found) for one in types]}
        case inspect.StrType():
            return {"type": "string"}
        case inspect.BoolType():
            return {"type": "boolean"}
        case inspect.NoneType():
            return {"type": "null"}
        case _:
            return {}


def _named(known: inspect.Type, found: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(known, inspect.StructType):
        return _written(known, found)
    name = known.cls.__name__
    if name not in found:
        found[name] = {}
        found[name] = _written(known, found)
    return {"$ref": f"#/components/schemas/{name}"}


_OUTCOME = {
    "type": "object",
    "required": ["resourceType", "issue"],
    "properties": {
        "resourceType": {"const": "OperationOutcome"},
        "issue": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["severity", "code", "details", "diagnostics"],
                "properties": {
                    "severity": {"enum": ["error", "warning"]},
                    "code": {"type": "string"},
                    "diagnostics": {"type": "string"},
                    "expression": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}


def _operation(name: str, summary: str, who: list[str], **more: Any) -> dict[str, Any]:
    statuses = sorted({str(status) for status, _issue in outcome.ANSWERS.values()} | _BARE)
    refused = {
        status: {"$ref": "#/components/responses/Outcome"} for status in statuses if status != "500"
    }
    return {
        "operationId": f"fhir.{name}",
        "tags": ["fhir"],
        "summary": summary,
        "x-open-to": who,
        "security": [] if who == ["anyone"] else [{"bearer": []}],
        "responses": {"200": _DONE, **refused},
    } | more


def _header(name: str, said: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": said, "schema": {"type": "string"}}


def _create(name: str) -> dict[str, Any]:
    made = _operation(f"{name}.create", f"Take in one {name}.", list(capability.MAY_CREATE))
    example = {"summary": "Taken in as it stands, for a patient of yours", "value": EXAMPLES[name]}
    media = {
        "schema": {"$ref": f"#/components/schemas/{name}"},
        "examples": {"one": example},
    }
    made["parameters"] = [
        _header("If-None-Exist", "identifier=system|value, and no other condition."),
        _header("Prefer", "return=minimal, for no body in the answer."),
    ]
    made["requestBody"] = {"required": True, "content": {KIND: media}}
    made["responses"] = {"201": _DONE, **made["responses"]}
    return made


def _bundles(interactions: list[dict[str, str]]) -> dict[str, Any]:
    kinds = [one["code"] for one in interactions]
    made = _operation("bundle", f"Take in a {' or '.join(kinds)}.", list(capability.MAY_CREATE))
    entries = [
        {"resource": example, "request": {"method": "POST", "url": name}}
        for name, example in EXAMPLES.items()
    ]
    media = {
        "schema": {"$ref": "#/components/schemas/Bundle"},
        "examples": {
            kind: {"value": {"resourceType": "Bundle", "type": kind, "entry": entries}}
            for kind in kinds
        },
    }
    made["requestBody"] = {"required": True, "content": {KIND: media}}
    return made


def _search(name: str, told: list[dict[str, str]]) -> dict[str, Any]:
    said = {one["name"]: one["documentation"] for one in told} | OF_EVERY_SEARCH
    made = _operation(f"{name}.search", f"Search {name}s.", list(capability.MAY_READ[name]))
    made["parameters"] = [
        {"name": one, "in": "query", "description": said[one], "schema": {"type": "string"}}
        for one in READERS[name]
    ]
    if READERS[name]:
        strict = "handling=strict, for 400 where a parameter would be ignored."
        made["parameters"].append(_header("Prefer", strict))
    return made


def _read(name: str) -> dict[str, Any]:
    made = _operation(f"{name}.read", f"Read one {name}.", list(capability.MAY_READ[name]))
    schema = {"type": "string"}
    made["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": schema}]
    return made
