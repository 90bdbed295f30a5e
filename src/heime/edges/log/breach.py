"""/logg/brudd: after a breach, everybody who was seen, as a page and to take out of Heime."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from heime.core.affected import Affected
from heime.core.hours import HOME
from heime.core.roles import Role
from heime.edges.access import actor_of, open_to
from heime.edges.log import words
from heime.flow import review_log, search_breach
from heime.flow.break_glass import ProveFirst
from heime.flow.search_breach import Asked
from heime.records.people.models import Municipality

SHOWN = 200
LONGEST = timedelta(days=400)
EARLIEST = date(2020, 1, 1)
BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who was seen: by number, what of them, and from when to when."""

    number: str
    seen: str
    times: int
    first: str
    last: str


@require_http_methods(["GET", "POST"])
@open_to(Role.AUDITOR)
def breach(request: HttpRequest) -> HttpResponse:
    """The form; sent, everybody affected. `form=csv`: the same as a file, after a fresh proof."""
    actor, now = actor_of(request), timezone.now()
    places = review_log.places_of(actor)
    if request.method == "GET":
        return _shown(request, places, now)
    asked = _asked(request, places, now.astimezone(HOME).date())
    if asked is None:
        error = _("Write from and to which day, at most 400 days, and try again.")
        return _shown(request, places, now, error=error, status=422)
    if request.POST.get("form") == "csv":
        try:
            people = search_breach.taken_out(asked, by=actor, now=now)
        except ProveFirst:
            return words.to_step_up(reverse("breach"))
        return _file(people, now)
    people = search_breach.affected(asked, by=actor, now=now)
    return _shown(request, places, now, people=people)


def _asked(request: HttpRequest, places: list[Municipality], today: date) -> Asked | None:
    """What was written; None when it is no period, or a place that is not theirs."""
    sent = request.POST
    since, until = _day(sent.get("since", "")), _day(sent.get("until", ""))
    default = str(places[0].number) if places else ""
    place = next((p.number for p in places if str(p.number) == sent.get("sted", default)), None)
    if since is None or until is None or place is None:
        return None
    if not EARLIEST <= since <= until <= today or until - since > LONGEST:
        return None
    return Asked(
        place,
        datetime.combine(since, time(), HOME),
        datetime.combine(until + timedelta(days=1), time(), HOME),
        user=sent.get("user", "").strip()[:60],
        device=sent.get("device", "").strip()[:40],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _shown(
    request: HttpRequest,
    places: list[Municipality],
    now: datetime,
    *,
    people: list[Affected] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    sent, today = request.POST, now.astimezone(HOME).date()
    context = {
        "place": "log",
        "places": places,
        "chosen": sent.get("sted", ""),
        "user": sent.get("user", "")[:60],
        "device": sent.get("device", "")[:40],
        "since": sent.get("since", "") or (today - BACK).isoformat(),
        "until": sent.get("until", "") or today.isoformat(),
        "today": today.isoformat(),
        "searched": people is not None,
        "people": [person_line(one) for one in (people or [])[:SHOWN]],
        "count": len(people or []),
        "found": _found(len(people or [])),
        "times": _times(sum(sum(one.seen.values()) for one in people or [])),
        "shown": SHOWN,
        "sure": actor_of(request).is_sure(now),
        "error": error,
    }
    return render(request, "log/breach.html", context, status=status)


def _found(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def _times(count: int) -> str:
    said = ngettext("Seen %(count)s time in all.", "Seen %(count)s times in all.", count)
    return said % {"count": count}


def person_line(one: Affected) -> PersonLine:
    return PersonLine(
        words.number(one.enrolment), seen_in_words(one), sum(one.seen.values()),
        _moment(one.first_at), _moment(one.last_at),
    )  # fmt: skip


def seen_in_words(one: Affected) -> str:
    """ "the plan 2, readings 14": what was seen most, first."""
    often = sorted(one.seen.items(), key=lambda seen: (-seen[1], seen[0]))
    return ", ".join(f"{words.kind(kind)} {times}" for kind, times in often)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(HOME):%d.%m.%Y %H:%M}"


def _file(people: Iterable[Affected], now: datetime) -> HttpResponse:
    """As spreadsheets of this country read it. Ids and no names: those who follow a person up open
    them by the last column, and tell them."""
    written = io.StringIO()
    out = csv.writer(written, delimiter=";", lineterminator="\r\n")
    out.writerow(
        [_("Number"), _("Times"), _("First"), _("Last"), _("What was seen"), _("Follow-up")]
    )
    for one in people:
        line = person_line(one)
        out.writerow([line.number, line.times, line.first, line.last, line.seen, one.enrolment])
    answer = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="heime-{now.astimezone(HOME):%Y-%m-%d}.csv"'
    )
    return answer
