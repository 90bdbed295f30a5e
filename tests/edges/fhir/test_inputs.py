"""The shared inputs, which nobody here made: every file, and what becomes of it.

They lie in `shared` beside the checkout, or where HEIME_SHARED says.
"""

import json
from pathlib import Path

import pytest

from heime.core.kinds import Kind
from heime.core.reading import Quality
from heime.edges.fhir.bundle import read as read_bundle
from heime.edges.fhir.observation import Incoming
from heime.ops import inputs_table
from tests.edges.fhir.examples import ASTRID, NOW, read

FOLDER = inputs_table.folder()
needs_inputs = pytest.mark.skipif(
    FOLDER is None,
    reason="no shared inputs: put them in ../shared, or name their place in HEIME_SHARED",
)


@pytest.fixture
def inputs() -> Path:
    assert FOLDER is not None
    return FOLDER


@needs_inputs
def test_the_page_says_what_becomes_of_every_file(inputs):
    assert inputs_table.PAGE.read_text(encoding="utf-8") == inputs_table.page(inputs), (
        "`./heime fix` writes docs/inputs.md anew; read what changed before you keep it"
    )


ACCEPTED = {
    ("fhir-r4-official-examples/Observation-f001.json", "blood_glucose"),
    ("pghd-observations/Observation-pghd-bloodpressure.json", "blood_pressure"),
    ("pghd-observations/Observation-pghd-bodytemperature.json", "body_temperature"),
    ("pghd-observations/Observation-pghd-oxygenSaturation.json", "oxygen_saturation"),
    ("pghd-observations/Observation-pghd-respiratoryrate.json", "respiratory_rate"),
    ("phd-ig-examples/bundle-continuousnonin.json", "heart_rate"),
    ("phd-ig-examples/bundle-continuousnonin.json", "oxygen_saturation"),
    ("phd-ig-examples/compound-numeric-blood-pressure.json", "blood_pressure"),
    ("phd-ig-examples/numeric-spotnumeric.json", "heart_rate"),
    ("phd-ig-examples/temperature-observation.json", "body_temperature"),
    ("validator-cases-with-expected-outcome/bundle-duplicate-ids-not.json", "blood_pressure"),
    ("validator-cases-with-expected-outcome/bundle-duplicate-ids-not.json", "body_weight"),
}
"""Read by hand: these have a code we know, a UCUM unit, and a time with a zone."""


@needs_inputs
def test_what_is_accepted_is_what_a_careful_reader_would_accept(inputs):
    found = {(one.file, one.kind) for one in inputs_table.verdicts(inputs) if one.accepted}

    assert found == ACCEPTED


@needs_inputs
@pytest.mark.parametrize(
    ("file", "status", "why"),
    [
        ("fhir-r4-official-examples/Observation-example.json", 422, "[lb_av]"),
        ("fhir-r4-official-examples/Observation-blood-pressure.json", 422, "A date alone"),
        ("fhir-r4-official-examples/Observation-f202.json", 422, "entered-in-error"),
        ("norwegian-no-basis/vitalsigns-Observation-no-body-weight-create.json", 422, "unit g"),
        ("phd-ig-examples/glucose-observation.json", 422, "mg/dL"),
        ("server-bundles-and-invalids/Normative-ObservationWithInvalidDecimalSpecification.json",
         422, "outside"),
        ("server-bundles-and-invalids/Normative-ObservationWithBloodPressure.json", 400, "array"),
        ("validator-cases-with-expected-outcome/bad-json-close-1.json", 400, "not JSON"),
        ("validator-cases-with-expected-outcome/Observation-ex-pain.json", 400, "`code`"),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_for_the_reason_a_reader_would_give(inputs, file, status, why):
    (found,) = [one for one in inputs_table.verdicts(inputs) if one.file == file]

    assert (found.accepted, found.status) == (False, status)
    assert why in found.text


@needs_inputs
def test_nothing_of_synthea_is_rounded(inputs):
    found = [one for one in inputs_table.verdicts(inputs) if one.file.startswith("synthea")]

    assert len(found) == 295
    assert not any(one.accepted for one in found), "its values have fourteen decimals"
    assert sum("decimals" in one.text for one in found) >= 40


def ours(path: Path) -> bytes:
    """A file with its patient replaced by Astrid, its numbers untouched."""
    text = path.read_text(encoding="utf-8-sig")
    reference = json.loads(text)["subject"]["reference"]
    return text.replace(f'"{reference}"', f'"Patient/{ASTRID}"').encode()


@needs_inputs
def test_a_meters_own_example_keeps_its_decimals_its_key_and_its_name(inputs):
    seen = read(ours(inputs / "phd-ig-examples/numeric-spotnumeric.json"))

    assert (seen.kind, seen.value, seen.decimals) == (Kind.HEART_RATE, 480_000, 1)
    assert seen.key.startswith("http://hl7.org/fhir/uv/phd/StructureDefinition/")
    assert seen.device == "Device/phd-74E8FFFEFF051C00.001C05FFE874"


@needs_inputs
def test_a_watch_inside_the_resource_is_known_by_its_number(inputs):
    seen = read(ours(inputs / "pghd-observations/Observation-pghd-oxygenSaturation.json"))

    assert (seen.value, seen.device, seen.quality) == (940_000, "FVFHX60ZQ6LC", Quality.NONE)


@needs_inputs
def test_a_real_transaction_is_read_entry_by_entry(inputs):
    body = (inputs / "phd-ig-examples/bundle-continuousnonin.json").read_bytes()
    body = body.replace(b"Patient/patientExample-1", f"Patient/{ASTRID}".encode())

    found = read_bundle(body, NOW)

    assert found.transaction
    assert sum(isinstance(one, Incoming) for one in found.entries) == 24


@needs_inputs
def test_single_numbers_and_times(inputs):
    found = {
        (one.file.rpartition("/")[2], one.place): one.status
        for one in inputs_table.primitives(inputs)
    }

    for (file, place), status in found.items():
        if file == "decimal.invalid.ndjson" or "true" in place:
            assert status == 400, f"{file} {place}"
        if file == "date_time.invalid.ndjson":
            assert status in (400, 422), f"{file} {place}"
    assert found["decimal.valid.ndjson", "value 3.1415"] == 201
    assert found["decimal.valid.ndjson", "value -3.7"] == 422, "a decimal, and no pulse"
    assert found["date_time.valid.ndjson", 'time "1970-01-01T12:00:00.123Z"'] == 201
    assert found["date_time.valid.ndjson", 'time "1970-01-01"'] == 422, "valid, and no moment"
