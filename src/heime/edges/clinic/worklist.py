"""The worklist: everything the team must look at, worst first, each with its reason."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from heime.core.casework import CaseState
from heime.core.worklist import Group
from heime.core.zone import Zone
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import casepage
from heime.edges.clinic.page import clinical
from heime.edges.clinic.rows import Row, worklist_rows
from heime.flow import move, review, see_people


@dataclass(frozen=True, slots=True)
class Section:
    """One group of the list as it is shown, with what it is called."""

    group: Group
    title: str
    rows: list[Row]


def title_of(group: Group) -> str:
    return {
        Group.RED: _("Red now"),
        Group.YELLOW_HIGH: _("Yellow, urgent"),
        Group.YELLOW: _("Yellow"),
        Group.GREY: _("Not judged / fault"),
        Group.AWAITED: _("Waiting for a new measurement"),
        Group.TO_DO: _("Messages, plans and tasks"),
        Group.ELSEWHERE: _("Waiting for others"),
        Group.ANSWERS: _("Answers to acknowledge"),
    }[group]


def told(emergencies: int) -> str:
    """That somebody opened the team's people in an emergency, until it has been reviewed."""
    if not emergencies:
        return ""
    return ngettext(
        "%(count)s emergency access waits for a review.",
        "%(count)s emergency accesses wait for a review.",
        emergencies,
    ) % {"count": emergencies}


def offered(count: int) -> str:
    """That other municipalities offer follow-ups, until somebody has answered."""
    if not count:
        return ""
    return ngettext(
        "%(count)s follow-up is offered to your team.",
        "%(count)s follow-ups are offered to your team.",
        count,
    ) % {"count": count}


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def worklist(request: HttpRequest) -> HttpResponse:
    """The list; `?del=liste` answers with the list alone, `?sak=ID` opens a case beside it."""
    actor, now = actor_of(request), timezone.now()
    rows = worklist_rows(actor, now=now)
    sections = [Section(group, title_of(group), rows[group]) for group in Group if rows.get(group)]
    everybody = [row for section in sections for row in section.rows]
    see_people.listed(
        [(row.enrolment_id, row.municipality_id) for row in everybody], by=actor, now=now
    )
    context = {
        "sections": sections,
        "waiting_reds": sum(
            row.zone is Zone.RED and row.case is not None and row.case.state == CaseState.OPEN
            for row in everybody
        ),
        "place": "worklist",
        "told": told(review.emergencies_told(actor, now=now)),
        "offers": offered(move.how_many_wait(actor)),
    }
    if request.GET.get("del") == "liste":
        return clinical(request, "clinic/_list.html", context, actor=actor, now=now)
    chosen = casepage.context_of(request.GET.get("sak"), actor=actor, now=now)
    return clinical(request, "clinic/worklist.html", context | chosen, actor=actor, now=now)
