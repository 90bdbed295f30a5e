"""What the FHIR door does with bundles: each entry for itself (batch), or all as one."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

import psycopg

from heime.core.arrival import KeptAnswers, SentAnswers
from heime.core.errors import Refused
from heime.edges.fhir import bundle, observation_door, outcome, questionnaire_door
from heime.edges.fhir.bundle import Entries
from heime.edges.fhir.commit import Answer, Busy, Commit, Failed
from heime.edges.fhir.observation import Incoming
from heime.edges.fhir.outcome import Unusable
from heime.edges.fhir.questionnaire_commit import FormCommit
from heime.edges.fhir.questionnaire_in import IncomingAnswers
from heime.edges.fhir.request import Request, check_json
from heime.edges.fhir.response import Response
from heime.flow.receive import NotWhole
from heime.flow.receive_answers import FormRefused

log = logging.getLogger(__name__)


async def take_in(request: Request, commit: Commit, forms: FormCommit, number: int) -> Response:
    """POST of a Bundle. number: of the request."""
    token = request.token
    check_json(request)
    entries = bundle.read(request.body, datetime.now(UTC))
    if entries.transaction and entries.refused:
        refused = entries.refused
        return Response(refused[0].status, outcome.outcome(refused))
    try:
        answers = await _keep(entries, commit, forms, token, number)
    except (NotWhole, FormRefused) as refused:
        return _whole_refused(entries, refused)
    if answers and all(_is_unknown_sender(answer) for answer in answers):
        assert isinstance(answers[0], Refused)  # noqa: S101  just tested
        raise answers[0]
    given = iter(answers)
    replies = [
        bundle.answer(entry) if isinstance(entry, Unusable) else _entry_reply(next(given))
        for entry in entries.entries
    ]
    return Response(200, bundle.respond(replies, entries.transaction))


async def _keep(
    entries: Entries, commit: Commit, forms: FormCommit, token: str, number: int
) -> list[Answer | KeptAnswers]:
    """Keep and judge what a bundle holds; an answer for each usable entry, in their order.

    Raises NotWhole or FormRefused when a transaction is refused.
    """
    usable = [one for one in entries.entries if not isinstance(one, Unusable)]
    readings = [
        observation_door.sent(one, token, number) for one in usable if isinstance(one, Incoming)
    ]
    answered = [
        questionnaire_door.sent(one, token, number)
        for one in usable
        if isinstance(one, IncomingAnswers)
    ]
    kept: Sequence[Refused | KeptAnswers]
    if entries.transaction and answered:
        of_readings, kept = await forms.keep_together(readings, answered)
    else:
        whole = entries.transaction
        of_readings = await commit.submit(readings, whole=whole) if readings else []
        if whole and any(isinstance(answer, Refused) for answer in of_readings):
            raise NotWhole(of_readings)
        kept = [await _keep_form(forms, form) for form in answered]
    readings_answers, forms_answers = iter(of_readings), iter(kept)
    return [
        next(readings_answers) if isinstance(one, Incoming) else next(forms_answers)
        for one in usable
    ]


async def _keep_form(forms: FormCommit, form: SentAnswers) -> Refused | KeptAnswers:
    """One form of a batch: whatever becomes of it, the others stand."""
    try:
        return await forms.keep(form)
    except Refused as refusal:
        return refusal
    except (Busy, psycopg.OperationalError):
        return NotNow("This entry was not kept. Send it again shortly.")
    except Exception as fault:
        log.error("a form could not be kept: %s", type(fault).__name__)
        return Failed("This entry could not be kept.")


class NotNow(Refused):
    """One form of a batch met a full queue or a database that was away; the others stand."""

    code = "queue-full"


def _entry_reply(answer: Answer | KeptAnswers) -> bundle.Answer:
    if isinstance(answer, Refused):
        return bundle.answer(answer)
    kind = questionnaire_door.ANSWERS if isinstance(answer, KeptAnswers) else "Observation"
    return bundle.Answer(201 if answer.new else 200, f"{kind}/{answer.id}")


def _is_unknown_sender(answer: Answer | KeptAnswers) -> bool:
    return isinstance(answer, Refused) and answer.code == "unknown-sender"


def _whole_refused(entries: Entries, why: NotWhole | FormRefused) -> Response:
    """A transaction of which a part was refused: the first refusals, each with its place."""
    wanted = IncomingAnswers if isinstance(why, FormRefused) else Incoming
    if isinstance(why, FormRefused):
        found = [(why.place, why.refusal)]
    else:
        answers = enumerate(why.answers)
        found = [(n, answer) for n, answer in answers if isinstance(answer, Refused)]
    places = [n for n, entry in enumerate(entries.entries) if isinstance(entry, wanted)]
    refused = [
        Unusable(
            *outcome.ANSWERS.get(one.code, (422, "processing")),
            f"Bundle.entry[{places[n]}]",
            str(one),
            one.code,
        )
        for n, one in found[: bundle.MOST_ISSUES]
    ]
    return Response(refused[0].status, outcome.outcome(refused))
