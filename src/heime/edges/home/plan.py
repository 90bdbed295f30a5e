"""One's own plan: to read in the app, and on paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heime.core.errors import NotFound
from heime.core.hours import HOME
from heime.core.roles import Scope
from heime.edges import paper
from heime.edges.access import open_to
from heime.edges.clinic import moments, planview
from heime.edges.clinic.planview import LimitRow, MedicineText, PlanView
from heime.edges.home.family_seen import AT_HOME, AtHome, at_home
from heime.edges.messages.writing import hours_words
from heime.records.plans import reads as plans
from heime.records.plans.models import PlanVersion


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading, and what stands under it: texts, or rows of a name and what goes with it.

    zone: of a text for one colour. lang: of a text that is written in another language.
    """

    heading: str
    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    zone: int | None = None
    lang: str = ""


@require_GET
@open_to(*AT_HOME)
def plan(request: HttpRequest, enrolment_id: UUID) -> JsonResponse:
    """The plan that holds now, in the order one looks for things; nothing but the team without."""
    seen = at_home(request, enrolment_id, Scope.PLAN, logged="plan")
    held = _in_force(seen)
    view = planview.view(held, seen.now) if held else None
    return JsonResponse({
        "own": seen.own,
        "name": seen.name,
        "number": view.number if view else None,
        "by": view.approved_by if view else "",
        "approved_on": _day(held.approved_at, seen) if held and held.approved_at else "",
        "review_on": view.review_on if view else "",
        "review_passed": view.review_passed if view else False,
        "paragraphs": [_as_json(one) for one in paragraphs(view, seen)],
    })  # fmt: skip


@require_GET
@open_to(*AT_HOME)
def plan_paper(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """The same as a PDF."""
    seen = at_home(request, enrolment_id, Scope.PLAN, logged="plan")
    held = _in_force(seen)
    if held is None:
        raise NotFound("There is no plan that holds now.")
    view = planview.view(held, seen.now)
    return HttpResponse(
        paper.printed(sheet(view, held, seen)),
        content_type="application/pdf",
        headers={
            "Content-Disposition": 'attachment; filename="heime-plan.pdf"',
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        },
    )


def _in_force(seen: AtHome) -> PlanVersion | None:
    return planview.in_force(plans.approved_versions(seen.person.id, seen.actor), seen.now)


def sheet(view: PlanView, held: PlanVersion, seen: AtHome) -> paper.Sheet:
    said = [f"{one.heading}\n{_flat(one)}" for one in paragraphs(view, seen)]
    facts = [
        (_("Name"), seen.name),
        (_("Signed by"), f"{view.approved_by}, {_day(held.approved_at, seen)}"),
        (_("To be looked at again"), view.review_on),
        (_("Printed"), f"{seen.now.astimezone(HOME):%d.%m.%Y %H:%M}"),
    ]
    return paper.Sheet(
        title=_("My plan") if seen.own else _("The plan"),
        lang=get_language() or "nb",
        page=_("Page"),
        facts=[(name, value) for name, value in facts if value],
        paragraphs=said,
    )


def _flat(one: Paragraph) -> str:
    return "\n".join([one.text] * bool(one.text) + [f"{name}: {said}" for name, said in one.rows])


def _day(at: datetime | None, seen: AtHome) -> str:
    return moments.on(at.astimezone(HOME).date(), seen.now.astimezone(HOME).date()) if at else ""


def paragraphs(view: PlanView | None, seen: AtHome) -> list[Paragraph]:
    """Everything that the plan says to the person; whom to call stands there without a plan too."""
    found = _of_plan(view) if view else []
    if seen.person.patient.matters:
        words = _("What matters to me") if seen.own else _("What matters to the person")
        found.insert(0, Paragraph(words, seen.person.patient.matters))
    team = seen.person.team
    return [
        *found,
        Paragraph(_("Whom to call"), rows=(
            (team.name, _("open %(hours)s on working days") % {"hours": hours_words(seen.person)}),
            (_("Out-of-hours doctor"), "116 117"),
            (_("When life is in danger"), "113"),
        )),
    ]  # fmt: skip


def _of_plan(view: PlanView) -> list[Paragraph]:
    found = [
        Paragraph(_("My goals"), "\n".join(view.goals)),
        Paragraph(_("What is measured and answered"), rows=tuple(view.expected)),
        *(
            Paragraph(
                f"{one.word} ({one.about})" if one.about else one.word, one.text,
                zone=one.zone, lang=one.lang,
            )
            for one in view.texts
        ),
        *(_medicine(one) for one in view.medicines),
        Paragraph(_("Limits"), rows=tuple(_limits(view))),
        Paragraph(_("About me"), rows=tuple(view.facts)),
        Paragraph(_("Who answers"), rows=tuple(view.responders)),
    ]  # fmt: skip
    return [one for one in found if one.text or one.rows]


def _limits(view: PlanView) -> Iterator[tuple[str, str]]:
    for row in view.limits:
        said = limits(row)
        if said:
            yield f"{row.name} ({row.unit})" if row.unit else row.name, said


def _medicine(one: MedicineText) -> Paragraph:
    if one.held_back:
        return Paragraph(one.title)  # what is not to be shown is not spoken of
    rows = ((_("When to start"), one.start_criteria), (_("To be looked at again"), one.review_on))
    return Paragraph(one.title, one.text, rows=tuple(row for row in rows if row[1]))


def limits(row: LimitRow) -> str:
    """ "gul ved 91 eller lavere, rød ved 88 eller lavere": a value on a line has reached it."""
    low = ((_("yellow"), row.yellow_low), (_("red"), row.red_low))
    high = ((_("yellow"), row.yellow_high), (_("red"), row.red_high))
    said = [
        _("%(colour)s at %(line)s or lower") % {"colour": colour, "line": line}
        for colour, line in low if line
    ] + [
        _("%(colour)s at %(line)s or higher") % {"colour": colour, "line": line}
        for colour, line in high if line
    ]  # fmt: skip
    return ", ".join(said)


def _as_json(one: Paragraph) -> dict[str, Any]:
    return {
        "heading": one.heading, "text": one.text, "rows": one.rows, "zone": one.zone,
        "lang": one.lang,
    }  # fmt: skip
