"""A questionnaire as a FHIR R4 Questionnaire. fhir_in.py reads the same back, unchanged.

What FHIR has no element for stands in extensions of our own, under `urn:heime:`; a receiver that
does not know them shows the same questions. Texts are in the first language, the other languages
in FHIR's translation extension.
"""

from typing import Any

from heime.core.questionnaires.form import (
    OURS,
    STEM,
    Compare,
    Option,
    Question,
    Questionnaire,
    When,
    Words,
)

LOINC = "http://loinc.org"
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
LICENCE = "urn:heime:licence"
STATUS = "urn:heime:wording-status"
AWAITING = "urn:heime:awaiting"
LANGUAGE = "urn:heime:language"
WHOLE = "urn:heime:asked-whole"
SAFETY = "urn:heime:safety"
EMERGENCY = "urn:heime:emergency"
Resource = dict[str, Any]


def to_fhir(questionnaire: Questionnaire) -> Resource:
    """The Questionnaire resource, ready for json.dumps."""
    first = questionnaire.languages[0]
    resource: Resource = {
        "resourceType": "Questionnaire",
        "language": first,
        "extension": _extensions(questionnaire),
        "url": questionnaire.url,
        "version": questionnaire.version,
        "name": _fhir_name(questionnaire),
        **_said("title", questionnaire.title, first),
        "status": "active",
        "subjectType": ["Patient"],
        "copyright": questionnaire.attribution,
        "item": [_item(question, questionnaire, first) for question in questionnaire.questions],
    }
    if questionnaire.stem:
        stem = {"linkId": STEM, "type": "display", **_said("text", questionnaire.stem, first)}
        resource["item"].insert(0, stem)
    if questionnaire.code:
        resource["code"] = [{"system": LOINC, "code": questionnaire.code}]
    return resource


def _fhir_name(questionnaire: Questionnaire) -> str:
    """FHIR wants a name that a program can use; those from outside have theirs already."""
    if not questionnaire.url.startswith(OURS):
        return questionnaire.name
    return "".join(part.capitalize() for part in questionnaire.name.split("_"))


def _extensions(questionnaire: Questionnaire) -> list[Resource]:
    found: list[Resource] = [
        {"url": LICENCE, "valueString": questionnaire.licence},
        *({"url": LANGUAGE, "valueCode": language} for language in questionnaire.languages),
    ]
    if questionnaire.status:
        found.append({"url": STATUS, "valueString": questionnaire.status})
    if questionnaire.whole:
        found.append({"url": WHOLE, "valueBoolean": True})
    found += (_in_language(AWAITING, *one) for one in questionnaire.awaiting.items())
    return found


def _in_language(url: str, language: str, text: str) -> Resource:
    parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": text}]
    return {"url": url, "extension": parts}


def _said(element: str, words: Words, first: str) -> Resource:
    """One text element, with the other languages beside it under its underscored name."""
    said: Resource = {element: words[first]}
    others = [
        _in_language(TRANSLATION, language, text)
        for language, text in words.items()
        if language != first
    ]
    if others:
        said[f"_{element}"] = {"extension": others}
    return said


def _item(question: Question, questionnaire: Questionnaire, first: str) -> Resource:
    item: Resource = {
        "linkId": question.link_id,
        **_said("text", question.text, first),
        "type": "choice",
        "required": question.required,
        "answerOption": [_option(option, first) for option in question.options],
    }
    if question.safety:
        item["extension"] = [{"url": SAFETY, "valueBoolean": True}]
    if question.code:
        item["code"] = [{"system": LOINC, "code": question.code}]
    if question.when:
        item["enableWhen"] = [_when(when, questionnaire) for when in question.when]
        if question.any_of or len(question.when) > 1:
            item["enableBehavior"] = "any" if question.any_of else "all"
    return item


def coding(option: Option) -> Resource:
    """The answer as FHIR names it."""
    system, code = option.named
    return {"system": system, "code": code}


def _option(option: Option, first: str) -> Resource:
    shown = coding(option) | _said("display", option.text, first)
    shown["extension"] = [{"url": ORDINAL, "valueDecimal": option.value}]
    written: Resource = {"valueCoding": shown}
    if option.emergency:
        written["extension"] = [{"url": EMERGENCY, "valueBoolean": True}]
    return written


def _when(when: When, questionnaire: Questionnaire) -> Resource:
    written: Resource = {"question": when.question, "operator": when.compare.value}
    if when.compare is Compare.EXISTS:
        return written | {"answerBoolean": when.answer}
    asked = questionnaire.question(when.question)
    option = None if asked is None else asked.option(int(when.answer))
    if option is None:
        raise ValueError("to_fhir takes only questionnaires that have been checked")
    return written | {"answerCoding": coding(option)}
