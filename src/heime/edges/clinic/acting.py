"""What is done in a case: calls, advice, tasks, setting aside, closing by two, taking up again."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heime.core.actor import Actor
from heime.core.casework import Act
from heime.core.errors import MissingText, NotAllowedNow
from heime.core.hours import HOME
from heime.core.setting_aside import Waits
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import casepage, workview
from heime.edges.clinic.work import attempt, found, what_happened
from heime.flow import act, close_case, task, work_case
from heime.records.people import reads as people
from heime.records.worklist.models import Case

LOGGED = {
    "call": Act.CALL, "call-missed": Act.CALL_MISSED, "video": Act.VIDEO, "advice": Act.ADVICE,
    "remeasure": Act.REMEASURE, "note": Act.NOTE,
}  # fmt: skip
"""What a person may say that they did. The other acts are left by what was done itself."""


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def did(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Keep what was done in a case, and set it aside until the new measurement when asked."""
    what = LOGGED.get(request.POST.get("what", ""))
    text, minutes = request.POST.get("text", ""), request.POST.get("minutes", "").strip()
    if what is None or not (minutes == "" or (minutes.isascii() and minutes.isdigit())):
        return _say(request, case_id, _("Choose what was done, and write minutes as a number."))
    used = int(minutes[:6]) if minutes else None

    def go(by: Actor, now: datetime) -> None:
        act.did(case_id, what, by=by, now=now, text=text, minutes=used)
        until = _until(request, case_id, by, now)
        if what is Act.REMEASURE and until is not None:
            work_case.set_aside(case_id, until=until, for_=Waits.MEASUREMENT, by=by, now=now)

    return _try(request, case_id, go)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def set_aside(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Set a case aside until one of the times that were offered."""
    for_, text = request.POST.get("for", ""), request.POST.get("text", "")
    if for_ not in set(Waits) or (for_ == Waits.OTHER and not text.strip()):
        return _say(request, case_id, _("Say what the case waits for."))

    def go(by: Actor, now: datetime) -> None:
        until = _until(request, case_id, by, now)
        if until is None:
            raise NotAllowedNow("A case cannot be set aside until then.")
        work_case.set_aside(case_id, until=until, for_=Waits(for_), by=by, now=now, text=text)

    return _try(request, case_id, go)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def bring_back(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take up again what was set aside; the undo of setting aside."""
    return attempt(request, case_id, lambda by, now: work_case.bring_back(case_id, by=by, now=now))


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def confirm(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Agree that a case is closed as a colleague proposed."""
    return attempt(request, case_id, lambda by, now: close_case.confirm(case_id, by=by, now=now))


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def keep_open(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Say no to a proposal to close, with what is left to do; or take one's own back."""
    text = request.POST.get("text", "")
    return _try(
        request, case_id, lambda by, now: close_case.keep_open(case_id, by=by, now=now, text=text)
    )


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def reopen(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take up a closed case again as a new one."""
    return attempt(request, case_id, lambda by, now: close_case.reopen(case_id, by=by, now=now))


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def give_task(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask the team, or one of them, to do something."""
    what, day = request.POST.get("what", "").strip(), request.POST.get("due", "")
    if not what:
        return _say(request, case_id, _("Write what is to be done."))

    def go(by: Actor, now: datetime) -> None:
        case = found(case_id, by, now)
        whom = _id(request.POST.get("account", ""))
        task.give(case_id, what, due_at=_due(case, day, now), account_id=whom, by=by, now=now)

    return _try(request, case_id, go)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def finish_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Say that a task is done, from its case or from the page of tasks."""
    actor, now = actor_of(request), timezone.now()
    try:
        done = task.done(task_id, by=actor, now=now, said=request.POST.get("said", ""))
        case_id = done.case_id
    except NotAllowedNow:
        return HttpResponseRedirect(reverse("tasks"))
    if case_id is not None and request.POST.get("from") == "case":
        return _answer(request, found(case_id, actor, now), actor, now)
    return HttpResponseRedirect(reverse("tasks"))


def _try(
    request: HttpRequest, case_id: UUID, go: Callable[[Actor, datetime], object]
) -> HttpResponse:
    """Do it, and answer with the case as it now is; if it could not be done, say what happened."""
    actor, now = actor_of(request), timezone.now()
    case = found(case_id, actor, now)
    try:
        go(actor, now)
    except MissingText:
        return _say(request, case_id, _("Something that must be filled in is missing or too long."))
    except NotAllowedNow:
        case = found(case_id, actor, now)
        return _say(request, case_id, what_happened(case, actor), status=409)
    return _answer(request, found(case_id, actor, now), actor, now)


def _answer(request: HttpRequest, case: Case, actor: Actor, now: datetime) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return HttpResponseRedirect(reverse("case", args=[case.id]))
    answer = casepage.answer(request, case, actor=actor, now=now, typed=_typed(request))
    answer.headers["HX-Trigger"] = "heime:list"
    return answer


def _say(request: HttpRequest, case_id: UUID, trouble: str, *, status: int = 422) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    case = found(case_id, actor, now)
    return casepage.answer(
        request, case, actor=actor, now=now, status=status, trouble=trouble, typed=_typed(request)
    )


def _typed(request: HttpRequest) -> dict[str, str]:
    """The note as it stood on the page, when somebody had written in it: nothing typed is lost."""
    note, made = request.POST.get("note", ""), request.POST.get("note-made", "")
    return {"note": note} if _plain(note) not in ("", _plain(made)) else {}


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _until(request: HttpRequest, case_id: UUID, by: Actor, now: datetime) -> datetime | None:
    code = request.POST.get("until", "")
    case = found(case_id, by, now)
    hours = people.hours_of_team(case.enrolment.team, now.astimezone(HOME).date())
    return next((one.at for one in workview.untils(case, now, hours) if one.code == code), None)


def _due(case: Case, day: str, now: datetime) -> datetime:
    """When the team closes on a day; today's after closing is the next day that it is open."""
    hours = people.hours_of_team(case.enrolment.team, now.astimezone(HOME).date())
    try:
        wanted = datetime.strptime(day, "%Y-%m-%d").replace(hour=12, tzinfo=HOME)
    except ValueError:
        wanted = now
    closing = hours.closing(wanted)
    return closing if closing > now else hours.closing(hours.next_open(now))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
