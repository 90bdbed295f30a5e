"""What stands around every page: who one is here, and the places that one may open."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, URLResolver, get_resolver
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from heime.core.actor import Actor
from heime.core.roles import ROLES, Place, Role
from heime.edges import access, naming
from heime.records.people.reads import names_of

BEGINS: tuple[tuple[str, frozenset[Role]], ...] = (
    ("/", frozenset(r for r, terms in ROLES.items() if terms.place is Place.TEAM)),
    ("/personer/", frozenset({Role.GP, Role.HOSPITAL, Role.LEGEVAKT, Role.ASSISTANT})),
    ("/tall/", frozenset({Role.MANAGER, Role.COORDINATOR})),
    ("/logg/", frozenset({Role.AUDITOR})),
    ("/ansatte/", frozenset({Role.ADMINISTRATOR})),
    ("/drift/", frozenset({Role.SUPPORT})),
    ("/hjem/", frozenset({Role.PATIENT, Role.KIN})),
    ("/hjem/tilgang", frozenset({Role.PATIENT, Role.KIN})),
)
"""Where the day begins, by role; who has several begins at the first."""
AT_HAND = 5
"""How many places are always in sight: as many as a phone has room for, beside "More"."""
ALWAYS = "/inn/okter"
"""One's own sign-ins: whoever has got in may see that page."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go. key: what the page there calls itself."""

    key: str
    path: str
    label: str
    icon: str
    here: bool


def begins_at(actor: Actor) -> str | None:
    """The page where this person's day begins: the first of theirs that they may open.

    None for somebody who has no role any more. Where the page is missing: their own sign-ins.
    """
    if not actor.roles:
        return None
    own = [path for path, roles in BEGINS if roles & actor.roles]
    others = [path for path, _roles in BEGINS]
    return next((path for path in (*own, *others) if opens(path, actor)), ALWAYS)


def opens(path: str, actor: Actor) -> bool:
    """Whether the page exists and this person may open it."""
    view = _page_at(path, get_resolver())
    return view is not None and access.may_open(view, actor)


@cache
def _page_at(path: str, addresses: URLResolver) -> access.View | None:
    """The page at an address of ours, found once: every page asks for every place around it."""
    try:
        found: access.View = addresses.resolve(path).func
    except Resolver404:
        return None
    return found


def around(request: HttpRequest) -> dict[str, Any]:
    """For every template: `me` (name, roles, standing, places) and `demo`; asked when needed."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "demo": settings.HEIME_MODE == "demo",
        "me": SimpleLazyObject(lambda: _me(actor, request.path)) if actor else None,
    }


def _me(actor: Actor, path: str) -> dict[str, Any]:
    places = [link for link in _links(path) if opens(link.path, actor)]
    return {
        "name": actor.name,
        "roles": ", ".join(naming.role(one) for one in Role if one in actor.roles),
        "standing": standing(actor),
        "places": places if len(places) <= AT_HAND + 1 else places[:AT_HAND],
        "more": places[AT_HAND:] if len(places) > AT_HAND + 1 else [],
    }


def _links(path: str) -> Iterator[Link]:
    """Every place, the ones that are wanted quickly first."""
    known = (
        ("worklist", "/", _("Worklist"), "tasklist"),
        ("people", "/personer/", _("People"), "people"),
        ("messages", "/meldinger/", _("Messages"), "messages"),
        ("plans", "/planer/", _("Plans"), "plans"),
        ("emergency", "/nod/", _("Emergency"), "emergency"),
        ("intake-list", "/inntak/", pgettext("place", "Intake"), "intake"),
        ("shift", "/vakt/", _("Shift"), "shift"),
        ("received", "/mottak/", _("Received"), "inbox"),
        ("reviews", "/gjennomgang/", _("Review"), "review"),
        ("overview", "/oversikt/", _("Overview"), "overview"),
        ("figures", "/tall/", _("Figures"), "figures"),
        ("log", "/logg/", _("The log"), "log"),
        ("names", "/logg/navn", _("Names"), "review"),
        ("staff", "/ansatte/", _("Staff"), "staff"),
        ("operation", "/drift/", _("Operation"), "operation"),
        ("own-access", "/hjem/tilgang", _("My access"), "own"),
        ("own-messages", "/hjem/meldinger", _("My messages"), "messages"),
    )
    for key, address, label, icon in known:
        yield Link(key, address, label, icon, here=path == address)
    if settings.HEIME_MODE == "demo":
        for key, address, label, icon in (
            ("who-sees-what", "/hvem-ser-hva", _("Who sees what"), "help"),
            ("demo-phone", "/demo-telefon", _("Demo phone"), "phone"),
        ):
            yield Link(key, address, label, icon, here=path == address)


def standing(actor: Actor) -> str:
    """The person's role and place in a few words: of a role in several places, how many."""
    said = []
    for one in Role:
        if one not in actor.roles:
            continue
        where = _where(one, actor)
        said.append(f"{naming.role(one)}, {where}" if where else naming.role(one))
    return " · ".join(said)


def _where(role: Role, actor: Actor) -> str:
    posts = [post for post in actor.posts if post.role is role]
    names = names_of(
        [post.team for post in posts if post.team],
        [post.organisation for post in posts if post.organisation],
        [post.municipality for post in posts if post.municipality],
    )
    if len(names) < 2:
        return names[0] if names else ""
    count = len(names)
    return ngettext("%(count)s place", "%(count)s places", count) % {"count": count}
