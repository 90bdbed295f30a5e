"""What the forms for writing send, read strictly; and what they show before anything is sent."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid7
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import override

from heime.core import messages
from heime.core.actor import Actor
from heime.core.attachments import MOST_BYTES, MOST_FILES, TooLarge
from heime.core.errors import NotFound, Refused
from heime.core.messages import Side
from heime.core.sentences.text import LANGUAGES
from heime.edges import web
from heime.edges.clinic import moments
from heime.edges.messages import words
from heime.flow.send_message import Draft, is_open, open_hours
from heime.records.messages import reads
from heime.records.people.models import Enrolment


def uuid_of(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def draft_of(request: HttpRequest) -> Draft:
    """What was written. Raises TooLarge before a file is read into memory twice."""
    sent = request.FILES.getlist("file")
    if len(sent) > MOST_FILES or any((one.size or 0) > MOST_BYTES for one in sent):
        raise TooLarge("Too many files, or too large.")
    return Draft(
        text=request.POST.get("text", ""),
        urgent=request.POST.get("urgent") == "1",
        files=[one.read() for one in sent],
        id=uuid_of(request.POST.get("key")) or uuid7.uuid7(),
        case=uuid_of(request.POST.get("sak")),
    )


def form_for(
    person: Enrolment, actor: Actor, now: datetime, request: HttpRequest
) -> dict[str, Any]:
    """What a form for writing about this person shows: what was written, and when answers come."""
    side = reads.side_of(actor, person.id, person.team_id)
    hours = open_hours(person, now)
    sent = request.POST
    return {
        "writes": side is not None and is_open(person, now),
        "as_team": side is Side.TEAM,
        "key": uuid_of(sent.get("key")) or uuid7.uuid7(),
        "text": inserted(sent, person, actor, now) if side is Side.TEAM else sent.get("text", ""),
        "urgent": sent.get("urgent") == "1",
        "chosen_template": sent.get("mal", ""),
        "sak": uuid_of(sent.get("sak") or request.GET.get("sak")),
        "templates": reads.templates_for(person.municipality_id) if side is Side.TEAM else [],
        "ordinary": words.not_urgent(messages.answer_by(now, hours, urgent=False), now),
        "hastens": words.urgent(messages.answer_by(now, hours, urgent=True), now),
        "team_open": hours.is_open(now),
        "team_hours": hours_words(person),
        "opens": moments.stamp(hours.next_open(now), now),
        "longest": messages.LONGEST,
    }


def hours_words(person: Enrolment) -> str:
    return f"{person.team.opens:%H:%M}–{person.team.closes:%H:%M}"


def wants_template(request: HttpRequest) -> bool:
    """Whether the button pressed was the one that puts a template into the text."""
    return request.method == "POST" and "sett-inn" in request.POST


def inserted(sent: Any, person: Enrolment, actor: Actor, now: datetime) -> str:
    """The text, and after it the chosen template when that was asked for, as the person reads."""
    text: str = sent.get("text", "")
    chosen = uuid_of(sent.get("mal"))
    if "sett-inn" not in sent or chosen is None:
        return text
    known = {one.id: one for one in reads.templates_for(person.municipality_id)}
    if chosen not in known:
        return text
    language = person.patient.language if person.patient.language in LANGUAGES else "nb"
    with override(language):
        wording = messages.filled(
            getattr(known[chosen], language), name=person.patient.given, hours=hours_words(person)
        )
    return f"{text.rstrip()}\n\n{wording}".strip()


def attempt(
    do: Callable[[], object], again: Callable[..., HttpResponse], *, then: Callable[[], str]
) -> HttpResponse:
    """Do it and go on; show the page again, with what was written, and say why not."""
    try:
        do()
    except NotFound:
        raise
    except Refused as refusal:
        return again(error=words.why_not(refusal), status=web.STATUS.get(refusal.code, 422))
    return HttpResponseRedirect(then())
