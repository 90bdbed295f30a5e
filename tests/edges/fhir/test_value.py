"""Units, numbers, pairs and times: what is one reading at one moment, and what is not."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heime.core.reading import Quality
from heime.edges.fhir.outcome import Unusable
from tests.edges.fhir.examples import (
    LOINC,
    NOW,
    SNOMED,
    UCUM,
    absent,
    coded,
    mmhg,
    pressure,
    pulse,
    quantity,
    read,
)


def refusal(resource: dict[str, Any] | bytes) -> Unusable:
    with pytest.raises(Unusable) as caught:
        read(resource)
    return caught.value


# --- Units --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"value": 61, "unit": "/min"}, "text for people is no unit"),
        ({"value": 61, "system": UCUM, "unit": "/min"}, "no code"),
        ({"value": 61, "code": "/min"}, "a code without a system"),
        ({"value": 61, "system": SNOMED, "code": "258983007"}, "not UCUM"),
        ({"value": 61, "system": UCUM, "code": "bpm"}, "not how UCUM writes it"),
        ({"value": 61, "system": UCUM, "code": "kg"}, "a unit of another kind"),
    ],
)
def test_a_value_needs_the_ucum_unit_of_its_kind(given, why):
    no = refusal(pulse(valueQuantity=given))

    assert (no.status, no.code) == (422, "unknown-unit"), why
    assert no.path == "Observation.valueQuantity.code"


def test_pounds_are_refused_and_never_converted():
    weight = pulse(code=coded((LOINC, "29463-7")), valueQuantity=quantity(185, "[lb_av]"))

    assert "[lb_av]" in refusal(weight).text


def test_a_text_that_says_another_unit_than_the_code_stops_the_reading():
    given = quantity(185, "kg") | {"unit": "lbs"}

    no = refusal(pulse(code=coded((LOINC, "29463-7")), valueQuantity=given))

    assert (no.status, no.path) == (422, "Observation.valueQuantity.unit")


# --- Numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "value", "decimals"),
    [
        ("37.20", 372_000, 2),
        ("37", 370_000, 0),
        ("37.0", 370_000, 1),
        ("37.1234", 371_234, 4),
        ("3.7e1", 370_000, 0),
        ("1e2", 1_000_000, 0),
        ("-0", 0, 0),
        ("0", 0, 0),
    ],
)
def test_a_number_keeps_what_the_sender_wrote(token, value, decimals):
    seen = read(json.dumps(pulse()).replace('"value": 61', f'"value": {token}').encode())

    assert (seen.value, seen.decimals) == (value, decimals)


@pytest.mark.parametrize(
    ("token", "status", "code"),
    [
        ('"61"', 400, "wrong-type"),
        ("true", 400, "wrong-type"),
        ("null", 400, "wrong-type"),
        ("[61]", 400, "wrong-type"),
        ("NaN", 400, "not-json"),
        ("01", 400, "not-json"),
        ("61.", 400, "not-json"),
        ("37.12345", 422, "too-precise"),
        ("37.20000", 422, "too-precise"),
        ("214748.3648", 422, "out-of-range"),
        ("1e400", 422, "out-of-range"),
        ("1e400000000", 422, "out-of-range"),
        ("0e400000000", 422, "out-of-range"),
        ("1e-400000000", 422, "out-of-range"),
        ("1e99999999999999999999", 422, "out-of-range"),
        ("1" * 5000, 422, "too-precise"),
        ("-1", 422, "out-of-range"),
    ],
)
def test_a_number_that_cannot_be_kept_is_refused(token, status, code):
    no = refusal(json.dumps(pulse()).replace('"value": 61', f'"value": {token}').encode())

    assert (no.status, no.code) == (status, code)
    assert len(no.text) < 100, "the number is not repeated"


def test_a_value_that_is_not_there_needs_a_reason():
    no = refusal(pulse(valueQuantity=None))

    assert (no.status, no.code) == (422, "no-value")


@pytest.mark.parametrize(
    ("reason", "quality"),
    [
        ("error", Quality.INVALID),
        ("not-a-number", Quality.INVALID),
        ("positive-infinity", Quality.ABOVE_RANGE),
        ("negative-infinity", Quality.BELOW_RANGE),
        ("not-performed", Quality.UNAVAILABLE),
        ("temp-unknown", Quality.UNAVAILABLE),
        ("a-reason-from-next-year", Quality.UNAVAILABLE),
    ],
)
def test_a_failed_measurement_is_taken_in_without_a_value(reason, quality):
    seen = read(pulse(valueQuantity=None, **absent(reason)))

    assert (seen.value, seen.quality) == (None, quality)


def test_a_value_together_with_a_reason_for_none_is_refused():
    assert refusal(pulse(**absent("error"))).path == "Observation.dataAbsentReason"


@pytest.mark.parametrize(
    ("comparator", "quality"),
    [
        (">", Quality.ABOVE_RANGE),
        (">=", Quality.ABOVE_RANGE),
        ("<", Quality.BELOW_RANGE),
        ("<=", Quality.BELOW_RANGE),
    ],
)
def test_off_the_meters_scale_is_no_number_and_no_failure(comparator, quality):
    high = {"value": 33.3, "comparator": comparator, "system": UCUM, "code": "mmol/L"}

    seen = read(pulse(code=coded((LOINC, "15074-8")), valueQuantity=high))

    assert (seen.value, seen.quality) == (None, quality)


def test_another_type_of_value_is_refused():
    no = refusal(pulse(valueQuantity=None, valueString="61"))

    assert (no.status, no.path) == (422, "Observation.valueString")
    assert refusal(pulse(valueString="61")).status == 400, "two values"


# --- Blood pressure -----------------------------------------------------------------------------


def test_half_a_blood_pressure_is_a_failed_one():
    seen = read(pressure(mmhg(107), absent("not-performed")))

    assert (seen.value, seen.second, seen.quality) == (None, None, Quality.UNAVAILABLE)


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        (pressure(mmhg(120), {}), "Observation.component[1].valueQuantity.value"),
        (pressure(mmhg(120), mmhg(80), component=[]), "Observation.component"),
        (pressure(mmhg(120), mmhg(80) | {"code": coded((LOINC, "8480-6"))}),
         "Observation.component[1]"),
        (pressure(mmhg(120), mmhg(80), valueQuantity=quantity(120, "mm[Hg]")),
         "Observation.valueQuantity"),
        (pressure(mmhg(120), {"valueQuantity": quantity(10, "kPa")}),
         "Observation.component[1].valueQuantity.code"),
    ],
)  # fmt: skip
def test_a_blood_pressure_that_is_not_a_pair(sent, path):
    no = refusal(sent)

    assert (no.status, no.path) == (422, path)


def test_mean_pressure_and_other_components_are_passed_over():
    sent = pressure(mmhg(123), mmhg(78))
    sent["component"].append({"code": coded((LOINC, "8478-0"))} | mmhg(93))

    assert read(sent).value == 1_230_000


# --- Time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T07:15:00Z",
        "2026-11-21T08:15:00+01:00",
        "2026-11-21T02:15:00.000-05:00",
        "2026-11-21T07:15:00.0000000Z",
    ],
)
def test_one_moment_however_it_is_written(text):
    seen = read(pulse(effectiveDateTime=text))

    assert seen.measured_at == datetime(2026, 11, 21, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"effectiveDateTime": None}, 422, "no-time"),
        ({"effectiveDateTime": "2026-11-21"}, 422, "no-time"),
        ({"effectiveDateTime": "2026-11"}, 422, "no-time"),
        ({"effectiveDateTime": "2026"}, 422, "no-time"),
        ({"effectiveDateTime": "2026-11-21T08:15:00"}, 422, "no-zone"),
        ({"effectiveDateTime": "2026-11-21T08:15Z"}, 400, "wrong-type"),
        ({"effectiveDateTime": "2026-02-30T08:15:00Z"}, 400, "wrong-type"),
        ({"effectiveDateTime": "2026-11-21T24:00:00Z"}, 400, "wrong-type"),
        ({"effectiveDateTime": "2026-11-21 08:15:00Z"}, 400, "wrong-type"),
        ({"effectiveDateTime": "٢٠٢٦-11-21T08:15:00Z"}, 400, "wrong-type"),
        ({"effectiveDateTime": "0001-01-01T00:00:00+14:00"}, 400, "wrong-type"),
        ({"effectiveDateTime": "1899-12-31T00:00:00Z"}, 422, "out-of-range"),
        ({"effectiveDateTime": 20261121}, 400, "wrong-type"),
        ({"effectiveInstant": "2026-11-21T08:15:00Z"}, 400, "wrong-type"),
        ({"effectiveTiming": {"event": []}}, 400, "wrong-type"),
    ],
)
def test_a_time_that_does_not_name_one_moment(changes, status, code):
    no = refusal(pulse(**changes))

    assert (no.status, no.code) == (status, code)
    assert no.path.startswith("Observation.effective")


@pytest.mark.parametrize(
    ("after", "taken"), [(timedelta(minutes=5), True), (timedelta(minutes=5, seconds=1), False)]
)
def test_a_clock_may_be_five_minutes_ahead(after, taken):
    sent = pulse(effectiveDateTime=(NOW + after).isoformat())

    if taken:
        assert read(sent).measured_at == NOW + after
    else:
        assert refusal(sent).code == "in-the-future"


@pytest.mark.parametrize(
    ("end", "taken", "why"),
    [
        (None, True, "an open period"),
        ("2026-11-21T08:20:00Z", True, "five minutes"),
        ("2026-11-22T08:15:00Z", False, "the average of a day"),
        ("2026-11-21T08:10:00Z", False, "ends before it begins"),
    ],
)
def test_a_period_is_a_reading_when_it_is_short(end, taken, why):
    period = {"start": "2026-11-21T08:15:00Z"} | ({"end": end} if end else {})
    sent = pulse(effectiveDateTime=None, effectivePeriod=period)

    if taken:
        assert read(sent).measured_at == datetime(2026, 11, 21, 8, 15, tzinfo=UTC), why
    else:
        assert refusal(sent).code == "too-long", why
