"""/person/<id>/endringer: what has become of a person, and the forms for what happens next."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from heime.core.actor import Actor
from heime.core.errors import NotFound
from heime.core.hours import HOME
from heime.core.phases import Phase
from heime.core.protection import Opening, Protection
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import marks, moments
from heime.edges.clinic.page import clinical
from heime.edges.people import changewords, words
from heime.flow import duplicates, see_people, what_changed
from heime.flow.protect_address import Where
from heime.flow.what_changed import Change, Story
from heime.records.access import grounds
from heime.records.people.models import Enrolment


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def page(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    return shown(request, enrolment_id)


def shown(
    request: HttpRequest,
    enrolment_id: UUID,
    *,
    tried: str = "",
    error: str = "",
    where: Where | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page. tried: the form that did not go, with its error. where: a protected address that
    was opened just now: it is on this one answer and on no other."""
    actor, now = actor_of(request), timezone.now()
    try:
        story = what_changed.of(enrolment_id, by=actor)
    except NotFound:
        see_people.denied(by=actor, now=now, detail=f"changes of {enrolment_id}")
        raise
    person = story.person
    see_people.opened(
        person.id, person.municipality_id, by=actor, now=now, resource="person",
        ground=grounds.CARE,
    )  # fmt: skip
    context = {
        "place": "people",
        "person": person,
        "patient": person.patient,
        "name": _name(person),
        "marks": marks.of(person.patient, now),
        "phase": words.phase(person.phase),
        "is_over": person.phase == Phase.ENDED,
        "lines": [line(one, now) for one in story.changes],
        "tried": tried,
        "error": error,
        "sent": request.POST,
        "where": where,
        **to_choose(story, actor, now),
    }
    return clinical(request, "people/changes.html", context, actor=actor, now=now, status=status)


def line(change: Change, now: datetime) -> dict[str, str]:
    return {
        "at": words.day(change.at, now),
        "what": changewords.happened(change, now),
        "who": change.by,
        "reason": change.reason,
    }


def to_choose(story: Story, actor: Actor, now: datetime) -> dict[str, Any]:
    """What the forms offer, and what stands now."""
    today = now.astimezone(HOME).date()
    alike = duplicates.like(story.person.id, by=actor, now=now)
    return {
        "today": today.isoformat(),
        "offer": story.offer,
        "offered": words.day(story.offer.proposed_at, now) if story.offer else "",
        "places": story.places,
        "kinds": [(one.value, changewords.number(one)) for one in changewords.OF_A_PERSON],
        "levels": [
            (one.value, changewords.protection(one))
            for one in (Protection.CONFIDENTIAL, Protection.STRICTLY)
        ],
        "openings": [(one.value, changewords.opening(one)) for one in Opening],
        "keeps_address": story.keeps_address,
        "twins": [told(one, today) for one in story.twins],
        "alike": [told(one.other, today) | {"why": changewords.likeness(one.why)} for one in alike],
    }


def told(person: Enrolment, today: date) -> dict[str, Any]:
    """Another record, by what tells it from its twin."""
    born = person.patient.birth_date
    return {"id": person.id, "name": _name(person), "born": moments.on(born, today) if born else ""}


def _name(person: Enrolment) -> str:
    return f"{person.patient.given} {person.patient.family}"
