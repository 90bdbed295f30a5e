"""Everybody one reaches, by what right, and a search among them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from heime.core.actor import Actor
from heime.core.phases import Phase
from heime.core.roles import Role
from heime.edges.access import actor_of, open_to
from heime.edges.clinic import marks
from heime.edges.clinic.marks import Mark
from heime.edges.clinic.page import clinical
from heime.edges.clinic.rows import person_words
from heime.edges.people import words
from heime.flow import find_people, move
from heime.flow.refer import OUTSIDE
from heime.records.access.grounds import Because, because
from heime.records.people.models import Enrolment

REACH_PEOPLE = (
    Role.NURSE, Role.DOCTOR, Role.THERAPIST, Role.LEAD, Role.ASSISTANT, Role.GP, Role.HOSPITAL,
    Role.LEGEVAKT,
)  # fmt: skip
"""Staff who reach anybody at all, by care or by a right."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    id: UUID
    name: str
    age: int | None
    place: str
    conditions: str
    phase: str
    is_active: bool
    ground: str
    is_emergency: bool
    until: str
    marks: list[Mark]


@require_http_methods(["GET", "POST"])
@open_to(*REACH_PEOPLE)
def people_page(request: HttpRequest) -> HttpResponse:
    """The list; a search is posted, so that no name and no number stands in an address."""
    actor, now = actor_of(request), timezone.now()
    sought = request.POST.get("sok", "").strip()[:80]
    found = find_people.people_of(actor, sought=sought, now=now)
    shown = found[: find_people.MOST]
    context = {
        "people": lines(shown, actor, now),
        "more": len(found) > len(shown),
        "most": find_people.MOST,
        # A number is not repeated on the page; a name is, so that it can be mended.
        "sought": "" if sought.replace(" ", "").isdigit() else sought,
        "searched": bool(sought),
        "place": "people",
        "offers": move.how_many_wait(actor),
        "proposes": bool(actor.roles & set(OUTSIDE)) and not actor.follows_up,
    }
    return clinical(request, "people/people.html", context, actor=actor, now=now)


def lines(people: list[Enrolment], actor: Actor, now: datetime) -> list[PersonLine]:
    why = because(actor, people)
    return [_line(person, why[person.id], now) for person in people if person.id in why]


def _line(person: Enrolment, why: Because, now: datetime) -> PersonLine:
    name, age, conditions = person_words(person, now)
    return PersonLine(
        person.id, name, age, person.municipality.name, conditions, words.phase(person.phase),
        person.phase == Phase.ACTIVE, words.ground(why.ground), why.ground == "emergency",
        words.day(why.until, now), marks.of(person.patient, now),
    )  # fmt: skip
