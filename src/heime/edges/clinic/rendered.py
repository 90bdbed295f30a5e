"""Rows as HTML. The form's token is the reader's own and is put in afterwards."""

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from heime.edges.clinic.row import Row

_TOKEN = "0" * 64


def rendered(rows: list[Row], request: HttpRequest) -> SafeString:
    """These rows, one after the other."""
    html = "".join(row.html or as_html(row) for row in rows)
    return mark_safe(html.replace(_TOKEN, get_token(request)))  # noqa: S308  templates


def as_html(row: Row) -> str:
    """One row, with a mark where the form's token goes."""
    engine = Engine.get_default()
    shown = Context({"row": row, "csrf_token": _TOKEN}, autoescape=engine.autoescape)
    return engine.get_template("clinic/_row.html").render(shown)
