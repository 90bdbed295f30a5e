"""The staff's messages: those that wait for an answer, and each thread beside them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from heime.core.actor import Actor
from heime.core.messages import Side
from heime.core.roles import Role, Scope
from heime.edges.access import actor_of, open_to
from heime.edges.clinic.page import clinical
from heime.edges.clinic.rows import person_words
from heime.edges.messages import lines, writing
from heime.flow import read_message, see_people, send_message, work_message
from heime.records.messages import reads
from heime.records.messages.models import Thread

STAFF = (
    Role.NURSE, Role.DOCTOR, Role.THERAPIST, Role.LEAD, Role.ASSISTANT, Role.GP, Role.HOSPITAL,
    Role.LEGEVAKT,
)  # fmt: skip
"""Those who reach anybody's messages."""


@require_GET
@open_to(*STAFF)
def inbox(request: HttpRequest) -> HttpResponse:
    """`?vis=alle` shows all of them and not only those that wait; `?del=liste` the list alone."""
    actor, now = actor_of(request), timezone.now()
    context = listed(request, actor, now)
    template = "_threads" if request.GET.get("del") == "liste" else "inbox"
    return clinical(request, f"messages/{template}.html", context, actor=actor, now=now)


@require_GET
@open_to(*STAFF)
def thread(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """One thread; having it before one is reading it."""
    if request.GET.get("del") == "liste":
        actor, now = actor_of(request), timezone.now()
        context = listed(request, actor, now) | {"chosen": thread_id}
        return clinical(request, "messages/_threads.html", context, actor=actor, now=now)
    return shown(request, thread_id)


def shown(
    request: HttpRequest, thread_id: UUID, *, error: str = "", status: int = 200
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    found = read_message.opened(thread_id, by=actor, now=now)
    context = listed(request, actor, now) | opened(request, found, actor, now)
    context["error"] = error
    return clinical(request, "messages/inbox.html", context, actor=actor, now=now, status=status)


def opened(request: HttpRequest, found: Thread, actor: Actor, now: datetime) -> dict[str, Any]:
    """A thread as it is shown beside the list."""
    person = found.enrolment
    name, age, conditions = person_words(person, now)
    side = reads.side_of(actor, person.id, person.team_id)
    return {
        "chosen": found.id,
        "thread": found,
        "title": lines.title_of(found),
        "row": {"name": name, "age": age, "place": found.municipality.name,
                "conditions": conditions},
        "company": lines.company(found, actor),
        "messages": lines.message_lines(found, actor, now),
        "line": lines.thread_lines([found], actor, now)[0],
        "waits_for_us": side is Side.TEAM and found.waits_since is not None,
        "as_team": side is Side.TEAM,
        **writing.form_for(person, actor, now, request),
    }  # fmt: skip


def listed(request: HttpRequest, actor: Actor, now: datetime) -> dict[str, Any]:
    """The list: what waits for the actor's team, or everything that they may read."""
    works = bool(actor.teams_with(Scope.MESSAGES))
    everything = request.GET.get("vis") == "alle" or not works
    waiting = reads.waiting(actor) if works else None
    found = reads.newest(actor) if everything or waiting is None else waiting
    threads = list(reads.with_news(found, actor)[: reads.MOST])
    see_people.listed(
        [(one.enrolment_id, one.municipality_id) for one in threads], by=actor, now=now
    )
    return {
        "place": "messages",
        "works": works,
        "everything": everything,
        "threads": lines.thread_lines(threads, actor, now),
        "waiting_count": waiting.count() if waiting is not None else 0,
        "most": reads.MOST if len(threads) == reads.MOST else 0,
    }


@require_POST
@open_to(*STAFF)
def answer(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Send; with the other button, put the chosen template into the text and send nothing."""
    actor, now = actor_of(request), timezone.now()
    if writing.wants_template(request):
        return shown(request, thread_id)
    return writing.attempt(
        lambda: send_message.answer(thread_id, writing.draft_of(request), by=actor, now=now),
        lambda **more: shown(request, thread_id, **more),
        then=lambda: f"{reverse('thread', args=[thread_id])}#nyeste",
    )


@require_POST
@open_to(*STAFF)
def take(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    return _done(request, thread_id, work_message.take)


@require_POST
@open_to(*STAFF)
def release(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    return _done(request, thread_id, work_message.release)


@require_POST
@open_to(*STAFF)
def settle(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    return _done(request, thread_id, work_message.settle)


@require_POST
@open_to(*STAFF)
def unread(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Back to the list: opening the thread again would read it again."""
    return _done(request, thread_id, read_message.mark_unread, then=reverse("messages"))


def _done(
    request: HttpRequest, thread_id: UUID, verb: Callable[..., object], *, then: str = ""
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    return writing.attempt(
        lambda: verb(thread_id, by=actor, now=now),
        lambda **more: shown(request, thread_id, **more),
        then=lambda: then or reverse("thread", args=[thread_id]),
    )
