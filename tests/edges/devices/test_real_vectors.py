"""Bytes from the tests of other people's programs (shared inputs), through both our parsers."""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from heime.edges.devices import numbers
from heime.edges.devices.decode import decode, plain
from heime.ops import inputs_table
from tests.edges.devices.test_same_on_the_phone import on_the_phone

FOLDER = inputs_table.folder()
FILE = FOLDER / "bluetooth-gatt-vectors" / "vectors.json" if FOLDER else None
VECTORS: list[dict[str, Any]] = (
    json.loads(FILE.read_text(encoding="utf-8")) if FILE and FILE.exists() else []
)
FRAMES = [one for one in VECTORS if one["characteristic"].startswith("2A")]
WORDS = [one for one in VECTORS if "FLOAT" in one["characteristic"]]

pytestmark = pytest.mark.skipif(
    not VECTORS,
    reason="no shared inputs: put them in ../shared, or name their place in HEIME_SHARED",
)

MMHG_OF_KPA = Decimal("7.50062")
STATUS_WORDS = {
    "0x0012": (["cuff_loose"], [], ["pulse_below_range"]),
    "0x0006": (["cuff_loose"], ["irregular_pulse"], []),
    "0x0027": (["movement", "cuff_loose", "bad_position"], ["irregular_pulse"], []),
}
SITES = {"armpit(1)": "axilla", "finger(4)": "finger"}


def test_all_of_them_are_tried() -> None:
    assert len(FRAMES) + len(WORDS) == len(VECTORS) >= 50


@pytest.mark.parametrize("vector", FRAMES, ids=lambda one: one["bytes_hex"])
def test_a_frame_gives_what_others_read_in_it(vector: dict[str, Any]) -> None:
    answer = plain(decode(int(vector["characteristic"], 16), bytes.fromhex(vector["bytes_hex"])))
    if not vector["valid"]:
        assert set(answer) == {"fault"}
        return
    told = dict(vector["expected"])
    for name, expected, ours in compared(told, answer):
        assert ours == expected, f"{name}: {vector['note']}"


def compared(told: dict[str, Any], answer: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Every member they tell of, as theirs and as ours. A member that nobody knows is a fault."""
    if answer.get("intermediate"):  # what the rest of the frame says belongs to no result of ours
        yield "cuff", Decimal(str(told["cuff"])), Decimal(answer["also"]["cuff"])
        yield "found", [], answer.get("found", [])
        return
    found = {one["kind"]: one for one in answer.get("found", [])}
    also = answer.get("also", {})
    pressure = found.get("blood_pressure", {})
    kpa = told.pop("unit", "") == "kPa"
    doubts, of_heart, notes = STATUS_WORDS.get(told.pop("status_bits", ""), ([], [], []))
    yield "quality", doubts, pressure.get("quality", [])
    yield "flags", of_heart, pressure.get("flags", [])
    yield "said", notes, [note for note in answer.get("notes", []) if note in notes]
    ours = {
        "systolic": pressure.get("value"),
        "diastolic": pressure.get("second"),
        "map": also.get("mean"),
        "pulse": found.get("heart_rate", {}).get("value"),
        "hr": found.get("heart_rate", {}).get("value"),
        "spo2": found.get("oxygen_saturation", {}).get("value"),
        "temp": found.get("body_temperature", {}).get("value"),
        "weight": found.get("body_weight", {}).get("value"),
        "concentration": found.get("blood_glucose", {}).get("value"),
        "cuff": also.get("cuff"),
        "bmi": also.get("bmi"),
        "height_m": also.get("height_m"),
        "energy": also.get("energy_kj"),
        "pulse_amplitude_index": also.get("pulse_amplitude"),
        "user_id": answer.get("user"),
        "sequence": answer.get("sequence"),
    }
    for name, value in told.items():
        if name in ours:
            number = None if value is None else Decimal(str(value))
            if kpa and name in ("systolic", "diastolic", "map"):
                assert number is not None
                number = (number * MMHG_OF_KPA).quantize(Decimal(1), ROUND_HALF_UP)
            yield name, number, None if ours[name] is None else Decimal(ours[name])
        else:
            yield name, *the_rest(name, value, answer)


def the_rest(name: str, value: Any, answer: dict[str, Any]) -> tuple[Any, Any]:
    """Times, intervals and what is said in words: theirs and ours."""
    also, notes = answer.get("also", {}), answer.get("notes", [])
    between = [int(one) for one in also.get("rr_1024", "").split()]
    match name:
        case "timestamp" if "unknown" in value:
            return None, answer.get("taken")
        case "timestamp" | "base_time":
            return datetime.fromisoformat(value).isoformat(), answer.get("taken")
        case "rr_1024":
            return value, between
        case "rr_s":
            return value, [one / 1024 for one in between]
        case "contact":
            return value, "quality" not in answer["found"][0]
        case "type":
            return SITES[value], also.get("site")
        case "measurement_status":
            return ["ongoing"] if value == "measurementIsOngoing" else [value], notes
        case "device_status":
            return value, "none" if "quality" not in answer["found"][0] else "some"
    raise AssertionError(f"nobody compares {name}")


@pytest.mark.parametrize("vector", WORDS, ids=lambda one: one["bytes_hex"])
def test_a_number_is_what_others_read_in_it(vector: dict[str, Any]) -> None:
    little = "LE" in vector["characteristic"]
    content = bytes.fromhex(vector["bytes_hex"])
    word = int.from_bytes(content, "little" if little else "big")
    read = numbers.sfloat if len(content) == 2 else numbers.float32
    number = read(word)
    expected = vector["expected"]
    if isinstance(expected, dict):
        assert number == numbers.Absent(expected["fhir_dataAbsentReason"])
    else:
        assert isinstance(number, numbers.Number)
        ours = numbers.text(number)
        # Those that were told as text also tell the precision.
        assert ours == expected or (little and Decimal(ours) == Decimal(str(expected)))


def test_the_phone_reads_the_same_in_all_of_them() -> None:
    lines = [f"{one['characteristic'].lower()} {one['bytes_hex']}" for one in FRAMES]
    ours = [
        plain(decode(int(one["characteristic"], 16), bytes.fromhex(one["bytes_hex"])))
        for one in FRAMES
    ]

    assert on_the_phone(lines) == ours
