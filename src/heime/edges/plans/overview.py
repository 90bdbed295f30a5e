"""The place for plans: what waits for a signature, what is being written, what is due."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heime.core.actor import Actor
from heime.core.hours import HOME
from heime.core.plan_life import Status
from heime.core.worklist import Sort
from heime.edges.access import actor_of, open_to
from heime.edges.clinic import moments, rows
from heime.edges.clinic.page import clinical
from heime.edges.plans.around import PLANNERS
from heime.flow import see_people
from heime.records.people.models import Enrolment
from heime.records.plans import reads as plans
from heime.records.plans import waiting
from heime.records.plans.models import PlanVersion


@require_GET
@open_to(*PLANNERS)
def page(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    unsettled = plans.unsettled(actor)
    held = {one.enrolment_id: one for one in plans.held_now(actor)}
    due = [one for one in waiting.items(actor, now=now) if one.sort is Sort.PLAN_TO_REVIEW]
    without = waiting.without_plan(actor, now=now)
    people = [one.enrolment for one in unsettled] + without
    people += [held[one.enrolment].enrolment for one in due if one.enrolment in held]
    see_people.listed([(one.id, one.municipality_id) for one in people], by=actor, now=now)
    context = {
        "place": "plans",
        "may_sign": actor.is_doctor,
        "proposed": _lines((v for v in unsettled if v.status == Status.PROPOSED), actor, now),
        "drafts": _lines((v for v in unsettled if v.status == Status.DRAFT), actor, now),
        "due": [
            _person(held[one.enrolment].enrolment, now) | {"why": _why(one.about, one.due_at, now)}
            for one in due
            if one.enrolment in held
        ],
        "without": [_person(one, now) for one in without],
    }
    return clinical(request, "plans/overview.html", context, actor=actor, now=now)


def _person(enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    name, age, conditions = rows.person_words(enrolment, now)
    return {"id": enrolment.id, "name": name, "age": age, "conditions": conditions,
            "place": enrolment.municipality.name}  # fmt: skip


def _lines(found: Iterable[PlanVersion], actor: Actor, now: datetime) -> list[dict[str, Any]]:
    lines = []
    for version in found:
        who = version.proposed_by or version.drafted_by
        at = version.proposed_at or version.drafted_at
        lines.append(_person(version.enrolment, now) | {
            "uid": version.uid,
            "number": version.number,
            "shadow": version.shadow,
            "why": version.why,
            "given_back": version.given_back,
            "who": who.name if who else "",
            "at": moments.stamp(at, now) if at else "",
        })  # fmt: skip
    return lines


def _why(about: str, due_at: datetime | None, now: datetime) -> str:
    day = due_at.astimezone(HOME).date() if due_at else None
    when = moments.on(day, now.astimezone(HOME).date()) if day else ""
    return {
        "run-in": _("The run-in ended %(day)s: look at the limits that it suggests")
        % {"day": when},
        "review": _("Review by %(day)s") % {"day": when},
        "review-passed": _("The review was due %(day)s") % {"day": when},
    }[about]
