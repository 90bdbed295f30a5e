"""Figures that tell of nobody: what is hidden, and that nothing hidden can be worked out."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heime.core.figures import ALL, LEAST, Cell, Sum, hidden, shown, summed, sums_of

TWO_VALLEYS = {"Valdres": ["3451", "3454"], "Gudbrandsdal": ["3434", "3435"]}
COPD, HEART = "copd", "heart_failure"


def table(**people: int) -> tuple[dict[Cell, int], list[Sum]]:
    """A table from its smallest cells, written as copd_3451=7."""
    sums = sums_of(TWO_VALLEYS, [COPD, HEART], with_total=True)
    atoms = {(k.rpartition("_")[2], k.rpartition("_")[0]): count for k, count in people.items()}
    return summed(atoms, sums), sums


def test_a_count_of_four_is_hidden_and_a_count_of_five_is_not():
    counts, sums = table(copd_3451=4, copd_3454=5, heart_failure_3451=9, heart_failure_3454=9)

    away = hidden(counts, sums)

    assert ("3451", COPD) in away
    assert ("3451", HEART) in away or ("3451", ALL) in away, "else 13 - 9 would tell the 4"


def test_nobody_looks_the_same_as_few():
    counts, sums = table(copd_3451=12, copd_3454=20, copd_3434=30, copd_3435=20)

    assert ("3451", HEART) in hidden(counts, sums)


def test_what_one_subtraction_tells_is_hidden_too():
    counts, sums = table(copd_3451=20, copd_3454=3, copd_3434=20, copd_3435=20)

    away = hidden(counts, sums)

    assert ("3454", COPD) in away
    assert ("3451", COPD) in away or ("Valdres", COPD) in away


def test_a_total_that_one_hidden_municipality_makes_up_is_hidden():
    counts, sums = table(copd_3451=90, copd_3454=4, copd_3434=20, copd_3435=20)

    away = hidden(counts, sums)

    assert {("3451", COPD), ("Valdres", COPD)} <= away, "94 would say that the larger has about 90"


def test_a_total_may_stand_beside_the_one_municipality_that_makes_it_up():
    counts, sums = table(copd_3451=90, copd_3454=10, copd_3434=20, copd_3435=20)

    assert {("Valdres", ALL), ("3451", ALL)}.isdisjoint(hidden(counts, sums))


def test_what_nearly_everybody_in_a_place_has_is_not_told_of_them():
    counts, sums = table(copd_3451=30, heart_failure_3451=6, copd_3434=30, heart_failure_3434=30)

    away = hidden(counts, sums)

    assert ("3451", COPD) in away, "36 people in 3451, and all but a few have COPD"
    assert ("3451", ALL) not in away, "that they are 36 tells nothing about any of them"


@pytest.mark.parametrize(("count", "told"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_counts_are_told_in_whole_fives(count: int, told: int):
    assert shown(count) == told


REGIONS = {"A": ["1", "2", "3"], "B": ["4", "5"], "C": ["6"]}
TOPICS = ["x", "y", "z"]
MANY = st.one_of(st.integers(0, 7), st.integers(0, 60))


@settings(max_examples=150, deadline=None)
@given(st.lists(MANY, min_size=18, max_size=18))
def test_no_two_shown_counts_differ_by_a_handful(people: list[int]):
    """Every pair of shown cells of which one holds the other: what is between them is a group."""
    counts, sums, cells = made(people)
    away = hidden(counts, sums)
    told = [cell for cell in counts if cell not in away]

    for one, other in combinations(told, 2):
        small, large = sorted((one, other), key=lambda cell: len(cells[cell]))
        if cells[small] < cells[large]:
            between = counts[large] - counts[small]
            assert between == 0 or between >= LEAST, (small, large, between)


@settings(max_examples=60, deadline=None)
@given(st.lists(MANY, min_size=18, max_size=18))
def test_nobody_is_isolated_by_adding_and_subtracting_all_that_is_shown(people: list[int]):
    """With exact counts, which nobody is given: no combination of shown cells is a hidden few."""
    counts, sums, cells = made(people)
    away = hidden(counts, sums)
    shown_rows = [cells[cell] for cell in counts if cell not in away]
    rank = rank_of(shown_rows)

    for cell in counts:
        if 0 < counts[cell] < LEAST:
            assert cell in away
            assert rank_of([*shown_rows, cells[cell]]) > rank, cell


def test_the_search_finds_a_few_that_is_shown():
    """The test above would notice: with nothing hidden, the few are there to be worked out."""
    counts, _, cells = made([3] + [9] * 17)
    rows = [cells[cell] for cell in counts if cell != ("1", "x")]

    assert rank_of([*rows, cells["1", "x"]]) == rank_of(rows)


def test_a_large_programme_is_shown_and_not_hidden_away():
    dice = Random(7)
    counts, sums, _ = made([dice.randint(20, 300) for _ in range(18)])

    assert hidden(counts, sums) == frozenset()


def made(
    people: list[int],
) -> tuple[dict[Cell, int], list[Sum], dict[Cell, frozenset[Cell]]]:
    """A table with these people in it, and which of the smallest cells each cell holds."""
    sums = sums_of(REGIONS, TOPICS, with_total=True)
    atoms = [(place, topic) for part in REGIONS.values() for place in part for topic in TOPICS]
    counts = summed(dict(zip(atoms, people, strict=True)), sums)
    cells = {cell: frozenset(a for a in holds(cell, atoms) if counts[a]) for cell in counts}
    return counts, sums, cells


def holds(cell: Cell, atoms: list[Cell]) -> Iterator[Cell]:
    place, topic = cell
    for atom in atoms:
        if topic in (ALL, atom[1]) and place in (ALL, atom[0], region_of(atom[0])):
            yield atom


def region_of(municipality: str) -> str:
    return next(region for region, part in REGIONS.items() if municipality in part)


def rank_of(rows: list[frozenset[Cell]]) -> int:
    """How many of these rows say something that the others do not, in whole fractions."""
    left = [{atom: Fraction(1) for atom in row} for row in rows]
    rank = 0
    while left:
        row = left.pop()
        if not row:
            continue
        rank += 1
        lead = min(row)
        for other in left:
            times = other.get(lead, Fraction(0)) / row[lead]
            for atom, value in row.items():
                other[atom] = other.get(atom, Fraction(0)) - times * value
                if not other[atom]:
                    del other[atom]
    return rank
