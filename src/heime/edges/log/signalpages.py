"""/logg/tegn/: what to ask about, one page for each, and what came of asking."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from heime.core.hours import HOME
from heime.core.log_words import reviewed
from heime.core.roles import Role
from heime.core.snooping import ASK_WITHIN, Finding
from heime.edges.access import actor_of, open_to
from heime.edges.clinic import moments
from heime.edges.clinic.words import language
from heime.edges.log import words
from heime.flow import reveal_name, review_log
from heime.flow.keeping import LONGEST
from heime.records.audit.models import Entry, Signal


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One signal in the list. own: about the reader, who may not open it."""

    id: UUID
    reason: str
    who: str
    number: str
    day: str
    place: str
    waited: str
    late: bool
    own: bool
    finding: str
    settled: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """What was done, when, as what and by what right. same: with the person the signal is about."""

    at: str
    did: str
    role: str
    why: str
    number: str
    same: bool
    denied: bool


@require_GET
@open_to(Role.AUDITOR)
def signals(request: HttpRequest) -> HttpResponse:
    """Everything to ask about: what waits, and what is settled."""
    actor, now = actor_of(request), timezone.now()
    found = review_log.signals(by=actor, now=now)
    called = reveal_name.names_of({one.account_id for one in found})
    places = {one.number: one.name for one in review_log.places_of(actor)}
    lines = [
        _line(one, called, places, own=one.account_id == actor.account_id, now=now) for one in found
    ]
    context = {
        "place": "log",
        "waiting": [one for one in lines if not one.finding],
        "settled": [one for one in lines if one.finding],
        "several": len(places) > 1,
    }
    return render(request, "log/signals.html", context)


def _line(
    one: Signal, called: dict[UUID, str], places: dict[int, str], *, own: bool, now: datetime
) -> SignalLine:
    is_open = one.state == "open"
    return SignalLine(
        one.id, words.reason(one.reason), called.get(one.account_id) or words.nobody(),
        words.number(one.enrolment_id), moments.on(one.day, now.astimezone(HOME).date()),
        places.get(one.municipality_id, ""), words.waited(one.made_at, now),
        is_open and now - one.made_at > ASK_WITHIN, own,
        "" if is_open else words.finding(one.state),
        words.day(one.state_at, now) if one.state_at else "",
    )  # fmt: skip


@require_GET
@open_to(Role.AUDITOR)
def signal(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """One signal: why it was raised, and what the log has around it."""
    return _shown(request, signal_id)


@require_POST
@open_to(Role.AUDITOR)
def settle(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Say what came of asking."""
    actor, now, sent = actor_of(request), timezone.now(), request.POST
    finding, text = sent.get("finding", ""), sent.get("note", "")[: LONGEST + 1]

    def do() -> None:
        review_log.settle(signal_id, finding=finding, text=text, by=actor, now=now)

    return words.attempt(
        request, do, lambda error, status: _shown(request, signal_id, error, status, "settle"),
        then=reverse("signals"),
    )  # fmt: skip


@require_POST
@open_to(Role.AUDITOR)
def ask_name(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Ask to know whom a signal is about; somebody else says yes or no."""
    actor, now = actor_of(request), timezone.now()
    reason = request.POST.get("reason", "")[: LONGEST + 1]

    def do() -> None:
        reveal_name.ask(signal_id, reason=reason, by=actor, now=now)

    return words.attempt(
        request, do, lambda error, status: _shown(request, signal_id, error, status, "name"),
        then=reverse("signal", args=[signal_id]),
    )  # fmt: skip


def _shown(
    request: HttpRequest, signal_id: UUID, error: str = "", status: int = 200, form: str = ""
) -> HttpResponse:
    """form: which of the two could not be carried out."""
    actor, now = actor_of(request), timezone.now()
    found = review_log.opened(signal_id, by=actor, now=now)
    one = found.signal
    settled_by = reveal_name.names_of({one.state_by_id} if one.state_by_id else set())
    asked = [r for r in reveal_name.asked(by=actor)
             if r.signal_id == one.id and r.asked_by_id == actor.account_id]  # fmt: skip
    context = {
        "place": "log",
        "signal": one,
        "reason": words.reason(one.reason),
        "why": words.why(one.reason, one.facts),
        "number": words.number(one.enrolment_id),
        "named": reveal_name.told(one, by=actor, now=now) if one.enrolment_id else None,
        "asked": next(iter(asked), None),
        "staff": found.staff,
        "profession": reviewed.role(found.staff.profession, language()) if found.staff else "",
        "open_case": found.open_case,
        "acted": found.acted,
        "day": moments.weekday(one.day),
        "entries": [entry_line(entry, one) for entry in found.entries],
        "is_cut": len(found.entries) >= review_log.MOST_ENTRIES,
        "findings": [(each.value, words.finding(each), words.means(each)) for each in Finding],
        "finding": "" if one.state == "open" else words.finding(one.state),
        "settled_by": settled_by.get(one.state_by_id, "") if one.state_by_id else "",
        "settled": words.day(one.state_at, now) if one.state_at else "",
        "sign_ins": {entry.sign_in_id for entry in found.entries if entry.sign_in_id},
        "chosen": request.POST.get("finding", ""),
        "note": request.POST.get("note", ""),
        "asked_reason": request.POST.get("reason", ""),
        "error": error,
        "form": form,
    }
    return render(request, "log/signal.html", context, status=status)


def entry_line(entry: Entry, of: Signal) -> EntryLine:
    return EntryLine(
        moments.clock(entry.at),
        reviewed.deed(
            entry.action, entry.resource or "", language(), denied=bool(entry.denied)
        ),
        reviewed.role(entry.role or "", language()),
        reviewed.why(entry.ground or "", language()),
        words.number(entry.enrolment_id),
        entry.enrolment_id is not None and entry.enrolment_id == of.enrolment_id,
        bool(entry.denied),
    )  # fmt: skip
