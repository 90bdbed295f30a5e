"""The buttons of a case: take, give back, close. Each works without a script as well."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heime.core.actor import Actor
from heime.core.casework import CaseState, Outcome
from heime.core.errors import NotAllowedNow, NotFound, TwoNeeded
from heime.edges import web
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import casepage, rows
from heime.flow import close_case, see_people, work_case
from heime.records.worklist import reads as worklist
from heime.records.worklist.models import Case


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def take(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take a case; with `over=1` also one that a colleague has."""
    verb = work_case.take_over if request.POST.get("over") == "1" else work_case.take
    return attempt(request, case_id, lambda by, now: verb(case_id, by=by, now=now))


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def release(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give a case back to the team."""
    return attempt(request, case_id, lambda by, now: work_case.release(case_id, by=by, now=now))


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Close a case, or ask a colleague to confirm that it is; 422 with the same form, and what was
    typed, when something is missing.
    """
    sent = request.POST
    typed = {
        "outcome": sent.get("outcome", ""), "note": sent.get("note", ""),
        "how": sent.get("how", ""), "alone": sent.get("alone", ""),
        "minutes": sent.get("minutes", "").strip(),
    }  # fmt: skip
    missing = problems(typed)
    if missing:
        actor, now = actor_of(request), timezone.now()
        case = found(case_id, actor, now)
        return casepage.answer(
            request, case, actor=actor, now=now, status=422, missing=missing, typed=typed
        )
    alone = typed["alone"] if typed["how"] == "alone" else ""
    more = {} if typed["how"] == "colleague" else {"alone_because": alone}
    verb: Callable[..., Case] = (
        close_case.propose if typed["how"] == "colleague" else close_case.close
    )
    return attempt(
        request,
        case_id,
        lambda by, now: verb(
            case_id, outcome=Outcome(typed["outcome"]), text=typed["note"], by=by, now=now,
            minutes=int(typed["minutes"]) if typed["minutes"] else None,
            seen=_moment(sent.get("seen", "")), **more,
        ),
    )  # fmt: skip


def problems(typed: dict[str, str]) -> dict[str, str]:
    """What stops a case from being closed as asked: sentence by field."""
    missing: dict[str, str] = {}
    minutes, note = typed["minutes"], typed["note"].strip()
    if typed["outcome"] not in set(Outcome):
        missing["outcome"] = _("Choose what the case came to.")
    if not note:
        missing["note"] = _("Write a note about what was done.")
    elif len(note) > close_case.LONGEST_NOTE:
        missing["note"] = _("The note is too long: at most %(count)s characters.") % {
            "count": close_case.LONGEST_NOTE
        }
    if minutes and not (
        minutes.isascii() and minutes.isdigit() and int(minutes) <= close_case.MOST_MINUTES
    ):
        missing["minutes"] = _("Write the minutes as a number, at most %(count)s.") % {
            "count": close_case.MOST_MINUTES
        }
    if typed["how"] == "alone" and not typed["alone"].strip():
        missing["alone"] = _("Write why you close it alone.")
    return missing


def _moment(text: str) -> datetime | None:
    """When the page was made, as it said itself; None for what is no moment."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def found(case_id: UUID, actor: Actor, now: datetime) -> Case:
    case = worklist.case_seen_by(actor, case_id)
    if case is None:
        see_people.denied(by=actor, now=now, detail=f"case {case_id}")
        raise NotFound("There is no such case, or it is not yours to see.")
    return case


def attempt(
    request: HttpRequest, case_id: UUID, act: Callable[[Actor, datetime], Case]
) -> HttpResponse:
    """Do it, and answer with the case as it now is; if it could not be done, say what happened."""
    actor, now = actor_of(request), timezone.now()
    trouble = ""
    try:
        case = act(actor, now)
    except TwoNeeded:
        case = found(case_id, actor, now)
        trouble = _("A colleague must confirm that this case is closed.")
    except NotAllowedNow:
        case = found(case_id, actor, now)
        trouble = what_happened(case, actor)
    except NotFound:
        found(case_id, actor, now)
        raise
    status = 409 if trouble else 200
    if request.headers.get("HX-Target", "").startswith("rad-"):
        row = rows.one_row(case, actor, now=now)
        context = {"row": row, "trouble": trouble, "actor": actor}
        response = render(request, "clinic/_row.html", context, status=status)
    elif web.is_fragment(request) or trouble:
        response = casepage.answer(
            request, case, actor=actor, now=now, status=status, trouble=trouble
        )
    else:
        return HttpResponseRedirect(next_page(case))
    response.headers["HX-Trigger"] = "heime:list"
    return response


def next_page(case: Case) -> str:
    """After a button without script: the case, or the list when nothing is left to do."""
    return "/" if case.state == CaseState.CLOSED else reverse("case", args=[case.id])


def what_happened(case: Case, actor: Actor) -> str:
    """A plain sentence for the one who came second."""
    if case.state == CaseState.CLOSED and case.closed_by:
        return _("%(name)s has closed this case.") % {"name": case.closed_by.name}
    if case.state == CaseState.TAKEN and case.taken_by and case.taken_by_id != actor.account_id:
        return _("%(name)s has this case now.") % {"name": case.taken_by.name}
    if case.state == CaseState.TAKEN and case.taken_by_id == actor.account_id:
        return _("Something has come since the page was made. Look once more, and try again.")
    if case.state == CaseState.WAITING:
        return _("This case is set aside. Take it up again first.")
    if case.state == CaseState.HANDED_OVER:
        return _("This case is handed over, and waits for an answer.")
    if case.state == CaseState.OPEN:
        return _("Nobody has this case. Take it first.")
    return web.sentence_for("not-allowed-now")
