"""A list of people to be proposed, read from a file: each line a person, or what is wrong with it.

Two kinds of file: columns separated by semicolons or commas with a heading, as a spreadsheet
writes them (UTF-8 with or without its mark, or Latin-1), and a FHIR Bundle of Patient. Nothing
here repeats a number in what it says.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from heime.core.care_plan import CONDITIONS
from heime.core.errors import Refused

LARGEST = 200_000
"""Bytes: some 2 000 lines."""
MOST = 500
"""People in one list; a longer one is split."""
LONGEST = {"given": 80, "family": 80, "phone": 20, "gp_office": 120}
SEXES = ("female", "male", "other", "unknown")
PERSON_SYSTEMS = (
    "urn:oid:2.16.578.1.12.4.1.4.1", "urn:oid:2.16.578.1.12.4.1.4.2",
    "urn:oid:2.16.578.1.12.4.1.4.3",
)  # fmt: skip
"""Birth number, D-number, common help number (norway.md 1.7)."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("fødselsnummer", "fodselsnummer", "fnr", "number", "national_id"),
    "given": ("fornavn", "given"),
    "family": ("etternavn", "etternamn", "family"),
    "born": ("født", "fodt", "fødselsdato", "born"),
    "sex": ("kjønn", "kjonn", "sex"),
    "phone": ("telefon", "phone"),
    "gp_office": ("legekontor", "fastlege", "gp_office"),
    "conditions": ("diagnoser", "diagnosar", "tilstander", "conditions"),
    "why": ("begrunnelse", "grunngjeving", "grunn", "why"),
}
NEEDED = ("number", "given", "family")
_SEX = {"k": "female", "kvinne": "female", "m": "male", "mann": "male"}
_NAMED = {
    "kols": "copd", "hjertesvikt": "heart_failure", "hjartesvikt": "heart_failure",
    "høyt blodtrykk": "hypertension", "høgt blodtrykk": "hypertension",
    "atrieflimmer": "atrial_fibrillation", "hjerteinfarkt": "after_infarction",
    "hjarteinfarkt": "after_infarction", "demens": "dementia", "depresjon": "depression",
}  # fmt: skip


class BadList(Refused):
    """A file that cannot be read as a list; the text says where and why."""

    code = "bad-list"


class Fault(StrEnum):
    """What is wrong with one line."""

    NO_NUMBER = "no-number"
    NO_NAME = "no-name"
    TOO_LONG = "too-long"
    NO_DATE = "no-date"
    UNKNOWN_CONDITION = "unknown-condition"
    TWICE = "twice"
    """The same number stands further up."""
    NO_PATIENT = "no-patient"
    NOT_ONE_LINE = "not-one-line"
    """Fewer or more columns than the heading has."""


@dataclass(frozen=True, slots=True)
class Line:
    """at: the line in the file, or the entry of a bundle, from 1. fault: None for a usable one."""

    at: int
    number: str = field(default="", repr=False)
    given: str = field(default="", repr=False)
    family: str = field(default="", repr=False)
    born: date | None = field(default=None, repr=False)
    sex: str = ""
    phone: str = field(default="", repr=False)
    gp_office: str = ""
    conditions: tuple[str, ...] = ()
    why: str = field(default="", repr=False)
    fault: Fault | None = None


def decoded(content: bytes) -> str:
    """The file as text. Raises BadList."""
    if len(content) > LARGEST:
        raise BadList(f"The file is larger than {LARGEST // 1000} kB. Split it.")
    if b"\x00" in content:
        raise BadList("This is no text file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def read(text: str) -> list[Line]:
    """Everybody in the list, faulty lines too. Raises BadList for what is no list at all."""
    body = text.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff \n\t")
    if not body:
        raise BadList("The file is empty.")
    lines = _bundle(body) if body.startswith("{") else _table(body)
    if not lines:
        raise BadList("There is nobody in the list.")
    if len(lines) > MOST:
        raise BadList(f"There are more than {MOST} people in the list. Split it.")
    return list(_once(lines))


def _table(body: str) -> list[Line]:
    head, _newline, _rest = body.partition("\n")
    separator = ";" if head.count(";") >= head.count(",") else ","
    try:
        lines = [f"{line}\n" for line in body.split("\n")]
        rows = list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        raise BadList("The columns cannot be read: a quotation mark is not closed.") from None
    names = [_column(name) for name in rows[0]]
    missing = [COLUMNS[one][0] for one in NEEDED if one not in names]
    if missing:
        raise BadList(f"The heading lacks {', '.join(missing)}.")
    filled = [(at, row) for at, row in enumerate(rows[1:], start=2) if any(map(str.strip, row))]
    return [_row(at, names, row) for at, row in filled]


def _column(name: str) -> str:
    plain = name.strip().casefold()
    return next((one for one, known in COLUMNS.items() if plain in known), "")


def _row(at: int, names: list[str], row: list[str]) -> Line:
    if len(row) != len(names):
        return Line(at, fault=Fault.NOT_ONE_LINE)
    said = {name: cell.strip() for name, cell in zip(names, row, strict=True) if name}
    conditions = [one.strip() for one in said.get("conditions", "").split("+") if one.strip()]
    return _line(at, said, conditions)


def _line(at: int, said: Mapping[str, str], conditions: Iterable[str]) -> Line:
    number = "".join(said.get("number", "").split())
    # A spreadsheet takes the leading nought away.
    number = number.zfill(11) if number.isdecimal() and len(number) == 10 else number
    known = [_NAMED.get(one.casefold(), one.casefold()) for one in conditions]
    born, fault = _born(said.get("born", ""))
    if any(len(said.get(name, "")) > most for name, most in LONGEST.items()):
        fault = Fault.TOO_LONG
    elif any(one not in CONDITIONS for one in known):
        fault = Fault.UNKNOWN_CONDITION
    elif not said.get("given") or not said.get("family"):
        fault = Fault.NO_NAME
    elif not number:
        fault = Fault.NO_NUMBER
    sex = said.get("sex", "").casefold()
    return Line(
        at, number, said.get("given", "")[:80], said.get("family", "")[:80], born,
        _SEX.get(sex, sex if sex in SEXES else ""), said.get("phone", "")[:20],
        said.get("gp_office", "")[:120], tuple(one for one in CONDITIONS if one in known),
        said.get("why", "")[:2000], fault,
    )  # fmt: skip


def _born(text: str) -> tuple[date | None, Fault | None]:
    """A day as 1945-03-14 or 14.03.1945."""
    if not text:
        return None, None
    parts = text.split(".")
    try:
        if len(parts) == 3:
            return date(int(parts[2]), int(parts[1]), int(parts[0])), None
        return date.fromisoformat(text), None
    except ValueError:
        return None, Fault.NO_DATE


def _bundle(body: str) -> list[Line]:
    try:
        bundle = json.loads(body)
    except (ValueError, RecursionError):
        raise BadList("The file looks like FHIR and cannot be read as JSON.") from None
    if bundle.get("resourceType") != "Bundle" or not isinstance(bundle.get("entry"), list):
        raise BadList("The file is no FHIR Bundle with entries.")
    return [_patient(at, entry) for at, entry in enumerate(bundle["entry"], start=1)]


def _patient(at: int, entry: Any) -> Line:
    found = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(found, dict) or found.get("resourceType") != "Patient":
        return Line(at, fault=Fault.NO_PATIENT)
    names = sorted(_dicts(found, "name"), key=lambda one: one.get("use") != "official")
    name = names[0] if names else {}
    given = name.get("given")
    phones = [one for one in _dicts(found, "telecom") if one.get("system") == "phone"]
    numbers = [one for one in _dicts(found, "identifier") if one.get("system") in PERSON_SYSTEMS]
    said = {
        "number": _text(numbers[0].get("value")) if numbers else "",
        "given": " ".join(_text(one) for one in given) if isinstance(given, list) else "",
        "family": _text(name.get("family")),
        "born": _text(found.get("birthDate")),
        "sex": _text(found.get("gender")),
        "phone": _text(phones[0].get("value")) if phones else "",
    }
    return _line(at, said, ())


def _dicts(found: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    listed = found.get(name)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _once(lines: list[Line]) -> Iterable[Line]:
    seen: set[str] = set()
    for line in lines:
        if line.fault is None and line.number in seen:
            yield Line(line.at, fault=Fault.TWICE)
        else:
            yield line
        if line.fault is None:
            seen.add(line.number)
