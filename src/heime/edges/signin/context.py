"""One transaction per request, in which the database knows who asks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import uuid_utils.compat as uuid7
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import urlencode
from psycopg_pool import PoolTimeout

from heime.core.actor import Actor
from heime.core.roles import Role
from heime.edges import access, frame, web
from heime.flow import see_people
from heime.records.access.reads import Asker, identify, identify_each, locked
from heime.records.audit.asking import Asking, asking

Answer = Callable[[HttpRequest], HttpResponseBase]


APP = "/hjem/api/"
"""What the app at home asks for: a program asks, and no page is shown."""


def cookie_name(request: HttpRequest) -> str:
    """`__Host-` binds the cookie to this host and to https; plain http is for one's own machine."""
    return "__Host-heime" if request.is_secure() else "heime"


def one_transaction(get_response: Answer) -> Answer:
    """Middleware: identify, ask whether the page is open to them, answer; all or nothing.

    The connection goes back to the pool before the answer is sent, so that a live page, which
    is sent for hours, holds none.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            if has_own_moments(request):
                actor = who_is(request.COOKIES.get(cookie_name(request), ""))
                request.actor = actor  # type: ignore[attr-defined]
                with asking(about(request, actor)):
                    return closed_door(request, actor) or get_response(request)
            with transaction.atomic():
                actor = identify(
                    request.COOKIES.get(cookie_name(request), ""), present=not by_itself(request)
                )
                request.actor = actor  # type: ignore[attr-defined]
                with asking(about(request, actor)):
                    response = closed_door(request, actor) or get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
        except (OperationalError, PoolTimeout):
            return web.no_database(request)
        finally:
            connection.close()
        return response

    return answer


_GROUNDS = {
    Role.GP: "gp", Role.HOSPITAL: "referral", Role.LEGEVAKT: "emergency", Role.PATIENT: "self",
    Role.KIN: "consent",
}  # fmt: skip
"""What usually lets a role in, for the log; a page that knows better says so itself."""


def about(request: HttpRequest, actor: Actor | None) -> Asking:
    """What every log entry of this request says of it: in which role, from where, by what right."""
    if actor is None:
        return Asking(uuid7.uuid7(), device=device_of(request)[:40] or None)
    post = min(actor.posts, key=lambda post: list(Role).index(post.role), default=None)
    role = post.role if post else min(actor.roles, default=None)
    return Asking(
        uuid7.uuid7(),
        purpose="TREAT" if actor.follows_up else None,
        role=role,
        organisation_id=(post.organisation or post.team) if post else None,
        ground="care" if actor.follows_up else _GROUNDS.get(role) if role else None,
        device=device_of(request)[:40] or None,
    )


def has_own_moments(request: HttpRequest) -> bool:
    """Whether the page opens its own transactions, since it talks with others meanwhile."""
    return getattr(asked_for(request), "own_moments", False)


def asked_for(request: HttpRequest) -> Callable[..., HttpResponseBase] | None:
    """The view that an address leads to, looked up once for each request; None for no address."""
    if not hasattr(request, "leads_to"):
        try:
            request.leads_to = resolve(request.path_info).func  # type: ignore[attr-defined]
        except Resolver404:
            request.leads_to = None  # type: ignore[attr-defined]
    return request.leads_to  # type: ignore[attr-defined]


def by_itself(request: HttpRequest) -> bool:
    """Whether an open page asks and no person does: a stream, or a list that renews itself."""
    path = request.path_info
    return path == reverse("changes") or (
        request.method == "GET"
        and web.is_fragment(request)
        and ("del" in request.GET or path.endswith("/ser"))
    )


def device_of(request: HttpRequest) -> str:
    """What the browser says it is, for people to know their own sign-ins apart."""
    return request.headers.get("User-Agent", "")[:80]


def who_is(token: str) -> Actor | None:
    """Who a token belongs to right now, asked outside any request, in a moment of its own."""
    try:
        with transaction.atomic():
            return identify(token)
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class Page:
    """An open page, as whoever its sign-in belongs to now. asking: what the log says of it."""

    request: HttpRequest
    asker: Asker
    asking: Asking


@contextmanager
def for_pages(requests: Sequence[HttpRequest]) -> Iterator[list[Page | None]]:
    """A moment of their own for open pages that are told something together; None for those whose
    sign-in has ended, rests, or works on no list any more. Whoever asks must say who that is."""
    tokens = [one.COOKIES.get(cookie_name(one), "") for one in requests]
    try:
        with transaction.atomic():
            yield [
                Page(request, asker, about(request, asker.actor))
                if asker is not None and asker.actor.follows_up else None
                for request, asker in zip(requests, identify_each(tokens), strict=True)
            ]  # fmt: skip
    finally:
        connection.close()


@contextmanager
def for_page(request: HttpRequest, people: Iterable[UUID]) -> Iterator[Page | None]:
    """The same for one page, which is told of these people; it is its reader who asks."""
    token = request.COOKIES.get(cookie_name(request), "")
    try:
        with transaction.atomic():
            actor = identify(token, about=people)
            if actor is None or not actor.follows_up:
                yield None
                return
            page = Page(request, Asker(token, actor), about(request, actor))
            with asking(page.asking):
                yield page
    finally:
        connection.close()


def closed_door(request: HttpRequest, actor: Actor | None) -> HttpResponse | None:
    """The answer to somebody who may not open this page; None when they may."""
    view = asked_for(request)
    if view is None or access.may_open(view, actor):
        return None
    begins = frame.begins_at(actor) if actor and request.path_info == "/" else None
    if begins is not None:
        return HttpResponseRedirect(begins)  # not everybody's day begins with a worklist
    if actor is None and request.path_info.startswith(APP):
        return web.problem(request, 401, "signed-out", web.sentence_for("signed-out"))
    if actor is not None or not access.declared_for(view):
        see_people.denied(by=actor, now=timezone.now())
        return web.problem(request, 403, "forbidden", web.sentence_for("forbidden"))
    sign_in = reverse("locked" if rests(request) else "sign-in")
    if web.is_fragment(request) or request.path_info == reverse("changes"):
        # A script asks, not a person: 401 tells it, and htmx follows the header by itself.
        return HttpResponse(status=401, headers={"HX-Redirect": sign_in})
    back = "" if request.path_info == "/" else "?" + urlencode({"til": request.path_info})
    return HttpResponseRedirect(sign_in + back)


def rests(request: HttpRequest) -> bool:
    """Whether they are signed in here, and their screen is locked."""
    return locked(request.COOKIES.get(cookie_name(request), "")) is not None


def keep_language(response: HttpResponse, request: HttpRequest, language: str) -> None:
    """Remember the language in the browser, so that the sign-in page speaks it too."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax",
        secure=request.is_secure(), httponly=True,
    )  # fmt: skip
