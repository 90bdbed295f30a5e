"""A short text on paper: a title, a few facts and paragraphs, as a PDF that is read aloud too."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import typst

NOT_ON_PAPER = {0xFEFF: None, 0xFFFE: None}
"""Byte-order marks, which nobody sees and PDF/UA (ISO 14289-1, 7.21.7) has no place for."""
_TEMPLATE = Path(__file__).with_name("paper.typ")


@dataclass(frozen=True, slots=True)
class Sheet:
    """facts: name and value, in order. paragraphs: plain text; nothing in it is markup."""

    title: str
    lang: str
    page: str
    facts: list[tuple[str, str]]
    paragraphs: list[str]


@cache
def _fonts() -> typst.Fonts:
    """Only those that come with typst: the same sheet on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def typeset(template: Path, said: object) -> bytes:
    """The PDF (PDF/UA) that a typst template makes of what is said, which is all it reads."""
    made = typst.compile(
        template.read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"said": msgspec.json.encode(said).decode().translate(NOT_ON_PAPER)},
        format="pdf",
        pdf_standards="ua-1",
    )
    assert isinstance(made, bytes)  # noqa: S101  a list only for formats with a file for each page
    return made


def printed(sheet: Sheet) -> bytes:
    """A short text as a PDF."""
    return typeset(_TEMPLATE, sheet)
