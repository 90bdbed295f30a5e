"""Bundles: many readings and answers in one request, each for itself (batch) or all as one.

Only `POST Observation` and `POST QuestionnaireResponse` are understood inside a bundle. Anything
else is refused in its own place in a batch, and takes the whole of a transaction with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from urllib.parse import parse_qsl

from heime.core.errors import Refused
from heime.edges.fhir import observation, questionnaire_in, wire
from heime.edges.fhir.observation import Incoming
from heime.edges.fhir.outcome import Unusable, answer_to, token
from heime.edges.fhir.questionnaire_in import IncomingAnswers

MOST_FORMS = 100
"""Answered questionnaires of one bundle: each is a transaction of its own in a batch."""
MOST_ISSUES = 20
"""Refused entries named when a transaction is refused; after that the count is enough."""


@dataclass(frozen=True, slots=True)
class Entries:
    """A bundle understood: for each entry, in its order, what was sent or why it is unusable."""

    transaction: bool
    entries: tuple[Incoming | IncomingAnswers | Unusable, ...]

    @property
    def refused(self) -> list[Unusable]:
        """What a transaction fails on; the first MOST_ISSUES."""
        return [entry for entry in self.entries if isinstance(entry, Unusable)][:MOST_ISSUES]


def read(body: bytes, now: datetime) -> Entries:
    """Understand a batch or transaction. Raises Unusable when the bundle itself is unusable.

    A bad entry never raises: it stands in its place. Whoever receives a transaction with any
    `refused` must store nothing of it.
    """
    bundle = wire.bundle(body)
    if bundle.type not in ("batch", "transaction"):
        text = "We take bundles of type batch and transaction."
        raise Unusable(422, "not-supported", "Bundle.type", text, "bundle-type")
    if not bundle.entry:
        raise Unusable(422, "required", "Bundle.entry", "The bundle is empty.", "bundle-empty")
    entries = tuple(_entry(entry, index, now) for index, entry in enumerate(bundle.entry))
    if sum(isinstance(entry, IncomingAnswers) for entry in entries) > MOST_FORMS:
        text = f"A bundle may have at most {MOST_FORMS} answered questionnaires."
        raise Unusable(413, "too-costly", "Bundle.entry", text, "too-many")
    return Entries(bundle.type == "transaction", entries)


def _entry(entry: wire.Entry, index: int, now: datetime) -> Incoming | IncomingAnswers | Unusable:
    place = f"Bundle.entry[{index}]"
    try:
        kind = _what_to_create(entry.request)
    except Unusable as refusal:
        return refusal.within(place)
    resource = bytes(entry.resource)
    if not resource:
        return Unusable(400, "required", f"{place}.resource", "The resource is missing.")
    asked = entry.request.ifNoneExist if entry.request else ""
    try:
        if kind == questionnaire_in.NAME:
            form = questionnaire_in.decode(resource)
            key = if_none_exist(asked, form.identifiers, kind) if asked else ""
            return questionnaire_in.read(form, now, key)
        found = wire.observation(resource)
        key = if_none_exist(asked, found.identifier) if asked else ""
        return observation.read(found, now, key)
    except Unusable as refusal:
        return refusal.within(f"{place}.resource")


def _what_to_create(request: wire.Request | None) -> str:
    """The type of resource that the entry asks to create."""
    if request is None:
        raise Unusable(400, "required", "Entry.request", "The request is missing.", "no-request")
    if request.method != "POST":
        text = f"In a bundle we take POST, not {token(request.method)}."
        raise Unusable(405, "not-supported", "Entry.request.method", text, "wrong-method")
    kind = request.url.removeprefix("/")
    if kind not in ("Observation", questionnaire_in.NAME):
        text = "In a bundle we take Observation and QuestionnaireResponse, and no other resource."
        raise Unusable(422, "not-supported", "Entry.request.url", text, "wrong-resource")
    return kind


def if_none_exist(
    search: str, identifiers: Sequence[wire.Identifier], resource: str = "Observation"
) -> str:
    """The key in `identifier=system|value`, the only condition we create on.

    It must be an identifier of the resource itself, where that has any: else the next sender of
    the same reading, without the condition, would make a second one of it.
    """
    path = f"{resource}.identifier"
    pairs = parse_qsl(search)
    if len(pairs) != 1 or pairs[0][0] != "identifier" or "|" not in pairs[0][1]:
        text = "We create on the condition identifier=system|value and no other."
        raise Unusable(412, "not-supported", path, text, "condition")
    own = [f"{one.system}|{one.value}" for one in identifiers if one.value]
    key = pairs[0][1]
    if own and key not in own:
        text = "The condition names an identifier that the resource does not have."
        raise Unusable(422, "business-rule", path, text, "condition")
    return observation.clean(key, path)


# --- Answering ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one entry. location: `Observation/<id>`, for what was taken in."""

    status: int
    location: str = ""
    outcome: bytes = b""


def answer(refusal: Refused) -> Answer:
    """The answer to an entry that was refused, by us or by what stands behind us."""
    status, outcome = answer_to(refusal)
    return Answer(status, outcome=outcome)


def respond(answers: Sequence[Answer], transaction: bool) -> bytes:
    """The batch-response or transaction-response, one entry for each answer, in their order."""
    kind = "transaction-response" if transaction else "batch-response"
    entries = ",".join(map(_written, answers))
    return f'{{"resourceType":"Bundle","type":"{kind}","entry":[{entries}]}}'.encode()


def _written(given: Answer) -> str:
    location = f',"location":"{given.location}"' if given.location else ""
    outcome = f',"outcome":{given.outcome.decode()}' if given.outcome else ""
    return f'{{"response":{{"status":"{_status(given.status)}"{location}{outcome}}}}}'


def _status(code: int) -> str:
    return f"{code} {HTTPStatus(code).phrase}"
