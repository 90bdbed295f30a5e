"""Everything that has been planned for one person, and where a new version begins."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from heime.core import plan_difference, plan_words
from heime.core import templates as shipped
from heime.core.actor import Actor
from heime.core.errors import MissingText, NotFound
from heime.core.plan_life import copied
from heime.core.roles import Scope
from heime.edges import web
from heime.edges.access import actor_of, open_to
from heime.edges.clinic import moments, rows, words
from heime.edges.clinic.page import clinical
from heime.edges.plans import around, effect, trials
from heime.edges.plans.around import PLANNERS, READERS
from heime.flow import plan_life
from heime.records.access import reach
from heime.records.people.models import Enrolment
from heime.records.plans import reads as plans
from heime.records.plans import templates
from heime.records.plans.models import PlanVersion


@require_GET
@open_to(*READERS)
def page(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    return shown(request, enrolment_id)


def shown(
    request: HttpRequest, enrolment_id: UUID, *, error: str = "", status: int = 200
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    person = around.person_of(enrolment_id, actor, now)
    found = plans.versions(person.id, actor)
    may_plan = reach.enrolment_within(actor, person.id, Scope.PLANNING) is not None
    context = {
        "place": "plans",
        **around.band(person, now),
        "versions": [_version(one, found, actor, now) for one in found],
        **_tried(person, actor, now),
        "may_plan": may_plan,
        "templates": [
            *((name, words.condition(name)) for name in shipped.TEMPLATES),
            *((str(one.id), f"{one.title} ({one.municipality.name})") for one in templates.kept()),
        ],
        "others": _others(person, actor, now) if may_plan else [],
        "error": error,
        "sent": request.POST,
    }
    return clinical(request, "plans/versions.html", context, actor=actor, now=now, status=status)


def _tried(person: Enrolment, actor: Actor, now: datetime) -> dict[str, Any]:
    """The plan in force, what its run-in suggests, and how a shadow has done beside it."""
    held = plans.in_force(person.id, actor)
    shadow = plans.in_force(person.id, actor, shadow=True)
    weeks = trials.over(held, now)
    found: dict[str, Any] = {"in_force": held, "shadow": shadow}
    if not (shadow or weeks) or reach.enrolment_within(actor, person.id, Scope.VALUES) is None:
        return found
    kept = effect.kept_of(person, actor, now)
    if held is not None and weeks is not None and kept.items:
        found["suggestions"] = trials.suggestions(held, weeks, kept, now)
    if shadow is not None:
        found["effect"] = trials.shadow_effect(shadow, held, kept, now)
        found["shadow_since"] = moments.stamp(shadow.valid_from, now)
    return found


@require_POST
@open_to(*PLANNERS)
def start(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Begin a draft: from the plan that holds, from templates, or from somebody else's plan."""
    actor, now = actor_of(request), timezone.now()
    try:
        content = _beginning(request, enrolment_id, actor)
        made = plan_life.draft(
            enrolment_id, content, why=request.POST.get("why", ""), by=actor, now=now
        )
    except (MissingText, _NothingChosen) as refusal:
        said = _("Choose what to begin with.")
        if isinstance(refusal, MissingText):
            said = _("Write why there is to be a new plan.")
        return shown(request, enrolment_id, error=said, status=web.STATUS["missing-text"])
    return HttpResponseRedirect(reverse("plan", args=[made.uid]))


class _NothingChosen(Exception):
    """Nothing was chosen to begin with."""


def _beginning(request: HttpRequest, enrolment_id: UUID, actor: Actor) -> dict[str, Any]:
    match request.POST.get("from", ""):
        case "in-force":
            version = plans.in_force(enrolment_id, actor)
            if version is None:
                raise _NothingChosen
            content: dict[str, Any] = version.content
            return {name: value for name, value in content.items() if name != "shadow"}
        case "run-in":
            return _suggested(enrolment_id, actor, timezone.now())
        case "templates":
            found = [_template(one) for one in dict.fromkeys(request.POST.getlist("template"))]
            if not found:
                raise _NothingChosen
            return templates.joined(found)
        case "copy":
            return _copied(request.POST.get("person", ""), actor)
    raise _NothingChosen


def _template(chosen: str) -> dict[str, Any]:
    """A template that was chosen: a shipped one by its name, a kept one by its version's id."""
    if chosen in shipped.TEMPLATES:
        return shipped.template(chosen)
    try:
        row = templates.by_id(UUID(chosen))
    except ValueError:
        row = None
    if row is None:
        raise NotFound("There is no such template.")
    return dict(row.content)


def _suggested(enrolment_id: UUID, actor: Actor, now: datetime) -> dict[str, Any]:
    """The plan in force with the limits that its run-in suggests: for a doctor to consider."""
    person = reach.enrolment_within(actor, enrolment_id, Scope.VALUES)
    version = plans.in_force(enrolment_id, actor)
    weeks = trials.over(version, now)
    if person is None or version is None or weeks is None:
        raise _NothingChosen
    kept = effect.kept_of(person, actor, now)
    if not kept.items:
        raise _NothingChosen
    return trials.with_suggested(version, weeks, kept)


def _copied(chosen: str, actor: Actor) -> dict[str, Any]:
    """How somebody else is followed up, without their limits, dates and words (hazard 12)."""
    try:
        other = UUID(chosen)
    except ValueError:
        raise _NothingChosen from None
    version = plans.in_force(other, actor)
    if version is None or reach.enrolment_within(actor, other, Scope.PLANNING) is None:
        raise NotFound("There is nobody of that id whose plan you may copy.")
    return copied(version.content, version=version.id)


def _others(person: Enrolment, actor: Actor, now: datetime) -> list[tuple[str, str]]:
    """Those whose plan may be copied: everybody else one plans for, by name."""
    found = [
        (str(one.enrolment_id), ", ".join(x for x in (name, conditions) if x))
        for one in plans.held_now(actor)
        if one.enrolment_id != person.id
        for name, _age, conditions in [rows.person_words(one.enrolment, now)]
    ]
    return sorted(found, key=lambda one: one[1])


def _version(
    version: PlanVersion, all_: list[PlanVersion], actor: Actor, now: datetime
) -> dict[str, Any]:
    """One version, with what it changed since the one that was signed before it."""
    before = next(
        (one for one in all_ if one.number < version.number and one.approved_at is not None
         and not one.shadow), None,
    )  # fmt: skip
    changes = around.in_words(before.content, version.content) if before else []
    apart = _from_template(version)
    return {
        "version": version,
        "stamps": around.stamped(version, now),
        "since": before.number if before else None,
        "changes": changes,
        "changes_title": ngettext(
            "%(count)s change since the version before",
            "%(count)s changes since the version before", len(changes),
        ) % {"count": len(changes)},
        "from_template": apart,
        "template_title": ngettext(
            "%(count)s difference from the template", "%(count)s differences from the template",
            len(apart or []),
        ) % {"count": len(apart or [])},
    }  # fmt: skip


def _from_template(version: PlanVersion) -> list[str] | None:
    """What differs from the templates that the plan began as, in words; None for one that began
    as none."""
    begun = templates.begun_as(version.content)
    if begun is None or not plan_difference.readable(version.content):
        return None
    return [
        plan_words.words(one, words.language())
        for one in plan_difference.differences(begun, version.content)
        if one.path[-2:-1] != ("template",)
    ]
