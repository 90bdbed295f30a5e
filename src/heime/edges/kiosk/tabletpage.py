"""The phones and tablets that send for a person: what each is, and lending, changing, clearing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from heime.core.errors import MissingText, NotAllowedNow
from heime.edges.access import Who, actor_of, open_to
from heime.edges.clinic import moments
from heime.edges.clinic.page import clinical
from heime.flow import choose_look, device_code, home_device, lend_tablet, patient_device
from heime.flow.lend_tablet import Look
from heime.records.home.models import HomeDevice
from heime.records.kiosk import reads
from heime.records.kiosk.models import KioskDevice
from heime.records.looks.reads import look_of


@dataclass(frozen=True, slots=True)
class Line:
    """One phone or tablet. state: of words() below; look: of a lent one, until it is cleared."""

    id: UUID
    name: str
    lent: bool
    seen: str
    since: str
    state: str
    live: bool
    may_clear: bool
    mode: str
    size: int


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def tablets(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    return _shown(request, enrolment_id)


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def lend(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """A code for a tablet, shown on the page that answers, and never again."""
    name = request.POST.get("name", "")[:200]
    try:
        code = lend_tablet.lend(
            enrolment_id, name, _look(request), by=actor_of(request), now=timezone.now()
        )
    except MissingText:
        said = _("Give the tablet a name, and choose how it looks.")
        return _shown(request, enrolment_id, error=said, name=name, status=422)
    except NotAllowedNow:
        said = _("Nothing is received from this person now, so no tablet can be lent.")
        return _shown(request, enrolment_id, error=said, name=name, status=409)
    return _shown(request, enrolment_id, code=device_code.shown(code))


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def choose(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """How the app looks on the person's own phones, for one who cannot or will not choose it."""
    contrast = request.POST.get("contrast") == "1"
    choose_look.choose(
        enrolment_id, _look(request), contrast=contrast, by=actor_of(request), now=timezone.now()
    )
    return HttpResponseRedirect(f"{reverse('tablets', args=[enrolment_id])}?lagret=1")


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def change(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """How a lent tablet looks, from its next contact on."""
    of = lend_tablet.change(device_id, _look(request), by=actor_of(request), now=timezone.now())
    return HttpResponseRedirect(f"{reverse('tablets', args=[of])}?lagret=1")


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def clear(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Ask a lent tablet to clear itself; `lost`: and take nothing more from it."""
    lost = request.POST.get("lost") == "1"
    of = lend_tablet.wipe(device_id, at_once=lost, by=actor_of(request), now=timezone.now())
    return HttpResponseRedirect(f"{reverse('tablets', args=[of])}?lagret=1")


@require_POST
@open_to(Who.FOLLOW_UP_TEAM)
def end(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Take from a phone the right to send."""
    found = home_device.revoke(device_id, by=actor_of(request), now=timezone.now())
    return HttpResponseRedirect(f"{reverse('tablets', args=[found.enrolment_id])}?lagret=1")


def _look(request: HttpRequest) -> Look:
    size = request.POST.get("size", "")
    return Look(request.POST.get("mode", ""), int(size) if size in ("1", "2", "3", "4") else 0)


def _shown(
    request: HttpRequest, enrolment_id: UUID, *, code: str = "", error: str = "", name: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor, now = actor_of(request), timezone.now()
    person = patient_device.patient(enrolment_id, by=actor, now=now)
    lent = reads.tablets_of(person.id, actor)
    lines = [_line(one, lent.get(one.id), now) for one in home_device.devices(person.id, by=actor)]
    look = look_of(person.id, actor)
    context: dict[str, Any] = {
        "place": "people",
        "person": person,
        "name": f"{person.patient.given} {person.patient.family}",
        "live": [one for one in lines if one.live],
        "over": [one for one in lines if not one.live],
        "code": code,
        "error": error,
        "tablet_name": name,
        "saved": "lagret" in request.GET,
        "modes": [("normal", _("Normal")), ("simple", _("Simple: bigger, one thing at a time"))],
        "sizes": [1, 2, 3, 4],
        "look": look,
        "lend_mode": look.mode if look else "simple",
        "lend_size": look.text_size if look else 2,
    }
    return clinical(request, "kiosk/tablets.html", context, actor=actor, now=now, status=status)


def _line(one: HomeDevice, lent: KioskDevice | None, now: datetime) -> Line:
    seen = max((at for at in (one.seen_at, lent and lent.read_at) if at), default=None)
    waits = lent is not None and lent.wiped_at is None and bool(lent.wipe_at or one.revoked_at)
    return Line(
        one.id, one.name, lent is not None,
        moments.when(seen, now) if seen else _("never"),
        moments.when(one.made_at, now),
        _state(one, lent, now, waits=waits),
        one.revoked_at is None or waits,
        lent is not None and one.revoked_at is None and lent.wipe_at is None,
        lent.mode if lent else "", lent.text_size if lent else 0,
    )  # fmt: skip


def _state(one: HomeDevice, lent: KioskDevice | None, now: datetime, *, waits: bool) -> str:
    if lent is not None and lent.wiped_at is not None:
        return _("Cleared %(time)s") % {"time": moments.when(lent.wiped_at, now)}
    if waits and one.revoked_at is not None:
        return _("Stopped. It clears itself when it is next switched on with coverage.")
    if waits:
        return _("Waits to be cleared: at its next contact it sends what it has, and is empty.")
    if one.revoked_at is not None:
        return _("Stopped %(time)s") % {"time": moments.when(one.revoked_at, now)}
    return _("In use")
