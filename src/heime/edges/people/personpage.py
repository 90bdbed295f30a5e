"""One person, as far as one sees them: why one does, and all that one's right covers."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from heime.core import topics
from heime.core.actor import Actor
from heime.core.errors import NotFound
from heime.core.phases import MOVES, Phase
from heime.core.roles import Scope
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import about, chart, corrected, marks, planview, rows
from heime.edges.clinic.about import Kept, ResultLine
from heime.edges.clinic.page import clinical
from heime.edges.people import beside, forms, words
from heime.edges.people.listing import REACH_PEOPLE
from heime.flow import phase as course
from heime.flow import see_people
from heime.records.access import reach
from heime.records.access.grounds import because
from heime.records.keeping.reads import corrections_of
from heime.records.measurements import reads as measurements
from heime.records.people.models import Enrolment
from heime.records.plans import reads as plans
from heime.records.plans.models import PlanVersion
from heime.records.worklist import reads as worklist

LOOK_BACK = timedelta(days=90)


@require_GET
@open_to(*REACH_PEOPLE)
def person_page(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    return shown(request, enrolment_id)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def move(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Take the follow-up one step on; the consequence stood beside the button."""
    actor = actor_of(request)
    wanted = request.POST.get("to", "")
    if wanted not in set(Phase):
        raise NotFound("There is no such step.")
    return forms.attempt(
        request,
        lambda: course.move(enrolment_id, Phase(wanted), by=actor, now=timezone.now()),
        lambda **more: shown(request, enrolment_id, **more),
        then=reverse("person", args=[enrolment_id]),
    )


def shown(
    request: HttpRequest, enrolment_id: UUID, *, error: str = "", status: int = 200
) -> HttpResponse:
    """The page. Opening it is logged, with the right that opened it."""
    actor, now = actor_of(request), timezone.now()
    person = reach.enrolment_within(actor, enrolment_id, Scope.CONTACT)
    why = because(actor, [person]).get(enrolment_id) if person else None
    if person is None or why is None:
        see_people.denied(by=actor, now=now, detail=f"person {enrolment_id}")
        raise NotFound("There is nobody of that id whom you see.")
    see_people.opened(person.id, person.municipality_id, by=actor, now=now, ground=why.ground)
    sees = {scope for scope in Scope if reach.enrolment_within(actor, person.id, scope)}
    name, age, conditions = rows.person_words(person, now)
    context = {
        "place": "people",
        "person": person,
        "patient": person.patient,
        "row": {"name": name, "age": age, "place": person.municipality.name,
                "conditions": conditions},
        "marks": marks.of(person.patient, now),
        "because": words.because(why, now),
        "is_emergency": why.ground == "emergency",
        "phase": words.phase(person.phase),
        "steps": steps(person) if Scope.WORK in sees and actor.profession else [],
        "sees": {scope.value for scope in sees},
        "not_seen": [words.scope(one) for one in words.GIVEN_TO_PEOPLE if one not in sees],
        "contacts": reach.contacts_of(person.id, actor),
        "corrections": corrected.lines(corrections_of([person.id], actor), actor, now),
        "error": error,
        **what_is_known(person, sees, actor, now),
        **beside.of_person(person, sees, actor, now),
    }  # fmt: skip
    return clinical(request, "people/person.html", context, actor=actor, now=now, status=status)


def steps(person: Enrolment) -> list[dict[str, str]]:
    """The steps from where the follow-up is, each with what it means."""
    before = Phase(person.phase)
    return [
        {"to": to.value, "name": words.step(to, before), "means": words.means(to)}
        for to in Phase
        if to in MOVES[before]
    ]


def what_is_known(
    person: Enrolment, sees: set[Scope], actor: Actor, now: datetime
) -> dict[str, Any]:
    """The clinical part: each piece only where its scope is reached."""
    since = now - LOOK_BACK
    known: dict[str, Any] = {}
    versions: list[PlanVersion] = []
    if Scope.PLAN in sees:
        versions = plans.approved_versions(person.id, actor)
        in_force = planview.in_force(versions, now)
        known["plan"] = planview.view(in_force, now) if in_force else None
    if Scope.VALUES in sees:
        kept = Kept(
            measurements.readings_since(person.id, since, actor),
            measurements.responses_since(person.id, since, actor),
            measurements.zones_since(person.id, since, actor),
        )
        known["latest"] = latest(kept, now)
        known["charts"] = chart.charts(
            kept.readings, kept.judged, versions, first=topics.TOGETHER, now=now
        )
        known["forms"] = [about.form_line(form, kept, now) for form in reversed(kept.responses)]
    if Scope.CASES in sees:
        cases = worklist.cases_of(person.id, actor)
        behind = rows.known_about(cases, actor, now=now)
        known["cases"] = [rows.case_row(case, behind, actor, now=now) for case in cases]
    return known


def latest(kept: Kept, now: datetime) -> list[ResultLine]:
    """The newest usable reading of each kind."""
    newest = {one.kind: one for one in kept.readings if not one.rejected}
    return [about.reading_line(newest[kind], kept, now) for kind in sorted(newest)]
