"""Answers and forms as FHIR writes them: QuestionnaireResponse and Questionnaire."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from heime.core.arrival import KeptAnswers
from heime.core.questionnaires import responses
from heime.core.questionnaires.fhir_out import to_fhir
from heime.core.questionnaires.safety import SAFE_NOW, SAFE_NOW_WORDS
from heime.core.questionnaires.shipped import SHIPPED
from heime.records.measurements.responses import Shown

_SAFE = {word: value for value, word in SAFE_NOW_WORDS.items()}
_SOURCE = {
    "carer": {"type": "RelatedPerson", "display": "Next of kin"},
    "trained_carer": {"type": "RelatedPerson", "display": "Next of kin"},
    "health_personnel": {"type": "Practitioner", "display": "Health personnel"},
}


@dataclass(frozen=True, slots=True)
class StoredAnswers:
    """A form as it is shown: what was answered, of whom, when, by whom."""

    id: UUID
    enrolment: UUID
    questionnaire: str
    version: str
    answered_at: datetime
    received_at: datetime
    items: Mapping[str, int | None] = field(repr=False)
    safe_now: str | None = field(repr=False)
    by: str


def of_kept(kept: KeptAnswers) -> StoredAnswers:
    sent = kept.sent
    return StoredAnswers(
        kept.id, kept.enrolment, sent.questionnaire, sent.version, sent.answered_at,
        kept.received_at, sent.items or {}, sent.safe_now, sent.by,
    )  # fmt: skip


def of_shown(shown: Shown) -> StoredAnswers:
    one = shown.answers
    return StoredAnswers(
        one.id, shown.enrolment, one.questionnaire, shown.version, one.answered_at,
        one.received_at, one.items or {}, one.safe_now, one.by,
    )  # fmt: skip


def response(stored: StoredAnswers) -> bytes:
    """The QuestionnaireResponse. Who answered for somebody else is not named, only what they are:
    this door knows no more.
    """
    patient = f"Patient/{stored.enrolment}"
    answers = dict(stored.items)
    if stored.safe_now is not None:
        answers[SAFE_NOW.link_id] = _SAFE[stored.safe_now]
    resource = responses.to_response(
        replace(SHIPPED[stored.questionnaire], version=stored.version),
        answers,
        subject=patient,
        authored=stored.answered_at.astimezone(UTC),
    )
    head: dict[str, Any] = {
        "resourceType": resource.pop("resourceType"),
        "id": str(stored.id),
        "meta": {"lastUpdated": stored.received_at.astimezone(UTC).isoformat("T", "milliseconds")},
    }
    return msgspec.json.encode(
        head | resource | {"source": _SOURCE.get(stored.by, {"reference": patient})}
    )


def _id(name: str) -> str:
    """A FHIR id may hold no underscore."""
    return name.replace("_", "-")


_QUESTIONNAIRES = {
    _id(name): msgspec.json.encode(
        {"resourceType": "Questionnaire", "id": _id(name)} | to_fhir(form)
    )
    for name, form in SHIPPED.items()
}


def questionnaire(name: str) -> bytes | None:
    """The definition of a form by its name or id; None when there is none."""
    return _QUESTIONNAIRES.get(_id(name))


def questionnaires(base: str) -> bytes:
    """All definitions, as a searchset. base: our FHIR address, without a slash at the end."""
    base = msgspec.json.encode(base).decode()[1:-1]
    entries = ",".join(
        f'{{"fullUrl":"{base}/Questionnaire/{name}","resource":{body.decode()},'
        '"search":{"mode":"match"}}'
        for name, body in _QUESTIONNAIRES.items()
    )
    link = f'{{"relation":"self","url":"{base}/Questionnaire"}}'
    total = len(_QUESTIONNAIRES)
    return (
        f'{{"resourceType":"Bundle","type":"searchset","total":{total},"link":[{link}],'
        f'"entry":[{entries}]}}'
    ).encode()
