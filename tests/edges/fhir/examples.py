"""What a gateway might send, and the moment at which these tests stand still."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from heime.edges.fhir import observation, wire
from heime.edges.fhir.observation import Incoming

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ASTRID = UUID("01920000-0000-7000-8000-00000000a57d")
LOINC, SNOMED, UCUM = wire.LOINC, wire.SNOMED, wire.UCUM


def coded(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code} for system, code in pairs]}


def quantity(value: Any, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def pulse(**changes: Any) -> dict[str, Any]:
    """A pulse of 61, complete. A change to None takes the element away."""
    whole = {
        "resourceType": "Observation",
        "status": "final",
        "code": coded((LOINC, "8867-4")),
        "subject": {"reference": f"Patient/{ASTRID}"},
        "effectiveDateTime": "2026-11-21T08:15:00+01:00",
        "valueQuantity": quantity(61, "/min"),
    } | changes
    return {name: value for name, value in whole.items() if value is not None}


def pressure(upper: dict[str, Any], lower: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A blood pressure with these two components, each given all but its code."""
    parts = [
        {"code": coded((LOINC, "8480-6"))} | upper,
        {"code": coded((LOINC, "8462-4"))} | lower,
    ]
    code = coded((LOINC, "85354-9"))
    return pulse(**{"code": code, "valueQuantity": None, "component": parts} | changes)


def mmhg(value: Any) -> dict[str, Any]:
    return {"valueQuantity": quantity(value, "mm[Hg]")}


def absent(reason: str) -> dict[str, Any]:
    system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    return {"dataAbsentReason": coded((system, reason))}


def read(resource: dict[str, Any] | bytes, now: datetime = NOW) -> Incoming:
    body = resource if isinstance(resource, bytes) else json.dumps(resource).encode()
    return observation.read(wire.observation(body), now)
