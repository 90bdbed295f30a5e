"""Which looks somebody should ask about: each with its reason, and an ordinary one with none."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from heime.core.snooping import LEAST_MANY, Look, Reason, many, of_look, sample

DAY = date(2026, 11, 21)
INGRID = UUID(int=1)


def look(person: int = 9, **facts: Any) -> Look:
    return Look(INGRID, UUID(int=100 + person), 3434, DAY, 2, 50 + person, **facts)


@pytest.mark.parametrize(
    ("facts", "reasons", "why"),
    [
        ({}, set(), "a look with work, at a stranger"),
        ({"had_work": False}, {Reason.NO_WORK}, "nothing waited"),
        ({"same_name": True}, set(), "half the valley has that name, and there was work"),
        ({"same_name": True, "had_work": False}, {Reason.SAME_NAME, Reason.NO_WORK}, "no work"),
        ({"same_address": True}, {Reason.SAME_ADDRESS}, "somebody at home, whatever the work"),
        ({"colleague": True}, {Reason.COLLEAGUE}, "a colleague, whatever the work"),
        ({"ended": True}, set(), "closing up after the end"),
        ({"ended": True, "had_work": False}, {Reason.ENDED, Reason.NO_WORK}, "long after"),
        (
            {"own_record": True, "colleague": True, "same_address": True, "same_name": True},
            {Reason.OWN_RECORD},
            "oneself: said once",
        ),
    ],
)
def test_each_look_gives_its_reasons(
    facts: dict[str, bool], reasons: set[Reason], why: str
) -> None:
    assert {signal.reason for signal in of_look(look(**facts))} == reasons, why


@pytest.mark.parametrize(
    ("people", "own", "peers", "is_many", "why"),
    [
        (40, [10] * 20, [12] * 60, True, "three times what both she and they open"),
        (40, [10] * 20, [20] * 60, False, "her colleagues are near it"),
        (40, [30] * 20, [10] * 60, False, "it is her habit"),
        (40, [2, 1], [12] * 60, True, "new here: compared with colleagues"),
        (LEAST_MANY - 1, [1] * 20, [1] * 60, False, "few are never many"),
        (LEAST_MANY, [], [], True, "nobody to compare with"),
    ],
)
def test_many_is_more_than_ones_own_and_the_colleagues_usual(
    people: int, own: list[int], peers: list[int], is_many: bool, why: str
) -> None:
    found = many([look(n) for n in range(people)], own, peers)

    assert (found is not None) == is_many, why
    if found:
        assert (found.reason, found.enrolment, found.entry) == (Reason.MANY, None, 50)
        assert found.facts["people"] == people


def test_the_same_lot_draws_the_same_and_another_draws_others() -> None:
    looks = [look(n) for n in range(50)]

    one = sample(looks, 5, lot="3434 2026-47")

    assert one == sample(reversed(looks), 5, lot="3434 2026-47")
    assert len(one) == 5
    assert {s.enrolment for s in one} != {s.enrolment for s in sample(looks, 5, lot="3434 2026-48")}
