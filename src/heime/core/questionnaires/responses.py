"""Answers as a FHIR R4 QuestionnaireResponse, in and out.

What we take must have been given to this very version, question by question. A form that is not
finished is taken all the same: what was answered is judged, and what was not is blank. Refusals
never repeat an answer.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from heime.core.questionnaires import fhir_json, fhir_out
from heime.core.questionnaires.form import ANSWERS, STEM, Answers, Option, Question, Questionnaire
from heime.core.questionnaires.refusals import BadAnswers, BadQuestionnaire, OtherVersion

MAX_ITEMS = 500


def to_response(
    questionnaire: Questionnaire, answers: Answers, *, subject: str, authored: datetime
) -> fhir_out.Resource:
    """The QuestionnaireResponse resource. A blank is an item without an answer.

    subject: the reference of the person, as `Patient/…`. authored: when it was answered.
    """
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{questionnaire.url}|{questionnaire.version}",
        "status": "completed",
        "subject": {"reference": subject},
        "authored": authored.isoformat(),
        "item": [
            _item(question, answers[question.link_id])
            for question in questionnaire.questions
            if question.link_id in answers
        ],
    }


def _item(question: Question, value: int | None) -> fhir_out.Resource:
    if value is None:
        return {"linkId": question.link_id}
    option = question.option(value)
    if option is None:
        raise _refuse(question.link_id, "that is not among the answers to this question.")
    return {"linkId": question.link_id, "answer": [{"valueCoding": fhir_out.coding(option)}]}


def answers_of(response: object, questionnaire: Questionnaire) -> dict[str, int | None]:
    """The answers in this resource, by link id; None for an item without one.

    Answers to questions that should not have been asked are kept: what somebody said of their
    safety counts, however they came to be asked.

    :raises OtherVersion: it answers another questionnaire, another version, or says not which
    :raises BadAnswers: an unknown or doubled question, or an answer that cannot be one
    """
    try:
        return _answers_of(response, questionnaire)
    except BadQuestionnaire as badly_built:
        raise BadAnswers(str(badly_built)) from None


def _answers_of(response: object, questionnaire: Questionnaire) -> dict[str, int | None]:
    top = fhir_json.thing(response, "QuestionnaireResponse")
    if top.get("resourceType") != "QuestionnaireResponse":
        raise _refuse("resourceType", "must be QuestionnaireResponse.")
    if top.get("status") not in ("completed", "amended"):
        raise _refuse("status", "must be completed or amended: others are not to be judged.")
    _same_version(top, questionnaire)
    items = fhir_json.things(top, "item", "QuestionnaireResponse")
    if len(items) > MAX_ITEMS:
        raise _refuse("item", f"there are more than {MAX_ITEMS}.")
    found: dict[str, int | None] = {}
    for where, item in items:
        link_id = fhir_json.needed(item, "linkId", where)
        if link_id == STEM and not {"answer", "item"} & set(item):
            continue
        question = questionnaire.question(link_id)
        if question is None:
            raise _refuse(f"{where}.linkId", "this questionnaire has no such question.")
        if link_id in found:
            raise _refuse(f"{where}.linkId", "this question is answered twice.")
        found[link_id] = _answer(where, item, question)
    return found


def _same_version(top: dict[str, Any], questionnaire: Questionnaire) -> None:
    named = fhir_json.needed(top, "questionnaire", "QuestionnaireResponse")
    url, _, version = named.partition("|")
    if url != questionnaire.url:
        raise OtherVersion("questionnaire: these are answers to another questionnaire.")
    if not version:
        raise OtherVersion("questionnaire: must say which version was answered, as url|version.")
    if version != questionnaire.version:
        raise OtherVersion("questionnaire: these are answers to another version.")


def _answer(where: str, item: dict[str, Any], question: Question) -> int | None:
    _refuse_modified(where, item)
    if "item" in item:
        raise _refuse(f"{where}.item", "this questionnaire has no questions within questions.")
    given = fhir_json.things(item, "answer", where)
    if not given:
        return None
    if len(given) > 1:
        raise _refuse(f"{where}.answer", "this question has one answer, and here are two.")
    here, answer = given[0]
    _refuse_modified(here, answer)
    if "item" in answer:
        raise _refuse(f"{here}.item", "this questionnaire has no questions within questions.")
    values = [name for name in answer if name.startswith("value")]
    if values == ["valueInteger"]:
        return _by_value(f"{here}.valueInteger", answer["valueInteger"], question)
    if values == ["valueCoding"]:
        return _by_code(f"{here}.valueCoding", answer["valueCoding"], question)
    raise _refuse(here, "must be one of the given answers, as a coding or a whole number.")


def _refuse_modified(where: str, part: dict[str, Any]) -> None:
    """FHIR forbids to overlook what changes the meaning of the rest."""
    if part.get("modifierExtension"):
        raise _refuse(f"{where}.modifierExtension", "we know no modifier extensions.")


def _by_value(where: str, value: object, question: Question) -> int:
    if type(value) is not int:
        raise _refuse(where, "must be a whole number.")
    return _among(where, (one for one in question.options if one.value == value))


def _by_code(where: str, value: object, question: Question) -> int:
    coding = fhir_json.thing(value, where)
    code = fhir_json.needed(coding, "code", where)
    system = fhir_json.text(coding, "system", where) or ANSWERS
    return _among(where, (one for one in question.options if one.named == (system, code)))


def _among(where: str, found: Iterator[Option]) -> int:
    option = next(found, None)
    if option is None:
        raise _refuse(where, "that is not among the answers to this question.")
    return option.value


def _refuse(where: str, why: str) -> BadAnswers:
    return BadAnswers(f"{where}: {why}")
