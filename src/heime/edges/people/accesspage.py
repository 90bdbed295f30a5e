"""Who may see this person, and why: rights, blocks, emergencies, objections, and changing them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from heime.core.errors import NotFound
from heime.core.rights import Ground
from heime.core.roles import Role, Scope
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic.page import clinical
from heime.edges.people import forms, ownaccess, words
from heime.edges.people.around import kept, to_choose
from heime.flow import block, end_right, give_right, keeping, object_to, see_people
from heime.flow.block import Against
from heime.flow.give_right import Wish
from heime.records.access import grounds, reach

KEEPERS = (Who.FOLLOW_UP_TEAM, Role.PATIENT, Role.KIN)
"""Who may keep somebody's rights, or at least give up their own."""


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def access_page(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    return shown(request, enrolment_id)


def shown(
    request: HttpRequest, enrolment_id: UUID, *, error: str = "", status: int = 200
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    person = reach.enrolment_within(actor, enrolment_id, Scope.RIGHTS)
    if person is None:
        see_people.denied(by=actor, now=now, detail=f"rights of {enrolment_id}")
        raise NotFound("There is nobody of that id whose rights you keep.")
    see_people.opened(
        person.id, person.municipality_id, by=actor, now=now, resource="rights",
        ground=grounds.CARE,
    )  # fmt: skip
    context = {
        "place": "people",
        "person": person,
        "name": f"{person.patient.given} {person.patient.family}",
        "team": person.team,
        "team_members": grounds.who_cares_for(person),
        "error": error,
        **kept(person, actor, now),
        **to_choose(person, actor, now),
    }
    return clinical(request, "people/access.html", context, actor=actor, now=now, status=status)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM, Role.PATIENT)
def give(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Give a right: the holder is `k:` with a contact's id or `o:` with an organisation's."""
    actor, now = actor_of(request), timezone.now()
    sort, _colon, id_ = request.POST.get("holder", "").partition(":")
    holder = forms.uuid_of(id_)
    if request.POST.get("ground") not in set(Ground) or holder is None:
        return _again(request, enrolment_id)(error=words.must_choose(), status=422)
    wish = Wish(
        Ground(request.POST["ground"]),
        forms.scopes_of(request),
        forms.end_of(request, "ends"),
        contact=holder if sort == "k" else None,
        organisation=holder if sort == "o" else None,
        reason=request.POST.get("reason", "")[: keeping.LONGEST],
        review=forms.end_of(request, "review"),
    )
    return _attempt(
        request, lambda: give_right.give(enrolment_id, wish, by=actor, now=now), enrolment_id
    )


@require_POST
@open_to(Who.FOLLOW_UP_TEAM, Role.PATIENT)
def make_block(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Block: `a:` an account, `o:` an organisation, `t:` a team, `all` everybody outside."""
    actor, now = actor_of(request), timezone.now()
    sort, _colon, id_ = request.POST.get("against", "").partition(":")
    whom = forms.uuid_of(id_)
    if sort != "all" and whom is None:
        return _again(request, enrolment_id)(error=words.must_choose(), status=422)
    against = Against(
        account=whom if sort == "a" else None,
        organisation=whom if sort == "o" else None,
        team=whom if sort == "t" else None,
    )

    def do() -> object:
        return block.make(
            enrolment_id, against, scopes=forms.scopes_of(request),
            reason=request.POST.get("reason", ""), by=actor, now=now,
        )  # fmt: skip

    return _attempt(request, do, enrolment_id)


@require_POST
@open_to(*KEEPERS)
def end(request: HttpRequest, right_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    of = keeping.right_within(actor, right_id).enrolment_id
    return _attempt(request, lambda: end_right.end(right_id, by=actor, now=now), of)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def confirm(request: HttpRequest, right_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    of = keeping.right_within(actor, right_id).enrolment_id
    return _attempt(request, lambda: give_right.confirm(right_id, by=actor, now=now), of)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM, Role.PATIENT)
def make_objection(request: HttpRequest, right_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    text = request.POST.get("text", "")
    of = keeping.right_within(actor, right_id).enrolment_id
    return _attempt(request, lambda: object_to.make(right_id, text=text, by=actor, now=now), of)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM, Role.PATIENT)
def lift_block(request: HttpRequest, block_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    of = block.within(actor, block_id).enrolment_id
    return _attempt(request, lambda: block.end(block_id, by=actor, now=now), of)


def _attempt(request: HttpRequest, do: Any, enrolment_id: UUID) -> HttpResponse:
    then = reverse("person-access", args=[enrolment_id])
    if not actor_of(request).follows_up:
        then = reverse("own-access")
    return forms.attempt(request, do, _again(request, enrolment_id), then=then)


def _again(request: HttpRequest, enrolment_id: UUID) -> forms.Page:
    """The page that the form was on: the team's, or one's own."""

    def page(*, error: str, status: int) -> HttpResponse:
        if actor_of(request).follows_up and request.POST.get("til") != reverse("own-access"):
            return shown(request, enrolment_id, error=error, status=status)
        return ownaccess.shown(request, error=error, status=status)

    return page
