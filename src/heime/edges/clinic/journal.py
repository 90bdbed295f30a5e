"""The journal text of a closed case: on the page to copy, as plain text, and on paper.

And the page of tasks: what colleagues were asked to do.
"""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heime.core.errors import NotFound
from heime.core.hours import HOME
from heime.edges import paper
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import words, workview
from heime.edges.clinic.page import clinical
from heime.edges.paper import Sheet
from heime.flow import see_people
from heime.records.worklist import reads as worklist
from heime.records.worklist.models import Case

SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def journal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The journal text of a case, as text or, with `?som=pdf`, as a sheet."""
    actor, now = actor_of(request), timezone.now()
    case = worklist.case_seen_by(actor, case_id)
    if case is None or case.closed_at is None:
        see_people.denied(by=actor, now=now, detail=f"case {case_id}")
        raise NotFound("There is no closed case of that id that is yours to see.")
    see_people.opened(
        case.enrolment_id, case.municipality_id, by=actor, now=now, resource="cases"
    )  # fmt: skip
    day = f"{case.closed_at.astimezone(HOME):%Y-%m-%d}"
    if request.GET.get("som") == "pdf":
        return _file(paper.printed(sheet_of(case)), "application/pdf", f"heime-{day}.pdf")
    return _file(text_of(case).encode(), "text/plain; charset=utf-8", f"heime-{day}.txt")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    """A download whose name says when, and nothing of whom it is about."""
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def text_of(case: Case) -> str:
    """The journal text, in the municipality's language."""
    sheet = sheet_of(case)
    head = [f"{name}: {value}" for name, value in sheet.facts]
    return "\n".join([sheet.title, *head, "", *sheet.paragraphs]) + "\n"


def sheet_of(case: Case) -> Sheet:
    language, patient = case.municipality.language, case.enrolment.patient
    with translation.override(language):
        facts = [
            (_("Name"), f"{patient.given} {patient.family}"),
            (_("Born"), f"{patient.birth_date:%d.%m.%Y}" if patient.birth_date else ""),
            (_("Opened"), _moment(case.opened_at)),
            (_("Closed"), _moment(case.closed_at)),
            (_("About"), f"{words.zone_words(case.zone, case.priority)}: {_about(case)}"),
            (_("What it came to"), words.outcome(case.outcome)),
            (_("Time used"), _minutes(case.minutes)),
            (_("By"), _who(case)),
            (_("Closed alone because"), case.alone_because),
        ]
        return Sheet(
            title=_("Journal note, digital home follow-up"),
            lang=language,
            page=_("Page"),
            facts=[(name, value) for name, value in facts if value],
            paragraphs=[case.note],
        )


def _about(case: Case) -> str:
    name = words.kind_name(case.kind)
    return name[:1].lower() + name[1:]


def _minutes(minutes: int | None) -> str:
    return "" if minutes is None else _("%(count)s min") % {"count": minutes}


def _who(case: Case) -> str:
    """Whoever wrote the note, and whoever confirmed it."""
    closer = case.closed_by.name if case.closed_by else ""
    if case.closing_by is None or case.closing_by_id == case.closed_by_id:
        return closer
    names = {"who": case.closing_by.name, "by": closer}
    return _("%(who)s, confirmed by %(by)s") % names


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(HOME):%d.%m.%Y %H:%M}" if at else ""


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def tasks(request: HttpRequest) -> HttpResponse:
    """Everything that the actor's team was asked to do: one's own first, then the soonest."""
    actor, now = actor_of(request), timezone.now()
    undone = worklist.tasks_undone(actor)
    see_people.listed([(t.enrolment_id, t.municipality_id) for t in undone], by=actor, now=now)
    lines = [workview.task_line(one, now) for one in undone]
    mine = [line for line in lines if line.task.account_id == actor.account_id]
    others = [line for line in lines if line.task.account_id != actor.account_id]
    context = {"mine": mine, "others": others, "place": "worklist"}
    return clinical(request, "clinic/tasks.html", context, actor=actor, now=now)
