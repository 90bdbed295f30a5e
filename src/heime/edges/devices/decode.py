"""From a characteristic and its bytes to what was measured. Never raises, whatever the bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from heime.edges.devices.frame import Frame, Unreadable
from heime.edges.devices.glucose import blood_glucose
from heime.edges.devices.heart import heart_rate
from heime.edges.devices.oximeter import continuous, spot_check
from heime.edges.devices.pressure import blood_pressure, cuff_pressure
from heime.edges.devices.thermometer import passing_temperature, temperature
from heime.edges.devices.weight import body_weight

PARSERS: Mapping[int, Callable[[bytes], Frame]] = {
    0x2A35: blood_pressure,
    0x2A36: cuff_pressure,
    0x2A5E: spot_check,
    0x2A5F: continuous,
    0x2A9D: body_weight,
    0x2A1C: temperature,
    0x2A1E: passing_temperature,
    0x2A18: blood_glucose,
    0x2A37: heart_rate,
}
"""By the assigned number of the characteristic."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Nothing can be read from these bytes, and why. No part of them is a result."""

    why: str


def decode(characteristic: int, content: bytes) -> Frame | Fault:
    """What a meter said in one notification or indication."""
    parser = PARSERS.get(characteristic)
    if parser is None:
        return Fault("unknown characteristic")
    try:
        return parser(content)
    except Unreadable as unreadable:
        return Fault(str(unreadable))


def plain(answer: Frame | Fault) -> dict[str, Any]:
    """As JSON, without what is empty: the form in which the home app's parsers are compared."""
    if isinstance(answer, Fault):
        return {"fault": answer.why}
    found = [
        {
            "kind": one.kind.label,
            "value": one.value,
            "second": one.second,
            "unit": one.unit,
            "absent": one.absent,
            "quality": list(one.quality),
            "flags": list(one.flags),
        }
        for one in answer.found
    ]
    whole = {
        "found": [_without_empty(one) for one in found],
        "taken": answer.taken,
        "sequence": answer.sequence,
        "user": answer.user,
        "intermediate": answer.intermediate,
        "also": dict(answer.also),
        "notes": list(answer.notes),
    }
    return _without_empty(whole)


def _without_empty(members: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in members.items()
        if value is not None and value is not False and value not in ([], {})
    }
