"""The log of one person in plain words: for themselves, and for staff who answer for it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heime.core.hours import HOME
from heime.core.log_words import Line, StandsOut
from heime.core.roles import Role
from heime.edges.access import actor_of, open_to
from heime.edges.clinic import moments
from heime.edges.clinic.page import clinical
from heime.flow import keeping, read_log


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line as the page shows it. mark: why it stands out, in a word; empty when it does not."""

    sentence: str
    times: str
    mark: str
    sort: str
    acts: str
    details: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LogDay:
    title: str
    lines: list[LogLine]


@require_GET
@open_to(Role.LEAD, Role.PATIENT, Role.KIN)
def log_page(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Who has looked, at what, when and why, day by day. Opening it is in the log too."""
    actor, now = actor_of(request), timezone.now()
    language = get_language() or "nb"
    found = read_log.log_of(enrolment_id, by=actor, now=now, language=language)
    context = {
        "days": days(found, now),
        "enrolment_id": enrolment_id,
        "own": keeping.is_self(actor, enrolment_id),
        "place": "people",
    }
    return clinical(request, "log/person.html", context, actor=actor, now=now)


def days(lines: list[Line], now: datetime) -> list[LogDay]:
    """The lines day by day, as they come."""
    return [
        LogDay(
            moments.on(day, now.astimezone(HOME).date()),
            [_shown(line) for line in same],
        )
        for day, same in groupby(lines, key=lambda line: line.day)
    ]


def _shown(line: Line) -> LogLine:
    first, last = moments.clock(line.first), moments.clock(line.last)
    marks = {
        StandsOut.KIN: _("Next of kin"),
        StandsOut.EMERGENCY: _("Emergency access"),
        StandsOut.DENIED: _("Refused"),
    }
    return LogLine(
        line.sentence,
        first if first == last else f"{first}–{last}",
        marks.get(line.stands_out, ""),
        line.stands_out.value,
        ngettext("%(count)s act", "%(count)s acts", len(line.details))
        % {"count": len(line.details)},
        [(moments.clock(one.at), one.text) for one in line.details] if line.details[1:] else [],
    )
