"""How an attempt on a form becomes an answer."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from heime.core.errors import Refused
from heime.edges import web

Page = Callable[..., HttpResponse]


def uuid_of(text: str | None) -> UUID:
    """An id that was chosen; one that nothing has for none and for what is no id."""
    try:
        return UUID(text or "")
    except ValueError:
        return UUID(int=0)


def attempt(
    request: HttpRequest, do: Callable[[], object], again: Page, *, then: str
) -> HttpResponse:
    """Do it and go on to `then`; show the page again with why not. What is not found, or not
    theirs to do, is a page of its own. again: takes `error` and `status`."""
    try:
        do()
    except Refused as refusal:
        if refusal.code in ("not-found", "forbidden"):
            raise
        return again(error=why_not(refusal.code), status=web.STATUS.get(refusal.code, 422))
    return HttpResponseRedirect(then)


def why_not(code: str) -> str:
    """What a refusal means here, and what to do about it."""
    return {
        "missing-text": _("Something is missing or does not fit together. Look at it again."),
        "not-allowed-now": _("Somebody else was first. Look at what it says now, and try again."),
    }.get(code, _("This cannot be done."))
