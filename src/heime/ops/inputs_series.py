"""The series of the shared inputs that are no FHIR: each row made into the Observation it would be.

What the source does not say is settled in one way for all: the rows of a blood pressure table come
half an hour and a minute apart, so that each is a session of its own, and a glucose diary's times
are times at home. Glucose is turned from mg/dL to mmol/L here, as a sender must: the door refuses
mg/dL.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from heime.edges.fhir.wire import LOINC, UCUM

PRESSURES = "series-blood-pressure"
GLUCOSE = "series-glucose-uci-diabetes"
HOME = ZoneInfo("Europe/Oslo")
BEGIN = datetime(2025, 1, 1, tzinfo=HOME)
APART = timedelta(minutes=31)
MG_PER_MMOL = Decimal("18.0182")
GLUCOSE_CODES = {48, *range(57, 65)}
"""48 and 57-64 are named glucose in the source's list; 56 is in its files and in no list."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. body: the Observation as JSON, about nobody yet; None where a row makes none.

    why: what stands against it, where it makes none.
    """

    file: str
    place: str
    body: bytes | None
    why: str = ""


def rows(inputs: Path) -> Iterator[Row]:
    """Every row of every series, file by file."""
    for path in sorted((inputs / PRESSURES).glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), start=2):
                at = BEGIN + number * APART
                yield _pressure(f"{PRESSURES}/{path.name}", number, row, at)
    for path in sorted((inputs / GLUCOSE).glob("*.tsv")):
        with path.open(encoding="latin-1", newline="") as lines:
            for number, fields in enumerate(csv.reader(lines, delimiter="\t"), start=1):
                yield _glucose(f"{GLUCOSE}/{path.name}", number, fields)


def _pressure(file: str, number: int, row: dict[str, str], at: datetime) -> Row:
    upper, lower = _number(row["SBP"]), _number(row["DBP"])
    if upper is None or lower is None:
        return Row(file, f"row {number}", None, "no number")
    parts = [
        {"code": _code(code), "valueQuantity": _quantity(f"@{name}", "mm[Hg]")}
        for code, name in (("8480-6", "upper"), ("8462-4", "lower"))
    ]
    body = _observation("85354-9", at) | {"component": parts}
    return Row(file, f"row {number}", _written(body, upper=upper, lower=lower))


def _glucose(file: str, number: int, row: list[str]) -> Row:
    place = f"row {number}"
    if len(row) < 4 or not row[2].strip().isdigit() or int(row[2]) not in GLUCOSE_CODES:
        return Row(file, place, None, "no glucose")
    value = _number(row[3])
    if value is None:
        return Row(file, place, None, "no number")
    try:
        at = datetime.strptime(f"{row[0]} {row[1]}", "%m-%d-%Y %H:%M").replace(tzinfo=HOME)
    except ValueError:
        return Row(file, place, None, "no moment")
    mmol = (value / MG_PER_MMOL).quantize(Decimal("0.1"))
    body = _observation("15074-8", at) | {"valueQuantity": _quantity("@value", "mmol/L")}
    return Row(file, place, _written(body, value=mmol))


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _observation(code: str, at: datetime) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": _code(code),
        "subject": {},
        "effectiveDateTime": at.isoformat(),
    }


def _code(code: str) -> dict[str, Any]:
    return {"coding": [{"system": LOINC, "code": code}]}


def _quantity(value: str, unit: str) -> dict[str, Any]:
    return {"value": value, "system": UCUM, "code": unit}


def _written(body: dict[str, Any], **numbers: Decimal) -> bytes:
    """As JSON, with the numbers in the sender's own digits: a float would lose some of them."""
    text = json.dumps(body)
    for name, number in numbers.items():
        text = text.replace(f'"@{name}"', str(number))
    return text.encode()
