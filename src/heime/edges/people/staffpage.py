"""Staff of a municipality: roles given by one administrator, confirmed by another."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from heime.core.actor import Actor
from heime.core.roles import ROLES, Place, Role
from heime.edges.access import actor_of, open_to
from heime.edges.clinic.page import clinical
from heime.edges.people import forms, words
from heime.flow import staff
from heime.flow.staff import Where
from heime.records.people.models import Membership


@dataclass(frozen=True, slots=True)
class PostLine:
    """A role of somebody's. waits: given, and not confirmed; may_confirm: by this reader."""

    id: int
    name: str
    user: str
    role: str
    where: str
    since: str
    until: str
    given_by: str
    waits: bool
    may_confirm: bool


@require_GET
@open_to(Role.ADMINISTRATOR)
def staff_page(request: HttpRequest) -> HttpResponse:
    return shown(request)


@require_POST
@open_to(Role.ADMINISTRATOR)
def give(request: HttpRequest) -> HttpResponse:
    """Give a role: the place is `t:` a team, `o:` an organisation or `m:` a municipality."""
    actor, now, sent = actor_of(request), timezone.now(), request.POST
    where = _where(sent.get("where", ""))
    if sent.get("role") not in set(Role) or where is None or not sent.get("user", "").strip():
        return shown(request, error=words.must_choose(), status=422)
    role = Role(sent["role"])
    return _attempt(
        request, lambda: staff.give(sent["user"], role, where, by=actor, now=now),
        unknown=words.no_account(),
    )  # fmt: skip


@require_POST
@open_to(Role.ADMINISTRATOR)
def confirm(request: HttpRequest) -> HttpResponse:
    actor, now, id_ = actor_of(request), timezone.now(), _id(request)
    return _attempt(request, lambda: staff.confirm(id_, by=actor, now=now))


@require_POST
@open_to(Role.ADMINISTRATOR)
def end(request: HttpRequest) -> HttpResponse:
    actor, now, id_ = actor_of(request), timezone.now(), _id(request)
    return _attempt(request, lambda: staff.end(id_, by=actor, now=now))


def _attempt(request: HttpRequest, do: Callable[[], object], unknown: str = "") -> HttpResponse:
    return forms.attempt(
        request, do, lambda **more: shown(request, **more), then=reverse("staff"), unknown=unknown
    )


def _id(request: HttpRequest) -> int:
    """The role that the form is about; 0, which no role has, for none."""
    sent = request.POST.get("post", "")
    return int(sent) if sent.isdecimal() and len(sent) < 16 else 0


def _where(sent: str) -> Where | None:
    sort, _colon, id_ = sent.partition(":")
    if sort == "m" and id_.isdecimal() and len(id_) == 4:
        return Where(municipality=int(id_))
    found = forms.uuid_of(id_)
    if found is None or sort not in ("t", "o"):
        return None
    return Where(team=found) if sort == "t" else Where(organisation=found)


def shown(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    places = staff.places_of(actor)
    posts = [_line(one, actor, now) for one in staff.staff_of(actor, now=now)]
    context = {
        "place": "staff",
        "waiting": [one for one in posts if one.waits],
        "posts": [one for one in posts if not one.waits],
        "places": places,
        "roles": [
            (sort.value, [(one.value, words.role(one)) for one in Role
                          if one in staff.GIVEN_BY_ADMINISTRATORS and ROLES[one].place is sort])
            for sort in (Place.TEAM, Place.ORGANISATION, Place.MUNICIPALITY)
        ],
        "user": request.POST.get("user", "")[:60],
        "error": error,
    }  # fmt: skip
    return clinical(request, "people/staff.html", context, actor=actor, now=now, status=status)


def _line(post: Membership, actor: Actor, now: datetime) -> PostLine:
    place = post.team or post.organisation or post.municipality
    waits = post.given_by_id is not None and post.confirmed_by_id is None
    return PostLine(
        post.id, post.account.name, post.account.username, words.role(post.role),
        place.name if place else "", words.day(post.starts_at, now), words.day(post.ends_at, now),
        post.given_by.name if post.given_by else "", waits,
        waits and actor.account_id not in (post.given_by_id, post.account_id),
    )  # fmt: skip
