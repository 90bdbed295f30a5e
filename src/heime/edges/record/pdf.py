"""The readable copy: sections in words, set as a PDF that a screen reader can read too (PDF/UA)."""

from functools import cache
from pathlib import Path

import msgspec
import typst

from heime.edges.record.content import Copy

_TEMPLATE = Path(__file__).with_name("everything.typ")


@cache
def _fonts() -> typst.Fonts:
    """Only those that come with typst: the same copy on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def written(copy: Copy) -> bytes:
    """The PDF. The template reads nothing but what is given to it here."""
    made = typst.compile(
        _TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"said": msgspec.json.encode(copy).decode()},
        format="pdf",
        pdf_standards="ua-1",
    )
    assert isinstance(made, bytes)  # noqa: S101  a list only for formats with a file for each page
    return made
