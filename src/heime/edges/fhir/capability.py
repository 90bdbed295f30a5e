"""The CapabilityStatement: what this door does, for programs to read before they knock."""

import msgspec

from heime import __version__

_CHANGED = "2026-11-22"
"""The day this statement last changed. A constant: the same program always says the same."""

MAY_CREATE = ("client", "gateway")
MAY_READ = {
    "Observation": ("client",),
    "QuestionnaireResponse": ("client",),
    "Questionnaire": ("client", "gateway"),
}
"""The sorts of sender whom each interaction is open to, as _SECURITY says in words."""

Parameters = tuple[tuple[str, str, str], ...]

_PARAMETERS: Parameters = (
    ("patient", "reference", "Patient/<id>, or the id. A search needs this or _id."),
    ("subject", "reference", "The same as patient."),
    ("code", "token", "code or system|code, several with commas: LOINC, SNOMED CT, MDC."),
    ("date", "date", "eq ne gt ge lt le sa eb; without a zone it is a time in Europe/Oslo."),
    ("_id", "token", "The id of one Observation."),
)
_OF_ANSWERS: Parameters = (
    ("patient", "reference", "Patient/<id>, or the id. A search needs it."),
    ("subject", "reference", "The same as patient."),
    ("questionnaire", "reference", "The canonical, several with commas; any version."),
    ("authored", "date", "eq ne gt ge lt le sa eb; without a zone it is a time in Europe/Oslo."),
    ("_id", "token", "The id of one QuestionnaireResponse, beside the patient."),
)


def statement(base: str) -> bytes:
    """The statement for a door at `base`, our FHIR address without a slash at the end."""
    return msgspec.json.encode(
        {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": _CHANGED,
            "kind": "instance",
            "software": {"name": "Heime", "version": __version__},
            "implementation": {"description": "Measurements and answers from home", "url": base},
            "fhirVersion": "4.0.1",
            "format": ["application/fhir+json", "json"],
            "rest": [_REST],
        }
    )


_SECURITY = (
    "A bearer token in the Authorization header, given out by the municipality. A gateway creates "
    "for the patients bound to it and reads nothing; an integration client creates and reads for "
    "the municipalities it is named for. Every read and write is logged."
)


def _described(parameters: Parameters) -> list[dict[str, str]]:
    return [{"name": name, "type": kind, "documentation": text} for name, kind, text in parameters]


_TAKEN_IN: dict[str, object] = {
    "interaction": [{"code": code} for code in ("create", "read", "search-type")],
    "versioning": "no-version",
    "conditionalCreate": True,
    "conditionalUpdate": False,
    "conditionalDelete": "not-supported",
    "referencePolicy": ["literal", "logical"],
}
"""What may be done with everything that senders give us."""

_OBSERVATION = {
    "type": "Observation",
    "documentation": (
        "Vital signs and glucose with LOINC, SNOMED CT or MDC codes and UCUM units. Sort by date "
        "or -date; _count is at most 1000; pages by the link next."
    ),
    **_TAKEN_IN,
    "searchParam": _described(_PARAMETERS),
}

_ANSWERS = {
    "type": "QuestionnaireResponse",
    "documentation": (
        "Answers to one version of one of our questionnaires. Sort by authored or -authored; "
        "_count is at most 1000; pages by the link next."
    ),
    **_TAKEN_IN,
    "searchParam": _described(_OF_ANSWERS),
}

_QUESTIONNAIRE = {
    "type": "Questionnaire",
    "documentation": "The questionnaires that come with the product, for any live token.",
    "interaction": [{"code": code} for code in ("read", "search-type")],
    "versioning": "no-version",
}

_REST = {
    "mode": "server",
    "documentation": "What is taken in is judged before it is answered. See docs/fhir.md.",
    "security": {"cors": False, "description": _SECURITY},
    "resource": [_OBSERVATION, _ANSWERS, _QUESTIONNAIRE],
    "interaction": [{"code": "batch"}, {"code": "transaction"}],
}
