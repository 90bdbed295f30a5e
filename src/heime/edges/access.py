"""Who may open what: every page says so, and a page that does not say is opened to nobody."""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from heime.core.actor import Actor
from heime.core.errors import NotYours, Refused
from heime.core.roles import Role
from heime.edges import web

View = Callable[..., Any]


class Who(Enum):
    """The least that a visitor must be."""

    ANYONE = "anyone"
    SIGNED_IN = "signed-in"
    FOLLOW_UP_TEAM = "follow-up-team"


def open_to(*who: Who | Role) -> Callable[[View], View]:
    """Declare who may open a view: a kind of visitor, or each of several roles.

    A refusal that the view lets out becomes its page here.
    """

    def declare(view: View) -> View:
        if iscoroutinefunction(view):
            declared: View = view
        else:

            @wraps(view)
            def declared(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
                try:
                    answer: HttpResponseBase = view(request, *args, **kwargs)
                except Refused as refusal:
                    return web.refused(request, refusal)
                return answer

        declared.open_to = frozenset(who)  # type: ignore[attr-defined]
        return declared

    return declare


def declared_for(view: View) -> frozenset[Who | Role]:
    """Whom a view was declared for; nobody when it never said."""
    return getattr(view, "open_to", frozenset())


def may_open(view: View, actor: Actor | None) -> bool:
    """Whether this visitor may open the view. No declaration means no."""
    who = declared_for(view)
    if Who.ANYONE in who:
        return True
    if actor is None:
        return False
    if Who.SIGNED_IN in who or (Who.FOLLOW_UP_TEAM in who and actor.follows_up):
        return True
    return bool(who & actor.roles)


def actor_of(request: HttpRequest) -> Actor:
    """The one who asks, in a view that is open to signed-in people only."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise NotYours("Nobody is signed in.")
    return actor
