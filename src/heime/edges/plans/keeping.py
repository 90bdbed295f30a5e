"""Templates: who owns them, what a version changed, and whose plans that concerns."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from heime.core import plan_difference
from heime.core import templates as shipped
from heime.core.actor import Actor
from heime.core.errors import MissingText, NotFound
from heime.edges import web
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import moments, planview, rows, words
from heime.edges.clinic.page import clinical
from heime.edges.plans import around, editor
from heime.edges.plans.around import PLANNERS
from heime.flow import keep_template, see_people
from heime.records.plans import templates
from heime.records.plans.models import PlanTemplate


@require_GET
@open_to(*PLANNERS)
def page(request: HttpRequest) -> HttpResponse:
    """Every template there is, its owner and version, and how many plans began as it."""
    actor, now = actor_of(request), timezone.now()
    lines = [
        {
            "title": words.condition(name),
            "address": reverse("shipped-template", args=[name]),
            "owner": _("The programme: comes with Heime"),
            "version": 1,
            "used": _used(len(templates.made_from(name, actor))),
        }
        for name in shipped.TEMPLATES
    ]
    lines += [
        {
            "title": one.title,
            "address": reverse("plan-template", args=[one.id]),
            "owner": f"{one.municipality.name}, {one.made_by.name}",
            "version": one.version,
            "used": _used(len(templates.made_from(one.name, actor))),
        }
        for one in templates.kept()
    ]
    context = {"place": "plans", "lines": lines}
    return clinical(request, "plans/templates.html", context, actor=actor, now=now)


def _used(count: int) -> str:
    return ngettext(
        "%(count)s plan of your people began as it", "%(count)s plans of your people began as it",
        count,
    ) % {"count": count}  # fmt: skip


@require_GET
@open_to(*PLANNERS)
def one(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """One version: what it changed, and the plans it concerns. It proposes nothing by itself."""
    actor, now = actor_of(request), timezone.now()
    row = templates.by_id(template_id)
    if row is None:
        raise NotFound("There is no such template.")
    all_ = templates.versions_of(row.name)
    before = next((other for other in all_ if other.version < row.version), None)
    concerned = _concerned(row, actor)
    see_people.listed([line["key"] for line in concerned], by=actor, now=now)
    context = {
        "place": "plans",
        "template": row,
        "made": f"{row.made_by.name} {moments.stamp(row.made_at, now)}",
        "versions": all_,
        "is_first": before is None,
        "changes": around.in_words(before.content if before else None, row.content),
        "plan": planview.of_nobody(row.content, now),
        "concerned": [
            line | dict(zip(("name", "age", "conditions"),
                            rows.person_words(line["person"], now), strict=True))
            for line in concerned
        ],
    }  # fmt: skip
    return clinical(request, "plans/template.html", context, actor=actor, now=now)


@require_GET
@open_to(*PLANNERS)
def comes_with_heime(request: HttpRequest, template: str) -> HttpResponse:
    """A template that is shipped: what it says, before anybody's plan begins as it."""
    if template not in shipped.TEMPLATES:
        raise NotFound("There is no such template.")
    actor, now = actor_of(request), timezone.now()
    context = {
        "place": "plans",
        "title": words.condition(template),
        "owner": _("The programme: comes with Heime"),
        "used": _used(len(templates.made_from(template, actor))),
        "plan": planview.of_nobody(shipped.template(template), now),
    }
    return clinical(request, "plans/shipped.html", context, actor=actor, now=now)


def _concerned(row: PlanTemplate, actor: Actor) -> list[dict[str, Any]]:
    """Plans in force that began as an earlier version, and how many things now differ."""
    found = []
    for version in templates.made_from(row.name, actor):
        began = templates.names_in(version.content)[row.name]
        if began >= row.version or not plan_difference.readable(version.content):
            continue
        apart = plan_difference.differences(row.content, version.content)
        count = sum(change.path[-2:-1] != ("template",) for change in apart)
        found.append({
            "key": (version.enrolment_id, version.municipality_id),
            "person": version.enrolment,
            "place": version.municipality.name,
            "uid": version.uid,
            "began": began,
            "differs": ngettext(
                "%(count)s difference from this version",
                "%(count)s differences from this version", count,
            ) % {"count": count},
        })  # fmt: skip
    return found


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def keep(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep how a plan follows somebody up as a template of their municipality."""
    actor, now = actor_of(request), timezone.now()
    try:
        of = UUID(request.POST["of"]) if request.POST.get("of") else None
    except ValueError:
        raise NotFound("There is no such template.") from None
    try:
        made = keep_template.keep(
            uid, title=request.POST.get("title", ""), why=request.POST.get("why", ""), of=of,
            by=actor, now=now,
        )  # fmt: skip
    except MissingText as refusal:
        at = around.opened(uid, actor, now)
        missing = _("Write what the template is called, and why it is kept.")
        status = web.STATUS[refusal.code]
        return editor.read_only(request, at, now, missing=missing, status=status)
    return HttpResponseRedirect(reverse("plan-template", args=[made.id]))
