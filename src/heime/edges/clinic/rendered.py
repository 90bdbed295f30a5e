"""Rows as HTML, each rendered once for all that stands in it.

What is kept is found by everything that is shown, so that nobody is given a row that says anything
else than what they have just read through their own walls. The form's token is put in afterwards.
"""

from dataclasses import fields

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from heime.edges.clinic.row import Row

MOST = 5_000
_TOKEN = "0" * 64
_KEPT: dict[tuple[object, ...], str] = {}
_SHOWN = [field.name for field in fields(Row) if field.name not in ("case", "marks")]


def rendered(rows: list[Row], request: HttpRequest) -> SafeString:
    """These rows, one after the other."""
    token = get_token(request)
    return mark_safe("".join(_one(row) for row in rows).replace(_TOKEN, token))  # noqa: S308  templates


def _one(row: Row) -> str:
    key = _key(row)
    if key not in _KEPT:
        if len(_KEPT) >= MOST:
            _KEPT.clear()
        engine = Engine.get_default()
        shown = Context({"row": row, "csrf_token": _TOKEN}, autoescape=engine.autoescape)
        _KEPT[key] = engine.get_template("clinic/_row.html").render(shown)
    return _KEPT[key]


def _key(row: Row) -> tuple[object, ...]:
    case = (row.case.id, row.case.changed_at, row.case.state) if row.case else None
    return (get_language(), case, tuple(row.marks), *(getattr(row, name) for name in _SHOWN))
