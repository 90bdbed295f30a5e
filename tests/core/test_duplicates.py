"""Which pairs of records are shown to somebody as perhaps the same person."""

from __future__ import annotations

from datetime import date

import pytest
import uuid_utils.compat as uuid7

from heime.core.duplicates import Record, Why, why

BORN = date(1945, 3, 14)


def record(given: str, family: str, born: date | None = BORN, *numbers: bytes, helped=False):
    return Record(uuid7.uuid7(), given, family, born, frozenset(numbers), helped)


@pytest.mark.parametrize(
    ("one", "other", "expected", "reason"),
    [
        (("Astrid", "Lunde"), ("Astrid", "Lunde"), Why.NAME_AND_BIRTH, "the same"),
        (("Astrid", "Lunde"), ("Lunde", "Astrid"), Why.NAME_AND_BIRTH, "the wrong way round"),
        (("Kari", "Åsen"), ("Kari", "Aasen"), Why.NAME_AND_BIRTH, "another spelling"),
        (("Astrid Marie", "Lunde"), ("Astrid Mari", "Lunde"), Why.NAME_AND_BIRTH, "a letter off"),
        (("Astrid", "Lunde"), ("Gudbrand", "Rudi"), None, "born the same day is no kinship"),
    ],
)
def test_names_that_are_alike_on_one_birth_date(one, other, expected, reason):
    assert why(record(*one), record(*other)) is expected, reason


def test_alike_names_with_other_birth_dates_are_two_people():
    assert why(record("Astrid", "Lunde"), record("Astrid", "Lunde", date(1946, 3, 14))) is None


def test_a_number_read_once_says_it_whatever_the_name():
    assert why(record("Astrid", "Lunde", BORN, b"1"), record("X", "Y", None, b"1", b"2")) is (
        Why.NUMBER
    )


def test_somebody_with_a_help_number_may_be_anybody_of_that_name():
    unknown = record("Astrid", "Lunde", None, helped=True)
    assert why(unknown, record("Astrid", "Lunde")) is Why.HELP_NUMBER
