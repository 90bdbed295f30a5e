"""A person's readings of a span as a file: for a letter, a referral, a question from the person."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from heime.core.hours import HOME
from heime.core.kinds import KINDS, Kind
from heime.core.quantity import plain
from heime.core.roles import Scope
from heime.edges.access import Who, open_to
from heime.edges.clinic import uncounted, words
from heime.edges.person import readings as table
from heime.edges.person.seen import Seen, days_of, person_seen
from heime.flow import export_readings
from heime.records.happenings import reads as happenings
from heime.records.measurements import spans


@require_GET
@open_to(Who.FOLLOW_UP_TEAM)
def export(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """All readings of the span, what does not count with them. Taking it is logged by itself."""
    seen = person_seen(request, enrolment_id, Scope.VALUES)
    days = days_of(request)
    export_readings.taken(seen.person, days, by=seen.actor, now=seen.now)
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow([
        _("Time"), _("What"), _("Value"), _("Second value"), _("Unit"), _("Judged"), _("Source"),
        _("Does not count"),
    ])  # fmt: skip
    writer.writerows(_rows(seen, days))
    answer = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    # No name in it: a file is found again by its day, in whatever folder it is put.
    name = f"heime-{seen.now.astimezone(HOME):%Y-%m-%d}-{days}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _rows(seen: Seen, days: int) -> Iterator[list[str]]:
    since = seen.now - timedelta(days=days)
    taken = spans.readings(seen.person.id, since, seen.sight)
    judged = spans.judged(seen.person.id, since, seen.sight)
    invalid = happenings.invalid_since(seen.person.id, since, seen.sight)
    entered = happenings.entered([one.id for one in taken], seen.sight)
    for one in taken:
        said, kind = judged.get(one.id), Kind(one.kind)
        yield [
            f"{one.measured_at.astimezone(HOME):%Y-%m-%d %H:%M:%S}",
            words.kind_name(one.kind),
            words.no_value(one.quality)
            if one.value is None
            else words.figure(plain(one.value, one.decimals)),
            "" if one.second is None else words.figure(plain(one.second, one.decimals)),
            KINDS[kind].unit.value,
            words.zone_words(said.zone, said.priority, said.state) if said else "",
            _safe(table.source(one, entered.get(one.id))),
            _safe(uncounted.why(invalid.get(one.id))),
        ]


def _safe(text: str) -> str:
    """What somebody wrote, so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
