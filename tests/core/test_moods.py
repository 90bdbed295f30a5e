"""Scores with blanks, and the numbers behind them (RS-1 7.5, CL-19, CL-24)."""

import pytest

from heime.core import moods
from heime.core.moods import Form, Mood
from heime.core.zone import Zone

GAD, WHO = frozenset({"GAD-7"}), frozenset({"WHO-5"})
Y = Zone.YELLOW


def form(*values: int | None) -> Form:
    return Form({str(number): value for number, value in enumerate(values, 1)})


@pytest.mark.parametrize(
    ("given", "before", "mood", "why"),
    [
        (form(1, 1, 1, 1, 1, 1, 1), None, Mood([], 7), "nothing to say"),
        (form(0, 0, 0, 0, 0, 0, None), 9, Mood([], None, 1, 9, invalid=True), "a blank is no 0"),
        (form(3, 3, 3, 3, 3, None, None), None, Mood([("GAD-7", Y)], None, 2), "15 already"),
        (form(2, 2, 2, 2, 2, 1, None), 7, Mood([("GAD-7", Y)], None, 1, 7), "4 more already"),
        (Form(None, 14), 11, Mood([], 14, 0, 11), "3 more"),
        (Form(None, 0), None, Mood([], 0), "a sum of nought is a sum"),
    ],
)  # fmt: skip
def test_gad7(given, before, mood, why):
    assert moods.gad7(given, GAD, before=before) == mood, why
    assert moods.gad7(given, frozenset(), before=before).fired == []


@pytest.mark.parametrize(
    ("given", "before", "mood", "why"),
    [
        (form(3, 3, 3, 3, 3), None, Mood([], 60), "nothing to say"),
        (form(3, 3, 3, 3, None), 18, Mood([], None, 1, 72, invalid=True), "it may still be 68"),
        (form(0, 0, 0, 1, None), None, Mood([("WHO-5", Y)], None, 1), "24 at best"),
        (form(0, 0, 0, 2, None), None, Mood([("WHO-5", Y)], None, 1), "28 at best"),
        (form(0, 0, 0, 3, None), None, Mood([], None, 1, invalid=True), "32 at best"),
        (form(2, 2, 2, 2, 1), 12, Mood([("WHO-5", Y)], 36, 0, 48), "12 points down"),
        (form(2, 2, 2, 2, 2), 12, Mood([], 40, 0, 48), "8 points down"),
        (Form(None, 0), None, Mood([("WHO-5", Y)], 0), "a sum of nought is a sum"),
    ],
)
def test_who5(given, before, mood, why):
    assert moods.who5(given, WHO, before=before) == mood, why
    assert moods.who5(given, frozenset(), before=before).fired == []


@pytest.mark.parametrize(
    ("given", "mood"),
    [
        (Form(None, 23), Mood([], 23)),
        (Form(None, 24), Mood([("RSS", Y)], 24)),
        (Form(None, 31), Mood([("RSS", Y)], 31, high=True)),
        (form(*[2] * 12, None, None, None), Mood([("RSS", Y)], 24)),
        (Form(None, None), Mood([], None)),
    ],
)
def test_rss(given, mood):
    assert moods.rss(given, frozenset({"RSS"})) == mood
    assert moods.rss(given, frozenset()).fired == []


def test_phq9_without_a_total_and_without_a_rule_is_invalid():
    blank = form(1, 1, 1, 1, 1, None, None, None, 0)
    rules = frozenset({"P-5", "P-6", "P-7"})
    assert moods.phq9(blank, rules, before=3) == Mood([], None, 3, 3, invalid=True)
