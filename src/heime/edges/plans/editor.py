"""A draft, written in place with what-if beside it; any other version, to be read."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from heime.core import care_plan
from heime.core.actor import Actor
from heime.core.care_plan import CarePlan
from heime.core.errors import NotAllowedNow, NotYours, Refused
from heime.core.hours import HOME
from heime.core.plan_life import Status
from heime.core.roles import Scope
from heime.core.standby import HeldBack, Medicine, standby_shown
from heime.edges.access import actor_of, open_to
from heime.edges.clinic import planview
from heime.edges.clinic.page import clinical
from heime.edges.plans import around, document, effect, faults, form
from heime.edges.plans.around import PLANNERS, READERS, Around
from heime.flow import plan_life, plan_signers
from heime.records.plans import templates

MOST_BEFORE = 60_000
"""Characters of what stood in the fields, which the form brings back; no plan is half as long."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody has in the fields. before: what stood there when the page was made."""

    before: dict[str, Any]
    content: dict[str, Any]
    fault: str = ""


@require_GET
@open_to(*READERS)
def page(request: HttpRequest, uid: UUID) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    at = around.opened(uid, actor, now)
    content = at.version.content
    if at.version.status == Status.DRAFT and Scope.PLANNING in at.sees:
        return _editor(request, at, Written(content, content), now)
    return read_only(request, at, now)


@require_POST
@open_to(*PLANNERS)
def save(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Save what was written; with `go` also show its effect, or lay it before a doctor."""
    actor, now = actor_of(request), timezone.now()
    at = around.opened(uid, actor, now)
    written = _written(request, at)
    go = request.POST.get("go", "save")
    if go == "effect" or written.fault:
        return _editor(request, at, written, now, status=422 if written.fault else 200)
    try:
        version = plan_life.redraft(
            at.version.id, written.content, seen=request.POST.get("seen", ""), by=actor, now=now
        )
        if go == "propose":
            plan_life.propose(version.id, by=actor, now=now, ask=_chosen(request))
    except NotAllowedNow:
        return _changed_meanwhile(request, uid, written, now)
    return HttpResponseRedirect(reverse("plan", args=[uid]))


@require_POST
@open_to(*PLANNERS)
def live(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The what-if pane alone, for what stands in the fields right now. Nothing is saved."""
    actor, now = actor_of(request), timezone.now()
    at = around.opened(uid, actor, now, on_page=True)
    return render(request, "plans/_effect.html", _beside(at, _written(request, at), actor, now))


def _written(request: HttpRequest, at: Around) -> Written:
    """What was sent, on top of what stood in the fields when the page was made."""
    if at.version.status != Status.DRAFT:
        raise NotAllowedNow(f"A plan that is {at.version.status} is not written in any more.")
    if Scope.PLANNING not in at.sees:
        raise NotYours("Plans of this person are not yours to write.")
    before = _before(request.POST.get("before", ""), at.version.content)
    content = before
    try:
        content = form.content_of(request.POST, before)
        care_plan.read(content)
    except Refused as refusal:
        return Written(before, content, faults.said(refusal, content))
    return Written(before, content)


def _before(text: str, otherwise: dict[str, Any]) -> dict[str, Any]:
    """What the form brings back of what stood there; the stored draft where that is no plan."""
    if 0 < len(text) <= MOST_BEFORE:
        try:
            found = json.loads(text)
            care_plan.read(found)
        except (ValueError, RecursionError, Refused):
            return otherwise
        return dict(found)
    return otherwise


def _chosen(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("ask"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _changed_meanwhile(
    request: HttpRequest, uid: UUID, written: Written, now: datetime
) -> HttpResponse:
    """Somebody saved first: what they changed, and one's own words still in the fields."""
    actor = actor_of(request)
    at = around.opened(uid, actor, now)
    if at.version.status != Status.DRAFT:
        raise NotAllowedNow("This plan is no draft any more.")
    theirs = around.in_words(written.before, at.version.content)
    mine = Written(at.version.content, written.content)
    who = around.stamped(at.version, now)["drafted"]
    return _editor(
        request, at, mine, now, status=409, theirs=theirs, who=who, is_changed=True
    )  # fmt: skip


def _editor(
    request: HttpRequest, at: Around, written: Written, now: datetime, *, status: int = 200,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    shown = document.drawable(written.content, written.before)
    context = {
        "place": "plans",
        **around.band(at.person, now),
        **document.document(shown, request.POST.dict() if written.fault else {}),
        **_beside(at, written, actor, now),
        **_around_texts(shown, at, now),
        "version": at.version,
        "stamps": around.stamped(at.version, now),
        "given_back": at.version.given_back,
        "source": around.source_of(shown, actor),
        "seen": at.version.digest,
        "before_json": json.dumps(written.before),
        "signers": plan_signers.signers_of(at.person, now=now),
        "fault": written.fault,
        **more,
    }
    return clinical(request, "plans/editor.html", context, actor=actor, now=now, status=status)


def _around_texts(content: dict[str, Any], at: Around, now: datetime) -> dict[str, Any]:
    """The checks of signed texts (3.6), and where the parts disagree (U-1)."""
    try:
        whole = care_plan.read(content)
    except Refused:
        return {"conflicts": [], "held_back": {}, "merged": []}
    merged = [document.limit_block("m.", one) for one in content.get("merge", {}).get("limits", [])]
    return {
        "conflicts": around.conflict_blocks(whole, content),
        "merged": {block.kind: block for block in merged},
        "held_back": held_back(whole, now),
    }


def held_back(whole: CarePlan, now: datetime) -> dict[str, list[str]]:
    """Why each signed text would not be shown to the person, once this version was signed."""
    today = now.astimezone(HOME).date()
    found = {}
    for medicine in Medicine:
        match standby_shown(whole, medicine, today=today, approved_on=today):
            case HeldBack(reasons):
                found[str(medicine)] = [planview.held_back(one) for one in reasons]
    return found


def _beside(at: Around, written: Written, actor: Actor, now: datetime) -> dict[str, Any]:
    """The right-hand side: the change in words, and what it would have done."""
    before = at.before.content if at.before else None
    if written.fault:
        return {"fault": written.fault, "effect": None, "changes": [], "version": at.version}
    return {
        "fault": "",
        "version": at.version,
        "is_first": before is None,
        "changes": around.in_words(before, written.content),
        **what_if(at, written.content, actor, now),
    }


def what_if(at: Around, content: dict[str, Any], actor: Actor, now: datetime) -> dict[str, Any]:
    """The effect of a content against what holds now; only for those who see the values."""
    if Scope.VALUES not in at.sees:
        return {"effect": None, "no_values": True}
    kept = effect.kept_of(at.person, actor, now)
    if not kept.items:
        return {"effect": None, "nothing_yet": True}
    before = at.before.content if at.before else None
    try:
        return {"effect": effect.of_change(kept, before, content, now)}
    except Refused:
        return {"effect": None, "cannot": True}


def read_only(
    request: HttpRequest, at: Around, now: datetime, *, missing: str = "", status: int = 200
) -> HttpResponse:
    """A version that is no draft, or that is somebody else's to write. missing: of a template that
    was to be kept."""
    actor, version = actor_of(request), at.version
    before = at.before.content if at.before and at.before.id != version.id else None
    context = {
        "place": "plans",
        **around.band(at.person, now),
        "version": version,
        "stamps": around.stamped(version, now),
        "plan": planview.view(version, now),
        "changes": around.in_words(before, version.content),
        "may_sign": at.may(Status.APPROVED, actor),
        "may_give_back": at.may(Status.DRAFT, actor),
        "may_keep": _may_keep(at, actor),
        "missing": missing,
        "own_templates": [
            (one.id, one.title)
            for one in templates.kept()
            if one.municipality_id == at.person.municipality_id
        ],
    }
    return clinical(request, "plans/version.html", context, actor=actor, now=now, status=status)


def _may_keep(at: Around, actor: Actor) -> bool:
    """A signed plan of one condition, for a team that plans for the person."""
    signed = at.version.status == Status.APPROVED and not at.version.shadow
    ours = Scope.PLANNING in at.sees and bool(actor.teams_with(Scope.PLANNING))
    return signed and ours and not at.version.content.get("parts")
