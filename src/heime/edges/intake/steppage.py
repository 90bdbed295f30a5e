"""/person/<id>/inntak: where somebody stands on the way in, what is missing, and one next thing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from heime.core import intake
from heime.core.errors import NotFound
from heime.core.hours import HOME
from heime.core.intake import STEPS, Standing, Step
from heime.core.phases import LONGEST_PAUSE, Phase, WhyPaused
from heime.edges import naming
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import marks
from heime.edges.clinic.page import clinical
from heime.edges.clinic.rows import person_words
from heime.edges.intake import fields, told, words
from heime.flow import intake_state, note_figures, see_people
from heime.flow.intake_state import Intake
from heime.records.access import grounds


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def page(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    return shown(request, enrolment_id)


def shown(
    request: HttpRequest, enrolment_id: UUID, *, tried: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    """The page. tried: the form that did not go, with its error."""
    actor, now = actor_of(request), timezone.now()
    try:
        state = intake_state.of(enrolment_id, by=actor)
    except NotFound:
        see_people.denied(by=actor, now=now, detail=f"intake of {enrolment_id}")
        raise
    person = state.person
    see_people.opened(
        person.id, person.municipality_id, by=actor, now=now, resource="person",
        ground=grounds.CARE,
    )  # fmt: skip
    context = _told(state, now) | {
        "fields": fields.all_of(
            state, request.POST if tried else None, tried, now,
            note_figures.answered_who5(person.id, by=actor),
        ),
        "tried": tried,
        "error": error,
        "sent": request.POST if tried else {},
    }  # fmt: skip
    return clinical(request, "intake/person.html", context, actor=actor, now=now, status=status)


def _told(state: Intake, now: datetime) -> dict[str, Any]:
    """Who it is, where they stand, and what has been."""
    person = state.person
    name, age, conditions = person_words(person, now)
    today = now.astimezone(HOME).date()
    return {
        "place": "people",
        "person": person,
        "row": {"name": name, "age": age, "place": person.municipality.name,
                "conditions": conditions},
        "marks": marks.of(person.patient, now),
        "phase": naming.phase(Phase(person.phase)),
        "is_over": person.phase == Phase.ENDED,
        "is_active": person.phase == Phase.ACTIVE,
        "is_paused": person.phase == Phase.PAUSED,
        "has_started": state.steps[Step.START] is Standing.DONE,
        "nothing_kept": not state.written and not state.referrals,
        "next": _next(state),
        "referrals": [told.referral(one, now) for one in state.referrals],
        "steps": [_step(state, step, now) for step in Step],
        "phases": [told.change(one, now) for one in reversed(state.changes)],
        "back": told.back(state, now),
        "today": today.isoformat(),
        "latest": (today + LONGEST_PAUSE).isoformat(),
        "whys": [(one.value, words.why_paused(one)) for one in WhyPaused],
    }  # fmt: skip


def _next(state: Intake) -> dict[str, str] | None:
    step = state.next
    if step is None or state.person.phase == Phase.ENDED:
        return None
    return {"key": step.value, "text": words.to_do(step)}


def _step(state: Intake, step: Step, now: datetime) -> dict[str, Any]:
    """One step: where it stands, what is written in it, by whom, and what it waits for."""
    stands = state.steps[step]
    row = state.written.get(step)
    missing = intake.lacking(step, state.steps)
    over = state.person.phase == Phase.ENDED
    started = state.steps[Step.START] is Standing.DONE
    frozen = started and step in (Step.DECISION, Step.FIGURES, Step.START)
    decided = step is Step.DECISION and stands is Standing.DONE
    return {
        "key": step.value,
        "title": words.step(step),
        "standing": words.standing(stands),
        "mark": stands.value,
        "lines": told.step(state, step, now),
        "by": told.by(row, now) if row else "",
        "missing": [words.step(one) for one in missing] if stands is Standing.WAITS else [],
        "may": not over and not frozen and not decided and (not missing or started),
        "may_leave_out": STEPS[step].skippable and not missing and not started and not over
        and stands is not Standing.LEFT_OUT,
        "again": row is not None,
    }  # fmt: skip
