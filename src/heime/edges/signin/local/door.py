"""Middleware under /inn/: a session of ten minutes, for allauth to keep its place in."""

from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from heime.edges.signin.context import Answer
from heime.records.credentials.reads import own_account
from heime.records.people.models import Account

PLACE = "/inn/"


def scratch_session(get_response: Answer) -> Answer:
    """allauth keeps an unfinished sign-in in Django's session. It has one under /inn/, and nowhere
    else; our own sign-in is another cookie, and this one opens nothing (adr/0017)."""

    def inside(request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: account_of(request))  # type: ignore[assignment]
        return get_response(request)

    with_session = SessionMiddleware(inside)

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PLACE):
            return get_response(request)
        return cast("HttpResponseBase", with_session(request))

    return answer


def account_of(request: HttpRequest) -> Account | AnonymousUser:
    """Who is signed in, as allauth wants to know it."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return AnonymousUser()
    return own_account(actor)
