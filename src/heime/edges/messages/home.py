"""The patient's and next of kin's own messages: large type, one thing at a time, no script needed.

Whom to call when it cannot wait stands on every one of these pages.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heime.core import messages
from heime.core.actor import Actor
from heime.core.errors import NotFound
from heime.core.messages import Side
from heime.core.roles import Role, Scope
from heime.edges.access import actor_of, open_to
from heime.edges.messages import lines, writing
from heime.edges.messages.personpage import company_of
from heime.flow import read_message, send_message, write_to
from heime.records.access.reach import enrolment_within, enrolments_within
from heime.records.messages import reads
from heime.records.people.models import Enrolment


@require_GET
@open_to(Role.PATIENT, Role.KIN)
def inbox(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    threads = list(reads.with_news(reads.newest(actor), actor)[: reads.MOST])
    people = _people(actor)
    context = {
        "threads": lines.thread_lines(threads, actor, now),
        "people": [{"id": one.id, "name": _name(one), "own": own,
                    "team": one.team.name,
                    **writing.form_for(one, actor, now, request)} for one, own in people],
        "several": len(people) > 1 or any(not own for _one, own in people),
    }  # fmt: skip
    return _page(request, "messages/own_inbox.html", context, actor)


@require_http_methods(["GET", "POST"])
@open_to(Role.PATIENT, Role.KIN)
def thread(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()

    def again(*, error: str = "", status: int = 200) -> HttpResponse:
        found = read_message.opened(thread_id, by=actor, now=now)
        context = {
            "thread": found,
            "title": lines.title_of(found),
            "company": lines.company(found, actor),
            "messages": lines.message_lines(found, actor, now),
            "error": error,
            **writing.form_for(found.enrolment, actor, now, request),
        }
        return _page(request, "messages/own_thread.html", context, actor, status=status)

    if request.method == "GET":
        return again()
    return writing.attempt(
        lambda: send_message.answer(thread_id, writing.draft_of(request), by=actor, now=now),
        again,
        then=lambda: f"{reverse('own-thread', args=[thread_id])}#nyeste",
    )


@require_http_methods(["GET", "POST"])
@open_to(Role.PATIENT, Role.KIN)
def new(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    person, side = _whose(enrolment_id, actor)
    begun: list[UUID] = []

    def again(*, error: str = "", status: int = 200) -> HttpResponse:
        known = write_to.who_may_be_written_to(person, actor)
        context = {
            "person": person,
            "name": _name(person),
            "own": side is Side.PATIENT,
            "kin": known.kin.items() if side is Side.PATIENT else [],
            "chosen_to": request.POST.getlist("til"),
            "error": error,
            **writing.form_for(person, actor, now, request),
        }
        return _page(request, "messages/own_new.html", context, actor, status=status)

    def send() -> None:
        company, draft = company_of(request, side), writing.draft_of(request)
        begun.append(send_message.start(person.id, company, draft, by=actor, now=now).id)

    if request.method == "GET":
        return again()
    return writing.attempt(send, again, then=lambda: reverse("own-thread", args=begun))


@require_GET
@open_to(Role.PATIENT, Role.KIN)
def help_now(request: HttpRequest) -> HttpResponse:
    """Whom to call, at once; and, below it, to ask the team to call."""
    actor, now = actor_of(request), timezone.now()
    people = [
        {"id": one.id, "name": _name(one), "own": own, "team": one.team.name,
         "call_by": _call_by(one, now), **writing.form_for(one, actor, now, request)}
        for one, own in _people(actor)
    ]  # fmt: skip
    return _page(request, "messages/help.html", {"people": people, "is_help": True}, actor)


@require_POST
@open_to(Role.PATIENT, Role.KIN)
def call_me(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    begun = send_message.ask_for_call(enrolment_id, by=actor, now=now)
    return HttpResponseRedirect(reverse("own-thread", args=[begun.id]))


def _call_by(person: Enrolment, now: datetime) -> datetime:
    hours = send_message.open_hours(person, now)
    return messages.answer_by(now, hours, urgent=True, call_me=True)


def _people(actor: Actor) -> list[tuple[Enrolment, bool]]:
    """Those whose messages the actor reaches: oneself first, then those one is next of kin of."""
    found = enrolments_within(actor, Scope.MESSAGES).select_related(
        "patient", "team", "municipality"
    )
    known = [(one, reads.side_of(actor, one.id, one.team_id)) for one in found]
    own = [(one, side is Side.PATIENT) for one, side in known if side in (Side.PATIENT, Side.KIN)]
    return sorted(own, key=lambda pair: (not pair[1], pair[0].ends_at is not None, pair[0].id))


def _whose(enrolment_id: UUID, actor: Actor) -> tuple[Enrolment, Side]:
    person = enrolment_within(actor, enrolment_id, Scope.MESSAGES)
    side = reads.side_of(actor, person.id, person.team_id) if person else None
    if person is None or side not in (Side.PATIENT, Side.KIN):
        raise NotFound("There is nobody of that id for whom you write from home.")
    return person, side


def _name(person: Enrolment) -> str:
    return f"{person.patient.given} {person.patient.family}"


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], actor: Actor, *, status: int = 200
) -> HttpResponse:
    around = {
        "actor": actor,
        "to_talk_to": messages.TO_TALK_TO,
    }
    return render(request, template, around | context, status=status)
