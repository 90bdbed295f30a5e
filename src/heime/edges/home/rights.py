"""Who may see what of a person, for the app: given, made smaller, ended and blocked with one tap.

A next of kin sees what they have been given themselves, what they have not, and can give it back.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heime.core.errors import MissingText, NotFound
from heime.core.rights import Ground
from heime.core.roles import Role, Scope
from heime.edges.access import open_to
from heime.edges.home.family_seen import AT_HOME, AtHome, at_home, attempt
from heime.edges.people import around, forms, words
from heime.edges.people.lines import RightLine
from heime.flow import (
    block,
    end_right,
    give_right,
    keeping,
    narrow_right,
    object_to,
)
from heime.flow.block import Against
from heime.flow.give_right import Wish
from heime.records.access import grounds, reach
from heime.records.access.models import Right

LONGEST = timedelta(days=365)
GIVEN = (*words.GIVEN_TO_PEOPLE, Scope.ENTRY)
"""What the person chooses among for their next of kin."""
TOLD_FOR = timedelta(days=30)
"""So long the person is told that a next of kin has left."""
MONTHS = {"1": 30, "3": 91, "6": 182, "12": 365}
"""How long a consent may be given for, as it is chosen."""


@require_GET
@open_to(*AT_HOME)
def rights(request: HttpRequest, enrolment_id: UUID) -> JsonResponse:
    """Who has access, and why; for a next of kin, what is and is not shared with them."""
    seen = at_home(request, enrolment_id, Scope.CONTACT, logged="rights")
    return shown(seen)


def shown(seen: AtHome) -> JsonResponse:
    return JsonResponse(_kept(seen) if Scope.RIGHTS in seen.sees else _given(seen))


def _kept(seen: AtHome) -> dict[str, Any]:
    """Everybody's rights, for the person or a guardian who keeps them."""
    person, actor = seen.person, seen.actor
    held = {one.id: one for one in reach.rights_to(person.id, actor)}
    kept = around.kept(person, actor, seen.now)
    choices = around.to_choose(person, actor, seen.now)
    has = {one.account_id for one in held.values() if one.ends_at and one.ends_at > seen.now}
    return {
        "keeps": True,
        "own": seen.own,
        "team": {"name": person.team.name, "members": [one.name for one in choices["staff"]]},
        "rights": [
            _right(one, held[one.id], seen) for one in (*kept["waiting"], *kept["live"])
        ],
        "over": [_right(one, held[one.id], seen) for one in kept["over"]][:20],
        "blocks": [{**asdict(one), "id": str(one.id)} for one in kept["blocks"]],
        "objections": [{**asdict(one), "id": str(one.id)} for one in kept["objections"]],
        "contacts": [
            {"id": str(one.id), "name": one.name, "relation": one.relation,
             "has": one.account_id is not None and one.account_id in has}
            for one in choices["contacts"]
        ],
        "scopes": _scopes(GIVEN),
        "may_block": [one.value for one in words.GIVEN_TO_PEOPLE],
        "months": list(MONTHS),
    }  # fmt: skip


def _right(line: RightLine, right: Right, seen: AtHome) -> dict[str, Any]:
    is_consent = right.ground == Ground.CONSENT
    return {
        **asdict(line),
        "id": str(line.id),
        "covers": _covers(right),
        "scopes": [one for one in right.scopes if one != Scope.CONTACT],
        "left": _left(right, seen.now),
        "can_narrow": seen.own and is_consent and line.can_end and len(right.scopes) > 2,
        "can_block": line.state == "live" and not is_consent and not line.is_emergency
        and right.account_id != seen.actor.account_id,
    }  # fmt: skip


def _left(right: Right, now: datetime) -> bool:
    """Whether its holder ended it themselves, lately enough to be told of."""
    own = right.ended_by_id is not None and right.ended_by_id == right.account_id
    return own and right.ends_at is not None and now - TOLD_FOR < right.ends_at <= now


def _given(seen: AtHome) -> dict[str, Any]:
    """What a next of kin has been given: what, what not, until when; and what they may end."""
    held = grounds.own_rights_to(seen.person.id, seen.actor)
    why = grounds.because(seen.actor, [seen.person]).get(seen.person.id)
    return {
        "keeps": False,
        "own": False,
        "because": words.because(why, seen.now) if why else "",
        "may": _scopes([one for one in Scope if one in seen.sees]),
        "may_not": _scopes([one for one in GIVEN if one not in seen.sees]),
        "mine": [
            {"id": str(one.id), "ground": words.ground(one.ground),
             "until": words.day(one.ends_at, seen.now),
             "can_end": end_right.may_end(one, seen.actor)}
            for one in held
        ],
    }  # fmt: skip


def _scopes(these: Iterable[Scope]) -> list[dict[str, str]]:
    return [{"code": one.value, "name": part(one)} for one in these]


def part(one: Scope) -> str:
    """A part of what is kept, as one says it at home."""
    return {
        Scope.CONTACT: _("Name, and what matters"),
        Scope.CASES: _("What the team has had to look at"),
        Scope.MESSAGES: _("Write with the team"),
        Scope.ENTRY: _("Measure and answer for the person"),
    }.get(one) or words.scope(one)


def _covers(right: Right) -> str:
    """What a right lets somebody see, in the order of core/roles.py."""
    parts = [part(one) for one in Scope if one in right.scopes and one is not Scope.CONTACT]
    return ", ".join(parts) or part(Scope.CONTACT)


@require_POST
@open_to(Role.PATIENT, Role.KIN)
def give(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Let a next of kin see some of it, for at most twelve months."""
    seen = at_home(request, enrolment_id, Scope.RIGHTS, logged="rights")
    contact = forms.uuid_of(request.POST.get("contact", ""))
    days = MONTHS.get(request.POST.get("months", ""))
    wanted = forms.scopes_of(request)

    def do() -> None:
        if contact is None or days is None:
            raise MissingText("Nobody was chosen, or no time.")
        wish = Wish(Ground.CONSENT, wanted, seen.now + timedelta(days=days), contact=contact)
        give_right.give(seen.person.id, wish, by=seen.actor, now=seen.now)

    return attempt(do, lambda: shown(seen), words.why_not)


@require_POST
@open_to(*AT_HOME)
def end(request: HttpRequest, enrolment_id: UUID, right_id: UUID) -> HttpResponse:
    """End a right: one that the person gave, or one's own. It is over at the next request."""
    seen = at_home(request, enrolment_id, Scope.CONTACT, logged="rights")
    _of(seen, right_id)

    def then() -> HttpResponse:
        left = grounds.own_rights_to(seen.person.id, seen.actor)
        return shown(seen) if left else JsonResponse({"left": True})

    return attempt(
        lambda: end_right.end(right_id, by=seen.actor, now=seen.now), then, words.why_not
    )


@require_POST
@open_to(*AT_HOME)
def narrow(request: HttpRequest, enrolment_id: UUID, right_id: UUID) -> HttpResponse:
    """Let somebody see less than before, until the same day."""
    seen = at_home(request, enrolment_id, Scope.RIGHTS, logged="rights")
    _of(seen, right_id)
    wanted = forms.scopes_of(request)
    return attempt(
        lambda: narrow_right.narrow(right_id, wanted, by=seen.actor, now=seen.now),
        lambda: shown(seen),
        words.why_not,
    )


@require_POST
@open_to(*AT_HOME)
def make_objection(request: HttpRequest, enrolment_id: UUID, right_id: UUID) -> HttpResponse:
    """Object to a right that was given over the person's head; the team must answer."""
    seen = at_home(request, enrolment_id, Scope.RIGHTS, logged="rights")
    _of(seen, right_id)
    text = request.POST.get("text", "")
    return attempt(
        lambda: object_to.make(right_id, text=text, by=seen.actor, now=seen.now),
        lambda: shown(seen),
        words.why_not,
    )


@require_POST
@open_to(*AT_HOME)
def make_block(request: HttpRequest, enrolment_id: UUID, right_id: UUID) -> HttpResponse:
    """Shut out whoever holds a right: from parts of the record, or from all of it."""
    seen = at_home(request, enrolment_id, Scope.RIGHTS, logged="rights")
    right = _of(seen, right_id)
    against = Against(account=right.account_id, organisation=right.organisation_id)
    wanted = forms.scopes_of(request)
    return attempt(
        lambda: block.make(seen.person.id, against, scopes=wanted, by=seen.actor, now=seen.now),
        lambda: shown(seen),
        words.why_not,
    )


@require_POST
@open_to(*AT_HOME)
def lift_block(request: HttpRequest, enrolment_id: UUID, block_id: UUID) -> HttpResponse:
    """Let somebody in again who was shut out."""
    seen = at_home(request, enrolment_id, Scope.RIGHTS, logged="rights")
    if block.within(seen.actor, block_id).enrolment_id != seen.person.id:
        raise NotFound("There is no such block of this person's.")
    return attempt(
        lambda: block.end(block_id, by=seen.actor, now=seen.now), lambda: shown(seen), words.why_not
    )


def _of(seen: AtHome, right_id: UUID) -> Right:
    """A right to this person. Raises NotFound for one to anybody else."""
    right = keeping.right_within(seen.actor, right_id)
    if right.enrolment_id != seen.person.id:
        raise NotFound("There is no such right to this person.")
    return right
