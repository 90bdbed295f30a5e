"""National identity numbers: the vectors are synthetic, from norway.md 1.5."""

from datetime import date

import pytest

from heime.core.national_id import (
    OLD_REMAINDERS,
    BadNationalId,
    IdKind,
    Series,
    checks,
    completed,
    parse,
)


@pytest.mark.parametrize(
    ("number", "kind", "series", "born"),
    [
        ("12834800045", IdKind.FNR, Series.TENOR, date(1948, 3, 12)),
        ("30915200180", IdKind.FNR, Series.TENOR, date(1952, 11, 30)),
        ("45876000044", IdKind.DNR, Series.TENOR, date(1960, 7, 5)),
        ("17675500150", IdKind.FNR, Series.NHN, date(1955, 2, 17)),
        ("09497000022", IdKind.FNR, Series.NAV, date(1970, 9, 9)),
        ("01810450092", IdKind.FNR, Series.TENOR, date(2004, 1, 1)),
    ],
)
def test_a_number_tells_its_kind_its_series_and_a_date(number, kind, series, born):
    found = parse(number)

    assert (found.kind, found.series, found.born) == (kind, series, born)
    assert found.synthetic


@pytest.mark.parametrize("number", ["12834899602", "12834899610", "12834899629"])
def test_numbers_of_the_2032_rule_are_taken_already_and_fail_under_the_old_rule(number):
    assert parse(number).number == number
    with pytest.raises(BadNationalId):
        parse(number, remainders=OLD_REMAINDERS)


@pytest.mark.parametrize("place", range(11))
@pytest.mark.parametrize("step", range(1, 10))
def test_one_wrong_digit_is_always_noticed_by_the_old_rule(place, step):
    right = "12834800045"
    wrong = right[:place] + str((int(right[place]) + step) % 10) + right[place + 1 :]

    assert not checks(wrong, OLD_REMAINDERS)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing"),
        ("1283480004", "ten digits"),
        ("128348000450", "twelve digits"),
        ("1283480004x", "a letter"),
        ("12834800 45", "a space"),
        ("١٢٨٣٤٨٠٠٠٤٥", "digits, but not ours"),
        ("12834800046", "wrong second check digit"),
    ],
)
def test_what_is_no_number_is_refused_without_repeating_it(text, why):
    with pytest.raises(BadNationalId) as refusal:
        parse(text)

    assert not text or text not in str(refusal.value), why


@pytest.mark.parametrize(
    ("nine", "why"),
    [
        ("00834800", "day 0"),
        ("32834800", "day 32"),
        ("31844800", "31 April"),
        ("30824800", "30 February"),
        ("29824700", "29 February in an odd year"),
        ("72834800", "a D-number of day 32"),
        ("12004800", "month 0"),
        ("12134800", "month 13, in no series"),
        ("12404800", "month 40, below NAV's"),
        ("12534800", "month 53, above NAV's"),
        ("12654800", "month 65, below NHN's"),
        ("12784800", "month 78, above NHN's"),
        ("12804800", "month 80, below Tenor's"),
        ("12934800", "month 93, above Tenor's"),
    ],
)
def test_the_first_six_digits_must_be_a_date(nine, why):
    for last in range(10):
        number = completed(f"{nine}{last}")
        if number is not None:
            with pytest.raises(BadNationalId, match="date"):
                parse(number)
            return
    pytest.fail(f"no number could be made: {why}")


def test_29_february_is_never_refused_for_its_century():
    # 1900 was no leap year and 2000 was: the two digits cannot tell, so the number stands.
    assert parse("29820000000", check_digits=False).born is None
    assert parse("29820050000", check_digits=False).born == date(2000, 2, 29)


@pytest.mark.parametrize(
    ("year", "individual", "century"),
    [
        ("00", "000", 1900), ("99", "499", 1900),
        ("40", "900", 1900), ("99", "999", 1900),
        ("00", "500", 2000), ("39", "999", 2000),
        ("54", "500", 1800), ("99", "749", 1800),
        ("53", "500", None), ("40", "750", None), ("99", "899", None),
    ],
)  # fmt: skip
def test_the_century_follows_the_individual_number(year, individual, century):
    born = parse(f"0181{year}{individual}00", check_digits=False).born

    assert (born and born.year - int(year)) == century


def test_a_plain_month_is_told_from_a_synthetic_one():
    # Not checked on purpose: a valid number with a plain month may be somebody's.
    assert not parse("12034800000", check_digits=False).synthetic


def test_a_number_is_not_shown_by_accident():
    shown = repr(parse("12834800045"))

    assert "12834800045" not in shown
    assert "1948" not in shown


def test_checks_are_completed_or_the_number_does_not_exist():
    assert completed("128348000") == "12834800045"
    made = [completed(f"128348{individual:03d}") for individual in range(500)]
    assert None in made
    assert all(checks(number, OLD_REMAINDERS) for number in made if number)
