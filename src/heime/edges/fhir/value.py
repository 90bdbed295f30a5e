"""The number in an Observation: its unit, its decimals, or the reason why there is none."""

from decimal import Decimal, InvalidOperation
from operator import attrgetter
from typing import NamedTuple

from heime.core.errors import Refused
from heime.core.kinds import KINDS, Kind
from heime.core.quantity import Scaled, Unit, scaled, unit_from_ucum
from heime.core.reading import Quality
from heime.edges.fhir import codes, wire
from heime.edges.fhir.outcome import ANSWERS, Unusable, token


class Numbers(NamedTuple):
    """The value, or both of them; None when there is none to give, and then `quality` says why.

    written: the same as the sender wrote it, one spelling for each number.
    """

    value: Scaled | None
    second: Scaled | None
    decimals: int
    quality: Quality
    written: tuple[str | int | None, ...]


class Number(NamedTuple):
    """One number, or the reason why there is none."""

    value: Scaled | None
    decimals: int
    quality: Quality
    written: str


_OTHER_VALUES = (
    "valueCodeableConcept", "valueString", "valueBoolean", "valueInteger", "valueRange",
    "valueRatio", "valueSampledData", "valueTime", "valueDateTime", "valuePeriod",
)  # fmt: skip


_others = attrgetter(*_OTHER_VALUES)
_NO_OTHERS = (None,) * len(_OTHER_VALUES)


def single(resource: wire.Observation, kind: Kind) -> Numbers:
    """The value of a kind that has one. Raises Unusable."""
    if _others(resource) != _NO_OTHERS:
        raise _other_value(resource)
    one = _number(resource, KINDS[kind].unit, "Observation")
    return Numbers(one.value, None, one.decimals, one.quality, (one.written, None))


def _other_value(resource: wire.Observation) -> Unusable:
    if resource.valueQuantity:
        text = "An observation has one value."
        return Unusable(400, "structure", "Observation.value", text, "wrong-type")
    name = next(name for name in _OTHER_VALUES if getattr(resource, name) is not None)
    text = "The value must be a quantity."
    return Unusable(422, "not-supported", f"Observation.{name}", text, "value-type")


def pair(resource: wire.Observation) -> Numbers:
    """Blood pressure: both pressures from their components, or neither.

    Half a blood pressure cannot be judged, so one that is missing for a reason takes the other
    with it, and the reading is kept as failed. Raises Unusable.
    """
    if resource.valueQuantity:
        path = "Observation.valueQuantity"
        text = "A blood pressure is sent as components, not as one value."
        raise Unusable(422, "business-rule", path, text, "value-type")
    if resource.dataAbsentReason:
        quality = codes.quality_of_absence(resource.dataAbsentReason)
        return Numbers(None, None, 0, quality, (None, None))
    upper = _pressure(resource.component, codes.UPPER, "systolic")
    lower = _pressure(resource.component, codes.LOWER, "diastolic")
    quality = codes.both(upper.quality, lower.quality)
    written = (upper.written, lower.written)
    if upper.value is None or lower.value is None:
        return Numbers(None, None, 0, quality, written)
    decimals = max(upper.decimals, lower.decimals)
    return Numbers(upper.value, lower.value, decimals, quality, written)


def _pressure(
    parts: tuple[wire.Component, ...], wanted: frozenset[tuple[str, str]], name: str
) -> Number:
    places = [index for index, part in enumerate(parts) if codes.names(part.code, wanted)]
    if not places:
        text = f"The {name} pressure is missing."
        raise Unusable(422, "required", "Observation.component", text, "no-value")
    if len(places) > 1:
        path = f"Observation.component[{places[1]}]"
        raise Unusable(422, "business-rule", path, f"The {name} pressure stands twice.", "twice")
    return _number(parts[places[0]], Unit.MMHG, f"Observation.component[{places[0]}]")


def _number(holder: wire.Observation | wire.Component, unit: Unit, path: str) -> Number:
    """The number of an Observation or a component, or the reason it has none."""
    quantity, reason = holder.valueQuantity, holder.dataAbsentReason
    if quantity is None or not bytes(quantity.value):
        if reason is None:
            text = "There is no value, and no reason why."
            raise Unusable(422, "required", f"{path}.valueQuantity.value", text, "no-value")
        return Number(None, 0, codes.quality_of_absence(reason), "")
    if reason is not None:
        text = "There is a value and also a reason why there is none."
        raise Unusable(422, "business-rule", f"{path}.dataAbsentReason", text, "no-value")
    path = f"{path}.valueQuantity"
    _check_unit(quantity, unit, path)
    number, decimals = _decimal(bytes(quantity.value), f"{path}.value")
    written = f"{quantity.comparator}{number:f}"
    if quantity.comparator:
        # "HI" on a glucose meter comes as > 33.3. That is no number to chart or average: it is kept
        # as what it is, above or below all that the meter can show (core.off_scale).
        return Number(None, 0, _SIDES[quantity.comparator], written)
    return Number(_scale(number, f"{path}.value"), decimals, Quality.NONE, written)


_SIDES = {
    "<": Quality.BELOW_RANGE,
    "<=": Quality.BELOW_RANGE,
    ">=": Quality.ABOVE_RANGE,
    ">": Quality.ABOVE_RANGE,
}

# Texts for people that contradict the code beside them. Only those that name another unit for
# certain: "lbs" beside kg must stop somebody, "bpm" beside /min must not.
_OTHER_UNITS = frozenset(
    ["lb", "lbs", "[lb_av]", "g", "st", "mg/dl", "°f", "f", "degf", "[degf]", "kpa"]
)


def _check_unit(quantity: wire.Quantity, wanted: Unit, path: str) -> None:
    if quantity.modifierExtension:
        raise Unusable(422, "extension", path, "We know no modifier extensions.", "modifier")
    if quantity.comparator and quantity.comparator not in _SIDES:
        raise Unusable(400, "code-invalid", f"{path}.comparator", "No comparator.", "wrong-type")
    if quantity.system != wire.UCUM or not quantity.code:
        text = "A value needs its unit as a UCUM code: system and code."
        raise Unusable(422, "code-invalid", f"{path}.code", text, "unknown-unit")
    try:
        unit = unit_from_ucum(quantity.code)
    except Refused:
        text = f"We do not know the unit {token(quantity.code)}; this kind is kept in {wanted}."
        raise Unusable(422, "code-invalid", f"{path}.code", text, "unknown-unit") from None
    if unit is not wanted:
        text = f"This kind is kept in {wanted}, not in {unit}."
        raise Unusable(422, "code-invalid", f"{path}.code", text, "unknown-unit")
    if quantity.unit.lower() in _OTHER_UNITS:
        text = "The unit for people names another unit than the code."
        raise Unusable(422, "business-rule", f"{path}.unit", text, "unknown-unit")


_NUMBER_STARTS = frozenset(bytes([first]) for first in b"-0123456789")
_FAR = "The value is outside anything that can be kept."


def _decimal(written: bytes, path: str) -> tuple[Decimal, int]:
    """The JSON number as written, and how many decimals it was written with.

    The decoder has seen that it is well-formed JSON of some type.
    """
    if written[:1] not in _NUMBER_STARTS:
        raise Unusable(400, "structure", path, "The value must be a JSON number.", "wrong-type")
    if len(written) > 32:
        raise Unusable(422, "value", path, "The number is too long to be a reading.", "too-precise")
    try:
        number = Decimal(written.decode())
    except InvalidOperation:  # an exponent beyond what the decimal module counts in
        raise Unusable(422, "value", path, _FAR, "out-of-range") from None
    # Before any arithmetic: 1e400000000 is short to write, and not to multiply or to print.
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or not -32 < exponent < 10 or number.adjusted() >= 10:
        raise Unusable(422, "value", path, _FAR, "out-of-range")
    if number < 0:
        raise Unusable(422, "value", path, "The value is below zero.", "out-of-range")
    return number if number else abs(number), max(0, -exponent)  # -0 is 0


def _scale(number: Decimal, path: str) -> Scaled:
    try:
        return scaled(number)
    except Refused as refusal:
        status, issue = ANSWERS[refusal.code]
        raise Unusable(status, issue, path, str(refusal), refusal.code) from None
