"""/inntak/: everybody on the way in, and those who are away."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from heime.core.hours import HOME
from heime.core.phases import Phase
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic.page import clinical
from heime.edges.clinic.rows import person_words
from heime.edges.intake import words
from heime.flow import see_people
from heime.records.intake import reads
from heime.records.people.models import Enrolment

MOST = 300
"""Shown at once; a team with more on the way in has another problem than this page."""


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def coming(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    people = list(reads.coming(actor)[:MOST]) if actor.profession else []
    see_people.listed([(one.id, one.municipality_id) for one in people], by=actor, now=now)
    groups = [
        {"title": title, "phase": phase, "empty": empty, "people": _of(people, phase, now)}
        for phase, title, empty in (
            (Phase.REFERRED, _("Waiting for an answer"), _("Nobody waits for an answer.")),
            (Phase.INTAKE, _("Being made ready"), _("Nobody is being made ready.")),
            (Phase.PAUSED, _("Paused"), _("Nobody is paused.")),
        )
    ]
    context = {"place": "intake-list", "groups": groups}
    return clinical(request, "intake/list.html", context, actor=actor, now=now)


def _of(people: list[Enrolment], phase: Phase, now: datetime) -> list[dict[str, Any]]:
    return [_line(one, now) for one in people if one.phase == phase]


def _line(person: Enrolment, now: datetime) -> dict[str, Any]:
    name, age, conditions = person_words(person, now)
    since: datetime | None = getattr(person, "since", None)
    first_day: date | None = getattr(person, "first_day", None)
    today = now.astimezone(HOME).date()
    return {
        "id": person.id,
        "name": name,
        "age": age,
        "place": person.municipality.name,
        "conditions": conditions,
        "waited": waited(since or person.starts_at, now),
        "back": words.on(first_day, now) if first_day else "",
        "is_over": first_day is not None and first_day <= today,
    }


def waited(since: datetime, now: datetime) -> str:
    """For how long: "3 dager"."""
    days = (now.astimezone(HOME).date() - since.astimezone(HOME).date()).days
    if days <= 0:
        return _("since today")
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
