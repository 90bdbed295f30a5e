"""From a stored reading to a FHIR Observation, as bytes.

Written by hand from ready-made pieces: an answer may hold a thousand of them, and a JSON encoder
would turn 37.20 into 37.2. Times are written in UTC, so that the same row always gives the same
bytes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from heime.core.kinds import DIASTOLIC, KINDS, SYSTOLIC, Kind, Spec
from heime.core.quantity import Scaled, plain
from heime.core.reading import OFF_SCALE, Quality
from heime.edges.fhir import codes
from heime.edges.fhir.wire import LOINC, SNOMED, UCUM

_INTERPRETED = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_PROFILES = "http://hl7.org/fhir/StructureDefinition/"
_PROFILE = {
    Kind.OXYGEN_SATURATION: "oxygensat",
    Kind.HEART_RATE: "heartrate",
    Kind.BLOOD_PRESSURE: "bp",
    Kind.BODY_WEIGHT: "bodyweight",
    Kind.BODY_TEMPERATURE: "bodytemp",
    Kind.RESPIRATORY_RATE: "resprate",
    # R4 has no vital-signs profile for glucose; the Norwegian profiles put it in the category.
}
_DISPLAY = {
    "2708-6": "Oxygen saturation in Arterial blood",
    "59408-5": "Oxygen saturation in Arterial blood by Pulse oximetry",
    "8867-4": "Heart rate",
    "85354-9": "Blood pressure panel with all children optional",
    "8480-6": "Systolic blood pressure",
    "8462-4": "Diastolic blood pressure",
    "29463-7": "Body weight",
    "8310-5": "Body temperature",
    "9279-1": "Respiratory rate",
    "15074-8": "Glucose [Moles/volume] in Blood",
    "431314004": "Peripheral oxygen saturation",
    "364075005": "Heart rate",
    "75367002": "Blood pressure",
    "271649006": "Systolic blood pressure",
    "271650006": "Diastolic blood pressure",
    "27113001": "Body weight",
    "276885007": "Core body temperature",
    "86290005": "Respiratory rate",
    "434912009": "Blood glucose concentration",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A reading as it lies in the database, with what FHIR shows of it.

    rejected: not a valid result (V-1, V-2, V-3). Its value is not shown: nobody downstream may
        chart or judge it.
    quality: as of core.reading; HI and LO are told, since they are no failure of the meter.
    withdrawn_at: when staff said that it does not count; its value is not shown either.
    """

    id: UUID
    enrolment_id: UUID
    kind: Kind
    value: Scaled | None
    second: Scaled | None
    decimals: int
    measured_at: datetime
    received_at: datetime
    rejected: bool
    device: str
    manual: bool
    withdrawn_at: datetime | None = None
    quality: int = 0

    @property
    def changed_at(self) -> datetime:
        return self.withdrawn_at or self.received_at


def build(row: Stored, *, with_withdrawn: bool = False) -> bytes:
    """The Observation of one stored reading.

    with_withdrawn: also the value of one that does not count, for the person's own copy.
    """
    profile, code, value, absent = _PIECES[row.kind]
    security = _TYPED if row.manual else ""
    status = "entered-in-error" if row.withdrawn_at else "final"
    head = (
        f'{{"resourceType":"Observation","id":"{row.id}","meta":{{'
        f'"lastUpdated":"{written(row.changed_at)}"{profile}{security}}},'
        f'"status":"{status}",{code},"subject":{{"reference":"Patient/{row.enrolment_id}"}},'
        f'"effectiveDateTime":"{written(row.measured_at)}"'
    )
    device = f',"device":{{"display":{_json(row.device)}}}' if row.device else ""
    hidden = row.withdrawn_at is not None and not with_withdrawn
    if row.rejected or hidden or row.value is None:
        off = "" if hidden or row.value is not None else _OFF_SCALE.get(row.quality & OFF_SCALE, "")
        if off:
            reason, sign = _ABSENT.replace("error", off), _SIGNS[off]
            return f"{head}{device}{absent.replace(_ABSENT, reason)}{sign}}}".encode()
        return f"{head}{device}{absent}}}".encode()
    shown = value.replace("<1>", plain(row.value, row.decimals))
    if row.second is not None:
        shown = shown.replace("<2>", plain(row.second, row.decimals))
    return f"{head}{device}{shown}}}".encode()


def written(moment: datetime) -> str:
    """A FHIR instant in UTC, with a fraction only where there is one."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _json(thing: object) -> str:
    return msgspec.json.encode(thing).decode()


def _coding(system: str, code: str) -> dict[str, str]:
    known = {"display": _DISPLAY[code]} if code in _DISPLAY else {}
    return {"system": system, "code": code} | known


def _quantity(spec: Spec, place: str) -> str:
    unit = _json(spec.unit)
    return f'"valueQuantity":{{"value":{place},"unit":{unit},"system":"{UCUM}","code":{unit}}}'


def _component(spec: Spec, pair: tuple[str, str], value: str) -> str:
    code = _json({"coding": [_coding(LOINC, pair[0]), _coding(SNOMED, pair[1])]})
    return f'{{"code":{code},{value}}}'


# "error" and not "unknown": a measurement was made, and what came of it is not usable. The status
# stays final; entered-in-error says that somebody has withdrawn a reading.
_ABSENT = '"dataAbsentReason":' + _json({"coding": [{"system": codes.ABSENT, "code": "error"}]})
_OFF_SCALE = {
    Quality.ABOVE_RANGE: "positive-infinity", Quality.BELOW_RANGE: "negative-infinity",
}  # fmt: skip
_TYPED = ',"security":' + _json([{"system": codes.ASSERTED, "code": "PATAST"}])
_SIGNS = {
    off: ',"interpretation":[' + _json({"coding": [
        {"system": _INTERPRETED, "code": code, "display": display}
    ]}) + "]"
    for off, code, display in (
        ("positive-infinity", ">", "Off scale high"), ("negative-infinity", "<", "Off scale low"),
    )
}  # fmt: skip
_CATEGORY = _json(
    {
        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
        "code": "vital-signs",
        "display": "Vital Signs",
    }
)


def _pieces(kind: Kind, spec: Spec) -> tuple[str, str, str, str]:
    """Profile, category with code, value with places for the numbers, and its absence."""
    known = _PROFILE.get(kind)
    profile = f',"profile":["{_PROFILES}{known}"]' if known else ""
    codings = [_coding(LOINC, loinc) for loinc in spec.loinc]
    codings += [_coding(SNOMED, spec.snomed)] if spec.snomed else []
    code = f'"category":[{{"coding":[{_CATEGORY}]}}],"code":{_json({"coding": codings})}'
    if not spec.has_two:
        return profile, code, "," + _quantity(spec, "<1>"), "," + _ABSENT
    upper = _component(spec, SYSTOLIC, _quantity(spec, "<1>"))
    lower = _component(spec, DIASTOLIC, _quantity(spec, "<2>"))
    none = f"{_component(spec, SYSTOLIC, _ABSENT)},{_component(spec, DIASTOLIC, _ABSENT)}"
    return profile, code, f',"component":[{upper},{lower}]', f',"component":[{none}]'


_PIECES = {kind: _pieces(kind, spec) for kind, spec in KINDS.items() if spec.loinc}
