"""Rows as HTML. The forms' token is the reader's own and is put in afterwards."""

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from heime.edges.clinic.row import Row

TOKEN = "0" * 64
"""What stands in a form until it is known whose it is."""


def rendered(rows: list[Row], token: str) -> SafeString:
    """These rows, one after the other, with this token in their forms."""
    html = "".join(row.html or as_html(row) for row in rows)
    return mark_safe(html.replace(TOKEN, token))  # noqa: S308  templates


def as_html(row: Row) -> str:
    """One row, with a mark where the form's token goes."""
    engine = Engine.get_default()
    shown = Context({"row": row, "csrf_token": TOKEN}, autoescape=engine.autoescape)
    return engine.get_template("clinic/_row.html").render(shown)
