"""The eleven digits that name a person in Norway: day, month, year, individual number, two checks.

Source: norway.md 1.1-1.4. Nothing here may be shown or logged: refusals never repeat the number.
Age and sex are not read from a number in the service (they cannot be, from 2032 on); `born` is
for synthetic people, tests and old imports.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from heime.core.errors import Refused

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
REMAINDERS = frozenset({0, 1, 2, 3})
"""What the first check may leave, modulo 11. Numbers given out before 2032 always leave 0."""
OLD_REMAINDERS = frozenset({0})


class BadNationalId(Refused):
    """Not an eleven-digit national identity number that can exist."""

    code = "bad-national-id"


class IdKind(StrEnum):
    """Who gets it: residents for life, or others who need a number for a while."""

    FNR = "fnr"
    DNR = "dnr"


class Series(StrEnum):
    """Who made it. All but the first are synthetic, told apart by what is added to the month.

    NAV's numbers look the same as a hospital's own H-numbers: accept them only where the
    assigner is known.
    """

    REGISTER = "register"
    TENOR = "tenor"
    NHN = "nhn"
    NAV = "nav"


_MONTH_SHIFT = {Series.REGISTER: 0, Series.NAV: 40, Series.NHN: 65, Series.TENOR: 80}


@dataclass(frozen=True, slots=True)
class NationalId:
    """A number that can exist.

    day, month, year: as written, with the shifts taken out; `year` has two digits.
    born: by the century table of 1.3; None where that table has no answer, and wrong for numbers
        given out from 2032 on.
    """

    number: str = field(repr=False)
    kind: IdKind
    series: Series
    day: int
    month: int
    year: int
    born: date | None = field(repr=False)

    @property
    def synthetic(self) -> bool:
        return self.series is not Series.REGISTER


def parse(
    text: str, *, remainders: Collection[int] = REMAINDERS, check_digits: bool = True
) -> NationalId:
    """Read a national identity number, of any series. Raises BadNationalId.

    check_digits: False for public examples, whose numbers are often made up. Never in real use.
    """
    if len(text) != 11 or not (text.isascii() and text.isdigit()):
        raise BadNationalId("A national identity number has eleven digits.")
    if check_digits and not checks(text, remainders):
        raise BadNationalId("The check digits of the national identity number are wrong.")
    kind = IdKind.DNR if int(text[:2]) > 40 else IdKind.FNR
    day = int(text[:2]) - (40 if kind is IdKind.DNR else 0)
    series, month = _series_and_month(int(text[2:4]))
    year = int(text[4:6])
    if not 1 <= day <= _days_in(month, year):
        raise BadNationalId("The national identity number does not begin with a date.")
    born = _born(day, month, year, int(text[6:9]))
    return NationalId(text, kind, series, day, month, year, born)


def checks(text: str, remainders: Collection[int] = REMAINDERS) -> bool:
    """Whether both check digits of eleven digits agree with the rest."""
    digits = [int(digit) for digit in text]
    first = _weigh(digits, FIRST_WEIGHTS) + digits[9]
    second = _weigh(digits, SECOND_WEIGHTS) + digits[10]
    return first % 11 in remainders and second % 11 == 0


def completed(nine: str) -> str | None:
    """Nine digits with their two checks (rule before 2032); None if no such number is given out."""
    digits = [int(digit) for digit in nine]
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        check = -_weigh(digits, weights) % 11
        if check == 10:
            return None
        digits.append(check)
    return "".join(map(str, digits))


def _weigh(digits: list[int], weights: tuple[int, ...]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def _series_and_month(written: int) -> tuple[Series, int]:
    for series, shift in _MONTH_SHIFT.items():
        if 1 <= written - shift <= 12:
            return series, written - shift
    raise BadNationalId("The national identity number does not begin with a date.")


def _days_in(month: int, year: int) -> int:
    # The century is not known for certain, so every fourth year may hold a 29 February.
    if month == 2:
        return 29 if year % 4 == 0 else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _born(day: int, month: int, year: int, individual: int) -> date | None:
    if individual <= 499 or (individual >= 900 and year >= 40):
        century = 1900
    elif year <= 39:
        century = 2000
    elif individual <= 749 and year >= 54:
        century = 1800
    else:
        return None
    try:
        return date(century + year, month, day)
    except ValueError:  # 29 February 1900
        return None
