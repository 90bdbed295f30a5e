"""One page for the doctor: the plan in short, what changes, what it would have done, one button."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heime.core import activation, plan
from heime.core.activation import Finding
from heime.core.actor import Actor
from heime.core.care_plan import CarePlan
from heime.core.errors import BadPlan, MissingText, NotAllowedNow, Refused
from heime.core.hours import HOME
from heime.core.kinds import BY_LABEL
from heime.core.plan_life import Status
from heime.core.roles import Scope
from heime.edges import web
from heime.edges.access import actor_of, open_to
from heime.edges.clinic import planview, words
from heime.edges.clinic.page import clinical
from heime.edges.plans import around, editor, effect
from heime.edges.plans.around import PLANNERS, Around
from heime.flow import plan_life


@require_http_methods(["GET", "POST"])
@open_to(*PLANNERS)
def approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What a notice leads to. Signing is one button on it; nothing else must be found first."""
    actor, now = actor_of(request), timezone.now()
    at = around.opened(uid, actor, now)
    if request.method == "GET":
        return shown(request, at, now)
    seen = request.POST.get("seen", "")
    try:
        plan_life.approve(
            at.version.id, seen=seen, by=actor, now=now, counts=_counts(at, actor, now)
        )
    except (BadPlan, NotAllowedNow):
        return shown(request, around.opened(uid, actor, now), now, status=409, seen=seen)
    return HttpResponseRedirect(reverse("approve-plan", args=[uid]))


@require_POST
@open_to(*PLANNERS)
def give_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Back to a draft, with why: by the doctor, or by whoever wants to write on."""
    actor, now = actor_of(request), timezone.now()
    at = around.opened(uid, actor, now)
    why = request.POST.get("why", "")
    try:
        plan_life.give_back(at.version.id, why=why, by=actor, now=now)
    except MissingText as refusal:
        return shown(request, at, now, status=web.STATUS[refusal.code], no_reason=True)
    return HttpResponseRedirect(reverse("plan", args=[uid]))


def shown(
    request: HttpRequest, at: Around, now: datetime, *, status: int = 200, seen: str = "",
    no_reason: bool = False,
) -> HttpResponse:  # fmt: skip
    """seen: what the doctor had before them, when that was not signed after all."""
    actor, version = actor_of(request), at.version
    whole = planview.whole(version)
    found = _findings(whole, at, actor, now) if whole else []
    before = at.before.content if at.before and at.before.id != version.id else None
    waits = version.status == Status.PROPOSED
    context = {
        "place": "plans",
        **around.band(at.person, now),
        "version": version,
        "seen": version.digest,
        "is_changed": bool(seen) and seen != version.digest,
        "stamps": around.stamped(version, now),
        "source": around.source_of(version.content, actor),
        "plan": planview.view(version, now),
        "changes": around.in_words(before, version.content),
        "is_first": before is None,
        "conflicts": around.conflict_blocks(whole, version.content) if whole else [],
        "blocking": [said(one) for one in found if one.blocks],
        "to_know": [said(one) for one in found if not one.blocks],
        "held_back": editor.held_back(whole, now) if whole else {},
        "waits": waits,
        "may_sign": at.may(Status.APPROVED, actor),
        "may_give_back": at.may(Status.DRAFT, actor),
        "no_reason": no_reason,
        **(editor.what_if(at, version.content, actor, now) if waits else {}),
    }
    return clinical(request, "plans/approve.html", context, actor=actor, now=now, status=status)


def _counts(at: Around, actor: Actor, now: datetime) -> dict[Any, activation.Count] | None:
    """How the last 14 days would have stood, where the doctor may see the readings."""
    if Scope.VALUES not in at.sees:
        return None
    try:
        limits = plan.read(at.version.content)
    except Refused:
        return None
    return effect.counts(effect.kept_of(at.person, actor, now), limits, now)


def _findings(whole: CarePlan, at: Around, actor: Actor, now: datetime) -> list[Finding]:
    today = now.astimezone(HOME).date()
    return activation.findings(
        whole, by=actor, today=today, counts=_counts(at, actor, now)
    )  # fmt: skip


def said(one: Finding) -> str:
    """What stands in the way, or is good to know, in the doctor's words."""
    kind = next((label for label in BY_LABEL if f".{label}" in f".{one.where}."), "")
    about = {"kind": words.what_name(kind) if kind else ""}
    rule = one.where.partition(".")[2]
    sentences = {
        "no-doctor": _("Only a doctor may sign a plan."),
        "U-1": _("%(kind)s: the plans have different limits, and it is not decided which hold."),
        "no-responder": _("%(rule)s needs somebody who answers day and night, named for it.")
        % {"rule": rule},
        "two-texts": _("Two plans each hold a medicine text; one text must be signed for both."),
        "no-review": _("The plan says no date for the next review."),
        "review-passed": _("A review date in the plan has passed."),
        "no-text": _("There is no text to the person for each of green, yellow and red."),
        "too-tight": _("%(kind)s: over 30 per cent of the last 14 days' readings would have been"
                       " outside the limits."),
        "start-value": _("%(kind)s: start values that nobody has considered for this person."),
        "no-fact": _("A rule in the plan lacks what it needs to know about the person."),
    }  # fmt: skip
    sentence = sentences.get(one.code, "")
    return sentence % about if "%(kind)s" in sentence else sentence or one.text
