"""Requests made at random from our own OpenAPI, each sent by one of five askers, and what is
demanded of every answer: no fault of ours, soon, as the document says, and nothing of what is kept
about people of whom the asker may know nothing.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from typing import Any
from uuid import UUID

import schemathesis
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.generation import GenerationMode

from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.ops import openapi
from heime.records.access.models import SignIn
from tests import people
from tests.edges.fhir import examples, forms
from tests.edges.fhir.knocking import JSON as FHIR
from tests.people import DB, LOM, VANG
from tests.walls import relations, scene, walk
from tests.walls.relations import given_away

ANSWERS_WITHIN = 5.0
NEVER_ENDS = {"changes.get"}
"""A stream; tests/edges/clinic/test_live.py listens to it."""
schemathesis.serializer.alias("application/csp-report", "application/json")
checks.load_all_checks()
DEMANDED = checks.CHECKS.get_by_names(
    [
        "not_a_server_error", "status_code_conformance", "content_type_conformance",
        "response_headers_conformance", "response_schema_conformance",
    ]
)  # fmt: skip
GOOD = {
    "til": "/", "user": "kari", "password": people.PASSWORD, "outcome": "advice", "language": "nn",
    "note": "Ringte.", "text": "Fordi", "reason": "Fordi", "over": "1", "scope": "values",
    "ends": "2027-03-01", "review": "2027-02-01", "ground": "consent", "to": "paused",
    "sok": "Skarvheim", "number": "15847212345", "code": "000000", "finding": "right",
    "against": "all", "role": "nurse", "checked": "known", "del": "liste", "sted": "3454",
    "_count": "1", "_sort": "-date", "code_": "8867-4", "date": "ge2026", "_format": "json",
    "grant_type": "client_credentials",
}  # fmt: skip
"""What makes sense for a field of this name: chance alone never gets past the doorstep."""
ODD = ["", "\x00", "' OR 1=1 --", "{{7*7}}", "\ud7ff\u202e", "9" * 400, "%00", "-1", "../../etc"]


@dataclass(frozen=True)
class Asker:
    """Somebody who sends. kinds: what `x-open-to` may call them."""

    name: str
    kinds: frozenset[str]
    cookie: str = ""
    bearer: str = ""

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}

    def cookies(self) -> dict[str, str]:
        return {"heime": self.cookie} if self.cookie else {}


@dataclass(repr=False)
class World:
    """The walls' scene, who asks, whose ids are asked for, and what nobody of them may be shown."""

    scene: scene.Scene
    askers: list[Asker]
    ids: list[UUID]
    hidden: list[UUID]
    superuser_url: str
    turns: Iterator[Asker] = field(init=False)
    told: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.turns = cycle(self.askers)

    @classmethod
    def made(cls, superuser_url: str) -> "World":
        now = datetime.now(UTC)
        two = scene.two_teams(superuser_url, now)
        relations.her(two.cast, now)
        her_own = people.account("gudbrand", "", "", member_of=None, now=now)
        people.right(
            two.gudbrand, Ground.SELF, account=her_own, given_by=two.cast.kari, now=now
        )  # fmt: skip
        patient, _row = people.signed_in(her_own, now)
        of_others = [i for found in walk.ids_of(superuser_url, LOM).values() for i in found]
        ours = [i for found in walk.ids_of(superuser_url, VANG).values() for i in found]
        return cls(
            two,
            [
                Asker("nobody", frozenset({"anyone"})),
                Asker("nurse", frozenset({"anyone", "signed-in", "follow-up-team", "nurse"}),
                      cookie=two.kari),
                Asker("patient", frozenset({"anyone", "signed-in", "patient"}), cookie=patient),
                Asker("client", frozenset({"anyone", "client"}), bearer=two.client),
                Asker("gateway", frozenset({"anyone", "gateway"}), bearer=two.gateway),
            ],
            [*ours, *of_others[::7]],
            of_others,
            superuser_url,
        )  # fmt: skip

    def as_before(self) -> None:
        """Undo what earlier requests did to the askers: signed out, locked, counted."""
        SignIn.objects.using(DB).update(
            ended_at=None, locked_at=None, last_seen_at=datetime.now(UTC)
        )
        with scene.asking(self.superuser_url) as connection:
            connection.execute("DELETE FROM scratch")
            connection.commit()


def operations() -> list[Any]:
    """Every operation of the document that ends."""
    document = schemathesis.openapi.from_dict(openapi.document())
    found = [result.ok() for result in document.get_all_operations()]
    return [one for one in found if one.definition.raw["operationId"] not in NEVER_ENDS]


def cases(operation: Any, world: World) -> st.SearchStrategy[Any]:
    """A request as the document allows it or just not, here and there with something that fits."""

    @st.composite
    def made(draw: st.DrawFn) -> Any:  # without arguments, whose description would be endless
        mode = draw(st.sampled_from(list(GenerationMode)))
        case = draw(operation.as_strategy(generation_mode=mode))
        fitting = st.sampled_from(world.ids).map(str)
        for name in case.path_parameters or {}:
            if draw(st.integers(0, 9)) < 8:
                case.path_parameters[name] = draw(fitting)
        for filled in (case.query, case.body):
            if isinstance(filled, dict) and case.media_type != FHIR:
                _fill(draw, filled, _names(operation, filled is case.body), fitting)
        if case.media_type == FHIR and draw(st.integers(0, 9)) < 6:
            case.body = draw(st.sampled_from(resources(world, case.operation.path)))
        return case

    return made()


def _names(operation: Any, of_body: bool) -> Sequence[str]:
    """The fields that the document knows for the form, or the query."""
    raw: Mapping[str, Any] = operation.definition.raw
    if not of_body:
        return [one["name"] for one in raw.get("parameters", []) if one["in"] == "query"]
    (media,) = raw["requestBody"]["content"].values()
    return list(media["schema"].get("properties", {}))


def _fill(
    draw: st.DrawFn, filled: dict[str, Any], names: Sequence[str], ids: st.SearchStrategy[str]
) -> None:
    for name in names:
        how = draw(st.integers(0, 9))
        if how < 4 and name in GOOD:
            filled[name] = GOOD[name]
        elif how == 4:
            filled[name] = draw(ids)
        elif how == 5:
            filled[name] = draw(st.sampled_from(["k:", "o:", "a:", "t:", "Patient/"])) + draw(ids)
        elif how == 6:
            filled[name] = draw(st.sampled_from(ODD))


def resources(world: World, path: str) -> list[Any]:
    """What a sender who knows us might send, about people of its own and of others."""
    people_asked = [world.scene.gudbrand, world.scene.sigrid, world.scene.astrid]
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    readings = [
        examples.pulse(
            subject={"reference": f"Patient/{who.id}"}, effectiveDateTime=at,
            identifier=[{"system": "urn:t", "value": secrets.token_hex(4)}],
        )
        for who in people_asked
    ]  # fmt: skip
    answers = [forms.answered(who.id) for who in people_asked]
    if path.endswith("/Observation"):
        return readings
    if path.endswith("/QuestionnaireResponse"):
        return answers
    both = [("Observation", readings[0]), ("QuestionnaireResponse", answers[0])]
    entries = [{"resource": it, "request": {"method": "POST", "url": url}} for url, it in both]
    return [
        {"resourceType": "Bundle", "type": kind, "entry": entries}
        for kind in ("batch", "transaction")
    ]


def sent(case: Any, asker: Asker, url: str) -> Any:
    """The answer. Forms carry the secret that the browser's page would have given them."""
    token = secrets.token_hex(16)
    return case.call(
        base_url=url,
        headers=asker.headers() | {"X-CSRFToken": token},
        cookies=asker.cookies() | {"csrftoken": token, "heime_language": "en"},
        allow_redirects=False,
        timeout=3 * ANSWERS_WITHIN,
    )


def faults(
    case: Any, asker: Asker, answer: Any, world: World, again: Callable[[], Any]
) -> list[str]:
    """What is wrong with an answer; nothing, most of all. again: sends the same once more, for a
    slow answer may be a busy machine's."""
    found = []
    text = walk.said(answer.content) + repr(dict(answer.headers))
    asked = f"{answer.request.url} {answer.request.body!r}"
    if answer.elapsed > ANSWERS_WITHIN and again().elapsed > ANSWERS_WITHIN:
        found.append(f"it took {answer.elapsed:.1f} s, and as long again")
    if answer.status_code >= 500:
        found.append(f"a fault of ours: {answer.status_code}")
    away = given_away(text, asked)
    if "json" not in str(answer.headers.get("content-type")):
        away.discard(Scope.VALUES)  # a drawing on a page is full of numbers
    found += [f"gave away {scope}" for scope in away]
    found += [f"told of {i}" for i in world.hidden if str(i) in text and str(i) not in asked]
    open_to = case.operation.definition.raw["x-open-to"]
    if not asker.kinds & set(open_to) and answer.status_code < 300:
        found.append(f"open to {open_to}, and answered {answer.status_code}")
    found += not_as_said(case, answer)
    return found


def not_as_said(case: Any, answer: Any) -> list[str]:
    """How an answer differs from the document."""
    try:
        case.validate_response(answer, checks=DEMANDED)
    except checks.FailureGroup as failures:
        return [f"{type(one).__name__}: {one.message}" for one in failures.exceptions]
    return []
