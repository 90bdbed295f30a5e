"""What every answer of the app's JSON shares: its form, and one way of saying no."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _

from heime.core.actor import Actor
from heime.core.errors import Refused
from heime.edges import web


def language_of(actor: Actor | None) -> str:
    """What the app is answered in: the language of the account, which the app speaks too. A browser
    that several share may remember another's."""
    known = dict(settings.LANGUAGES)
    return actor.language if actor and actor.language in known else translation.get_language()


def json_answer(content: dict[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})


def problem(request: HttpRequest, status: int, code: str, detail: str = "") -> HttpResponse:
    """A problem document (RFC 9457), whatever the app says it would rather have."""
    said = detail or refusal_words(code)
    return JsonResponse(
        {"type": "about:blank", "status": status, "code": code, "detail": said},
        status=status,
        content_type="application/problem+json",
    )


def refusal_words(code: str) -> str:
    """What a refusal says to the person, and what to do, in their language."""
    return {
        "unknown-sender": _("This phone may no longer send. Sign in again, or call the team."),
        "try-again": _("Heime is busy. What you sent stays on the phone, and is sent again."),
        "same-key-other-content": _("This was sent before with other content. Call the team."),
        "impossible-time": _("The clock of the phone looks wrong. Set it, and try once more."),
        "unknown-person": _("You cannot send for this person. Call the team."),
        "not-found": _("We cannot find this. It may have been moved, or it is not yours to see."),
        "forbidden": _("You do not have access to this page."),
        "out-of-range": _("This value cannot be right. Measure once more."),
        "not-allowed-now": _("This cannot be done now. Call the team if you need it."),
        "missing-text": _("Something that must be filled in is missing."),
    }.get(code, _("This could not be received. Try once more, or call the team."))


STATUS = web.STATUS | {"unknown-sender": 401, "bad-entry": 400}

View = Callable[..., HttpResponseBase]


def answers_json(view: View) -> View:
    """A view that answers in the account's language, and whose refusals are problem documents
    whatever the app says it would rather have."""
    inner = getattr(view, "__wrapped__", view)

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        with translation.override(language_of(getattr(request, "actor", None))):
            try:
                return inner(request, *args, **kwargs)
            except Refused as refusal:
                return problem(request, STATUS.get(refusal.code, 400), refusal.code)

    return answered
