"""FHIR as it comes over the wire: only the elements we read, decoded and typed in one step.

Elements we do not name are skipped, as FHIR asks of a receiver; an element we do name, of the
wrong type, is a 400 with its path. Numbers are kept as the sender's own characters (`Raw`), since
37.20 says more than 37.2, and 36.6 is no binary fraction.
"""

import json
import re
from typing import Any

import msgspec

from heime.edges.fhir.outcome import Unusable

MAX_BODY = 5 * 1024 * 1024
"""Bytes of one request. The door refuses larger ones while it reads."""
MAX_DEPTH = 64
"""Levels of nesting in one resource."""
MAX_ENTRIES = 1000
"""Entries of one bundle."""

UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"


class Wire(msgspec.Struct, frozen=True, gc=False):
    """What all elements share: they cannot change, and hold no cycles for the collector to seek."""


class Coding(Wire, frozen=True):
    system: str = ""
    code: str = ""


class Concept(Wire, frozen=True):
    coding: tuple[Coding, ...] = ()


class Identifier(Wire, frozen=True):
    system: str = ""
    value: str = ""


class Reference(Wire, frozen=True):
    reference: str = ""
    identifier: Identifier | None = None
    display: str = ""


class Period(Wire, frozen=True):
    start: str = ""
    end: str = ""


class Quantity(Wire, frozen=True):
    """`value` is the JSON token as written; empty when it is not there."""

    value: msgspec.Raw = msgspec.Raw()
    comparator: str = ""
    unit: str = ""
    system: str = ""
    code: str = ""
    modifierExtension: tuple[Any, ...] = ()


class Component(Wire, frozen=True):
    code: Concept
    valueQuantity: Quantity | None = None
    valueBoolean: bool | None = None
    valueCodeableConcept: Concept | None = None
    dataAbsentReason: Concept | None = None
    interpretation: tuple[Concept, ...] = ()
    modifierExtension: tuple[Any, ...] = ()


class Meta(Wire, frozen=True):
    security: tuple[Coding, ...] = ()


class Named(Wire, frozen=True):
    name: str = ""


class Carrier(Wire, frozen=True):
    deviceIdentifier: str = ""


class Contained(Wire, frozen=True):
    """What a contained Device tells of itself; other contained resources are skipped over."""

    resourceType: str = ""
    id: str = ""
    serialNumber: str = ""
    deviceName: tuple[Named, ...] = ()
    udiCarrier: tuple[Carrier, ...] = ()


class Observation(Wire, frozen=True):
    resourceType: str
    status: str
    code: Concept
    id: str = ""
    meta: Meta | None = None
    implicitRules: str = ""
    modifierExtension: tuple[Any, ...] = ()
    contained: tuple[Contained, ...] = ()
    identifier: tuple[Identifier, ...] = ()
    subject: Reference | None = None
    effectiveDateTime: str = ""
    effectiveInstant: str = ""
    effectivePeriod: Period | None = None
    effectiveTiming: Any = None
    valueQuantity: Quantity | None = None
    valueCodeableConcept: Any = None
    valueString: Any = None
    valueBoolean: Any = None
    valueInteger: Any = None
    valueRange: Any = None
    valueRatio: Any = None
    valueSampledData: Any = None
    valueTime: Any = None
    valueDateTime: Any = None
    valuePeriod: Any = None
    dataAbsentReason: Concept | None = None
    interpretation: tuple[Concept, ...] = ()
    method: Concept | None = None
    device: Reference | None = None
    component: tuple[Component, ...] = ()


class Request(Wire, frozen=True):
    method: str = ""
    url: str = ""
    ifNoneExist: str = ""


class Entry(Wire, frozen=True):
    """`resource` stays bytes: one bad entry must not take the other 999 with it."""

    fullUrl: str = ""
    resource: msgspec.Raw = msgspec.Raw()
    request: Request | None = None


class Bundle(Wire, frozen=True):
    resourceType: str
    type: str = ""
    entry: tuple[Entry, ...] = ()


class Typed(Wire, frozen=True):
    """Enough of any resource to tell what it is."""

    resourceType: str = ""


_MARK = b"\xef\xbb\xbf"
"""Some tools put a byte order mark before JSON. RFC 8259 lets a receiver overlook it."""

_OBSERVATION = msgspec.json.Decoder(Observation)
_BUNDLE = msgspec.json.Decoder(Bundle)
_TYPED = msgspec.json.Decoder(Typed)


def observation(body: bytes) -> Observation:
    """Decode an Observation. Raises Unusable, and nothing else, whatever the bytes are."""
    found: Observation = whole(_OBSERVATION, body, "Observation")
    return found


def whole(decoder: msgspec.json.Decoder[Any], body: bytes, name: str) -> Any:
    """Decode one resource of type `name` and check its depth. Raises Unusable, nothing else."""
    found = _decode(decoder, body, name)
    if deeper_than(body, MAX_DEPTH):
        raise _too_deep(name)
    _refuse_doubles(body, name)
    return found


def bundle(body: bytes) -> Bundle:
    """Decode the envelope of a Bundle; its resources are still bytes. Raises Unusable."""
    found: Bundle = _decode(_BUNDLE, body, "Bundle")
    if len(found.entry) > MAX_ENTRIES:
        text = f"A bundle may have at most {MAX_ENTRIES} entries."
        raise Unusable(413, "too-costly", "Bundle.entry", text, "too-many")
    return found


def type_of(body: bytes) -> str:
    """The resourceType, "" when there is none. Raises Unusable when it is not a JSON object."""
    found: Typed = _decode(_TYPED, body, "Resource")
    return found.resourceType


def _decode(decoder: msgspec.json.Decoder[Any], body: bytes, name: str) -> Any:
    """Decode, check the type, and turn every way it can fail into a refusal."""
    text = body.removeprefix(_MARK)
    try:
        found = decoder.decode(text)
    except RecursionError:
        raise _too_deep(name) from None
    except msgspec.ValidationError as wrong:
        raise _wrong_shape(str(wrong), text, name) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _not_json() from None
    if name != "Resource":
        _refuse_other_type(found.resourceType, name)
    return found


def _wrong_shape(message: str, body: bytes, name: str) -> Unusable:
    """A refusal from msgspec's message, which names types and a path but never a value."""
    complaint, _, place = message.partition(" - at `$")
    missing = "missing required field" in complaint
    if name != "Resource" and (place or missing) and not place.startswith(".resourceType"):
        _refuse_other_type(type_of(body), name)  # the better answer, when it is that
    # msgspec writes `[...]` where it cannot say which index: FHIRPath leaves such an index out.
    path = name + place.rstrip("`").replace("[...]", "")
    issue = "required" if missing else "structure"
    return Unusable(400, issue, path, f"{complaint}.", "wrong-type")


def _refuse_other_type(written: str, name: str) -> None:
    if written != name:
        text = f"This must be of resourceType {name}."
        raise Unusable(400, "invalid", f"{name}.resourceType", text, "wrong-resource")


def _refuse_doubles(body: bytes, name: str) -> None:
    """No object may hold one name twice: programs differ in which of the two they believe, so a
    guard in front of us, or the sender's own log, may have seen another value than we would keep.
    """
    try:
        _PAIRS.decode(body.removeprefix(_MARK).decode())
    except (ValueError, RecursionError):
        raise _not_json() from None
    except _Double as found:
        if found.args[0] == "resourceType":
            text, code = "resourceType stands twice in one resource.", "wrong-resource"
        else:
            text, code = "A name stands twice in one object.", "twice"
        raise Unusable(400, "structure", name, text, code) from None


class _Double(Exception):
    """The name that stands twice."""


def _look(pairs: list[tuple[str, Any]]) -> None:
    names = [name for name, _value in pairs]
    if len(set(names)) < len(names):
        raise _Double(next(name for name in names if names.count(name) > 1))


# Numbers stay text: Python gives up on integers of thousands of digits.
_PAIRS = json.JSONDecoder(object_pairs_hook=_look, parse_int=str, parse_float=str, strict=False)


def _not_json() -> Unusable:
    return Unusable(400, "invalid", "", "The body is not JSON.", "not-json")


_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_ROUND = bytes.maketrans(b"{}[]", b"()()")
_NOT_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))


def _too_deep(name: str) -> Unusable:
    text = f"Nested deeper than {MAX_DEPTH} levels."
    return Unusable(413, "too-costly", name, text, "too-deep")


def deeper_than(body: bytes, most: int) -> bool:
    """Whether well-formed JSON nests deeper than `most`. Runs in C: each pass peels one level."""
    if body.count(b"{") + body.count(b"[") <= most:
        return False
    skeleton = _STRING.sub(b"", body).translate(_ROUND, _NOT_BRACKETS)
    for _ in range(most):
        if not skeleton:
            return False
        skeleton = skeleton.replace(b"()", b"")
    return bool(skeleton)
