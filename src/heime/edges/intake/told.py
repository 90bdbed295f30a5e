"""What is written in an intake, as lines of words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from heime.core.hours import HOME
from heime.core.intake import Step
from heime.core.phases import Phase
from heime.core.start_figures import Figure
from heime.edges import naming
from heime.edges.clinic import moments
from heime.edges.intake import words
from heime.flow.intake_state import Intake
from heime.records.intake.models import IntakeStep, PhaseChange, Referral, StartFigure
from heime.records.plans.models import PlanVersion

Line = tuple[str, str]
"""What it is, and what was found; empty for a line that is a sentence."""


def by(row: IntakeStep, now: datetime) -> str:
    return f"{row.made_by.name}, {moments.stamp(row.made_at, now)}"


def referral(one: Referral, now: datetime) -> dict[str, Any]:
    return {
        "from": words.proposer(one.proposer),
        "who": one.name,
        "office": one.organisation.name if one.organisation else "",
        "phone": one.phone,
        "why": one.why,
        "conditions": ", ".join(naming.condition(code) for code in one.conditions),
        "on": words.on(one.received_on, now),
        "by": one.made_by.name if one.organisation is None else "",
    }


def change(one: PhaseChange, now: datetime) -> dict[str, str]:
    why = ""
    if one.why:
        why = words.why_paused(one.why) if one.after == Phase.PAUSED else words.why_ended(one.why)
    if one.before == one.after == Phase.PAUSED:
        what = _("The pause goes on")
    else:
        what = naming.phase(Phase(one.after))
    return {
        "at": moments.stamp(one.at, now),
        "what": what,
        "why": why,
        "first_day": words.on(one.first_day, now) if one.first_day else "",
        "who": one.made_by.name if one.made_by else "",
    }


def back(state: Intake, now: datetime) -> dict[str, Any] | None:
    """When somebody paused is expected back, and whether that day has come."""
    days = [one.first_day for one in state.changes if one.after == Phase.PAUSED]
    if state.person.phase != Phase.PAUSED or not days or days[-1] is None:
        return None
    return {
        "day": words.on(days[-1], now),
        "is_over": days[-1] <= now.astimezone(HOME).date(),
    }


def step(state: Intake, one: Step, now: datetime) -> list[Line]:
    """What the step says now."""
    row = state.written.get(one)
    if row is not None and row.left_out:
        return [(_("Left out because"), row.reason)]
    if one is Step.PLAN:
        return _plan(state.plan, now)
    if one is Step.FIGURES:
        return []
    if row is None:
        return []
    return list(_LINES[one](row.content, now)) if one in _LINES else []


def _assessment(said: dict[str, Any], now: datetime) -> Iterator[Line]:
    yield _("Risk of getting worse"), words.risk(said["risk"])
    yield _("Manages to measure"), words.able(said["measuring"])
    yield _("Manages phone or tablet"), words.able(said["digital"])
    interpreter = _("with interpreter") if said["interpreter"] else ""
    yield _("Language"), ", ".join(filter(None, [said["language"], interpreter]))
    yield _("Lives"), words.lives(said["lives"])
    yield _("Mobile coverage at home"), words.coverage(said["coverage"])
    why = f". {said['capacity_why']}" if said["capacity_why"] else ""
    yield _("Consent capacity"), words.capacity(said["capacity"]) + why
    if said["words"]:
        yield _("Note"), said["words"]


def _decision(said: dict[str, Any], now: datetime) -> Iterator[Line]:
    yield _("Answer"), _("Yes, taken in") if said["answer"] == "yes" else _("No, not taken in")
    if said["reason"]:
        yield _("Reason"), said["reason"]


def _basis(said: dict[str, Any], now: datetime) -> Iterator[Line]:
    yield _("Ground"), words.basis(said["basis"])
    yield _("Told that this is no emergency service"), _("yes")
    if said["decided_on"]:
        yield _("Decided"), words.date_of(said["decided_on"], now)
    if said["review_on"]:
        yield _("Looked at again by"), words.date_of(said["review_on"], now)
    if said["words"]:
        yield _("Note"), said["words"]


def _equipment(said: dict[str, Any], now: datetime) -> Iterator[Line]:
    for item in said["items"]:
        where = [words.whose(item["whose"])]
        if item["whose"] != "own":
            where.append(words.delivery(item["state"]).lower())
        yield words.thing(item["thing"]), ", ".join(where)


def _training(said: dict[str, Any], now: datetime) -> Iterator[Line]:
    for item in said["items"]:
        who, on = words.learner(item["who"]), words.date_of(item["on"], now)
        yield words.taught(item["thing"]), f"{who}, {on}"


_LINES = {
    Step.ASSESSMENT: _assessment,
    Step.DECISION: _decision,
    Step.BASIS: _basis,
    Step.EQUIPMENT: _equipment,
    Step.TRAINING: _training,
}


def _plan(plan: PlanVersion | None, now: datetime) -> list[Line]:
    if plan is None:
        return []
    if plan.status == PlanVersion.Status.APPROVED and plan.approved_by and plan.approved_at:
        approved = f"{plan.approved_by.name}, {moments.stamp(plan.approved_at, now)}"
        return [(_("Version %(number)s approved by") % {"number": plan.number}, approved)]
    state = {
        PlanVersion.Status.DRAFT: _("is a draft"),
        PlanVersion.Status.PROPOSED: _("waits for a doctor"),
    }.get(PlanVersion.Status(plan.status), _("is replaced"))
    return [(_("Version %(number)s") % {"number": plan.number}, state)]


def figure(one: StartFigure, now: datetime) -> str:
    """The number with its source and day: "2 (Record system, 3. nov.)"."""
    said = _("Not known") if one.value is None else f"{one.value:,}".replace(",", "\u00a0")
    unit = {Figure.TRAVEL_KM: " km", Figure.HOME_CARE_MINUTES: " min"}.get(Figure(one.figure), "")
    where = [words.source(one.source)] if one.value is not None else []
    where.append(words.on(one.holds_on, now))
    return f"{said}{unit if one.value is not None else ''} ({', '.join(where)})"
