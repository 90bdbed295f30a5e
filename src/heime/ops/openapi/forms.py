"""What a view reads of a request, found in its own source: no form can be forgotten.

Followed are `request.GET` and `request.POST` by any name they are given, the functions of ours that
the request is handed on to, and Django's forms. What is written otherwise is not seen, so keep to
`request.POST.get("name")`.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.forms import BaseForm

OURS = "heime.edges."
_QUERY, _FORM = "GET", "POST"


@dataclass
class Read:
    """Names of parameters in the query, of fields in the form, and whether the body is read raw."""

    query: set[str] = field(default_factory=set)
    form: set[str] = field(default_factory=set)
    body: bool = False

    def add(self, other: "Read") -> None:
        self.query |= other.query
        self.form |= other.form
        self.body |= other.body


@cache
def read_by(view: Callable[..., Any]) -> Read:
    """All that a view and what it calls read of the request."""
    return _read(view, {}, set())


def _read(function: Callable[..., Any], known: Mapping[str, str], seen: set[str]) -> Read:
    """known: what the caller gave for parameters that are texts."""
    function = inspect.unwrap(function)
    found = Read()
    for wrapped in _enclosed(function):
        found.add(_read(wrapped, {}, seen))
    call = f"{function.__module__}.{function.__qualname__}{sorted(known.items())}"
    if call in seen:
        return found
    seen.add(call)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    names = {**function.__globals__, **known}
    sent = _aliases(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _is(node, "body"):
            found.body = True
        for place, name in _named(node, sent):
            text = name.value if isinstance(name, ast.Constant) else _value(name, names)
            if isinstance(text, str):
                (found.query if place == _QUERY else found.form).add(text)
        if isinstance(node, ast.Call):
            found.add(_handed_on(node, names, sent, seen))
    return found


def _enclosed(function: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """A view that a decorator of ours has closed in without saying so."""
    for value in inspect.getclosurevars(function).nonlocals.values():
        if inspect.isfunction(value) and value.__module__.startswith(OURS):
            yield value


def _is(node: ast.AST, name: str) -> bool:
    """Whether this is `request.<name>`."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr == name
        and isinstance(node.value, ast.Name)
        and node.value.id == "request"
    )


def _aliases(tree: ast.AST) -> dict[str, str]:
    """Local name → GET or POST."""
    found = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            both = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            targets = target.elts if both else [target]  # type: ignore[attr-defined]
            values = node.value.elts if both else [node.value]  # type: ignore[attr-defined]
            for left, right in zip(targets, values, strict=False):
                place = _place(right, {})
                if place and isinstance(left, ast.Name):
                    found[left.id] = place
    return found


def _place(node: ast.AST, sent: Mapping[str, str]) -> str:
    """GET or POST when that is what the expression is, else nothing."""
    if isinstance(node, ast.Name):
        return sent.get(node.id, "")
    return next((place for place in (_QUERY, _FORM) if _is(node, place)), "")


def _named(node: ast.AST, sent: Mapping[str, str]) -> Iterator[tuple[str, ast.expr]]:
    """Each reading of one name: `.get(x)`, `.getlist(x)`, `[x]` and `x in`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        if node.func.attr in ("get", "getlist") and (place := _place(node.func.value, sent)):
            yield place, node.args[0]
    elif isinstance(node, ast.Subscript) and (place := _place(node.value, sent)):
        yield place, node.slice
    elif isinstance(node, ast.Compare) and (place := _place(node.comparators[0], sent)):
        yield place, node.left


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """What a name or `module.name` stands for; None when that is not known."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, names), node.attr, None)
    return None


def _handed_on(
    call: ast.Call, names: Mapping[str, Any], sent: Mapping[str, str], seen: set[str]
) -> Read:
    """What is read by a function of ours that gets the request, or by a form that gets what was
    sent."""
    called = _value(call.func, names)
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if inspect.isclass(called) and issubclass(called, BaseForm):
        fields = {
            name
            for name in getattr(called, "base_fields", {})
            if any(_place(one, sent) for one in given)
        }
        return Read(form=fields)
    if not any(isinstance(one, ast.Name) and one.id == "request" for one in given):
        return Read()
    if not inspect.isfunction(called) or not called.__module__.startswith(OURS):
        return Read()
    parameters = list(inspect.signature(called).parameters)
    texts = {
        name: one.value
        for name, one in zip(parameters, call.args, strict=False)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }
    return _read(called, texts, seen)
