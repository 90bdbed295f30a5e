"""What is written of a stored reading, and that it reads back as the same."""

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heime.core.kinds import KINDS, Kind
from heime.core.quantity import LARGEST
from heime.core.reading import Quality
from heime.edges.fhir.observation_out import Stored, build
from tests.edges.fhir.examples import ASTRID, read

AT = datetime(2026, 11, 21, 7, 15, tzinfo=UTC)
CODED = [kind for kind in Kind if KINDS[kind].loinc]
"""The others have no settled code, and so no form here."""


def stored(**changes: object) -> Stored:
    whole = {
        "id": UUID(int=7), "enrolment_id": ASTRID, "kind": Kind.BODY_TEMPERATURE, "value": 372_000,
        "second": None, "decimals": 2, "measured_at": AT,
        "received_at": AT + timedelta(seconds=3, milliseconds=250), "rejected": False,
        "device": "", "manual": False,
    }  # fmt: skip
    return Stored(**(whole | changes))


def test_the_number_has_the_senders_decimals():
    assert b'"value":37.20,' in build(stored())


def test_an_observation_says_what_the_profiles_ask_for():
    seen = json.loads(build(stored(device='Termometer "7"')))

    assert seen["id"] == str(UUID(int=7))
    assert seen["status"] == "final"
    assert seen["category"][0]["coding"][0]["code"] == "vital-signs"
    assert [c["code"] for c in seen["code"]["coding"]] == ["8310-5", "276885007"]
    assert seen["subject"] == {"reference": f"Patient/{ASTRID}"}
    assert seen["effectiveDateTime"] == "2026-11-21T07:15:00Z"
    assert seen["meta"]["lastUpdated"] == "2026-11-21T07:15:03.250000Z"
    assert seen["meta"]["profile"] == ["http://hl7.org/fhir/StructureDefinition/bodytemp"]
    assert seen["valueQuantity"]["code"] == "Cel"
    assert seen["device"] == {"display": 'Termometer "7"'}


@pytest.mark.parametrize(
    ("quality", "reason", "sign"),
    [
        (Quality.ABOVE_RANGE, "positive-infinity", ">"),
        (Quality.BELOW_RANGE, "negative-infinity", "<"),
    ],
)
@pytest.mark.parametrize("kind", CODED)
def test_off_the_meters_scale_is_told_and_reads_back_as_the_same(kind, quality, reason, sign):
    sent = build(stored(kind=kind, value=None, rejected=True, quality=int(quality)))

    assert b"valueQuantity" not in sent
    assert f'"code":"{reason}"'.encode() in sent
    assert json.loads(sent)["interpretation"][0]["coding"][0]["code"] == sign
    assert (read(sent).value, read(sent).quality) == (None, quality)


def test_times_are_written_in_utc_wherever_the_row_came_from():
    local = AT.astimezone(timezone(timedelta(hours=1)))

    assert build(stored(measured_at=local)) == build(stored())


def test_oximetry_carries_both_codes_that_its_profile_wants():
    seen = json.loads(build(stored(kind=Kind.OXYGEN_SATURATION, value=940_000, decimals=0)))

    assert [c["code"] for c in seen["code"]["coding"][:2]] == ["2708-6", "59408-5"]


def test_the_misprinted_and_withdrawn_codes_are_never_written():
    everything = b"".join(build(stored(kind=kind, second=790_000)) for kind in CODED)

    assert b"29563-7" not in everything
    assert b"55284-4" not in everything


@pytest.mark.parametrize("kind", CODED)
def test_a_rejected_value_is_not_shown(kind):
    second = 123_000 if KINDS[kind].has_two else None
    seen = build(stored(kind=kind, value=991_234, second=second, rejected=True))

    assert b"99.1234" not in seen
    assert b"12.3" not in seen
    assert b"valueQuantity" not in seen
    assert read(seen).value is None


WHEN = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 (the zone is added)
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
VALUE = st.integers(min_value=0, max_value=LARGEST)
DEVICE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@st.composite
def rows(draw: st.DrawFn) -> Stored:
    kind = draw(st.sampled_from(CODED))
    value, second = draw(VALUE), draw(VALUE) if KINDS[kind].has_two else None
    most = max(_least_decimals(number) for number in (value, second) if number is not None)
    return Stored(
        id=draw(st.uuids()),
        enrolment_id=draw(st.uuids()),
        kind=kind,
        value=value,
        second=second,
        decimals=draw(st.integers(min_value=most, max_value=4)),
        measured_at=draw(WHEN),
        received_at=draw(WHEN),
        rejected=False,
        device=draw(DEVICE.filter(lambda text: not text.startswith("#"))),
        manual=draw(st.booleans()),
    )


def _least_decimals(value: int) -> int:
    return len(f"{value % 10_000:04d}".rstrip("0"))


@given(rows())
def test_what_is_written_reads_back_as_the_same(row):
    seen = read(build(row), now=datetime(2100, 1, 2, tzinfo=UTC))

    assert seen.subject.enrolment == row.enrolment_id
    assert (seen.kind, seen.value, seen.second) == (row.kind, row.value, row.second)
    assert (seen.decimals, seen.device, seen.manual) == (row.decimals, row.device, row.manual)
    assert seen.measured_at == row.measured_at
    assert seen.quality is Quality.NONE


@given(rows())
def test_the_same_row_gives_the_same_bytes(row):
    assert build(row) == build(row)
