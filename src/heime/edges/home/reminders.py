"""How one is reminded, as the app asks and tells; and where a browser is pushed to."""

import json
from datetime import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heime.core.errors import Refused
from heime.core.reminders import LATER_MINUTES, BadQuiet, NotLater
from heime.core.roles import Role
from heime.edges.access import actor_of, open_to
from heime.edges.home.family_seen import speak_to
from heime.edges.partners import push
from heime.edges.partners.channels import Browser
from heime.flow import own_reminders
from heime.flow.own_number import BadAddress

MOST = 8_192
"""Bytes of a request; a real one has a few hundred."""


class Unreadable(Refused):
    """What was sent is not what the app sends."""

    code = "bad-request"


@require_http_methods(["GET", "POST"])
@open_to(Role.PATIENT, Role.KIN)
def reminders(request: HttpRequest, person: UUID) -> HttpResponse:
    """GET: how one is reminded now. POST: `{push, sms, phone, quiet_from, quiet_until}`."""
    actor, now = actor_of(request), timezone.now()
    speak_to(actor)
    if request.method == "POST":
        try:
            sent = _sent(request)
            wish = own_reminders.wish_of(
                _flag(sent, "push"), _flag(sent, "sms"),
                _clock(sent, "quiet_from"), _clock(sent, "quiet_until"),
            )  # fmt: skip
            own_reminders.keep(person, wish, _text(sent, "phone", 40), by=actor, now=now)
        except (Unreadable, BadQuiet, BadAddress, own_reminders.NoNumber) as refusal:
            return _refused(refusal)
    kept = own_reminders.own(person, by=actor, now=now)
    return JsonResponse(
        {
            "push": kept.wish.push,
            "sms": kept.wish.sms,
            "phone": kept.phone,
            "may_sms": kept.may_sms,
            "quiet_from": f"{kept.wish.quiet.start:%H:%M}",
            "quiet_until": f"{kept.wish.quiet.end:%H:%M}",
            "browsers": kept.browsers,
            "later_minutes": list(LATER_MINUTES),
            "push_key": push_key(),
        }
    )


@require_POST
@open_to(Role.PATIENT, Role.KIN)
def later(request: HttpRequest, person: UUID) -> HttpResponse:
    """`{what, minutes}`: remind once more, within the window. → `{at}`."""
    actor, now = actor_of(request), timezone.now()
    speak_to(actor)
    try:
        sent = _sent(request)
        minutes = sent.get("minutes")
        if not isinstance(minutes, int) or isinstance(minutes, bool):
            raise Unreadable("minutes is a whole number")
        what = _text(sent, "what", 40)
        at = own_reminders.later(person, what, minutes, by=actor, now=now)
    except (Unreadable, NotLater) as refusal:
        return _refused(refusal)
    return JsonResponse({"at": at.isoformat()})


@require_http_methods(["POST", "DELETE"])
@open_to(Role.PATIENT, Role.KIN)
def browser(request: HttpRequest) -> HttpResponse:
    """POST: this browser may be pushed to: `{endpoint, keys: {p256dh, auth}}`. DELETE: no more."""
    actor, now = actor_of(request), timezone.now()
    speak_to(actor)
    try:
        sent = _sent(request)
        endpoint = _text(sent, "endpoint", 1000)
        if request.method == "DELETE":
            own_reminders.unsubscribe(endpoint, by=actor, now=now)
            return HttpResponse(status=204)
        keys = sent.get("keys")
        if not isinstance(keys, dict):
            raise Unreadable("no keys")
        told = Browser(endpoint, _text(keys, "p256dh", 100), _text(keys, "auth", 40))
        if not push.takes(endpoint, settings.HEIME_PUSH_HOSTS) or not push.usable(told):
            raise Unreadable("an address or a key that cannot be used")
    except Unreadable as refusal:
        return _refused(refusal)
    own_reminders.subscribe(told.endpoint, told.p256dh, told.auth, by=actor, now=now)
    return HttpResponse(status=204)


def push_key() -> str | None:
    """What a browser subscribes with; None where nothing can be pushed."""
    if not settings.HEIME_VAPID_PRIVATE_KEY or not settings.HEIME_PUSH_CONTACT:
        return None
    return push.public_key(push.read_key(settings.HEIME_VAPID_PRIVATE_KEY))


def _sent(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > MOST or request.body.count(b"[") + request.body.count(b"{") > 5:
        raise Unreadable("too large")
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("no object")
    return found


def _text(sent: dict[str, Any], name: str, most: int) -> str:
    found = sent.get(name, "")
    if not isinstance(found, str) or len(found) > most or not found.isprintable():
        raise Unreadable(f"{name} is no such text")
    return found


def _flag(sent: dict[str, Any], name: str) -> bool:
    if not isinstance(sent.get(name), bool):
        raise Unreadable(f"{name} is true or false")
    return bool(sent[name])


def _clock(sent: dict[str, Any], name: str) -> time:
    try:
        found = time.fromisoformat(_text(sent, name, 5))
    except ValueError:
        raise Unreadable(f"{name} is a time of day") from None
    if found.tzinfo is not None:
        raise Unreadable(f"{name} is a time of day")
    return found


def _refused(refusal: Refused) -> HttpResponse:
    said = {
        "bad-request": _("Heime could not read what was sent. Go back and try once more."),
        "bad-quiet-hours": _("Leave at least four hours of the day to be reminded in."),
        "bad-address": _("This is no phone number. Look at it again."),
        "no-number": _("Write the number that text messages go to."),
        "not-later": _("The time for this is over by then, so it cannot be later."),
    }[refusal.code]
    status = 400 if refusal.code == "bad-request" else 422
    return JsonResponse(
        {"type": "about:blank", "status": status, "code": refusal.code, "detail": said},
        status=status,
        content_type="application/problem+json",
    )
