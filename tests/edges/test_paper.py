"""A sheet on paper is made of whatever somebody has written."""

from heime.edges import paper


def test_marks_that_nobody_sees_stop_no_sheet() -> None:
    sheet = paper.Sheet("Planen", "nb", "Side", [("Navn", "\ufeffAstrid")], ["Gå\ufffe en tur #x"])

    assert paper.printed(sheet).startswith(b"%PDF")
