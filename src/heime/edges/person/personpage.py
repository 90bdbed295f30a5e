"""One person in one view, as far as one sees them: who this is, how it stands now, and all else."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from heime.core.casework import CaseState
from heime.core.errors import NotFound
from heime.core.phases import MOVES, Phase
from heime.core.roles import Scope
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import about, corrected, marks, moments, planview, rows
from heime.edges.clinic.about import Kept
from heime.edges.clinic.page import clinical
from heime.edges.people import beside, forms, words
from heime.edges.people.listing import REACH_PEOPLE
from heime.edges.person import entering, entrywords, story
from heime.edges.person.seen import LOOK_BACK, SPANS, USUAL_SPAN, Seen, person_seen
from heime.flow import phase as course
from heime.flow import sign_again, write_what_matters
from heime.flow.what_there_is import Kind
from heime.records.access import equipment, reach
from heime.records.keeping.reads import corrections_of
from heime.records.measurements import reads as measurements
from heime.records.measurements import spans
from heime.records.measurements.models import Response
from heime.records.people.models import Enrolment

MOST_STORY = 8
MOST_CASES = 5
ENOUGH_CASES = MOST_STORY + 4
"""The newest things on the line through time are of these, however long the history: at most one
case is open, and of the closed ones those that were closed last come first."""


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


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def what_matters(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Write down what matters to the person, in their own words."""
    actor, text = actor_of(request), request.POST.get("text", "")
    return forms.attempt(
        request,
        lambda: write_what_matters.write(enrolment_id, text, by=actor, now=timezone.now()),
        lambda **more: shown(request, enrolment_id, typed=text, **more),
        then=reverse("person", args=[enrolment_id]),
    )


def shown(
    request: HttpRequest,
    enrolment_id: UUID,
    *,
    error: str = "",
    typed: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page. Opening it is logged, with the right that opened it."""
    seen = person_seen(request, enrolment_id, most_cases=ENOUGH_CASES)
    person, actor, now = seen.person, seen.actor, seen.now
    works = Scope.WORK in seen.sees and bool(actor.profession)
    context = {
        "place": "people",
        "person": person,
        "patient": person.patient,
        "row": entering.person_row(person, now),
        "marks": marks.of(person.patient, now),
        "because": words.because(seen.why, now),
        "is_emergency": seen.why.ground == "emergency",
        "phase": words.phase(person.phase),
        "steps": steps(person) if works else [],
        "works": works,
        "sees": {scope.value for scope in seen.sees},
        "not_seen": [words.scope(one) for one in words.GIVEN_TO_PEOPLE if one not in seen.sees],
        "contacts": reach.contacts_of(person.id, seen.sight),
        "corrections": corrections(seen),
        "error": error,
        "typed": typed,
        "longest": write_what_matters.LONGEST,
        **state_now(seen, works),
        **what_is_known(seen),
        **beside.of_person(person, seen.linked, seen.there_is, seen.sight, now),
    }  # fmt: skip
    return clinical(request, "person/person.html", context, actor=actor, now=now, status=status)


def corrections(seen: Seen) -> list[corrected.CorrectionLine]:
    """What was added to what is wrong, the newest first."""
    if Kind.CORRECTIONS not in seen.there_is:
        return []
    found = corrections_of([seen.person.id], seen.sight)
    return corrected.lines(found, seen.sight, seen.now)


def steps(person: Enrolment) -> list[dict[str, str]]:
    """The steps from where the follow-up is, each with what it means."""
    before = Phase(person.phase)
    return [
        {"to": to.value, "name": words.step(to, before), "means": words.means(to)}
        for to in Phase
        if to in MOVES[before]
    ]


def state_now(seen: Seen, works: bool) -> dict[str, Any]:
    """What stands about them now: the open case and why, what is waited for, a plan to sign."""
    found: dict[str, Any] = {}
    if Scope.CASES in seen.sees:
        cases, waiting = seen.cases[:MOST_CASES], seen.awaited
        known = rows.known_about(
            [*cases, *waiting], seen.sight, now=seen.now, curves=False,
            versions=seen.versions if Scope.PLAN in seen.sees else (),
        )  # fmt: skip
        shown_ = [rows.case_row(case, known, seen.actor, now=seen.now) for case in cases]
        found["cases"] = shown_
        found["open_cases"] = [
            row for row in shown_ if row.case is not None and row.case.state != CaseState.CLOSED
        ]
        found["awaited"] = [rows.awaited_row(one, known, now=seen.now) for one in waiting]
    if works:
        found["unsigned"] = [
            {
                "what": entrywords.sort(one.sort),
                "due": moments.due(sign_again.due(one, seen.person.team), seen.now),
            }
            for one in sign_again.unsigned_of(seen.person, seen.versions, seen.told)
        ]
    return found


def what_is_known(seen: Seen) -> dict[str, Any]:
    """The clinical part: each piece only where its scope is reached."""
    known: dict[str, Any] = {"spans": SPANS, "usual_span": USUAL_SPAN}
    person, now = seen.person, seen.now
    if Scope.PLAN in seen.sees:
        versions = seen.versions
        in_force = planview.in_force(versions, now)
        known["plan"] = planview.view(in_force, now) if in_force else None
        known["versions"] = [
            {
                "number": one.number, "from": moments.stamp(one.valid_from, now),
                "by": one.approved_by.name if one.approved_by else "", "why": one.why,
                "holds": one == in_force,
            }
            for one in reversed(versions)
        ]  # fmt: skip
    if Scope.VALUES in seen.sees:
        known |= _measured(seen)
    if Scope.WORK in seen.sees:
        known["equipment"] = [
            {"name": one.source.name, "since": moments.stamp(one.starts_at, now)}
            for one in equipment.bound_to(person.id, seen.sight)
        ]
    entries = story.entries(seen, now - LOOK_BACK, list(story.Sort))
    known["story"], known["story_more"] = entries[:MOST_STORY], len(entries) > MOST_STORY
    return known


def _measured(seen: Seen) -> dict[str, Any]:
    """The newest of each kind, and the forms of the last months with what they came to."""
    since = seen.now - LOOK_BACK
    latest = spans.newest_of_each(seen.person.id, since, seen.sight)
    forms_: list[Response] = []
    if Kind.FORMS in seen.there_is:
        forms_ = measurements.responses_since(seen.person.id, since, seen.sight)
    taken = {one.id: one.measured_at for one in latest}
    taken |= {one.id: one.answered_at for one in forms_}
    judged = spans.judged_of(taken, seen.person.id, seen.sight)
    kept = Kept(latest, forms_, judged)
    return {
        "latest": [about.reading_line(one, kept, seen.now) for one in latest],
        "forms": [about.form_line(one, kept, seen.now) for one in reversed(forms_)],
        "has_readings": bool(latest or forms_),
    }
