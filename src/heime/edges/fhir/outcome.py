"""Saying no in FHIR: what is refused, with which status, and the OperationOutcome that says so.

Nothing a sender wrote is repeated, except short codes and units: a refusal may end in a log, a
screen or an e-mail, and a reading or an identity number must not.
"""

import string
from collections.abc import Sequence

import msgspec

from heime.core.errors import Refused

CODES = "urn:heime:refusal"
"""The code system of `details.coding`: the refusal's own code, the same in logs and in tests."""


class Unusable(Refused):
    """A resource, bundle or search that we will not take.

    status: the HTTP status. issue: a code of FHIR's issue-type value set.
    path: FHIRPath of the element at fault, "" when it is the whole request.
    code: what tests and logs name the refusal by.
    """

    def __init__(self, status: int, issue: str, path: str, text: str, code: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.issue = issue
        self.path = path
        self.text = text
        self.code = code or issue

    def within(self, prefix: str) -> "Unusable":
        """The same refusal, seen from the bundle: `Observation.code` becomes `<prefix>.code`."""
        _, dot, rest = self.path.partition(".")
        return Unusable(self.status, self.issue, prefix + dot + rest, self.text, self.code)


ANSWERS: dict[str, tuple[int, str]] = {
    "refused": (422, "processing"),
    "unknown-unit": (422, "code-invalid"),
    "unknown-code": (422, "code-invalid"),
    "too-precise": (422, "value"),
    "out-of-range": (422, "value"),
    "bad-national-id": (404, "not-found"),
    "not-allowed-now": (409, "conflict"),
    "not-found": (404, "not-found"),
    "forbidden": (403, "forbidden"),
    "same-key-other-content": (409, "conflict"),
    "missing-text": (422, "required"),
    "unknown-sender": (401, "login"),
    "unknown-person": (404, "not-found"),
    "unknown-questionnaire": (422, "not-supported"),
    "other-version": (422, "business-rule"),
    "bad-answers": (422, "value"),
    "incomplete-set": (422, "incomplete"),
    "two-needed": (409, "business-rule"),
    # The door's own.
    "not-acceptable": (406, "not-supported"),
    "wrong-media-type": (415, "not-supported"),
    "wrong-method": (405, "not-supported"),
    "too-large": (413, "too-costly"),
    "too-deep": (413, "too-costly"),
    "too-many": (413, "too-costly"),
    "queue-full": (503, "throttled"),
    "failed": (500, "exception"),
}
"""Refusal code -> HTTP status and issue code. A bad identity number is answered as an unknown
patient is, so that nobody can use the door to learn which numbers exist."""


def answer_to(refusal: Refused) -> tuple[int, bytes]:
    """The HTTP status and the OperationOutcome for any refusal."""
    if isinstance(refusal, Unusable):
        return refusal.status, outcome([refusal])
    return refuse(refusal.code, str(refusal))


def refuse(code: str, text: str, path: str = "") -> tuple[int, bytes]:
    """The same from a code of ANSWERS; an unknown code is answered as a plain 422."""
    status, issue = ANSWERS.get(code, ANSWERS["refused"])
    return status, outcome([Unusable(status, issue, path, text, code)])


def outcome(refusals: Sequence[Unusable], severity: str = "error") -> bytes:
    """An OperationOutcome with one issue for each refusal, in the order given."""
    return msgspec.json.encode(
        {
            "resourceType": "OperationOutcome",
            "issue": [_issue(refusal, severity) for refusal in refusals],
        }
    )


def warnings(texts: Sequence[str]) -> bytes:
    """An OperationOutcome that refuses nothing: what was ignored, for the sender to see."""
    ignored = [Unusable(200, "not-supported", "", text, "ignored") for text in texts]
    return outcome(ignored, severity="warning")


def _issue(refusal: Unusable, severity: str) -> dict[str, object]:
    issue: dict[str, object] = {
        "severity": severity,
        "code": refusal.issue,
        "details": {"coding": [{"system": CODES, "code": refusal.code}]},
        "diagnostics": refusal.text,
    }
    if refusal.path:
        issue["expression"] = [refusal.path]
    return issue


_TOKEN = frozenset(string.ascii_letters + string.digits + "-_./%[]{}*^$:|")


def token(text: str) -> str:
    """A code or unit of a sender, safe to repeat: short, no spaces, and not eleven digits in a row.

    What is not, comes back as "…".
    """
    fits = 0 < len(text) <= 24 and _TOKEN.issuperset(text)
    return text if fits and sum(c.isdigit() for c in text) < 11 else "…"
