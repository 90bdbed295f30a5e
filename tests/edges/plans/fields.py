"""What a browser would send of the editor's form: every field as the page shows it."""

from html.parser import HTMLParser
from typing import Any


class _Form(HTMLParser):
    """The successful controls of the form with this class."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._inside = False
        self._select = ""
        self._first: str | None = None
        self._chosen: str | None = None
        self._area = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "form":
            self._inside = "plan-form" in (own.get("class") or "")
        if not self._inside:
            return
        name = own.get("name") or ""
        if tag == "input" and name:
            if own.get("type") in ("checkbox", "radio") and "checked" not in own:
                return
            self.fields.append((name, own.get("value", "on") or ""))
        elif tag == "select":
            self._select, self._first, self._chosen = name, None, None
        elif tag == "option":
            value = own.get("value") or ""
            self._first = value if self._first is None else self._first
            if "selected" in own:
                self._chosen = value
        elif tag == "textarea":
            self._area, self._text = name, ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select" and self._select:
            chosen = self._first if self._chosen is None else self._chosen
            self.fields.append((self._select, chosen or ""))
            self._select = ""
        if tag == "textarea" and self._area:
            self.fields.append((self._area, self._text))
            self._area = ""


def sent(html: str, **changed: Any) -> dict[str, Any]:
    """The form as it stands, with some fields written otherwise; None takes a field away.

    Dots in names are written as two underscores.
    """
    form = _Form()
    form.feed(html)
    found: dict[str, Any] = {}
    for name, value in form.fields:
        found.setdefault(name, []).append(value)
    for name, value in changed.items():
        name = name.replace("__", ".")
        if value is None:
            found.pop(name, None)
        else:
            found[name] = value if isinstance(value, list) else [value]
    return found
