"""How the machinery does, for support: versions, queues and clocks, and nobody's data."""

import platform
from dataclasses import dataclass
from datetime import datetime

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

import heime
from heime.core.roles import Role
from heime.edges.access import open_to
from heime.records.figures import reads
from heime.records.figures.models import ServiceState

LATE = 120
"""Seconds that something may wait before somebody should look; the loop comes round each second."""
APART = 2
"""Seconds that the clocks of web and database may differ."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """One queue or loop. age: of its oldest; late: whether somebody should look."""

    name: str
    waits: int
    age: str
    late: bool


@require_GET
@open_to(Role.SUPPORT)
def operation(request: HttpRequest) -> HttpResponse:
    """Versions, queues and clocks."""
    now = timezone.now()
    found = reads.machinery()
    apart = abs((found.clock - now).total_seconds())
    parts = [part_line(one) for one in found.parts]
    silent = not found.parts or _silent(found.parts, found.clock)
    context = {
        "place": "operation",
        "parts": parts,
        "silent": silent,
        "seen_at": max((one.seen_at for one in found.parts), default=None),
        "well": not silent and apart <= APART and not any(part.late for part in parts),
        "clock": now,
        "database_clock": found.clock,
        "apart": f"{apart:.1f}",
        "clocks_agree": apart <= APART,
        "versions": [
            ("Heime", heime.__version__),
            ("PostgreSQL", found.postgres),
            ("Python", platform.python_version()),
            ("Django", django.get_version()),
            (_("Kind of installation"), settings.HEIME_MODE),
        ],
    }
    return render(request, "office/operation.html", context)


def _silent(parts: list[ServiceState], clock: datetime) -> bool:
    """Whether the due loop, which writes all of this, has stopped doing so."""
    return max((clock - part.seen_at).total_seconds() for part in parts) > LATE


def part_line(part: ServiceState) -> PartLine:
    return PartLine(_named(part.name), part.waits, _age(part.oldest), part.oldest > LATE)


def _named(name: str) -> str:
    return {
        "confirmations past due": _("Second readings that did not come in time"),
        "people to look at for what is missing": _("People to look at for what is missing"),
        "notices not sent": _("Notices that are not sent"),
        "log entries not sealed": _("Log entries that are not sealed"),
        "the due loop's last round": _("The due loop's last round"),
    }.get(name, name)


def _age(seconds: int) -> str:
    if seconds < 120:
        return _("%(seconds)s s") % {"seconds": seconds}
    if seconds < 7200:
        minutes = seconds // 60
        return _("%(minutes)s min") % {"minutes": minutes}
    hours = seconds // 3600
    return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
