"""What the forms about rights send, read strictly; and how an attempt becomes an answer."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from heime.core.errors import NotFound, Refused
from heime.core.hours import HOME
from heime.core.roles import Scope
from heime.edges import web
from heime.edges.people import words
from heime.edges.signin.views import safe_address
from heime.flow.break_glass import ProveFirst

Page = Callable[..., HttpResponse]


def uuid_of(text: str) -> UUID | None:
    """An id that was chosen; None for none and for what is no id."""
    try:
        return UUID(text)
    except ValueError:
        return None


def end_of(request: HttpRequest, name: str) -> datetime | None:
    """The end of a day that was written: a right holds that day out."""
    try:
        day = date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None
    return datetime.combine(day + timedelta(days=1), time(), HOME)


def scopes_of(request: HttpRequest) -> list[Scope]:
    known = {scope.value for scope in Scope}
    return [Scope(one) for one in request.POST.getlist("scope") if one in known]


def attempt(
    request: HttpRequest, do: Callable[[], object], again: Page, *, then: str, unknown: str = ""
) -> HttpResponse:
    """Do it and go on to `then`, or to where the form says; show the page again with why not.

    Whoever must prove who they are is sent there, and comes back to the page. again: takes `error`
    and `status`. unknown: what to say of something that was typed and is not found; without it,
    what is not found is a page of its own.
    """
    try:
        do()
    except ProveFirst:
        return HttpResponseRedirect(f"{reverse('step-up')}?{urlencode({'til': then})}")
    except NotFound as refusal:
        if not unknown:
            raise
        return again(error=unknown, status=web.STATUS[refusal.code])
    except Refused as refusal:
        status = web.STATUS.get(refusal.code, 422)
        return again(error=words.why_not(refusal), status=status)
    sent = request.POST.get("til")
    return HttpResponseRedirect(safe_address(request, sent) if sent else then)
