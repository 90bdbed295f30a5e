"""Numbers that stay what the sender wrote."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heime.core.errors import OutOfRange, TooPrecise, UnknownUnit
from heime.core.quantity import Unit, decimals_of, plain, scaled, unit_from_ucum


def test_a_difference_of_weights_is_exact():
    assert scaled(Decimal("64.9")) - scaled(Decimal("62.9")) == scaled(Decimal("2.0"))


@pytest.mark.parametrize("text", ["37.20", "0.0001", "-3.5", "100", "5.6"])
def test_a_number_comes_back_as_it_was_written(text):
    number = Decimal(text)
    assert plain(scaled(number), decimals_of(number)) == text


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("1.00001", TooPrecise),
        ("1E+400", OutOfRange),
        ("1E+999999", OutOfRange),
        ("300000", OutOfRange),
        ("NaN", OutOfRange),
        ("-Infinity", OutOfRange),
    ],
)
def test_what_cannot_be_kept_exactly_is_refused(text, error):
    with pytest.raises(error):
        scaled(Decimal(text))


@given(st.decimals(min_value=-9999, max_value=9999, places=4))
def test_no_digit_is_ever_lost(number):
    assert Decimal(plain(scaled(number), decimals_of(number))) == number


def test_a_tolerated_spelling_is_the_same_unit():
    assert unit_from_ucum("mmol/l") is Unit.MMOL_PER_LITRE


@pytest.mark.parametrize("text", ["", "kilo", "mmHg", "lb", "%%", "mg/dL"])
def test_an_unknown_unit_is_refused_and_never_guessed(text):
    with pytest.raises(UnknownUnit):
        unit_from_ucum(text)
