"""Which codings mean which kind, and what a meter's own remarks mean for a reading.

LOINC and SNOMED CT stand with the kinds in the core. Here are the codes that only FHIR senders
use: the MDC codes of ISO/IEEE 11073-10101, which health meters send (clinical reference 1.3), and
what the Personal Health Device guide makes of a meter's status bits.
"""

from collections.abc import Iterable

from heime.core.kinds import DIASTOLIC, KINDS, SYSTOLIC, Kind
from heime.core.reading import Quality
from heime.edges.fhir.wire import LOINC, SNOMED, Coding, Concept

MDC = "urn:iso:std:iso:11073:10101"
MDC_BITS = "http://terminology.hl7.org/CodeSystem/ASN1ToHL7"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
ASSERTED = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"

_MDC_KINDS = {
    Kind.OXYGEN_SATURATION: ("150456",),
    Kind.HEART_RATE: ("149530", "149546"),
    Kind.BLOOD_PRESSURE: ("150020",),
    Kind.BODY_WEIGHT: ("188736",),
    Kind.BODY_TEMPERATURE: ("150364", "188428", "150392", "188424", "188452"),
    Kind.RESPIRATORY_RATE: ("151562",),
    Kind.BLOOD_GLUCOSE: ("160184", "160188", "160368"),
    Kind.FEV1: ("152586",),
    Kind.FVC: ("188928",),
    Kind.PEF: ("152584",),
    Kind.INR: ("160260",),
}
# LOINC withdrew 55284-4 in favour of 85354-9 for the same pair of pressures; Synthea and older
# records still send it. Read, never written.
_LOINC_WITHDRAWN = {Kind.BLOOD_PRESSURE: ("55284-4",)}


def _kinds() -> dict[tuple[str, str], Kind]:
    known: dict[tuple[str, str], Kind] = {}
    for kind, spec in KINDS.items():
        loinc = spec.loinc + spec.loinc_also + _LOINC_WITHDRAWN.get(kind, ())
        known.update({(LOINC, code): kind for code in loinc})
        snomed = ((spec.snomed,) if spec.snomed else ()) + spec.snomed_also
        known.update({(SNOMED, code): kind for code in snomed})
        known.update({(MDC, code): kind for code in _MDC_KINDS.get(kind, ())})
    return known


KIND_OF = _kinds()
"""(system, code) -> the kind it names, for every code we read."""
UPPER = frozenset({(LOINC, SYSTOLIC[0]), (SNOMED, SYSTOLIC[1]), (MDC, "150021")})
LOWER = frozenset({(LOINC, DIASTOLIC[0]), (SNOMED, DIASTOLIC[1]), (MDC, "150022")})


def kinds_of(concept: Concept) -> set[Kind]:
    """Every kind that the codings name. Codings we do not know say nothing, either way."""
    return {
        KIND_OF[(coding.system, coding.code)]
        for coding in concept.coding
        if (coding.system, coding.code) in KIND_OF
    }


def names(concept: Concept, codes: frozenset[tuple[str, str]]) -> bool:
    return any((coding.system, coding.code) in codes for coding in concept.coding)


# The guide maps status bits of a measurement to three elements; the codes of the middle one are
# those of the point-of-care guide, whose address has changed between versions, so that we go by
# its last part. `validated-data`, `in-alarm` and `alarm-inhibited` do not make a value doubtful:
# whether it is too high is for the person's plan to say, not for the meter.
_STATUS_SYSTEM = "/measurement-status"
_STATUS = {
    "invalid": Quality.INVALID,
    "questionable": Quality.QUESTIONABLE,
    "calibration-ongoing": Quality.CALIBRATING,
    "early-indication": Quality.EARLY_ESTIMATE,
}

# Bits of MDC_PULS_OXIM_DEV_STATUS (150604) and MDC_BLOOD_PRESSURE_MEASUREMENT_STATUS (8410608),
# sent as components with a true value. Bit 15 of the first is about the display, bits 2 to 4 of the
# second about the pulse: none of them touches the value, and only the irregular one is kept (AF-1).
_BITS = {
    "150604.0": Quality.SENSOR_DISCONNECTED,
    "150604.1": Quality.SENSOR_MALFUNCTION,
    "150604.2": Quality.SENSOR_OFF_USER,  # displaced: "an accurate measurement is prevented"
    "150604.3": Quality.SENSOR_MALFUNCTION,  # a sensor that the meter does not support
    "150604.4": Quality.SENSOR_OFF_USER,
    "150604.5": Quality.POOR_SIGNAL,  # interference from light or electricity
    "150604.6": Quality.EARLY_ESTIMATE,  # still searching
    "150604.7": Quality.QUESTIONABLE,
    "150604.8": Quality.INADEQUATE_SIGNAL,  # non-pulsatile
    "150604.9": Quality.ERRATIC_SIGNAL,
    "150604.10": Quality.LOW_PERFUSION,
    "150604.11": Quality.POOR_SIGNAL,
    "150604.12": Quality.INADEQUATE_SIGNAL,
    "150604.13": Quality.QUESTIONABLE,
    "150604.14": Quality.SENSOR_MALFUNCTION,
    "8410608.0": Quality.MOVEMENT,
    "8410608.1": Quality.CUFF_LOOSE,
    "8410608.2": Quality.IRREGULAR_PULSE,
    "8410608.5": Quality.BAD_POSITION,
}

# The meter tried and what came out is no number, or is off its scale, as the number formats of
# health meters say HI and LO (clinical reference 1.4). Every other reason means that there is none.
_ABSENCE = {
    "error": Quality.INVALID,
    "not-a-number": Quality.INVALID,
    "negative-infinity": Quality.BELOW_RANGE,
    "positive-infinity": Quality.ABOVE_RANGE,
}


def both(one: Quality, other: Quality) -> Quality:
    """`one | other`, without the cost of it for the many readings that have no remarks."""
    if one is Quality.NONE:
        return other
    return one if other is Quality.NONE else one | other


def quality_of_absence(reason: Concept) -> Quality:
    """What a dataAbsentReason says; a reason we do not know still says that no value is there."""
    known = [_ABSENCE[c.code] for c in reason.coding if c.system == ABSENT and c.code in _ABSENCE]
    return known[0] if known else Quality.UNAVAILABLE


def quality_of_interpretation(concepts: Iterable[Concept]) -> Quality:
    """Status codes of the meter. High and low are opinions on the value and say nothing here."""
    found = Quality.NONE
    for concept in concepts:
        for coding in concept.coding:
            if coding.system.endswith(_STATUS_SYSTEM):
                found |= _STATUS.get(coding.code, Quality.NONE)
    return found


def quality_of_bit(concept: Concept) -> Quality:
    """The quality that one status bit stands for, when it is set."""
    found = Quality.NONE
    for coding in concept.coding:
        if coding.system == MDC_BITS:
            found |= _BITS.get(coding.code, Quality.NONE)
    return found


def quality_of_labels(labels: Iterable[Coding]) -> Quality:
    """Test and demonstration data are marked by a security label (HTEST), for both alike."""
    test = any(c.system == ACT_REASON and c.code == "HTEST" for c in labels)
    return Quality.TESTING if test else Quality.NONE


# Who vouches for the content: patient, substitute decision maker, health professional,
# professional carer; all of them persons. `DEVAST` is a device.
_PEOPLE = frozenset({"PATAST", "SDMAST", "HCPAST", "PACQAST"})


def typed_by_a_person(labels: Iterable[Coding]) -> bool:
    return any(c.system == ASSERTED and c.code in _PEOPLE for c in labels)
