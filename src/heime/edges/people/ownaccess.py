"""One's own page about who may see what: the person's, and what a next of kin has been given."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from heime.core.actor import Actor
from heime.core.roles import Role, Scope
from heime.edges.access import actor_of, open_to
from heime.edges.people import beside, words
from heime.edges.people.around import kept, to_choose
from heime.flow import carer_answers, see_people
from heime.records.access import grounds
from heime.records.access.grounds import Because
from heime.records.duty.reads import told_patient
from heime.records.people.models import Enrolment


@require_GET
@open_to(Role.PATIENT, Role.KIN)
def own_access(request: HttpRequest) -> HttpResponse:
    return shown(request)


def shown(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    own = grounds.own_enrolments(actor)
    for person in own:
        see_people.opened(
            person.id, person.municipality_id, by=actor, now=now, resource="rights", ground="self"
        )
    context = {
        "actor": actor,
        "own": [mine(person, actor, now) for person in own],
        "given": given(actor, now),
        "told": [one for person in own for one in unseen_reds(person, actor, now)],
        "answered": beside.carer_lines(carer_answers.own(by=actor, now=now), now),
        "error": error,
        "now": now,
    }
    return render(request, "people/own_access.html", context, status=status)


def unseen_reds(person: Enrolment, actor: Actor, now: datetime) -> list[str]:
    """What the person has been told today of a red that nobody had; the newest only."""
    told = told_patient(person.id, actor, since=now - timedelta(hours=24))
    return [told[0].patient_text] if told else []


def mine(person: Enrolment, actor: Actor, now: datetime) -> dict[str, Any]:
    """One follow-up of one's own."""
    return {
        "person": person,
        "team_members": grounds.who_cares_for(person),
        **kept(person, actor, now),
        **to_choose(person, actor, now),
    }


def given(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """What a next of kin has been given: of whom, what, what not, and until when."""
    held = grounds.held_by(actor)
    return [
        {
            "id": right.id,
            "who": grounds.name_of(right, actor),
            "ground": words.ground(right.ground),
            "because": words.because(Because(right.ground, right.ends_at), now),
            "may": [words.scope(one) for one in Scope if one in right.scopes],
            "may_not": [
                words.scope(one) for one in words.GIVEN_TO_PEOPLE if one not in right.scopes
            ],
            "waits": not grounds.counts(right),
        }
        for right in held
        if right.ground != "emergency"
    ]
