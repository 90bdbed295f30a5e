"""The log for those who review it: every deed has words, and a person a number and no name."""

from uuid import uuid4

import pytest

from heime.core.affected import gathered, kind_of
from heime.core.log_words import names, reviewed
from heime.core.log_words.series import Series, series_of
from heime.core.pseudonym import number_of
from heime.core.rights import Ground

TO_THE_PERSON = (" deg", " din", " ditt", " dine", " you", " your", " di ")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_nothing_is_told_as_if_to_the_person_themselves(language: str) -> None:
    for action in names.DEEDS:
        for resource in ("", *names.RESOURCES):
            said = reviewed.deed(action, resource, language)
            assert not any(word in f"{said} ".lower() for word in TO_THE_PERSON), said
            assert "{" not in said
            assert said[0].isupper()


def test_every_kind_of_data_and_every_ground_has_words() -> None:
    assert set(reviewed.THINGS) == set(names.RESOURCES)
    assert {ground.value for ground in Ground} <= set(reviewed.WHY)


def test_a_refused_look_is_told_as_a_try() -> None:
    said = reviewed.deed("person.opened", "plan", "en", denied=True)
    assert said == "Tried to open the plan and was refused"


def test_a_number_is_the_same_each_time_and_another_for_others() -> None:
    ids = [uuid4() for _ in range(2000)]
    assert len({number_of(one) for one in ids}) == 2000
    assert number_of(ids[0]) == number_of(ids[0])
    assert len(number_of(ids[0])) == 9


@pytest.mark.parametrize(
    ("action", "denied", "series"),
    [
        ("person.opened", False, Series.READS),
        ("measurement.read", False, Series.READS),
        ("person.opened", True, Series.DENIED),
        ("denied", False, Series.DENIED),
        ("person.searched", False, Series.SEARCHES),
        ("emergency.opened", False, Series.EMERGENCIES),
        ("exported", False, Series.EXPORTS),
        ("right.given", False, Series.RIGHTS),
        ("role.ended", False, Series.RIGHTS),
        ("person.listed", False, None),
        ("received", False, None),
        ("case.closed", False, None),
    ],
)
def test_an_entry_is_counted_as_one_kind_of_act_or_none(
    action: str, denied: bool, series: Series | None
) -> None:
    assert series_of(action, denied) is series


def test_nobody_is_affected_by_nothing() -> None:
    assert gathered([]) == []
    assert kind_of("person.listed", None) == "list"
    assert kind_of("something.new", None) == "other"
