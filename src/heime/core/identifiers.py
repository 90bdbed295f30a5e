"""The numbers that name people, health personnel and organisations, and how FHIR writes each.

Source: norway.md 1.4-1.7. The systems are read in every form that is in use and written in the
preferred one. A refusal never repeats the number.
"""

from enum import StrEnum

from heime.core import national_id
from heime.core.errors import Refused
from heime.core.national_id import BadNationalId, IdKind, Series


class Kind(StrEnum):
    FNR = "fnr"
    DNR = "dnr"
    FHN = "fhn"
    """Common help number, from the national centre, for somebody whose own number is unknown."""
    HNR = "hnr"
    """A hospital's own help number: means nothing without who gave it out."""
    HPR = "hpr"
    ORGANISATION = "orgnr"
    HER = "her"
    RESH = "resh"


OF_A_PERSON = frozenset({Kind.FNR, Kind.DNR, Kind.FHN, Kind.HNR})
NATIONAL = frozenset({Kind.FNR, Kind.DNR, Kind.FHN})
"""Those that name one person in the whole country."""

_OID = "urn:oid:2.16.578.1.12.4.1.4"
_NAMING = "http://hl7.no/fhir/NamingSystem"
SYSTEMS: dict[Kind, tuple[str, ...]] = {
    Kind.FNR: (f"{_OID}.1", f"{_NAMING}/FNR"),
    Kind.DNR: (f"{_OID}.2", f"{_NAMING}/DNR"),
    Kind.FHN: (f"{_OID}.3", f"{_NAMING}/FHNR"),
    Kind.HNR: ("HNR",),
    Kind.HPR: (f"{_OID}.4", f"{_NAMING}/HPR"),
    Kind.ORGANISATION: (f"{_OID}.101", "http://data.brreg.no/begrep/28155"),
    Kind.HER: ("urn:oid:2.16.578.1.12.4.1.2", f"{_NAMING}/HERid"),
    Kind.RESH: (f"{_OID}.102", f"{_NAMING}/RESHid"),
}
"""Kind → the systems that mean it, the preferred one first (norway.md 1.7)."""
_KINDS = {system: kind for kind, systems in SYSTEMS.items() for system in systems}

TEST_PEOPLE = frozenset(birth + rest for birth, rest in (("131169", "00216"), ("120579", "00499")))
"""Published test persons whose numbers look like anybody's (norway.md 1.4). Written in two halves,
so that no whole number that may be real stands in the repository."""
_LONGEST_HELP_NUMBER = 20


class BadIdentifier(Refused):
    """A number that cannot be what it is said to be."""

    code = "bad-identifier"


class NotTakenHere(Refused):
    """An invented person's number where real people are, or a real one's among the invented."""

    code = "identifier-not-taken"


def kind_of(system: str) -> Kind | None:
    """What a FHIR identifier system means, in any of its forms; None when we do not know it."""
    return _KINDS.get(system)


def system_of(kind: Kind) -> str:
    """The form of a kind's system that we write."""
    return SYSTEMS[kind][0]


def personal(kind: Kind, number: str, *, assigner: str = "", synthetic: bool) -> str:
    """A number that may be kept as naming a person; returns what it is looked up by.

    assigner: who gave it out; an H-number needs one. synthetic: whether this installation is for
        invented people, and for them alone.
    Raises BadIdentifier, BadNationalId or NotTakenHere.
    """
    if kind is Kind.HNR:
        if not assigner:
            raise BadIdentifier("An H-number needs the name of who gave it out.")
        if not (0 < len(number) <= _LONGEST_HELP_NUMBER and number.isascii() and number.isalnum()):
            raise BadIdentifier("An H-number is letters and digits.")
        return known_as(kind, number, assigner)
    if kind is Kind.FHN:
        return _common_help_number(number)
    if kind not in (Kind.FNR, Kind.DNR):
        raise BadIdentifier(f"A number of the kind {kind} names no patient.")
    found = national_id.parse(number)
    if (found.kind is IdKind.DNR) is not (kind is Kind.DNR):
        raise BadNationalId("A D-number begins with 4 to 7, and a birth number does not.")
    _taken_here(found.series, number, synthetic=synthetic)
    return number


def known_as(kind: Kind, number: str, assigner: str) -> str:
    """What a number is looked up by: a hospital's own together with the hospital."""
    return f"{kind}|{assigner}|{number}" if kind is Kind.HNR else number


def national(number: str, *, synthetic: bool) -> Kind:
    """Which kind of national number this is, if it may be kept here. Raises as `personal` does."""
    if number[:1] in ("8", "9"):
        _common_help_number(number)
        return Kind.FHN
    kind = Kind.DNR if number[:1] in ("4", "5", "6", "7") else Kind.FNR
    personal(kind, number, synthetic=synthetic)
    return kind


def _taken_here(series: Series, number: str, *, synthetic: bool) -> None:
    invented = series is not Series.REGISTER or number in TEST_PEOPLE
    if invented and not synthetic:
        raise NotTakenHere("This is the number of an invented person.")
    if not invented and synthetic:
        raise NotTakenHere("This may be a real person's number, and here are invented ones only.")


def _common_help_number(number: str) -> str:
    shaped = len(number) == 11 and number.isascii() and number.isdigit()
    if not shaped or number[0] not in "89" or not national_id.checks(number):
        raise BadIdentifier("A common help number is eleven digits that begin with 8 or 9.")
    return number


_ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def organisation_number(text: str) -> str:
    """Nine digits of which the last checks the others (modulus 11). Raises BadIdentifier.

    The spaces that people write between groups of three are taken out.
    """
    number = "".join(text.split())
    if len(number) != 9 or not (number.isascii() and number.isdigit()):
        raise BadIdentifier("An organisation number has nine digits.")
    digits = [int(digit) for digit in number]
    total = sum(digit * w for digit, w in zip(digits, _ORGANISATION_WEIGHTS, strict=False))
    if -total % 11 != digits[8]:
        raise BadIdentifier("The check digit of the organisation number is wrong.")
    return number


def hpr_number(text: str) -> str:
    """A number in the register of health personnel: one to nine digits, with no check in them."""
    if not (1 <= len(text) <= 9 and text.isascii() and text.isdigit()) or text.startswith("0"):
        raise BadIdentifier("An HPR number is one to nine digits.")
    return text
