"""What the FHIR door does with questionnaires and the answers to them; as for Observation."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from psycopg import AsyncConnection

from heime.core.arrival import SentAnswers
from heime.edges.fhir import (
    bundle,
    questionnaire_in,
    questionnaire_out,
    questionnaire_search,
    response,
    search,
)
from heime.edges.fhir.outcome import Unusable
from heime.edges.fhir.questionnaire_commit import FormCommit
from heime.edges.fhir.questionnaire_in import IncomingAnswers
from heime.edges.fhir.request import Request, check_json, identified, only
from heime.edges.fhir.response import Response
from heime.flow import look_up
from heime.records.people import identity

Connect = Callable[[], AbstractAsyncContextManager[AsyncConnection]]

ANSWERS, DEFINITIONS = "QuestionnaireResponse", "Questionnaire"


async def create(request: Request, commit: FormCommit, number: int) -> Response:
    """POST QuestionnaireResponse."""
    token = request.token
    check_json(request)
    found = questionnaire_in.decode(request.body)
    asked = request.headers.get(b"if-none-exist", b"").decode("latin-1")
    key = bundle.if_none_exist(asked, found.identifiers, ANSWERS) if asked else ""
    incoming = questionnaire_in.read(found, datetime.now(UTC), key)
    kept = await commit.keep(sent(incoming, token, number))
    minimal = request.prefers(b"return=minimal")
    body = b"" if minimal else questionnaire_out.response(questionnaire_out.of_kept(kept))
    return response.taken_in(f"{request.base}/{ANSWERS}/{kept.id}", body, new=kept.new)


def sent(incoming: IncomingAnswers, token: str, number: int) -> SentAnswers:
    """What was understood, with the right it came by. number: of the request."""
    subject = incoming.subject
    return SentAnswers(
        token=token,
        enrolment=subject.enrolment,
        lookup=identity.lookup(subject.national_id[1]) if subject.national_id else None,
        key=incoming.key,
        content=incoming.content,
        questionnaire=incoming.questionnaire,
        version=incoming.version,
        answered_at=incoming.answered_at,
        items=incoming.items,
        safe_now=incoming.safe_now,
        by=incoming.by,
        request=number,
    )


async def find(request: Request, connect: Connect) -> Response:
    """GET QuestionnaireResponse?patient=…"""
    only(request, "GET")
    token = request.token
    query = questionnaire_search.parse(request.query, request.prefers(b"handling=strict"))
    async with connect() as conn:
        forms = await look_up.search_answers(conn, token, questionnaire_search.wanted(query))
    found = [
        (
            search.Place(form.answers.answered_at, form.answers.id),
            questionnaire_out.response(questionnaire_out.of_shown(form)),
        )
        for form in forms[: query.count]
    ]
    more = len(forms) > query.count
    return Response(200, search.bundle(ANSWERS, query, request.base, found, more))


async def show(request: Request, connect: Connect, id_: str) -> Response:
    """GET QuestionnaireResponse/{id}."""
    only(request, "GET")
    token = request.token
    wanted = identified(id_, "There are no answers of that id.")
    async with connect() as conn:
        form = await look_up.read_answers(conn, token, wanted)
    body = questionnaire_out.response(questionnaire_out.of_shown(form))
    return response.shown(body, form.answers.received_at)


async def define(request: Request, connect: Connect, name: str) -> Response:
    """GET Questionnaire, or one of them by name: about nobody, so for any live token."""
    only(request, "GET")
    token = request.token
    async with connect() as conn:
        await look_up.check_sender(conn, token)
    if not name:
        return Response(200, questionnaire_out.questionnaires(request.base))
    body = questionnaire_out.questionnaire(name)
    if body is None:
        text = "There is no questionnaire of that name."
        raise Unusable(404, "not-found", "", text, "not-found")
    return Response(200, body)
