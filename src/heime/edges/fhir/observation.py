"""From a FHIR Observation to what we take in: kind, value, time, device, and how good it is.

Nothing is guessed. What cannot be understood for certain is refused with the path of the element;
what is understood but has no usable value is taken in without one, so that staff see that a
measurement failed. docs/fhir.md says what each choice is and why.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from heime.core import identifiers
from heime.core.identifiers import SYSTEMS
from heime.core.kinds import KINDS, Kind
from heime.core.quantity import Scaled
from heime.core.reading import Quality
from heime.edges.fhir import codes, moment, value, wire
from heime.edges.fhir.outcome import Unusable, token

MOST_TEXT = 200
"""Characters of an identifier or a device name."""

PERSON_SYSTEMS = {system: kind for kind in identifiers.NATIONAL for system in SYSTEMS[kind]}
"""The identifier systems that name a person in the whole country, in every form in use."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the reading is about, as the sender said it: by our id, by national id, or by both.

    When both are given they must lead to the same person: whoever looks them up checks that.
    """

    enrolment: UUID | None
    national_id: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One reading as a sender gave it, understood. Times are UTC; values ten-thousandths.

    value, second: both None when the meter has no value to give.
    key: the sender's own name for the reading, "system|value"; empty when it gave none.
    content: bytes that are equal exactly when what was sent is equal, however it was written. Whose
        it is, is left out: the same person may be named in two ways, and an identity number must
        not end in a digest, where trying them all would find it again.
    """

    subject: Subject
    kind: Kind
    value: Scaled | None
    second: Scaled | None
    decimals: int
    measured_at: datetime
    quality: Quality
    device: str
    manual: bool
    key: str = field(repr=False)
    content: bytes = field(repr=False)


def read(resource: wire.Observation, now: datetime, key: str = "") -> Incoming:
    """Understand one Observation. Raises Unusable with status, issue code and path.

    key: what the sender asked us to know it by instead (If-None-Exist).
    """
    _refuse_modified(resource)
    _check_status(resource.status)
    kind = _kind(resource.code)
    labels = resource.meta.security if resource.meta else ()
    numbers = value.pair(resource) if KINDS[kind].has_two else value.single(resource, kind)
    measured_at = moment.measured_at(resource, now)
    quality = codes.both(codes.quality_of_labels(labels), numbers.quality)
    if resource.interpretation or resource.component:
        quality = codes.both(quality, _remarks(resource))
    device = _device(resource)
    manual = codes.typed_by_a_person(labels)
    written = (kind.value, *numbers.written, measured_at.isoformat(), quality.value, device, manual)
    return Incoming(
        subject=whose(resource.subject),
        kind=kind,
        value=numbers.value,
        second=numbers.second,
        decimals=numbers.decimals,
        measured_at=measured_at,
        quality=quality,
        device=device,
        manual=manual,
        key=key or _key(resource.identifier),
        content="\x1f".join(map(str, written)).encode(),
    )


# --- What it is ---------------------------------------------------------------------------------

_TAKEN = frozenset({"final", "amended", "corrected", "preliminary"})
_NOT_TAKEN = frozenset({"registered", "cancelled", "entered-in-error", "unknown"})


def _refuse_modified(resource: wire.Observation) -> None:
    """A modifier changes what the rest means; FHIR forbids to overlook one we do not know."""
    if resource.modifierExtension or any(part.modifierExtension for part in resource.component):
        path = "Observation.modifierExtension"
        raise Unusable(422, "extension", path, "We know no modifier extensions.", "modifier")
    if resource.implicitRules:
        path = "Observation.implicitRules"
        raise Unusable(422, "not-supported", path, "We know no implicit rules.", "modifier")


def _check_status(status: str) -> None:
    if status in _TAKEN:
        return
    path = "Observation.status"
    if status in _NOT_TAKEN:
        text = f"An observation that is {status} is no reading to act on."
        raise Unusable(422, "business-rule", path, text, "status")
    raise Unusable(400, "code-invalid", path, "This is no observation status.", "wrong-type")


def _kind(concept: wire.Concept) -> Kind:
    known = codes.kinds_of(concept)
    if len(known) == 1:
        return known.pop()
    path = "Observation.code"
    if known:
        text = "The codings name different kinds of measurement."
        raise Unusable(422, "code-invalid", path, text, "unknown-code")
    sent = ", ".join(token(coding.code) for coding in concept.coding[:3]) or "none"
    text = f"We do not know the code: {sent}."
    raise Unusable(422, "code-invalid", path, text, "unknown-code")


def _remarks(resource: wire.Observation) -> Quality:
    """What the meter says of its own reading, wherever the guides put it."""
    found = codes.quality_of_interpretation(resource.interpretation)
    for part in resource.component:
        if part.interpretation:
            found |= codes.quality_of_interpretation(part.interpretation)
        if part.valueBoolean or _says_yes(part.valueCodeableConcept):
            found |= codes.quality_of_bit(part.code)
    return found


def _says_yes(concept: wire.Concept | None) -> bool:
    return concept is not None and any(coding.code == "Y" for coding in concept.coding)


# --- Whose, by what, known as -------------------------------------------------------------------

_PATIENT = re.compile(
    r"(?:https?://[^\s?#]+/)?Patient/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.I
)


def whose(reference: wire.Reference | None) -> Subject:
    """Whom it is about. Raises Unusable with a path under Observation."""
    if reference is None:
        text = "Whose reading it is, is missing."
        raise Unusable(422, "required", "Observation.subject", text, "no-subject")
    enrolment = patient_id(reference.reference)
    named = reference.identifier
    national_id = None
    if named and named.system in PERSON_SYSTEMS and named.value:
        national_id = (named.system, clean(named.value, "Observation.subject.identifier.value"))
    if enrolment is None and national_id is None:
        # The same answer as to an id that looks right and leads nowhere.
        path = "Observation.subject"
        raise Unusable(404, "not-found", path, "We follow up nobody by that reference.")
    return Subject(enrolment, national_id)


def patient_id(reference: str) -> UUID | None:
    """The id in `Patient/<uuid>`, also at the end of an absolute URL; None for anything else."""
    match = _PATIENT.fullmatch(reference)
    return UUID(match[1]) if match else None


def _device(resource: wire.Observation) -> str:
    """The sender's name for the meter: what tells it from another one, before what is shown."""
    device = resource.device
    if device is None:
        return ""
    name = device.identifier.value if device.identifier else ""
    if not name and device.reference.startswith("#"):
        name = _contained(resource.contained, device.reference[1:])
    return clean(name or device.reference or device.display, "Observation.device")


def _contained(resources: Iterable[wire.Contained], wanted: str) -> str:
    for found in resources:
        if found.id == wanted and found.resourceType == "Device":
            serial = [found.serialNumber, *(c.deviceIdentifier for c in found.udiCarrier)]
            return next(filter(None, [*serial, *(n.name for n in found.deviceName)]), "")
    return ""


def _key(identifiers: tuple[wire.Identifier, ...]) -> str:
    for index, identifier in enumerate(identifiers):
        if identifier.value:
            path = f"Observation.identifier[{index}]"
            return clean(f"{identifier.system}|{identifier.value}", path)
    return ""


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def clean(text: str, path: str) -> str:
    """Refuse what no name holds: control characters (a database takes no NUL), or far too much."""
    if len(text) > MOST_TEXT:
        raise Unusable(422, "too-long", path, f"At most {MOST_TEXT} characters here.", "too-long")
    if _CONTROL.search(text):
        raise Unusable(400, "value", path, "There are control characters in it.", "wrong-type")
    return text
