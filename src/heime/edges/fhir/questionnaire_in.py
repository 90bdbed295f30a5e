"""From a FHIR QuestionnaireResponse to what we take in: which form, whose, when, by whom, answers.

As with Observation nothing is guessed, and a refusal names the element and never what stood there.
The questions and answers themselves are read by core.questionnaires.responses.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from heime.core import asked
from heime.core.errors import Refused
from heime.core.questionnaires import responses
from heime.core.questionnaires.form import Questionnaire
from heime.core.questionnaires.safety import SAFE_NOW, SAFE_NOW_WORDS
from heime.core.questionnaires.shipped import SHIPPED
from heime.edges.fhir import moment, observation, wire
from heime.edges.fhir.observation import Subject
from heime.edges.fhir.outcome import ANSWERS, Unusable

NAME = "QuestionnaireResponse"


class Person(wire.Wire, frozen=True):
    """A reference to somebody who answers: `type` says it where the reference itself does not."""

    reference: str = ""
    type: str = ""


class Answered(wire.Wire, frozen=True):
    """A QuestionnaireResponse. Its items are read with the form at hand."""

    resourceType: str
    questionnaire: str = ""
    status: str = ""
    implicitRules: str = ""
    modifierExtension: tuple[Any, ...] = ()
    identifier: wire.Identifier | None = None
    subject: wire.Reference | None = None
    authored: str = ""
    source: Person | None = None
    author: Person | None = None
    item: list[Any] = []

    @property
    def identifiers(self) -> tuple[wire.Identifier, ...]:
        return (self.identifier,) if self.identifier else ()


_ANSWERED = msgspec.json.Decoder(Answered)


@dataclass(frozen=True, slots=True)
class IncomingAnswers:
    """One answered form as a sender gave it, understood.

    items: by link id, None for a blank. by: as of core.asked.Answers.
    safe_now: `yes`, `no`, `unsure`, None where it was not answered.
    key, content: as of observation.Incoming.
    """

    subject: Subject
    questionnaire: str
    version: str
    answered_at: datetime
    items: Mapping[str, int | None] = field(repr=False)
    safe_now: str | None = field(repr=False)
    by: str
    key: str = field(repr=False)
    content: bytes = field(repr=False)


def decode(body: bytes) -> Answered:
    """Decode what was sent. Raises Unusable, and nothing else, whatever the bytes are."""
    found: Answered = wire.whole(_ANSWERED, body, NAME)
    return found


def read(found: Answered, now: datetime, key: str = "") -> IncomingAnswers:
    """Understand one QuestionnaireResponse. Raises Unusable with status, issue code and path.

    key: what the sender asked us to know it by instead (If-None-Exist).
    """
    _refuse_modified(found)
    _check_status(found.status)
    form = _form(found.questionnaire)
    items = _items(found, form)
    if asked.says_nothing(form.name, items):
        text = "None of the questions is answered."
        raise Unusable(422, "required", f"{NAME}.item", text, "bad-answers")
    safe = items.pop(SAFE_NOW.link_id, None)
    safe_now = None if safe is None else SAFE_NOW_WORDS[safe]
    answered_at = _authored(found.authored, now)
    by = _who(found)
    said = sorted(items.items())
    written = (form.name, form.version, answered_at.isoformat(), by, safe_now, said)
    return IncomingAnswers(
        subject=_whose(found.subject),
        questionnaire=form.name,
        version=form.version,
        answered_at=answered_at,
        items=items,
        safe_now=safe_now,
        by=by,
        key=key or _key(found.identifier),
        content="\x1f".join(map(str, written)).encode(),
    )


# --- Which form, and what was answered ----------------------------------------------------------


def _refuse_modified(found: Answered) -> None:
    """As for Observation: FHIR forbids to overlook what changes the meaning of the rest."""
    if found.modifierExtension:
        path = f"{NAME}.modifierExtension"
        raise Unusable(422, "extension", path, "We know no modifier extensions.", "modifier")
    if found.implicitRules:
        path = f"{NAME}.implicitRules"
        raise Unusable(422, "not-supported", path, "We know no implicit rules.", "modifier")


_TAKEN = frozenset({"completed", "amended"})
_NOT_TAKEN = frozenset({"in-progress", "entered-in-error", "stopped"})


def _check_status(status: str) -> None:
    if status in _TAKEN:
        return
    path = f"{NAME}.status"
    if status in _NOT_TAKEN:
        text = f"A form that is {status} is none to act on."
        raise Unusable(422, "business-rule", path, text, "status")
    raise Unusable(400, "code-invalid", path, "This is no status of answers.", "wrong-type")


_BY_URL = {form.url: form for form in SHIPPED.values()}


def _form(canonical: str) -> Questionnaire:
    path = f"{NAME}.questionnaire"
    url = canonical.partition("|")[0]
    if not url:
        text = "Which questionnaire was answered, is missing."
        raise Unusable(422, "required", path, text, "unknown-questionnaire")
    if url not in _BY_URL:
        text = "We do not know this questionnaire."
        raise Unusable(422, "not-supported", path, text, "unknown-questionnaire")
    return _BY_URL[url]


def _items(found: Answered, form: Questionnaire) -> dict[str, int | None]:
    """The answers, by the form's own reader. Its refusals say "place: why", never an answer."""
    resource = {
        "resourceType": NAME, "status": found.status, "questionnaire": found.questionnaire,
        "item": found.item,
    }  # fmt: skip
    try:
        return responses.answers_of(resource, form)
    except Refused as refusal:
        place, _, why = str(refusal).partition(": ")
        path = place if place.startswith(NAME) else f"{NAME}.{place}"
        status, issue = ANSWERS[refusal.code]
        raise Unusable(status, issue, path, why, refusal.code) from None


# --- When, whose, by whom, known as -------------------------------------------------------------


def _authored(text: str, now: datetime) -> datetime:
    path = f"{NAME}.authored"
    if not text:
        raise Unusable(422, "required", path, "When it was answered, is missing.", "no-time")
    answered_at = moment.instant(text, path)
    if answered_at > now + moment.AHEAD:
        say = "Answered more than five minutes in the future: is the clock right?"
        raise Unusable(422, "business-rule", path, say, "in-the-future")
    return answered_at


def _whose(subject: wire.Reference | None) -> Subject:
    try:
        return observation.whose(subject)
    except Unusable as refusal:
        raise refusal.within(NAME) from None


# Who answered decides how answers of one day are weighed (CL-19). A device or an organisation has
# written down what somebody else said: the person, unless `source` says who.
_ANSWERS_AS = {
    "Patient": "patient",
    "RelatedPerson": "carer",
    "Practitioner": "health_personnel",
    "PractitionerRole": "health_personnel",
}
_ONLY_WRITES = frozenset({"Device", "Organization"})
_TYPE = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+)/[A-Za-z0-9.-]{1,64}", re.ASCII)


def _who(found: Answered) -> str:
    for name, person in (("source", found.source), ("author", found.author)):
        if person is None:
            continue
        match = _TYPE.fullmatch(person.reference)
        types = {match[1] if match else "", person.type} - {""}
        if types and types <= _ONLY_WRITES and name == "author":
            continue
        if len(types) != 1 or not types <= _ANSWERS_AS.keys():
            text = "Who answered is a Patient, RelatedPerson, Practitioner or PractitionerRole."
            raise Unusable(422, "value", f"{NAME}.{name}", text, "unknown-respondent")
        return _ANSWERS_AS[types.pop()]
    return "patient"


def _key(identifier: wire.Identifier | None) -> str:
    if identifier is None or not identifier.value:
        return ""
    return observation.clean(f"{identifier.system}|{identifier.value}", f"{NAME}.identifier")
