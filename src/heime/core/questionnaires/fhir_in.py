"""A FHIR R4 Questionnaire read back into our own, whoever wrote it.

We take what we can show, keep and judge: questions with one answer among given ones, each of which
counts a whole number. All else is refused with its place. Extensions that we do not know are passed
over, as FHIR has it, unless they say that they change the meaning.
Whether somebody may use the instrument at all is register.py's to say.
"""

import re
from decimal import Decimal
from typing import Any

from heime.core.questionnaires import fhir_json as read
from heime.core.questionnaires import fhir_out
from heime.core.questionnaires.checking import check
from heime.core.questionnaires.fhir_json import refuse
from heime.core.questionnaires.form import (
    ANSWERS,
    LANGUAGES,
    OURS,
    Compare,
    Option,
    Question,
    Questionnaire,
    When,
    Words,
)

MAX_QUESTIONS = 200
MAX_OPTIONS = 50

_HELD = ("linkId", "text", "_text", "type", "required", "answerOption", "enableWhen",
         "enableBehavior", "extension", "code", "id", "prefix", "definition")  # fmt: skip
_ITEM_WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"


def from_fhir(resource: object, *, language: str = "") -> Questionnaire:
    """The questionnaire in this resource. Refuses what we cannot hold, with where and why.

    language: of its texts, where the resource itself does not say.
    """
    top = read.thing(resource, "Questionnaire")
    if top.get("resourceType") != "Questionnaire":
        raise refuse("resourceType", "must be Questionnaire.")
    if top.get("status") not in ("active", "draft"):
        raise refuse("status", "must be active or draft: others are not to be asked.")
    if "modifierExtension" in top:
        raise refuse("modifierExtension", "changes the meaning in a way that we do not know.")
    first = _language(top, language)
    stem, items = _flat(top)
    questions = [_question(where, item, first) for where, item in items]
    known: dict[str, Question] = {}
    for question, (where, _) in zip(questions, items, strict=True):
        if question.link_id in known:
            raise refuse(f"{where}.linkId", "another question has the same.")
        known[question.link_id] = question
    questions = [
        _with_conditions(question, where, item, known)
        for question, (where, item) in zip(questions, items, strict=True)
    ]
    found = _whole(top, first, stem, tuple(questions))
    check(found)
    return found


def _whole(
    top: dict[str, Any], first: str, stem: tuple[str, dict[str, Any]] | None,
    questions: tuple[Question, ...],
) -> Questionnaire:  # fmt: skip
    said = [
        read.text(one, "valueCode", where)
        for where, one in read.extensions(top, fhir_out.LANGUAGE, "Questionnaire")
    ]
    return Questionnaire(
        name=_name(top),
        version=read.needed(top, "version", "Questionnaire"),
        url=read.needed(top, "url", "Questionnaire"),
        title=_words(top, "title", "Questionnaire", first),
        languages=tuple(said) or (first,),
        status=_string(top, fhir_out.STATUS),
        licence=_string(top, fhir_out.LICENCE) or read.text(top, "copyright", "Questionnaire")
        or "not stated",
        attribution=read.text(top, "copyright", "Questionnaire"),
        questions=questions,
        awaiting=_translations(top, fhir_out.AWAITING, "Questionnaire"),
        stem={} if stem is None else _words(stem[1], "text", stem[0], first),
        whole=any(True for _ in read.extensions(top, fhir_out.WHOLE, "Questionnaire")),
        code=_loinc(top, "Questionnaire"),
    )  # fmt: skip


def _language(top: dict[str, Any], otherwise: str) -> str:
    """The language that texts stand in: nb-NO is bokmål, and «no» is taken to be it too."""
    said = read.text(top, "language", "Questionnaire") or otherwise
    code = said.partition("-")[0].lower()
    code = {"no": "nb"}.get(code, code)
    if code not in LANGUAGES:
        raise refuse("Questionnaire.language", f"must be one of {', '.join(LANGUAGES)}.")
    return code


def _name(top: dict[str, Any]) -> str:
    url = read.needed(top, "url", "Questionnaire")
    if url.startswith(OURS):
        return url.removeprefix(OURS)
    name = read.needed(top, "name", "Questionnaire")
    if not re.fullmatch(r"[A-Za-z]\w{0,63}", name, re.ASCII):
        raise refuse("Questionnaire.name", "must be letters, digits and _, and at most 64.")
    return name


def _string(top: dict[str, Any], url: str) -> str:
    for where, one in read.extensions(top, url, "Questionnaire"):
        return read.text(one, "valueString", where)
    return ""


def _loinc(parent: dict[str, Any], where: str) -> str:
    for here, one in read.things(parent, "code", where):
        if one.get("system") == fhir_out.LOINC:
            return read.text(one, "code", here)
    return ""


def _words(parent: dict[str, Any], element: str, where: str, first: str) -> Words:
    """A text in all its languages."""
    others = _translations(
        read.thing(parent.get(f"_{element}", {}), f"{where}._{element}"),
        fhir_out.TRANSLATION,
        f"{where}._{element}",
    )
    return others | {first: read.needed(parent, element, where)}


def _translations(parent: dict[str, Any], url: str, where: str) -> dict[str, str]:
    found = {}
    for here, one in read.extensions(parent, url, where):
        parts = dict(
            (part.get("url"), (place, part)) for place, part in read.things(one, "extension", here)
        )
        if "lang" not in parts or "content" not in parts:
            raise refuse(here, "needs its language and its text.")
        language = read.needed(parts["lang"][1], "valueCode", parts["lang"][0])
        found[language] = read.needed(parts["content"][1], "valueString", parts["content"][0])
    return found


def _flat(
    top: dict[str, Any],
) -> tuple[tuple[str, dict[str, Any]] | None, list[tuple[str, dict[str, Any]]]]:
    """What stands over the questions, and the questions. One group round them all is opened."""
    items = read.things(top, "item", "Questionnaire")
    stem = None
    if len(items) == 1 and items[0][1].get("type") == "group":
        where, group = items[0]
        if "enableWhen" in group or group.get("repeats"):
            raise refuse(where, "a group with conditions or repetitions is more than we can hold.")
        stem = (where, group) if group.get("text") else None
        items = read.things(group, "item", where)
    if items and stem is None and items[0][1].get("type") == "display":
        stem, items = items[0], items[1:]
    if len(items) > MAX_QUESTIONS:
        raise refuse("Questionnaire.item", f"has more than {MAX_QUESTIONS} questions.")
    return stem, items


def _question(where: str, item: dict[str, Any], first: str) -> Question:
    if item.get("type") != "choice":
        raise refuse(f"{where}.type", "must be choice: we ask questions with answers to choose.")
    if "answerValueSet" in item:
        raise refuse(f"{where}.answerValueSet", "write the answers out, as answerOption.")
    for name in item:
        if name not in _HELD and not (name == "repeats" and item[name] is False):
            # The name is not repeated: an element may be called anything.
            raise refuse(where, "holds an element that we do not know what to do with.")
    options = read.things(item, "answerOption", where)
    if len(options) > MAX_OPTIONS:
        raise refuse(f"{where}.answerOption", f"has more than {MAX_OPTIONS} answers.")
    return Question(
        link_id=read.needed(item, "linkId", where),
        text=_words(item, "text", where, first),
        options=tuple(_option(here, option, first) for here, option in options),
        required=read.yes(item, "required", where),
        safety=any(True for _ in read.extensions(item, fhir_out.SAFETY, where)),
        code=_loinc(item, where),
    )


def _option(where: str, option: dict[str, Any], first: str) -> Option:
    emergency = any(True for _ in read.extensions(option, fhir_out.EMERGENCY, where))
    if "valueInteger" in option:
        value = _whole_number(option["valueInteger"], f"{where}.valueInteger")
        return Option(value, {language: str(value) for language in LANGUAGES}, emergency=emergency)
    here = f"{where}.valueCoding"
    if "valueCoding" not in option:
        raise refuse(where, "must be a coding or a whole number.")
    coding = read.thing(option["valueCoding"], here)
    code, system = read.needed(coding, "code", here), read.text(coding, "system", here)
    value = _value(where, option, coding)
    # What goes without saying is not kept: an answer of ours, named by its value.
    system = "" if system == ANSWERS else system
    code = "" if (system, code) == ("", str(value)) else code
    return Option(value, _words(coding, "display", here, first), code, system, emergency)


def _value(where: str, option: dict[str, Any], coding: dict[str, Any]) -> int:
    """What an answer counts: on the coding, as R4 has it, or on the option, as some write it."""
    for parent, place in ((coding, f"{where}.valueCoding"), (option, where)):
        for url in (fhir_out.ORDINAL, _ITEM_WEIGHT):
            for here, one in read.extensions(parent, url, place):
                return _whole_number(one.get("valueDecimal"), f"{here}.valueDecimal")
    raise refuse(where, "does not say what it counts (the extension ordinalValue).")


def _whole_number(found: object, where: str) -> int:
    """A whole number, also when it is written 2.0: FHIR knows only decimals here."""
    if isinstance(found, float | Decimal) and 0 <= found < 1_000_000 and found % 1 == 0:
        found = int(found)
    if type(found) is not int or not 0 <= found < 1_000_000:
        raise refuse(where, "must be a whole number, 0 or more.")
    return found


def _with_conditions(
    question: Question, where: str, item: dict[str, Any], known: dict[str, Question]
) -> Question:
    conditions = read.things(item, "enableWhen", where)
    behaviour = read.text(item, "enableBehavior", where)
    if behaviour not in ("", "all", "any") or (len(conditions) > 1 and not behaviour):
        raise refuse(f"{where}.enableBehavior", "must be all or any.")
    return Question(
        link_id=question.link_id, text=question.text, options=question.options,
        required=question.required, safety=question.safety, code=question.code,
        when=tuple(_when(here, one, known) for here, one in conditions),
        any_of=behaviour == "any",
    )  # fmt: skip


def _when(where: str, one: dict[str, Any], known: dict[str, Question]) -> When:
    asked = read.needed(one, "question", where)
    operator = read.text(one, "operator", where)
    if operator == Compare.EXISTS:
        return When(asked, Compare.EXISTS, read.yes(one, "answerBoolean", where))
    if operator not in (Compare.IS, Compare.IS_NOT):
        raise refuse(f"{where}.operator", "must be =, != or exists: answers here have no order.")
    other = known.get(asked)
    if other is None:
        raise refuse(f"{where}.question", "there is no such question.")
    if "answerInteger" in one:
        value = _whole_number(one["answerInteger"], f"{where}.answerInteger")
    else:
        value = _coded(where, one, other)
    return When(asked, Compare(operator), value)


def _coded(where: str, one: dict[str, Any], other: Question) -> int:
    here = f"{where}.answerCoding"
    coding = read.thing(one.get("answerCoding"), here)
    named = (read.text(coding, "system", here) or ANSWERS, read.needed(coding, "code", here))
    for option in other.options:
        if option.named == named:
            return option.value
    raise refuse(here, "is not among the answers to that question.")
