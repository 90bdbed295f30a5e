"""The readable copy: sections in words, set as a PDF that a screen reader can read too (PDF/UA)."""

from pathlib import Path

from heime.edges import paper
from heime.edges.record.content import Copy

_TEMPLATE = Path(__file__).with_name("everything.typ")


def written(copy: Copy) -> bytes:
    """The PDF."""
    return paper.typeset(_TEMPLATE, copy)
