"""Questionnaires and answers as FHIR R4: out, back in, and what is refused on the way."""

import copy
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heime.core.errors import Refused
from heime.core.questionnaires import checking, scales
from heime.core.questionnaires.fhir_in import from_fhir
from heime.core.questionnaires.fhir_out import ORDINAL, to_fhir
from heime.core.questionnaires.form import Compare, When
from heime.core.questionnaires.refusals import BadAnswers, BadQuestionnaire, OtherVersion
from heime.core.questionnaires.responses import answers_of, to_response
from heime.core.questionnaires.shipped import SHIPPED, named

PHQ9, COPD = named("phq9"), named("copd_daily")
WHEN = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
SOMEBODY = "Patient/0199e0c4-0000-7000-8000-000000000001"


def over_the_wire(resource):
    return json.loads(json.dumps(resource))


class TestOutAndBack:
    @pytest.mark.parametrize("name", SHIPPED)
    def test_nothing_is_lost(self, name):
        assert from_fhir(over_the_wire(to_fhir(SHIPPED[name]))) == SHIPPED[name]

    def test_the_other_languages_stand_beside_the_first(self):
        item = to_fhir(COPD)["item"][0]
        assert item["text"].startswith("Hvordan")
        other = item["_text"]["extension"][0]
        assert other["url"].endswith("/translation")
        assert other["extension"] == [
            {"url": "lang", "valueCode": "nn"},
            {"url": "content", "valueString": COPD.question("k1").text["nn"]},
        ]

    def test_an_answer_says_what_it_counts(self):
        option = to_fhir(PHQ9)["item"][1]["answerOption"][2]["valueCoding"]
        assert (option["system"], option["code"]) == ("http://loinc.org", "LA6570-1")
        assert option["extension"] == [{"url": ORDINAL, "valueDecimal": 2}]

    def test_safe_now_is_enabled_by_any_answer_to_item_9_but_never(self):
        item = to_fhir(PHQ9)["item"][-1]
        assert item["enableBehavior"] == "any"
        assert [(w["question"], w["operator"], w["answerCoding"]["code"])
                for w in item["enableWhen"]] == [
            ("9", "=", "LA6569-3"), ("9", "=", "LA6570-1"), ("9", "=", "LA6571-9"),
        ]  # fmt: skip

    def test_link_ids_are_unique_also_with_the_line_over_the_questions(self):
        for questionnaire in SHIPPED.values():
            link_ids = [item["linkId"] for item in to_fhir(questionnaire)["item"]]
            assert len(set(link_ids)) == len(link_ids)


def a_form(**changed):
    """A small form as somebody else might write it."""
    resource = {
        "resourceType": "Questionnaire",
        "language": "nb-NO",
        "url": "https://example.no/Questionnaire/sleep",
        "version": "2",
        "name": "Sleep",
        "title": "Søvn",
        "status": "active",
        "copyright": "Eksempel kommune, CC0",
        "item": [
            {
                "linkId": "1",
                "text": "Sov du godt?",
                "type": "choice",
                "answerOption": [
                    {
                        "valueCoding": {
                            "code": "y",
                            "display": "Ja",
                            "extension": [{"url": ORDINAL, "valueDecimal": 0}],
                        }
                    },
                    {
                        "valueCoding": {
                            "code": "n",
                            "display": "Nei",
                            "extension": [{"url": ORDINAL, "valueDecimal": 1.0}],
                        }
                    },
                ],
            },
            {
                "linkId": "2",
                "text": "Hvor mange ganger våknet du?",
                "type": "choice",
                "answerOption": [{"valueInteger": n} for n in range(4)],
                "enableWhen": [{"question": "1", "operator": "=", "answerCoding": {"code": "n"}}],
            },
        ],
    }
    return resource | changed


class TestFromOthers:
    def test_is_taken_as_it_is_meant(self):
        found = from_fhir(a_form())
        assert (found.name, found.version, found.languages) == ("Sleep", "2", ("nb",))
        assert found.question("1").values == (0, 1)
        assert not found.question("1").required, "FHIR's default"
        assert found.question("2").when == (When("1", Compare.IS, 1),)
        assert from_fhir(over_the_wire(to_fhir(found))) == found

    def test_one_group_round_all_is_opened(self):
        group = {"linkId": "g", "type": "group", "text": "Siste natt", "item": a_form()["item"]}
        found = from_fhir(a_form(item=[group]))
        assert found.stem["nb"] == "Siste natt"
        assert len(found.questions) == 2

    def test_the_language_may_be_told_by_whoever_brings_it(self):
        silent = a_form(language="")
        assert from_fhir(silent, language="nn").languages == ("nn",)
        with pytest.raises(BadQuestionnaire, match="language"):
            from_fhir(silent)

    def test_weights_may_come_as_exact_decimals(self):
        form = a_form()
        form["item"][0]["answerOption"][1]["valueCoding"]["extension"][0]["valueDecimal"] = Decimal(
            "1.00"
        )
        assert from_fhir(form).question("1").values == (0, 1)

    @pytest.mark.parametrize(
        ("path", "value", "where"),
        [
            (("resourceType",), "Patient", "resourceType"),
            (("status",), "retired", "status"),
            (("language",), "fr", "language"),
            (("version",), "", "version"),
            (("url",), None, "url"),
            (("name",), "Sleep diary", "name"),
            (("item",), {}, "item"),
            (("item",), [], "questions"),
            (("modifierExtension",), [{"url": "x"}], "modifierExtension"),
            (("item", 0, "linkId"), "2", "item[1].linkId: another question"),
            (("item", 0, "linkId"), 1, "item[0].linkId"),
            (("item", 0, "type"), "string", "item[0].type"),
            (("item", 0, "text"), "x" * 3000, "item[0].text"),
            (("item", 0, "repeats"), True, "item[0]"),
            (("item", 0, "item"), [], "item[0]"),
            (("item", 0, "answerValueSet"), "#yes", "item[0].answerValueSet"),
            (("item", 0, "required"), "yes", "item[0].required"),
            (("item", 0, "answerOption", 1), {"valueString": "Nei"}, "answerOption[1]"),
            (("item", 0, "answerOption", 1, "valueCoding", "extension"), [],
             "item[0].answerOption[1]: does not say what it counts"),
            (("item", 0, "answerOption", 1, "valueCoding", "extension", 0, "valueDecimal"), 0.5,
             "whole number"),
            (("item", 1, "answerOption", 0, "valueInteger"), 1.5, "answerOption[0].valueInteger"),
            (("item", 1, "enableWhen", 0, "question"), "9", "item[1].enableWhen[0].question"),
            (("item", 1, "enableWhen", 0, "operator"), ">", "operator"),
            (("item", 1, "enableWhen", 0, "answerCoding", "code"), "z", "answerCoding"),
            (("item", 1, "enableWhen", 0, "question"), "2", "is not among"),
            (("item", 1, "enableBehavior"), "some", "enableBehavior"),
        ],
    )  # fmt: skip
    def test_what_we_cannot_hold_is_refused_with_its_place(self, path, value, where):
        broken = a_form()
        parent = broken
        for step in path[:-1]:
            parent = parent[step]
        parent[path[-1]] = value
        with pytest.raises(BadQuestionnaire) as refused:
            from_fhir(broken)
        assert where in str(refused.value)

    def test_a_form_without_end_is_refused(self):
        one = a_form()["item"][0]
        many = [one | {"linkId": str(at)} for at in range(201)]
        assert len(from_fhir(a_form(item=many[:200])).questions) == 200
        with pytest.raises(BadQuestionnaire, match="more than 200 questions"):
            from_fhir(a_form(item=many))
        answers = [{"valueInteger": at} for at in range(51)]
        with pytest.raises(BadQuestionnaire, match="more than 50 answers"):
            from_fhir(a_form(item=[one | {"answerOption": answers}]))

    def test_a_circle_of_conditions_is_refused(self):
        form = a_form()
        form["item"][0]["enableWhen"] = [
            {"question": "2", "operator": "exists", "answerBoolean": True}
        ]
        with pytest.raises(BadQuestionnaire, match="wait for each other: 1 -> 2 -> 1"):
            from_fhir(form)

    def test_two_conditions_must_say_how_they_go_together(self):
        form = a_form()
        form["item"][1]["enableWhen"] *= 2
        with pytest.raises(BadQuestionnaire, match="enableBehavior"):
            from_fhir(form)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
PLACES = [
    path
    for at in range(2)
    for path in [
        ("item", at), ("item", at, "linkId"), ("item", at, "text"), ("item", at, "_text"),
        ("item", at, "answerOption"), ("item", at, "answerOption", 0),
        ("item", at, "enableWhen"), ("item", at, "extension"), ("item", at, "code"),
    ]
] + [("item",), ("title",), ("_title",), ("extension",), ("code",), ("language",)]  # fmt: skip


@given(JSON, st.sampled_from(PLACES))
def test_whatever_stands_anywhere_it_is_taken_or_refused_and_never_breaks(value, path):
    form = a_form()
    parent = form
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    try:
        found = from_fhir(form)
    except Refused:
        return
    checking.check(found)
    assert from_fhir(to_fhir(found)) == found


def answered(**changed):
    answers = {str(n): 1 for n in range(1, 10)} | {"safe_now": 0}
    return to_response(PHQ9, answers, subject=SOMEBODY, authored=WHEN) | changed


class TestAnswers:
    def test_out_and_back(self):
        answers = {"1": 3, "2": None, "9": 2, "safe_now": 2}
        response = over_the_wire(to_response(PHQ9, answers, subject=SOMEBODY, authored=WHEN))
        assert answers_of(response, PHQ9) == answers
        assert response["authored"] == "2026-11-21T07:00:00+00:00"
        assert response["questionnaire"] == "urn:heime:questionnaire:phq9|1.0"

    def test_what_came_in_can_be_scored(self):
        assert scales.score(PHQ9, answers_of(answered(), PHQ9)).total == 9

    def test_the_value_alone_is_enough(self):
        response = answered(item=[{"linkId": "9", "answer": [{"valueInteger": 2}]}])
        assert answers_of(response, PHQ9) == {"9": 2}

    def test_the_line_over_the_questions_may_be_sent_along(self):
        assert answers_of(answered(item=[{"linkId": "stem", "text": "…"}]), PHQ9) == {}

    def test_an_answer_about_safety_counts_however_it_came_to_be_asked(self):
        response = answered(
            item=[
                {"linkId": "9", "answer": [{"valueInteger": 0}]},
                {"linkId": "safe_now", "answer": [{"valueInteger": 1}]},
            ]
        )
        assert answers_of(response, PHQ9)["safe_now"] == 1

    @pytest.mark.parametrize(
        ("item", "where", "why"),
        [
            ({"linkId": "10"}, "item[0].linkId", "no such question"),
            ({"linkId": ""}, "item[0].linkId", "must be there"),
            ({"linkId": "1", "answer": [{"valueInteger": 4}]}, "valueInteger", "not among"),
            ({"linkId": "1", "answer": [{"valueInteger": True}]}, "valueInteger", "whole number"),
            ({"linkId": "1", "answer": [{"valueInteger": 1.0}]}, "valueInteger", "whole number"),
            ({"linkId": "1", "answer": [{"valueDecimal": 1.5}]}, "answer[0]", "given answers"),
            ({"linkId": "1", "answer": [{"valueString": "1"}]}, "answer[0]", "given answers"),
            ({"linkId": "1", "answer": [{}]}, "answer[0]", "given answers"),
            ({"linkId": "1", "answer": [{"valueCoding": {"code": "LA6568-5"}}]},
             "valueCoding", "not among"),
            ({"linkId": "1", "answer": [{"valueInteger": 1, "valueCoding": {}}]},
             "answer[0]", "given answers"),
            ({"linkId": "1", "answer": [{"valueInteger": 1}] * 2}, "answer", "here are two"),
            ({"linkId": "1", "item": []}, "item[0].item", "within questions"),
            ({"linkId": "1", "answer": [{"valueInteger": 1, "item": []}]}, "item", "within"),
            ({"linkId": "1", "modifierExtension": [{"url": "urn:x"}]},
             "item[0].modifierExtension", "no modifier"),
            ({"linkId": "1", "answer": [{"valueInteger": 1, "modifierExtension": [{}]}]},
             "item[0].answer[0].modifierExtension", "no modifier"),
            ("1", "item[0]", "object"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_an_answer_is_refused(self, item, where, why):
        with pytest.raises(BadAnswers) as refused:
            answers_of(answered(item=[item]), PHQ9)
        assert where in str(refused.value)
        assert why in str(refused.value)

    def test_a_response_without_end_is_refused(self):
        with pytest.raises(BadAnswers, match="more than 500"):
            answers_of(answered(item=[{"linkId": "1"}] * 501), PHQ9)

    def test_one_question_answered_in_two_places(self):
        twice = [{"linkId": "1", "answer": [{"valueInteger": n}]} for n in (0, 1)]
        with pytest.raises(BadAnswers, match=r"item\[1\].linkId: this question is answered twice"):
            answers_of(answered(item=twice), PHQ9)

    @pytest.mark.parametrize(
        "canonical",
        [
            "urn:heime:questionnaire:phq9|0.9",
            "urn:heime:questionnaire:phq9",
            "urn:heime:questionnaire:gad7|1.0",
        ],
    )
    def test_another_version_is_refused(self, canonical):
        with pytest.raises(OtherVersion):
            answers_of(answered(questionnaire=canonical), PHQ9)

    @pytest.mark.parametrize("status", ["in-progress", "entered-in-error", "", None, 7])
    def test_what_is_not_finished_or_taken_back_is_refused(self, status):
        with pytest.raises(BadAnswers, match="status"):
            answers_of(answered(status=status), PHQ9)

    def test_a_refusal_never_repeats_what_was_answered(self):
        secret = "jeg vil ikke mer"
        for item in (
            {"linkId": secret},
            {"linkId": "1", "answer": [{"valueString": secret}]},
            {"linkId": "1", "answer": [{"valueCoding": {"code": secret}}]},
        ):
            with pytest.raises(BadAnswers) as refused:
                answers_of(answered(item=[item]), PHQ9)
            assert secret not in str(refused.value)

    @given(JSON)
    def test_whatever_is_sent_it_is_taken_or_refused(self, anything):
        response = copy.deepcopy(answered())
        for broken in (anything, response | {"item": anything}, response | {"item": [anything]}):
            try:
                found = answers_of(broken, PHQ9)
            except Refused:
                continue
            assert all(PHQ9.question(link_id) for link_id in found)
