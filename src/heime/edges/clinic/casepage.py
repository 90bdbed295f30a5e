"""The case page: why, the readings, the person, the plan, what has happened, and what to do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heime.core import reasons, topics
from heime.core.actor import Actor
from heime.core.errors import NotFound
from heime.core.picture import Part
from heime.core.reading import Reading
from heime.core.rules import RULE_SET, RULES
from heime.edges import web
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import (
    about,
    chart,
    corrected,
    formview,
    journal,
    moments,
    planview,
    results,
    rows,
    uncounted,
    why,
    words,
    workview,
)
from heime.edges.clinic.about import Kept
from heime.edges.clinic.page import clinical
from heime.edges.clinic.rows import Known
from heime.flow import at_the_desk, see_people
from heime.records.access import reach
from heime.records.access.sight import sight_of
from heime.records.happenings import reads as happenings
from heime.records.keeping.reads import corrections_of
from heime.records.measurements import reads as measurements
from heime.records.measurements.models import Judgement, Measurement
from heime.records.plans import reads as plans
from heime.records.plans.models import PlanVersion
from heime.records.worklist import reads as worklist
from heime.records.worklist.models import Case, CaseEvent

LOOK_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule that fired: its id in the rule set, what it says, where it comes from."""

    id: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class UsedReading:
    """out: why it does not count any more, empty for one that does."""

    at: str
    value: str
    out: str


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case, as a page of its own or as the panel beside the list."""
    actor, now = actor_of(request), timezone.now()
    case = worklist.case_seen_by(actor, case_id)
    if case is None:
        see_people.denied(by=actor, now=now, detail=f"case {case_id}")
        raise NotFound("There is no such case, or it is not yours to see.")
    return answer(request, case, actor=actor, now=now)


def answer(
    request: HttpRequest,
    case: Case,
    *,
    actor: Actor,
    now: datetime,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The case as it is now; `more` adds what an attempt came to (an error, what was typed)."""
    template = "clinic/_case.html" if web.is_fragment(request) else "clinic/case.html"
    context = opened(case, actor=actor, now=now) | more | {"place": "worklist"}
    return clinical(request, template, context, actor=actor, now=now, status=status)


def context_of(asked: str | None, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """The case that an address asks for beside the list; nothing when it is not to be had."""
    try:
        case = worklist.case_seen_by(actor, UUID(asked)) if asked else None
    except ValueError:
        case = None
    return opened(case, actor=actor, now=now) if case else {}


def opened(case: Case, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """All that the case templates show. Opening is logged, in this transaction."""
    see_people.opened(case.enrolment_id, case.municipality_id, by=actor, now=now)
    sight, since = sight_of(actor, case.enrolment_id), now - LOOK_BACK
    at_the_desk.has_seen(case.enrolment, case.zone, case.priority, by=sight, now=now)
    kept = Kept(
        measurements.readings_since(case.enrolment_id, since, sight),
        measurements.responses_since(case.enrolment_id, since, sight),
        measurements.zones_since(case.enrolment_id, since, sight),
        happenings.invalid_since(case.enrolment_id, since, sight),
    )
    versions = plans.approved_versions(case.enrolment_id, sight)
    known = rows.known_about([case], sight, now=now, versions=versions)
    judgement = known.judgements.get(rows.key_of(case))
    plan = planview.in_force(versions, now)
    readings = used(judgement, kept)
    plan_shown = planview.view(plan, now) if plan else None
    return {
        "case": case,
        "row": rows.case_row(case, known, actor, now=now),
        "patient": case.enrolment.patient,
        "contacts": reach.contacts_of(case.enrolment_id, sight),
        "rules": fired(rows.part_behind(case, known), readings),
        "judged_by": version_number(judgement, versions),
        "judged_at": moments.stamp(judgement.judged_at, now) if judgement else "",
        "charts": chart.charts(
            kept.readings, kept.judged, versions, first=case.kind, now=now, invalid=kept.invalid
        ),
        "forms": [about.form_line(form, kept, now) for form in reversed(kept.responses)],
        "corrections": corrected.lines(corrections_of([case.enrolment_id], sight), sight, now),
        "plan": plan_shown,
        "events": [event_line(event, now) for event in worklist.events_of(case, sight)],
        "closed": closed_words(case, now),
        **workview.work_of(case, known, readings, kept.invalid, plan_shown, sight, now),
        **what_it_is_about(case, known, kept, versions, now),
    }


def what_it_is_about(
    case: Case, known: Known, kept: Kept, versions: list[PlanVersion], now: datetime
) -> dict[str, Any]:
    """What stands under the reason: readings, a form, several results, silence, or a week."""
    judgement, part = known.judgements.get(rows.key_of(case)), rows.part_behind(case, known)
    if judgement is None or part is None:
        return {}
    if case.kind == topics.TOGETHER:
        return {"together": about.together(judgement, kept, now)}
    if case.kind == topics.HBPM_WEEK:
        return {"week": about.week(judgement, kept, now)}
    if case.kind >= topics.MISSING:
        asked_by = next((v for v in versions if v.id == judgement.plan_version_id), None)
        return {"missing_view": about.missing(judgement, planview.whole(asked_by), kept, now)}
    response = known.responses.get(case.measurement_id)
    if response is not None and part.answers is not None:
        return {"form": formview.view(part, part.answers, response, judgement, now)}
    return {
        "used": [
            UsedReading(
                moments.stamp(reading.measured_at, now),
                results.of_reading(reading),
                uncounted.why(kept.invalid.get(reading.id)),
            )
            for reading in used(judgement, kept)
        ]
    }


def used(judgement: Judgement | None, kept: Kept) -> list[Measurement]:
    """The readings the judgement was made from, oldest first."""
    ids = set(judgement.inputs or [judgement.measurement_id]) if judgement else set()
    return [reading for reading in kept.readings if reading.id in ids]


def fired(part: Part | None, rows_used: list[Measurement]) -> list[RuleLine]:
    """Every rule behind the judgement: what it says of this person, and where it comes from."""
    readings: list[Reading] = [measurements.reading_of(reading) for reading in rows_used]
    lines = []
    for said in reasons.sentences(part, readings) if part else []:
        known = RULES.get(said.rule)
        source = (
            f"{RULE_SET} {said.rule} · {known.source.split()[0].rstrip(',')}"
            if known
            else _("Heime")
        )
        lines.append(RuleLine(said.rule, why.sentence(said.rule, said.facts), source))
    return lines


def version_number(judgement: Judgement | None, versions: list[PlanVersion]) -> int | None:
    wanted = judgement.plan_version_id if judgement else None
    return next((version.number for version in versions if version.id == wanted), None)


def event_line(event: CaseEvent, now: datetime) -> dict[str, str]:
    who = event.by.name if event.by else _("Heime")
    zone = words.zone_words(event.zone, event.priority) if event.zone and event.kind else ""
    kind = words.kind_name(event.kind) if event.kind else ""
    return {
        "at": moments.stamp(event.at, now),
        "what": words.event(event.what),
        "who": who,
        "about": " · ".join(filter(None, [kind, zone, words.event_why(event.what, event.why)])),
        "text": event.text,
        "new": "1" if event.why and event.kind and event.what != "back" else "",
    }


def closed_words(case: Case, now: datetime) -> dict[str, str] | None:
    """How a closed case ended; None while it lives."""
    if case.closed_at is None or case.closed_by is None:
        return None
    return {
        "who": case.closed_by.name,
        "at": moments.stamp(case.closed_at, now),
        "outcome": words.outcome(case.outcome),
        "note": case.note,
        "journal": journal.text_of(case),
        "by": case.closing_by.name if case.closing_by else "",
        "alone": case.alone_because,
    }
