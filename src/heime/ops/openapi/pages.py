"""The pages and forms in OpenAPI: from the list of addresses, the views and their declarations."""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from heime.edges.access import Who, declared_for
from heime.ops.openapi import forms, reminding

View = Callable[..., Any]

COOKIE = "heime"
CSRF = "csrfmiddlewaretoken"

JSON = "application/json"
ANSWERS_OTHERWISE = {
    "changes.get": ("200", "text/event-stream"),
    "own-public-keys.get": ("200", JSON),
    "passkey.get": ("200", JSON),
    "service-token.post": ("200", JSON),
    "service-enrol.post": ("201", JSON),
    "csp.post": ("204", ""),
    "home-plan-paper.get": ("200", "application/pdf"),
    "printout.post": ("200", "application/pdf"),
    "hand-over-sheet.get": ("200", "application/pdf"),
    "received-sheet.get": ("200", "application/pdf"),
    "closing-paper.get": ("200", "application/pdf"),
    "home-end-device.post": ("200", JSON),
    "home-end-device.delete": ("200", JSON),
    "home-worker.get": ("200", "text/javascript"),
    "home-manifest.get": ("200", "application/manifest+json"),
}
"""Operations that answer with something else than 200 and HTML."""
AT_HOME = (
    "messages.get", "messages.post", "thread.get", "thread.post", "trends.get", "plan.get",
    "matters.get", "matters.post", "log.get", "equipment.get", "rights.get", "give-right.post",
    "end-right.post", "narrow-right.post", "object.post", "make-block.post", "lift-block.post",
    "carer.get", "carer.post",
)  # fmt: skip
ANSWERS_OTHERWISE |= {f"home-{one}": ("200", JSON) for one in AT_HOME}
BODIES: dict[str, tuple[str, dict[str, Any]]] = {
    "csp": ("application/csp-report", {"type": "object"}),
    "service-enrol": (
        JSON,
        {
            "type": "object",
            "required": ["code", "jwk"],
            "properties": {
                "code": {"type": "string", "maxLength": 40},
                "jwk": {"type": "object", "description": "The public key (RFC 7517)."},
            },
        },
    ),
}
"""Pages that read their body as it comes: its media type, and what it is."""
BODIES |= reminding.BODIES
ANSWERS_OTHERWISE |= reminding.ANSWERS

REFUSALS = {
    "400": "What was sent makes no sense.",
    "401": "A script asks for somebody who is not signed in.",
    "403": "The page is not open to them, or the form is too old.",
    "404": "There is nothing here that they may see.",
    "405": "Not with this method.",
    "409": "Somebody else changed it just now.",
    "413": "More than a form may hold.",
    "414": "The address is too long.",
    "422": "Something must be filled in, or does not fit.",
    "429": "Too often. Retry-After says when to come again.",
    "431": "Too many headers.",
    "503": "The database does not answer. Retry-After says when to come again.",
}
_REFUSED = {
    "text/html": {"schema": {"type": "string"}},
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
    "text/plain": {"schema": {"type": "string"}},
}
"""A line from the bare server, before anything is read; else a page that says why, or a problem
document where JSON is preferred."""
_NOT_GRANTED = {"application/json": {"schema": {"$ref": "#/components/schemas/OAuthError"}}}
RESPONSES: dict[str, Any] = {
    **{f"Refused{one}": {"description": why, "content": _REFUSED} for one, why in REFUSALS.items()},
    "NotGranted": {
        "description": "An OAuth error (RFC 6749 5.2).",
        "content": _NOT_GRANTED | _REFUSED,
    },
    "Elsewhere": {
        "description": "Go on to another page: the sign-in page, or where the form leads.",
        "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
    },
}
SCHEMAS: dict[str, Any] = {
    "Problem": {
        "type": "object",
        "description": "RFC 9457. `code` is the refusal's own, the same in logs and tests.",
        "required": ["type", "status", "code", "detail"],
        "properties": {
            "type": {"const": "about:blank"},
            "status": {"type": "integer"},
            "code": {"type": "string"},
            "detail": {"type": "string"},
        },
    },
    "OAuthError": {
        "type": "object",
        "required": ["error", "error_description"],
        "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
    },
}


def paths() -> dict[str, dict[str, Any]]:
    """Address → method → operation."""
    found: dict[str, dict[str, Any]] = {}
    for address, pattern in addresses():
        operations = {
            method.lower(): _operation(pattern, method, address)
            for method in methods_of(pattern.callback)
        }
        found[_written(address)] = operations
    return found


def faults() -> list[str]:
    """Views that do not say by which methods, or for whom, or what body they take."""
    found = []
    for address, pattern in addresses():
        view = pattern.callback
        if not methods_of(view):
            found.append(f"{address}: its view does not say by which methods (require_POST …)")
        if not declared_for(view):
            found.append(f"{address}: its view does not say who may open it (open_to)")
        if forms.read_by(view).body and pattern.name not in BODIES:
            found.append(f"{address}: ops/openapi/pages.py does not know the body it reads")
    return found


def addresses() -> Iterator[tuple[str, URLPattern]]:
    """Every address, as Django writes it, with its view."""

    def within(patterns: list[Any], before: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            address = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from within(pattern.url_patterns, address)
            else:
                yield address, pattern

    return within(get_resolver().url_patterns, "/")


def methods_of(view: View) -> list[str]:
    """What `require_GET` and the like let through; nothing when no such decorator is there."""
    while True:
        known = inspect.getclosurevars(view).nonlocals
        if "request_method_list" in known:
            return list(known["request_method_list"])
        if not hasattr(view, "__wrapped__"):
            return []
        view = view.__wrapped__


def who_of(view: View) -> list[str]:
    return sorted(str(one.value) for one in declared_for(view))


def _written(address: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address)


def _operation(pattern: URLPattern, method: str, address: str) -> dict[str, Any]:
    view = pattern.callback
    name = str(pattern.name)
    who = who_of(view)
    read = forms.read_by(view)
    operation: dict[str, Any] = {
        "operationId": f"{name}.{method.lower()}",
        "tags": ["pages"],
        "summary": _summary(view, name),
        "x-open-to": who,
        "security": [] if Who.ANYONE.value in who else [{"session": []}],
        "parameters": [
            *(_in_path(one) for one in re.findall(r"<((?:\w+:)?\w+)>", address)),
            *(_text(one, "query") for one in sorted(read.query)),
        ],
    }
    if method == "POST":
        own_proof = getattr(view, "csrf_exempt", False)
        operation["requestBody"] = _body(name, read.form, with_csrf=not own_proof)
    operation["responses"] = _responses(operation["operationId"])
    return operation


def _summary(view: View, name: str) -> str:
    """The first sentence of the view's docstring, else the name of the page."""
    said = inspect.getdoc(inspect.unwrap(view)) or ""
    return " ".join(said.split("\n\n")[0].split()) or name.replace("-", " ").capitalize()


def _in_path(part: str) -> dict[str, Any]:
    kind, _, name = part.rpartition(":")
    schema = {"type": "string"} | ({"format": "uuid"} if kind == "uuid" else {})
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _text(name: str, place: str) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": {"type": "string"}}


def _body(name: str, fields: set[str], *, with_csrf: bool) -> dict[str, Any]:
    if name in BODIES:
        kind, schema = BODIES[name]
        return {"required": True, "content": {kind: {"schema": schema}}}
    properties: dict[str, Any] = {one: {"type": "string"} for one in sorted(fields)}
    if with_csrf:
        note = "The form's own secret; in a header it is X-CSRFToken."
        properties[CSRF] = {"type": "string", "description": note}
    schema = {"type": "object", "properties": properties}
    return {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}


def _responses(name: str) -> dict[str, Any]:
    done, kind = ANSWERS_OTHERWISE.get(name, ("200", "text/html"))
    schema = {"type": "object" if kind.endswith("json") else "string"}
    content = {"content": {kind: {"schema": schema}}} if kind else {}
    found: dict[str, Any] = {done: {"description": "The page, or a part of it."} | content}
    found["302"] = {"$ref": "#/components/responses/Elsewhere"}
    for status in REFUSALS:
        of_oauth = name.startswith("service-") and status in ("400", "401", "429")
        said = "NotGranted" if of_oauth else f"Refused{status}"
        found[status] = {"$ref": f"#/components/responses/{said}"}
    return found
