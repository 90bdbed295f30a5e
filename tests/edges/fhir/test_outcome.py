"""Refusals, and what the door says of itself."""

import json

import pytest

from heime.core import errors
from heime.core.errors import Refused
from heime.edges.fhir import capability
from heime.edges.fhir.outcome import ANSWERS, Unusable, answer_to, outcome, refuse, token
from heime.edges.fhir.questionnaire_search import READERS as OF_ANSWERS
from heime.edges.fhir.search import READERS

# FHIR R4, value set issue-type: the codes used here must be among them.
ISSUE_TYPES = {
    "invalid", "structure", "required", "value", "invariant", "security", "login", "unknown",
    "expired", "forbidden", "suppressed", "processing", "not-supported", "duplicate",
    "multiple-matches", "not-found", "deleted", "too-long", "code-invalid", "extension",
    "too-costly", "business-rule", "conflict", "transient", "lock-error", "no-store", "exception",
    "timeout", "incomplete", "throttled", "informational",
}  # fmt: skip

ABOUT_PLANS = {"bad-limits", "bad-plan", "unknown-rule"}
"""Refusals that no FHIR request can lead to."""


def every_refusal() -> list[type[Refused]]:
    known = [one for one in vars(errors).values() if isinstance(one, type)]
    return [one for one in known if issubclass(one, Refused) and one.code not in ABOUT_PLANS]


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda refusal: refusal.__name__)
def test_every_refusal_of_the_core_has_a_status(refusal):
    assert refusal.code in ANSWERS


def test_all_issue_codes_are_fhirs_own():
    assert {issue for _, issue in ANSWERS.values()} <= ISSUE_TYPES


def test_an_outcome_says_what_where_and_by_which_name():
    no = Unusable(422, "value", "Observation.valueQuantity.value", "Too long.", "too-precise")

    seen = json.loads(outcome([no]))

    assert seen["resourceType"] == "OperationOutcome"
    (issue,) = seen["issue"]
    assert (issue["severity"], issue["code"]) == ("error", "value")
    assert issue["diagnostics"] == "Too long."
    assert issue["expression"] == ["Observation.valueQuantity.value"]
    assert issue["details"]["coding"][0]["code"] == "too-precise"


def test_the_answer_to_a_refusal_of_the_core():
    status, body = answer_to(errors.SameKeyOtherContent("One key, two readings."))

    assert status == 409
    assert json.loads(body)["issue"][0]["code"] == "conflict"


def test_an_unknown_number_is_answered_as_an_unknown_patient_is():
    assert ANSWERS["bad-national-id"] == ANSWERS["not-found"]


def test_a_refusal_that_nobody_listed_is_still_answered():
    assert refuse("from-next-year", "No.")[0] == 422


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[lb_av]", "[lb_av]"),
        ("mg/dL", "mg/dL"),
        ("04817197073", "…"),
        ("048171-97073", "…"),
        ("Kari Nordmann", "…"),
        ("<script>", "…"),
        ("x" * 25, "…"),
        ("", "…"),
    ],
)
def test_only_short_codes_of_a_sender_are_repeated(text, shown):
    assert token(text) == shown


def test_the_statement_promises_what_the_search_does():
    seen = json.loads(capability.statement("https://dho.example/fhir"))

    (rest,) = seen["rest"]
    found = {resource["type"]: resource for resource in rest["resource"]}
    assert set(found) == {"Observation", "QuestionnaireResponse", "Questionnaire"}
    for name, readers in (("Observation", READERS), ("QuestionnaireResponse", OF_ANSWERS)):
        promised = {parameter["name"] for parameter in found[name]["searchParam"]}
        assert promised == set(readers) - {"page", "_sort", "_count", "_format"}
        codes = {one["code"] for one in found[name]["interaction"]}
        assert codes == {"create", "read", "search-type"}
    assert {one["code"] for one in rest["interaction"]} == {"batch", "transaction"}
    assert (seen["fhirVersion"], seen["kind"]) == ("4.0.1", "instance")
    assert seen["implementation"]["url"] == "https://dho.example/fhir"


def test_the_same_program_always_says_the_same():
    assert capability.statement("http://x") == capability.statement("http://x")
