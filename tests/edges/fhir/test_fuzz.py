"""Whatever comes in, either it is understood or it is refused: nothing else is ever raised."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heime.edges.fhir import bundle, wire
from heime.edges.fhir.outcome import Unusable
from tests.edges.fhir.examples import ASTRID, NOW, mmhg, pressure, pulse, read

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=20,
)
NAMES = sorted({*wire.Observation.__struct_fields__, "coding", "value", "system", "code", "unit"})
FHIR_LIKE = st.recursive(
    st.sampled_from(
        ["", "final", str(ASTRID), f"Patient/{ASTRID}", "8867-4", wire.LOINC, wire.UCUM, "/min",
         "2026-11-21T08:00:00Z", 61, -1, 0.1, True, None, "\x00", "\ud800"]
    ),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)  # fmt: skip


def understood_or_refused(body: bytes) -> None:
    refusal = None
    try:
        assert read(body).content
    except Unusable as refused:
        refusal = refused
    if refusal is not None:
        assert 400 <= refusal.status < 500
        assert refusal.path == "" or refusal.path.startswith("Observation")
        assert refusal.text


@given(st.binary(max_size=300))
def test_any_bytes(body):
    understood_or_refused(body)


@given(ANY_JSON)
def test_any_json(thing):
    understood_or_refused(json.dumps(thing).encode())


@settings(max_examples=400)
@given(st.dictionaries(st.sampled_from(NAMES), FHIR_LIKE, max_size=8))
def test_any_observation(changes):
    understood_or_refused(json.dumps(pulse(**changes)).encode())


@settings(max_examples=400)
@given(st.data())
def test_any_one_place_changed(data):
    """A good resource with one value anywhere in it replaced by something else."""
    whole: Any = data.draw(st.sampled_from([pulse(), pressure(mmhg(128), mmhg(79))]))
    whole = json.loads(json.dumps(whole))
    place = whole
    while True:
        names = sorted(place) if isinstance(place, dict) else range(len(place))
        name = data.draw(st.sampled_from(names))
        if isinstance(place[name], dict | list) and place[name] and data.draw(st.booleans()):
            place = place[name]
            continue
        place[name] = data.draw(FHIR_LIKE)
        break
    understood_or_refused(json.dumps(whole).encode())


@given(ANY_JSON | FHIR_LIKE)
def test_any_bundle_entry(thing):
    body = {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [{"resource": thing, "request": {"method": "POST", "url": "Observation"}}],
    }
    seen: Any
    try:
        (seen,) = bundle.read(json.dumps(body).encode(), NOW).entries
    except Unusable as refusal:  # a text that no UTF-8 can hold
        seen = refusal
    assert not isinstance(seen, Unusable) or 400 <= seen.status < 500


# --- Limits -------------------------------------------------------------------------------------


def nested(levels: int, mark: str = "[]") -> bytes:
    whole = json.dumps(pulse(extension="HERE")).encode()
    return whole.replace(b'"HERE"', mark[0].encode() * levels + mark[1].encode() * levels)


def test_nesting_is_counted_exactly():
    assert read(nested(wire.MAX_DEPTH - 1)).value == 610_000, "the resource itself is one level"
    with pytest.raises(Unusable) as caught:
        read(nested(wire.MAX_DEPTH))
    assert (caught.value.status, caught.value.code) == (413, "too-deep")


@pytest.mark.parametrize("levels", [900, 10_000, 1_000_000])
def test_a_bomb_of_brackets_is_refused(levels):
    for body in (nested(levels), b"[" * levels, b'{"a":' * levels):
        with pytest.raises(Unusable) as caught:
            read(body)
        assert caught.value.status in (400, 413)


def test_brackets_in_a_text_are_no_nesting():
    assert read(pulse(note=[{"text": '[{"' * 500}])).value == 610_000


def test_a_wide_resource_is_not_a_deep_one():
    assert read(pulse(note=[{"text": "x"}] * 5000)).value == 610_000


def test_one_resource_has_one_type():
    twice = json.dumps(pulse()).encode()[:-1] + b',"resourceType":"Patient"}'
    for body in (
        twice,
        twice.replace(b'"Observation"', b'"Patient"', 1).replace(b'"Patient"}', b'"Observation"}'),
    ):
        with pytest.raises(Unusable) as caught:
            read(body)
        assert caught.value.code == "wrong-resource"


def test_a_contained_resource_may_have_its_own_type():
    assert read(pulse(contained=[{"resourceType": "Patient", "id": "p"}])).value == 610_000


def test_a_byte_order_mark_is_overlooked():
    assert read(b"\xef\xbb\xbf" + json.dumps(pulse()).encode()).value == 610_000
