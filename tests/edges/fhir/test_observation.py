"""What is understood of an Observation, and what is refused, with status and path."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heime.core.kinds import Kind
from heime.core.reading import Quality
from heime.edges.fhir.outcome import Unusable
from tests.edges.fhir.examples import (
    ASTRID,
    LOINC,
    SNOMED,
    coded,
    mmhg,
    pressure,
    pulse,
    quantity,
    read,
)

MDC = "urn:iso:std:iso:11073:10101"
FNR = "urn:oid:2.16.578.1.12.4.1.4.1"


def refusal(resource: dict[str, Any] | bytes) -> Unusable:
    with pytest.raises(Unusable) as caught:
        read(resource)
    return caught.value


def test_a_pulse_is_understood():
    seen = read(pulse(device={"display": "Oximeter 7"}))

    assert seen.kind is Kind.HEART_RATE
    assert (seen.value, seen.second, seen.decimals) == (610_000, None, 0)
    assert seen.measured_at == datetime(2026, 11, 21, 7, 15, tzinfo=UTC)
    assert seen.measured_at.utcoffset() == timedelta(0)
    assert seen.subject.enrolment == ASTRID
    assert seen.quality is Quality.NONE
    assert (seen.device, seen.manual, seen.key) == ("Oximeter 7", False, "")


def test_a_blood_pressure_is_one_reading_with_two_numbers():
    seen = read(pressure(mmhg(128), mmhg(79)))

    assert seen.kind is Kind.BLOOD_PRESSURE
    assert (seen.value, seen.second) == (1_280_000, 790_000)


@pytest.mark.parametrize(("upper", "lower"), [(128.5, 79), (128, 79.5)])
def test_a_blood_pressure_has_the_decimals_of_the_finer_number(upper, lower):
    assert read(pressure(mmhg(upper), mmhg(lower))).decimals == 1


# --- Codes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "unit", "kind", "why"),
    [
        (coded((LOINC, "29463-7")), "kg", Kind.BODY_WEIGHT, "LOINC"),
        (coded((LOINC, "29563-7")), "kg", Kind.BODY_WEIGHT, "a known misprint"),
        (coded((SNOMED, "27113001")), "kg", Kind.BODY_WEIGHT, "SNOMED CT alone"),
        (coded((MDC, "188736")), "kg", Kind.BODY_WEIGHT, "a meter's own code"),
        (coded(("http://x", "1"), (LOINC, "2708-6")), "%", Kind.OXYGEN_SATURATION, "one is enough"),
        (coded((LOINC, "2708-6"), (LOINC, "59408-5")), "%", Kind.OXYGEN_SATURATION, "both agree"),
        (coded((LOINC, "15074-8")), "mmol/l", Kind.BLOOD_GLUCOSE, "the other spelling of mmol/L"),
        (coded((LOINC, "8331-1")), "Cel", Kind.BODY_TEMPERATURE, "in the mouth"),
    ],
)
def test_codes_and_units_that_we_know(code, unit, kind, why):
    assert read(pulse(code=code, valueQuantity=quantity(36, unit))).kind is kind, why


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (coded((LOINC, "8302-2")), "height is not followed up"),
        (coded(("http://acme.example", "8867-4")), "the code of another system"),
        (coded((LOINC, "8867-4"), (LOINC, "9279-1")), "pulse and breathing at once"),
        ({"text": "Puls"}, "text alone is for people"),
        ({"coding": [{"code": "8867-4"}]}, "a code without a system"),
    ],
)
def test_a_code_that_does_not_name_one_kind_is_refused(code, why):
    no = refusal(pulse(code=code))

    assert (no.status, no.issue, no.path) == (422, "code-invalid", "Observation.code"), why
    assert no.code == "unknown-code"


def test_the_withdrawn_panel_of_older_records_is_a_blood_pressure():
    assert read(pressure(mmhg(120), mmhg(80), code=coded((LOINC, "55284-4")))).value == 1_200_000


# --- Status and modifiers -----------------------------------------------------------------------


@pytest.mark.parametrize("status", ["final", "amended", "corrected", "preliminary"])
def test_a_status_to_act_on(status):
    assert read(pulse(status=status)).value == 610_000


@pytest.mark.parametrize("status", ["registered", "cancelled", "entered-in-error", "unknown"])
def test_a_status_that_is_no_reading(status):
    assert (refusal(pulse(status=status)).status, refusal(pulse(status=status)).code) == (
        422,
        "status",
    )


def test_a_status_that_fhir_does_not_know_is_malformed():
    assert refusal(pulse(status="finished")).status == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"modifierExtension": [{"url": "http://x.example/not"}]},
        {"implicitRules": "http://x.example/rules"},
        {"component": [{"code": {}, "modifierExtension": [{"url": "http://x.example/not"}]}]},
        {"valueQuantity": quantity(61, "/min") | {"modifierExtension": [{"url": "http://x"}]}},
    ],
)
def test_what_changes_the_meaning_is_never_overlooked(changes):
    assert refusal(pulse(**changes)).code == "modifier"


# --- Quality ------------------------------------------------------------------------------------

POCD = "http://hl7.org/fhir/uv/pocd/CodeSystem/measurement-status"
BITS = "http://terminology.hl7.org/CodeSystem/ASN1ToHL7"
H_OR_L = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"


@pytest.mark.parametrize(
    ("changes", "quality"),
    [
        ({"interpretation": [coded((POCD, "questionable"))]}, Quality.QUESTIONABLE),
        ({"interpretation": [coded((POCD, "calibration-ongoing"))]}, Quality.CALIBRATING),
        ({"interpretation": [coded((H_OR_L, "H"))]}, Quality.NONE),
        ({"interpretation": [coded(("http://acme.example", "questionable"))]}, Quality.NONE),
        ({"meta": {"security": [{"system": ACT_REASON, "code": "HTEST"}]}}, Quality.TESTING),
        ({"component": [{"code": coded((BITS, "150604.10")), "valueBoolean": True}]},
         Quality.LOW_PERFUSION),
        ({"component": [{"code": coded((BITS, "150604.10")), "valueBoolean": False}]},
         Quality.NONE),
        ({"component": [{"code": coded((BITS, "150604.4")),
                         "valueCodeableConcept": coded(("http://x", "Y"))}]},
         Quality.SENSOR_OFF_USER),
    ],
)  # fmt: skip
def test_what_the_meter_says_of_its_own_reading(changes, quality):
    assert read(pulse(**changes)).quality == quality


def test_remarks_on_one_pressure_count_for_both():
    upper = mmhg(150) | {"interpretation": [coded((POCD, "early-indication"))]}

    assert read(pressure(upper, mmhg(90))).quality == Quality.EARLY_ESTIMATE


def test_typed_by_a_person_is_what_the_label_says():
    system = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"

    assert read(pulse(meta={"security": [{"system": system, "code": "PATAST"}]})).manual
    assert not read(pulse(meta={"security": [{"system": system, "code": "DEVAST"}]})).manual
    assert not read(pulse()).manual, "no device is no proof of a hand"


# --- Whose, and by what -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reference",
    [f"Patient/{ASTRID}", f"https://dho.example/fhir/Patient/{ASTRID}",
     f"Patient/{str(ASTRID).upper()}"],
)  # fmt: skip
def test_a_patient_by_our_own_id(reference):
    assert read(pulse(subject={"reference": reference})).subject.enrolment == ASTRID


def test_a_patient_by_national_id_as_the_norwegian_profiles_send_it():
    subject = {"identifier": {"system": FNR, "value": "04817197073"}}

    seen = read(pulse(subject=subject | {"reference": "Patient/local-7"}))

    assert seen.subject.enrolment is None
    assert seen.subject.national_id == (FNR, "04817197073")
    assert "04817197073" not in repr(seen), "not in clear where it may be logged"


@pytest.mark.parametrize(
    "subject",
    [{"reference": "Patient/23"}, {"reference": f"urn:uuid:{ASTRID}"}, {"display": "Astrid"},
     {"reference": f"Device/{ASTRID}"}, {"identifier": {"system": "http://x", "value": "1"}},
     {"reference": f"Patient/{ASTRID}/_history/1"}],
)  # fmt: skip
def test_a_subject_that_cannot_be_one_of_ours_is_not_found(subject):
    assert refusal(pulse(subject=subject)).status == 404


def test_a_reading_without_a_subject_is_refused():
    assert refusal(pulse(subject=None)).code == "no-subject"


@pytest.mark.parametrize(
    ("changes", "device"),
    [
        ({"device": {"reference": "Device/phd-7", "display": "Vekt"}}, "Device/phd-7"),
        ({"device": {"identifier": {"value": "SN-9"}, "display": "Vekt"}}, "SN-9"),
        ({"device": {"reference": "#d"},
          "contained": [{"resourceType": "Device", "id": "d", "serialNumber": "SN-1"}]}, "SN-1"),
        ({"device": {"reference": "#d"},
          "contained": [{"resourceType": "Device", "id": "d", "deviceName": [{"name": "W"}]}]},
         "W"),
        ({"device": {"reference": "#d"}}, "#d"),
        ({}, ""),
    ],
)  # fmt: skip
def test_a_device_is_known_by_what_tells_it_from_others(changes, device):
    assert read(pulse(**changes)).device == device


def test_the_first_identifier_with_a_value_is_the_key():
    identifiers = [{"system": "urn:a"}, {"system": "urn:b", "value": "7"}, {"value": "8"}]

    assert read(pulse(identifier=identifiers)).key == "urn:b|7"


@pytest.mark.parametrize("name", ["a\x00b", "a\nb"])
def test_a_name_with_control_characters_is_malformed(name):
    assert refusal(pulse(device={"display": name})).status == 400
    assert refusal(pulse(identifier=[{"value": name}])).status == 400


def test_a_name_that_is_far_too_long_is_refused():
    assert refusal(pulse(identifier=[{"value": "x" * 201}])).code == "too-long"


# --- The same content ---------------------------------------------------------------------------


def test_the_same_content_is_the_same_however_the_json_was_written():
    first = read(json.dumps(pulse(), indent=3).encode())
    second = read(
        json.dumps(pulse(effectiveDateTime="2026-11-21T07:15:00.000Z"), sort_keys=True)
        .replace('"value": 61', '"value": 6.1e1')
        .encode()
    )

    assert first.content == second.content


@pytest.mark.parametrize(
    "changes",
    [
        {"valueQuantity": quantity(62, "/min")},
        {"valueQuantity": quantity(61, "/min") | {"comparator": ">"}},
        {"effectiveDateTime": "2026-11-21T08:15:01+01:00"},
        {"device": {"display": "another"}},
        {"interpretation": [coded((POCD, "questionable"))]},
        {"code": coded((LOINC, "9279-1"))},
    ],
)
def test_other_content_is_another(changes):
    assert read(pulse(**changes)).content != read(pulse()).content


def test_beyond_the_range_upwards_is_not_beyond_it_downwards():
    high = quantity(33, "/min") | {"comparator": ">"}

    assert (
        read(pulse(valueQuantity=high)).content
        != read(pulse(valueQuantity=high | {"comparator": "<"})).content
    )


def test_the_decimals_belong_to_the_content():
    written = json.dumps(pulse()).replace('"value": 61', '"value": 61.0').encode()

    assert read(written).content != read(pulse()).content


def test_both_pressures_belong_to_the_content():
    assert (
        read(pressure(mmhg(120), mmhg(80))).content != read(pressure(mmhg(120), mmhg(81))).content
    )


def test_whose_it_is_and_what_it_is_called_do_not():
    national = {"identifier": {"system": FNR, "value": "04817197073"}}
    seen = read(pulse(subject=national, identifier=[{"value": "7"}]))

    assert seen.content == read(pulse()).content
    assert b"04817197073" not in seen.content
