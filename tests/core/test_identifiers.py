"""Numbers that name people and organisations: what is one, and what is taken where."""

import pytest

from heime.core import identifiers
from heime.core.errors import Refused
from heime.core.identifiers import SYSTEMS, BadIdentifier, Kind, NotTakenHere


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("12834800045", Kind.FNR),
        ("12834899629", Kind.FNR),
        ("45876000044", Kind.DNR),
        ("17675500150", Kind.FNR),
    ],
)
def test_an_invented_person_is_taken_where_people_are_invented_and_nowhere_else(number, kind):
    assert identifiers.national(number, synthetic=True) is kind
    with pytest.raises(NotTakenHere) as refusal:
        identifiers.national(number, synthetic=False)
    assert number not in str(refusal.value)


def test_a_number_that_may_be_somebodys_is_refused_among_invented_people():
    with pytest.raises(NotTakenHere):
        identifiers.national(_plain_month(), synthetic=True)
    assert identifiers.national(_plain_month(), synthetic=False) is Kind.FNR


def _plain_month() -> str:
    """Taken together here, so that no real-looking number stands in the repository."""
    return "02" + "01" + "3299997"


def test_the_published_test_persons_look_real_and_are_known_for_what_they_are():
    for number in identifiers.TEST_PEOPLE:
        assert identifiers.national(number, synthetic=True) is Kind.FNR
        with pytest.raises(NotTakenHere):
            identifiers.national(number, synthetic=False)


def test_a_d_number_is_no_birth_number_nor_the_other_way():
    for kind, number in ((Kind.FNR, "45876000044"), (Kind.DNR, "12834800045")):
        with pytest.raises(Refused):
            identifiers.personal(kind, number, synthetic=True)


def test_a_hospitals_number_means_nothing_without_the_hospital():
    with pytest.raises(BadIdentifier):
        identifiers.personal(Kind.HNR, "12495000000", synthetic=True)
    at_one = identifiers.personal(Kind.HNR, "H123", assigner="Lillevik sykehus", synthetic=True)
    at_another = identifiers.personal(Kind.HNR, "H123", assigner="Storvik sykehus", synthetic=True)
    assert at_one != at_another, "the same number at two hospitals is two people"


def test_a_common_help_number_begins_with_eight_or_nine_and_checks():
    number = next(
        text
        for n in range(100)
        if (text := f"900000000{n:02d}") and identifiers.national_id.checks(text)
    )
    assert identifiers.national(number, synthetic=True) is Kind.FHN
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    with pytest.raises(BadIdentifier):
        identifiers.personal(Kind.FHN, wrong, synthetic=True)


@pytest.mark.parametrize("number", ["999977774", "313745392", "313325016", "312 232 324"])
def test_organisation_numbers_that_check(number):
    assert identifiers.organisation_number(number) == number.replace(" ", "")


@pytest.mark.parametrize("number", ["314159265", "999977775", "312232326", "12345678", "x", ""])
def test_organisation_numbers_that_do_not(number):
    with pytest.raises(BadIdentifier):
        identifiers.organisation_number(number)


@pytest.mark.parametrize(("text", "good"), [("9144889", True), ("0123", False), ("12a", False)])
def test_a_number_of_health_personnel_is_digits_and_has_no_check(text, good):
    if good:
        assert identifiers.hpr_number(text) == text
    else:
        with pytest.raises(BadIdentifier):
            identifiers.hpr_number(text)


def test_every_form_of_a_system_is_read_and_one_is_written():
    for kind, systems in SYSTEMS.items():
        for system in systems:
            assert identifiers.kind_of(system) is kind
        assert identifiers.system_of(kind) == systems[0]
    assert identifiers.kind_of("https://example.no/own-numbers") is None
