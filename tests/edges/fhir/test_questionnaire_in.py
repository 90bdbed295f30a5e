"""A QuestionnaireResponse as it is understood, and what is refused with which path."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from heime.core.questionnaires.shipped import SHIPPED
from heime.edges.fhir import questionnaire_in
from heime.edges.fhir.outcome import Unusable
from tests.edges.fhir.forms import HEART, PHQ9, QUIET, answered, item

WHO = "0198b5a0-0000-7000-8000-000000000001"
NOW = datetime.now(UTC)


def read(resource) -> questionnaire_in.IncomingAnswers:
    body = resource if isinstance(resource, bytes) else json.dumps(resource).encode()
    return questionnaire_in.read(questionnaire_in.decode(body), datetime.now(UTC))


def refusal(resource) -> tuple[int, str, str]:
    with pytest.raises(Unusable) as caught:
        read(resource)
    return caught.value.status, caught.value.code, caught.value.path


def coded(system: str | None, code: str):
    coding = {"code": code} | ({"system": system} if system else {})
    return {"linkId": "9", "answer": [{"valueCoding": coding}]}


def test_whole_numbers_and_codings_are_the_same_answers():
    by_number = answered(WHO, {"9": 2}, questionnaire=PHQ9)
    by_code = by_number | {"item": [coded("http://loinc.org", "LA6570-1")]}

    assert read(by_number).items == read(by_code).items == {"9": 2}
    assert read(by_number).content == read(by_code).content


def test_whether_somebody_is_safe_stands_by_itself():
    safe = {"linkId": "safe_now", "answer": [{"valueCoding": {"code": "unsure"}}]}
    blank = {"linkId": "safe_now"}
    form = answered(WHO, {"9": 1}, questionnaire=PHQ9)

    found = read(form | {"item": [*form["item"], safe]})
    assert (found.safe_now, found.items) == ("unsure", {"9": 1})
    assert read(form | {"item": [*form["item"], blank]}).safe_now is None, "a blank is no yes"
    assert read(form).safe_now is None


@pytest.mark.parametrize(("said", "by"), [
    ({}, "patient"),
    ({"source": {"reference": f"Patient/{WHO}"}}, "patient"),
    ({"source": {"reference": "RelatedPerson/7"}}, "carer"),
    ({"source": {"type": "RelatedPerson", "display": "the daughter"}}, "carer"),
    ({"source": {"reference": "https://hpr.example/fhir/Practitioner/7"}}, "health_personnel"),
    ({"source": {"reference": "PractitionerRole/7"}}, "health_personnel"),
    ({"author": {"reference": "RelatedPerson/7"}}, "carer"),
    ({"author": {"reference": "Device/7"}}, "patient"),
    ({"author": {"reference": "Practitioner/7"}, "source": {"reference": f"Patient/{WHO}"}},
     "patient"),
])  # fmt: skip
def test_who_answered(said, by):
    assert read(answered(WHO, **said)).by == by


def test_a_time_is_known_whatever_its_zone():
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    form = answered(WHO) | {"authored": at.isoformat()}
    elsewhere = form | {"authored": at.astimezone().isoformat()}

    assert read(form).answered_at == at
    assert read(form).content == read(elsewhere).content


@pytest.mark.parametrize(("change", "same"), [
    ({"text": {"div": "<p/>"}, "extension": []}, True),
    ({"item": [item(*pair) for pair in reversed(QUIET.items())]}, True),
    ({"item": [item(*pair) for pair in (QUIET | {"k1": 1}).items()]}, False),
    ({"item": [item(*pair) for pair in (QUIET | {"k1": None}).items()]}, False),
    ({"source": {"reference": "RelatedPerson/1"}}, False),
    ({"authored": (NOW - timedelta(hours=1)).isoformat()}, False),
])  # fmt: skip
def test_what_makes_two_forms_the_same(change, same):
    form = answered(WHO)

    assert (read(form).content == read(form | change).content) is same


def deep() -> bytes:
    inner = '{"linkId":"k1","item":[' * 70 + "]}" * 70
    return json.dumps(answered(WHO)).replace('"item": [', f'"contained": [{inner}], "item": [')\
        .encode()  # fmt: skip


FORM = answered(WHO)
UNDER = "QuestionnaireResponse"
REFUSED = {
    "not JSON": (b"{", (400, "not-json", "")),
    "another resource": ({"resourceType": "Patient"}, (400, "wrong-resource",
                                                       f"{UNDER}.resourceType")),
    "items that are none": (FORM | {"item": 3}, (400, "wrong-type", f"{UNDER}.item")),
    "far too deep": (deep(), (413, "too-deep", UNDER)),
    "two types at once": (
        json.dumps(FORM).replace("{", '{"resourceType": "Observation", ', 1).encode(),
        (400, "wrong-resource", UNDER),
    ),
    "no form": (FORM | {"questionnaire": ""}, (422, "unknown-questionnaire",
                                               f"{UNDER}.questionnaire")),
    "a form nobody knows": (FORM | {"questionnaire": "http://example.org/q|1"},
                            (422, "unknown-questionnaire", f"{UNDER}.questionnaire")),
    "no version": (FORM | {"questionnaire": "urn:heime:questionnaire:copd_daily"},
                   (422, "other-version", f"{UNDER}.questionnaire")),
    "another version": (FORM | {"questionnaire": "urn:heime:questionnaire:copd_daily|0.9"},
                        (422, "other-version", f"{UNDER}.questionnaire")),
    "not finished": (FORM | {"status": "in-progress"}, (422, "status", f"{UNDER}.status")),
    "withdrawn": (FORM | {"status": "entered-in-error"}, (422, "status", f"{UNDER}.status")),
    "no status": (FORM | {"status": ""}, (400, "wrong-type", f"{UNDER}.status")),
    "a question there is not": (FORM | {"item": [item("k77", 1)]},
                                (422, "bad-answers", f"{UNDER}.item[0].linkId")),
    "an answer there is not": (FORM | {"item": [item("k1", 4)]},
                               (422, "bad-answers", f"{UNDER}.item[0].answer[0].valueInteger")),
    "a decimal": (FORM | {"item": [item("k1", 1.0)]},
                  (422, "bad-answers", f"{UNDER}.item[0].answer[0].valueInteger")),
    "one question twice": (FORM | {"item": [item("k1", 1), item("k1", 1)]},
                           (422, "bad-answers", f"{UNDER}.item[1].linkId")),
    "no time": (FORM | {"authored": ""}, (422, "no-time", f"{UNDER}.authored")),
    "a date alone": (FORM | {"authored": "2026-11-22"}, (422, "no-time", f"{UNDER}.authored")),
    "no zone": (FORM | {"authored": "2026-11-22T08:00:00"}, (422, "no-zone", f"{UNDER}.authored")),
    "an hour ahead": (FORM | {"authored": (NOW + timedelta(hours=1)).isoformat()},
                      (422, "in-the-future", f"{UNDER}.authored")),
    "about nobody": (FORM | {"subject": None}, (422, "no-subject", f"{UNDER}.subject")),
    "about nobody of ours": (FORM | {"subject": {"reference": "Patient/7"}},
                             (404, "not-found", f"{UNDER}.subject")),
    "answered by a thing": (FORM | {"source": {"reference": "Device/7"}},
                            (422, "unknown-respondent", f"{UNDER}.source")),
    "answered by nobody in particular": (FORM | {"author": {"display": "somebody"}},
                                         (422, "unknown-respondent", f"{UNDER}.author")),
    "answered by two sorts at once": (
        FORM | {"source": {"reference": f"Patient/{WHO}", "type": "Practitioner"}},
        (422, "unknown-respondent", f"{UNDER}.source"),
    ),
    "what changes the meaning": (FORM | {"modifierExtension": [{"url": "urn:x"}]},
                                 (422, "modifier", f"{UNDER}.modifierExtension")),
    "what changes the meaning of an answer": (
        FORM | {"item": [item("k1", 1) | {"modifierExtension": [{"url": "urn:x"}]}]},
        (422, "bad-answers", f"{UNDER}.item[0].modifierExtension"),
    ),
    "a daily form without a question": (FORM | {"item": []}, (422, "bad-answers", f"{UNDER}.item")),
    "a daily form of blanks": (FORM | {"item": [item("k1", None), item("k7", None)]},
                               (422, "bad-answers", f"{UNDER}.item")),
    "a key that is no name": (FORM | {"identifier": {"value": "x" * 300}},
                              (422, "too-long", f"{UNDER}.identifier")),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_what_it_is_refused_for(why):
    resource, expected = REFUSED[why]

    assert refusal(resource) == expected


def test_a_refusal_never_says_what_was_answered():
    with pytest.raises(Unusable) as caught:
        read(FORM | {"item": [{"linkId": "k1", "answer": [{"valueCoding": {"code": "secret"}}]}]})

    assert "secret" not in f"{caught.value.text} {caught.value.path}"


def test_an_empty_scale_is_taken_since_it_never_comes_out_green():
    assert read(answered(WHO, {"9": None}, questionnaire=PHQ9)).items == {"9": None}


def test_every_form_that_is_shipped_can_be_answered():
    for form in SHIPPED.values():
        items = {q.link_id: q.options[0].value for q in form.questions}
        found = read(answered(WHO, items, questionnaire=f"{form.url}|{form.version}"))

        assert found.questionnaire == form.name
        assert found.items == {key: v for key, v in items.items() if key != "safe_now"}


def test_a_key_is_the_identifier():
    assert read(answered(WHO, key="7")).key == "urn:app|7"
    assert read(answered(WHO, questionnaire=HEART, items={"h1": 0})).key == ""
