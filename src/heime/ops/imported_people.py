"""A FHIR Patient of a file, as far as enrolling needs it."""

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

import msgspec

from heime.core import national_id
from heime.core.errors import MissingText, Refused
from heime.core.national_id import BadNationalId
from heime.edges.fhir import wire
from heime.edges.fhir.observation import PERSON_SYSTEMS
from heime.edges.fhir.outcome import Unusable


@dataclass(frozen=True, slots=True)
class Person:
    """national_id: valid, or invented where the import was told to be lenient.

    sex: FHIR's administrative gender as the file gives it; "" where it gives none.
    """

    national_id: str = field(repr=False)
    given: str = field(repr=False)
    family: str = field(repr=False)
    born: date | None = field(repr=False)
    sex: str = field(repr=False)


class _Name(wire.Wire, frozen=True):
    use: str = ""
    text: str = ""
    family: str = ""
    given: tuple[str, ...] = ()


class _Patient(wire.Wire, frozen=True):
    id: str = ""
    identifier: tuple[wire.Identifier, ...] = ()
    name: tuple[_Name, ...] = ()
    birthDate: str = ""
    gender: str = ""


_PATIENT = msgspec.json.Decoder(_Patient)


def person_in(body: bytes, *, lenient_ids: bool) -> tuple[Person, str]:
    """The person, and the resource's own id. Raises Refused when there is nobody to enrol.

    lenient_ids: invent a number of the Tenor series where there is no valid one; the same person
        of the same file always gets the same.
    """
    try:
        patient: _Patient = _PATIENT.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Unusable(400, "structure", "Patient", "This is no usable Patient.") from None
    number = _number(patient)
    if number is None:
        if not lenient_ids:
            raise BadNationalId("The person has no valid national identity number.")
        number = invented(_known_by(patient, body))
    given, family = _name(patient.name)
    if not family and not lenient_ids:
        raise MissingText("The person has no name.")
    sex = patient.gender if patient.gender in _SEXES else ""
    born = _born(patient.birthDate)
    return Person(number, given, family or "Uten navn", born, sex), patient.id


def _number(patient: _Patient) -> str | None:
    for identifier in patient.identifier:
        if identifier.system in PERSON_SYSTEMS:
            try:
                return national_id.parse(identifier.value).number
            except Refused:
                continue
    return None


def _known_by(patient: _Patient, body: bytes) -> bytes:
    """What tells an example's person from the next: an identifier, or else all that is said."""
    for identifier in patient.identifier:
        if identifier.value:
            return f"{identifier.system}|{identifier.value}".encode()
    return body


def invented(seed: bytes) -> str:
    """A synthetic number (month + 80) that cannot be anybody's, always the same for one seed."""
    while True:
        seed = sha256(seed).digest()
        dice = int.from_bytes(seed[:8], "big")
        day, month, year, individual = (
            1 + dice % 28,
            81 + dice // 28 % 12,
            dice // 336 % 100,
            dice // 33_600 % 500,
        )
        number = national_id.completed(f"{day:02d}{month:02d}{year:02d}{individual:03d}")
        if number is not None:
            return number


_SEXES = ("female", "male", "other", "unknown")
_LONGEST_NAME = 80


def _name(names: tuple[_Name, ...]) -> tuple[str, str]:
    """Given and family name: the official one where one is marked so, else the first.

    Where there is a text only, its last word is taken for the family's.
    """
    for name in sorted(names, key=lambda name: name.use != "official"):
        given, family = _words(" ".join(name.given)), _words(name.family)
        if not family:
            given, _, family = _words(name.text or given).rpartition(" ")
        if family:
            return given[:_LONGEST_NAME], family[:_LONGEST_NAME]
    return "", ""


def _words(text: str) -> str:
    return " ".join(text.split())


def _born(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
