"""Which answers may be acknowledged unopened, and what people are told."""

import itertools

import pytest

from heime.core.answers import may_be_acknowledged, receipt
from heime.core.zone import State, Zone


@pytest.mark.parametrize(
    ("zone", "state", "has_case"),
    list(itertools.product([None, *Zone], [None, *State], [False, True])),
)
def test_only_settled_green_of_somebody_without_a_case(zone, state, has_case) -> None:
    fits = zone is Zone.GREEN and state is State.FINAL and not has_case

    assert may_be_acknowledged(zone, state, has_case=has_case) is fits


@pytest.mark.parametrize("language", ["nb", "nn", "en", "se"])
def test_the_receipt_says_who_has_read_and_never_that_all_is_well(language) -> None:
    said = receipt("Ingrid Moe", language=language)

    assert "Ingrid Moe" in said
    assert not any(word in said.lower() for word in ("bra", "fine", "well", "grønn", "green"))
