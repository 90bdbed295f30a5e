"""Threads with the team, for the app. The person writes through the app's outbox, so that it works
without coverage; whoever has no device of their own for that writes here, while signed in.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from heime.core import messages as core
from heime.core.errors import NotFound
from heime.core.roles import Scope
from heime.edges.access import open_to
from heime.edges.clinic import moments
from heime.edges.home.family_seen import AT_HOME, AtHome, at_home, attempt
from heime.edges.messages import lines, words, writing
from heime.edges.messages.lines import MessageLine, ThreadLine
from heime.edges.messages.personpage import company_of
from heime.flow import read_message, send_message, write_to
from heime.records.messages import reads


@require_http_methods(["GET", "POST"])
@open_to(*AT_HOME)
def threads(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """The threads about this person that one takes part in, and when the team answers; sent, a new
    thread with the team."""
    seen = at_home(request, enrolment_id, Scope.MESSAGES, logged="messages")
    if request.method == "GET":
        return _listed(seen)
    return attempt(
        lambda: send_message.start(
            seen.person.id,
            company_of(request, None),
            writing.draft_of(request),
            by=seen.actor,
            now=seen.now,
        ),
        lambda: _listed(seen),
        words.why_not,
    )


def _listed(seen: AtHome) -> JsonResponse:
    found = reads.with_news(reads.of_person(seen.person.id, seen.actor), seen.actor)
    shown = lines.thread_lines(list(found[: reads.MOST]), seen.actor, seen.now)
    return JsonResponse({"threads": [_thread(one) for one in shown], **answering(seen)})


@require_http_methods(["GET", "POST"])
@open_to(*AT_HOME)
def thread(request: HttpRequest, enrolment_id: UUID, thread_id: UUID) -> HttpResponse:
    """One thread with all that was written; asking for it is to read it. Sent, an answer in it."""
    seen = at_home(request, enrolment_id, Scope.MESSAGES)
    if request.method == "GET":
        return _opened(seen, thread_id)
    return attempt(
        lambda: send_message.answer(
            thread_id, writing.draft_of(request), by=seen.actor, now=seen.now
        ),
        lambda: _opened(seen, thread_id),
        words.why_not,
    )


def _opened(seen: AtHome, thread_id: UUID) -> JsonResponse:
    found = read_message.opened(thread_id, by=seen.actor, now=seen.now)
    if found.enrolment_id != seen.person.id:
        raise NotFound("There is no such thread about this person.")
    return JsonResponse({
        "id": str(found.id),
        "title": lines.title_of(found),
        "company": lines.company(found, seen.actor),
        "messages": [_message(one) for one in lines.message_lines(found, seen.actor, seen.now)],
        **answering(seen),
    })  # fmt: skip


def answering(seen: AtHome) -> dict[str, Any]:
    """Whether one may write, and when an answer may be expected: by the team's real hours."""
    person, now = seen.person, seen.now
    hours = send_message.open_hours(person, now)
    ordinary = core.answer_by(now, hours, urgent=False)
    call = core.answer_by(now, hours, urgent=True, call_me=True)
    return {
        "made_at": now.isoformat(),
        "writes": send_message.is_open(person, now),
        "longest": core.LONGEST,
        "also": _also(seen),
        "team": {
            "name": person.team.name, "hours": writing.hours_words(person),
            "is_open": hours.is_open(now), "opens_at": _opens(hours.next_open(now), seen),
            "opens": moments.stamp(hours.next_open(now), now),
        },
        "answer_by": {"at": ordinary.isoformat(), "words": moments.stamp(ordinary, now)},
        "call_by": {"at": call.isoformat(), "words": moments.stamp(call, now)},
        "to_talk_to": [{"name": one.name, "number": one.number} for one in core.TO_TALK_TO],
    }  # fmt: skip


def _also(seen: AtHome) -> list[dict[str, str]]:
    """Whom one may take into a new thread with the team: kin who write; for them, the person."""
    if not seen.own:
        return [{"to": "patient", "name": seen.name}]
    known = write_to.who_may_be_written_to(seen.person, seen.actor)
    return [
        {"to": f"k:{account}", "name": f"{name} ({relation})" if relation else name}
        for account, (name, relation) in known.kin.items()
    ]


def _opens(at: datetime, seen: AtHome) -> str:
    return at.astimezone(seen.now.tzinfo).isoformat()


def _thread(one: ThreadLine) -> dict[str, Any]:
    return {
        "id": str(one.id), "title": one.title, "beginning": one.beginning, "when": one.when,
        "at": one.at.isoformat(), "new": one.new, "waits": one.waits, "call_me": one.call_me,
    }  # fmt: skip


def _message(one: MessageLine) -> dict[str, Any]:
    return {
        "id": str(one.id), "who": one.who, "side": one.side, "when": one.when,
        "at": one.at.isoformat(), "text": one.text, "by_itself": one.by_itself, "mine": one.mine,
        "read": one.read,
        "files": [
            {"id": str(file.id), "kind": file.kind, "size": file.size,
             "is_picture": file.is_picture, "address": reverse("message-file", args=[file.id])}
            for file in one.files
        ],
    }  # fmt: skip
