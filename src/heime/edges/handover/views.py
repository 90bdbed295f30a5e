"""Handing over from a case, following it up, and receiving it: three pages and their forms."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heime.core.actor import Actor
from heime.core.casework import CaseState
from heime.core.errors import NotFound
from heime.core.hand_over import Urgency
from heime.core.isbar import Isbar
from heime.core.roles import Role, Scope
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import moments
from heime.edges.clinic.page import clinical
from heime.edges.duty import forms
from heime.edges.handover import draft, words
from heime.flow import hand_over as verbs
from heime.flow import see_people
from heime.records.access.reach import enrolment_within
from heime.records.duty import handovers
from heime.records.duty.models import HandOver
from heime.records.people.models import Enrolment
from heime.records.worklist.models import Case
from heime.records.worklist.reads import case_seen_by

RECEIVERS = (Role.GP, Role.HOSPITAL, Role.LEGEVAKT)
PARTS = ("identify", "situation", "background", "assessment", "recommendation")


@require_http_methods(["GET", "POST"])
@open_to(Who.FOLLOW_UP_TEAM)
def hand_over(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Choose a receiver, read and change the draft, and send it."""
    actor, now = actor_of(request), timezone.now()
    case = case_seen_by(actor, case_id, Scope.WORK)
    person = enrolment_within(actor, case.enrolment_id, Scope.WORK) if case else None
    if case is None or person is None:
        raise NotFound("There is no such case, or it is not yours to see.")
    see_people.opened(case.enrolment_id, case.municipality_id, by=actor, now=now)
    language = person.municipality.language
    if request.method == "GET":
        text, _language = draft.made_for(case, person, actor, now)
        return _sending(request, case, person, text, actor, now)
    sent = request.POST
    text = Isbar(**{name: sent.get(name, "") for name in PARTS})
    chosen = sent.get("urgency", "")
    made: list[HandOver] = []

    def do() -> None:
        urgency = Urgency(chosen) if chosen in set(Urgency) else Urgency.NOW
        to = forms.uuid_of(sent.get("receiver"))
        made.append(
            verbs.send(case_id, to, urgency, text, language=language, by=actor, now=now)
        )  # fmt: skip

    def again(**more: Any) -> HttpResponse:
        return _sending(request, case, person, text, actor, now, **more)

    answer = forms.attempt(request, do, again, then="/")
    return HttpResponseRedirect(reverse("hand-over", args=[made[0].id])) if made else answer


def _sending(
    request: HttpRequest, case: Case, person: Enrolment, text: Isbar, actor: Actor, now: datetime,
    *, error: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    groups: dict[str, list[tuple[UUID, str, bool]]] = {}
    for one in verbs.receivers_for(person):
        there = bool(verbs.people_there(one.id))
        groups.setdefault(words.receiver(one.sort), []).append((one.id, one.name, there))
    context = {
        "place": "worklist", "case": case, "error": error, "lang": person.municipality.language,
        "name": f"{person.patient.given} {person.patient.family}", "groups": list(groups.items()),
        "urgencies": [(one.value, words.urgency(one)) for one in Urgency],
        "parts": [(name, words.part(name), said) for name, said in text.parts],
        "holds": case.state == CaseState.TAKEN and case.taken_by_id == actor.account_id,
        "live": handovers.live_of_case(case.id, actor),
        "sent": (request.POST.get("receiver", ""), request.POST.get("urgency", "today")),
    }  # fmt: skip
    return clinical(
        request, "handover/send.html", context, actor=actor, now=now, status=status
    )  # fmt: skip


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def sent(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """What the team handed over, and what has come of it."""
    return _sent(request, hand_over_id)


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def printed(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """For a receiver without a sign-in: on paper, which the log says."""
    return _sent(request, hand_over_id, template="handover/print.html", is_print=True)


def _sent(
    request: HttpRequest, id_: UUID, *, template: str = "handover/sent.html",
    is_print: bool = False, error: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor, now = actor_of(request), timezone.now()
    one = handovers.sent_one(actor, id_)
    if one is None:
        raise NotFound("There is no such hand-over, or it is not yours to see.")
    verbs.opened(one, by=actor, now=now, printed=is_print)
    context = _shown(one, now) | {
        "error": error,
        "there": bool(verbs.people_there(one.organisation_id)),
        "unseen": one.state in ("declined", "late", "done") and one.seen_back_at is None,
        "may_answer": one.state == "asked",
        "may_withdraw": one.state in ("sent", "asked"),
    }
    return clinical(request, template, context, actor=actor, now=now, status=status)


def _shown(one: HandOver, now: datetime) -> dict[str, Any]:
    """A hand-over for either side."""
    waits = one.state in ("sent", "asked")
    return {
        "one": one,
        "title": one.identify.split("\n")[0],
        "state": words.state(one.state),
        "urgency": words.urgency(one.urgency),
        "sent_at": moments.stamp(one.sent_at, now),
        "due": (moments.overdue if one.due_at < now else moments.due)(one.due_at, now)
        if waits
        else "",
        "is_late": waits and one.due_at < now,
        "parts": [(words.part(name), getattr(one, name)) for name in PARTS],
        "acts": [
            {
                "at": moments.stamp(act.at, now),
                "what": words.happened(act.what),
                "who": act.by.name if act.by else "Heime",
                "text": act.text,
            }
            for act in handovers.acts_of(one)
        ],
    }


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def follow_up(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """The team answers a question, takes it back, or says that it has seen what came."""
    actor, now, sent = actor_of(request), timezone.now(), request.POST
    text, act = sent.get("text", ""), sent.get("act", "")

    def do() -> None:
        if act == "answer":
            verbs.answer_question(hand_over_id, text=text, by=actor, now=now)
        elif act == "withdraw":
            verbs.withdraw(hand_over_id, reason=text, by=actor, now=now)
        else:
            verbs.seen(hand_over_id, by=actor, now=now)

    then = reverse("hand-over", args=[hand_over_id])
    return forms.attempt(request, do, lambda **m: _sent(request, hand_over_id, **m), then=then)


@require_GET
@open_to(*RECEIVERS)
def received(request: HttpRequest) -> HttpResponse:
    """Everything that was handed over to where one works, what must be answered first on top."""
    actor, now = actor_of(request), timezone.now()
    found = list(handovers.received(actor))
    verbs.listed(found, by=actor, now=now)
    rows = [_shown(one, now) for one in found]
    rows.sort(key=lambda row: (row["one"].state == "accepted", row["one"].due_at))
    context = {"place": "received", "rows": rows, "ended": "avsluttet" in request.GET}
    return clinical(request, "handover/received.html", context, actor=actor, now=now)


@require_GET
@open_to(*RECEIVERS)
def received_one(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    return _received(request, hand_over_id)


def _received(
    request: HttpRequest, id_: UUID, *, error: str = "", status: int = 200
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    one = handovers.received_one(actor, id_)
    if one is None:
        raise NotFound("There is no such hand-over, or it is no longer yours.")
    verbs.opened(one, by=actor, now=now)
    context = _shown(one, now) | {"place": "received", "error": error}
    return clinical(
        request, "handover/received_one.html", context, actor=actor, now=now, status=status
    )


@require_POST
@open_to(*RECEIVERS)
def answer(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    """Say yes, no, ask back, or close it with a word."""
    actor, now, sent = actor_of(request), timezone.now(), request.POST
    text, act = sent.get("text", ""), sent.get("act", "")

    def do() -> None:
        if act == "accept":
            verbs.accept(hand_over_id, by=actor, now=now)
        elif act == "decline":
            verbs.decline(hand_over_id, reason=text, by=actor, now=now)
        elif act == "done":
            verbs.done(hand_over_id, text=text, by=actor, now=now)
        else:
            verbs.ask(hand_over_id, text=text, by=actor, now=now)

    over = f"{reverse('received')}?avsluttet=1"
    then = over if act in ("decline", "done") else reverse("received-one", args=[hand_over_id])
    return forms.attempt(request, do, lambda **m: _received(request, hand_over_id, **m), then=then)
