"""Every reading of a span as a table: how it was judged, who entered it, whether it counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from heime.core.kinds import Kind
from heime.core.roles import Scope
from heime.edges.access import open_to
from heime.edges.clinic import moments, uncounted, words
from heime.edges.clinic.page import clinical
from heime.edges.people.listing import REACH_PEOPLE
from heime.edges.person import entering, entrywords
from heime.edges.person.seen import SPANS, Seen, days_of, person_seen
from heime.records.happenings import reads as happenings
from heime.records.happenings.models import Entered, Invalidation
from heime.records.home import reads as home
from heime.records.home.models import HomeMark
from heime.records.measurements import spans
from heime.records.measurements.spans import Judged, Taken

MOST = 400
"""Rows on a page; the file has all of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One reading. zone: None for one that was not judged. out: why it does not count. marked: that
    somebody at home says it is wrong; it counts all the same."""

    id: UUID
    kind: int
    at: str
    name: str
    value: str
    zone: int | None
    word: str
    source: str
    out: str
    out_by: str
    marked: str = ""


@require_GET
@open_to(*REACH_PEOPLE)
def readings(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """The newest first; `?slag=` one kind, `?dager=` how far back."""
    seen = person_seen(request, enrolment_id, Scope.VALUES)
    days, kind = days_of(request), _kind(request.GET.get("slag", ""))
    since = seen.now - timedelta(days=days)
    taken = spans.readings(seen.person.id, since, seen.sight, kind=kind)
    context = {
        "place": "people",
        "person": seen.person,
        "row": entering.person_row(seen.person, seen.now),
        "sees": {scope.value for scope in seen.sees},
        "lines": lines(seen, taken[: -MOST - 1 : -1], since, kind),
        "more": max(0, len(taken) - MOST),
        "days": days,
        "spans": SPANS,
        "kind": kind,
        "kinds": [(int(one), words.kind_name(one)) for one in Kind],
    }
    page = "person/readings.html"
    return clinical(request, page, context, actor=seen.actor, now=seen.now)


def _kind(text: str) -> int | None:
    found = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
    return found if found in set(Kind) else None


def lines(seen: Seen, taken: Sequence[Taken], since: object, kind: int | None) -> list[Line]:
    """Readings in words."""
    first = min((one.measured_at for one in taken), default=seen.now)
    judged = spans.judged(seen.person.id, first, seen.sight, kind=kind)
    invalid = happenings.invalid_since(seen.person.id, first, seen.sight)
    ids = [one.id for one in taken]
    entered = happenings.entered(ids, seen.sight)
    marks = home.marks_of(ids, seen.person.id, seen.sight)
    return [
        replace(
            _line(one, judged.get(one.id), invalid.get(one.id), entered.get(one.id), seen),
            marked=_marked(marks.get(one.id)),
        )
        for one in taken
    ]


def _marked(mark: HomeMark | None) -> str:
    """That it is said from home to be wrong, and why, in their words."""
    if mark is None:
        return ""
    said = words.event("marked")
    return f"{said}: {mark.why}" if mark.why else said


def _line(
    one: Taken, judged: Judged | None, out: Invalidation | None, entered: Entered | None, seen: Seen
) -> Line:
    value = words.no_value(one.quality)
    if one.value is not None and not one.rejected:
        value = words.amount(one.kind, one.value, one.second, one.decimals)
    return Line(
        one.id, one.kind, moments.stamp(one.measured_at, seen.now), words.kind_name(one.kind),
        value, None if judged is None or out else judged.zone,
        words.zone_words(judged.zone, judged.priority, judged.state) if judged and not out else "",
        source(one, entered), uncounted.why(out), uncounted.by(out, seen.now),
    )  # fmt: skip


def source(one: Taken, entered: Entered | None) -> str:
    """Where a reading came from: who of the staff, or the meter as its sender calls it."""
    if entered is not None:
        return f"{entrywords.how(entered.how)}, {entered.entered_by.name}"
    return entrywords.typed_by_person() if one.manual else entrywords.by_meter()
