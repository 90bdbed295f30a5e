"""/logg/: how the log of a municipality is, the month in figures, and what waits for a review."""

import os
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from heime.core.hours import HOME
from heime.core.log_chain import Place
from heime.core.roles import Role
from heime.core.snooping import ASK_WITHIN, Reason
from heime.edges.access import actor_of, open_to
from heime.edges.clinic import moments
from heime.edges.log import picture, words
from heime.flow import reveal_name, review_log
from heime.ops.audit import anchor
from heime.records.audit.models import Signal
from heime.records.audit.reviewing import Sealed

LATE = timedelta(minutes=2)
"""Older than this, an entry should have been sealed (`./heime doctor` says the same)."""
OLD_ANCHOR = timedelta(hours=50)


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day of the chain. mark: full, none or late, a shape; said: what it means, in words."""

    title: str
    mark: str
    said: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Signals of one reason that wait."""

    reason: str
    count: int
    oldest: str
    late: bool


@dataclass(frozen=True, slots=True)
class Anchored:
    """The last anchor. agrees: whether the log still has what it remembers."""

    when: str
    old: bool
    agrees: bool


@require_GET
@open_to(Role.AUDITOR)
def overview(request: HttpRequest) -> HttpResponse:
    """How the log is, the last 30 days in figures, and what waits. `?sted=` chooses the place."""
    actor, now = actor_of(request), timezone.now()
    places = review_log.places_of(actor)
    if not places:  # a municipality that has left since the role was given
        return render(request, "log/overview.html", {"place": "log", "places": []})
    wanted = request.GET.get("sted", "")
    chosen = next((one for one in places if str(one.number) == wanted), places[0])
    last = _last_anchor()
    remembered = {p: h for p, h in last.links.items() if p[0] == chosen.number} if last else {}
    found = review_log.overview(chosen.number, list(remembered), by=actor, now=now)
    signals = review_log.signals(by=actor, now=now)
    open_here = [one for one in signals if one.state == "open"]
    today = now.astimezone(HOME).date()
    context = {
        "place": "log",
        "places": places,
        "chosen": chosen,
        "sealed": found.sealed,
        "sealed_at": moments.stamp(found.sealed.sealed_at, now) if found.sealed.sealed_at else "",
        "tail_is_late": _is_late(found.sealed, now),
        "oldest": moments.when(found.sealed.oldest, now) if found.sealed.oldest else "",
        "days": day_marks(found.sealed, today),
        "all_whole": all(one.whole for one in found.sealed.days),
        "anchor": _anchored(last, remembered, found.sealed, now) if last else None,
        "month": picture.month(found.counts, today, review_log.BACK.days),
        "waiting": waiting(open_here, now),
        "go_through": _go_through(len(open_here)),
        "names_asked": _asked(sum(1 for r in reveal_name.asked(by=actor) if r.granted is None)),
        "unsealed": _unsealed(found.sealed, now),
    }
    return render(request, "log/overview.html", context)


def _is_late(sealed: Sealed, now: datetime) -> bool:
    return sealed.oldest is not None and now - sealed.oldest > LATE


def _unsealed(sealed: Sealed, now: datetime) -> str:
    """The tail that is not sealed yet, in words; empty when there is none."""
    count = {"count": sealed.unsealed}
    if not sealed.unsealed:
        return ""
    if _is_late(sealed, now):
        return (
            ngettext(
                "%(count)s entry is not sealed, and it should be.",
                "%(count)s entries are not sealed, and they should be.",
                sealed.unsealed,
            )
            % count
        )
    return (
        ngettext(
            "%(count)s new entry is sealed within seconds.",
            "%(count)s new entries are sealed within seconds.",
            sealed.unsealed,
        )
        % count
    )


def _go_through(count: int) -> str:
    said = ngettext("Go through %(count)s signal", "Go through %(count)s signals", count)
    return said % {"count": count}


def _asked(count: int) -> str:
    if not count:
        return ""
    said = ngettext(
        "%(count)s name has been asked for", "%(count)s names have been asked for", count
    )
    return said % {"count": count}


def day_marks(sealed: Sealed, today: date) -> list[DayMark]:
    """Each day, the oldest first: whole, broken, or with nothing in it."""
    known = {one.day: one for one in sealed.days}
    marks = []
    for back in reversed(range(review_log.SEALS_BACK.days)):
        day = today - timedelta(days=back)
        title, one = moments.on(day, today), known.get(day)
        if one is None:
            marks.append(DayMark(title, "none", _("nothing was logged")))
        elif one.whole:
            said = _("whole, %(count)s entries") % {"count": one.entries}
            marks.append(DayMark(title, "full", said))
        else:
            marks.append(DayMark(title, "late", _("broken: a link is missing or was changed")))
    return marks


def _last_anchor() -> anchor.Anchor | None:
    """The newest anchor in the data folder that can be read; None where there is no such folder."""
    named = os.environ.get("HEIME_DATA")
    if not named:
        return None
    for path in sorted((Path(named) / anchor.FOLDER).glob("*.json"), reverse=True):
        try:
            return anchor.read(path)
        except anchor.BadAnchor:
            continue
    return None


def _anchored(
    last: anchor.Anchor, remembered: dict[Place, bytes], sealed: Sealed, now: datetime
) -> Anchored:
    return Anchored(
        moments.stamp(last.made_at, now),
        now - last.made_at > OLD_ANCHOR,
        all(sealed.anchored.get(place) == hash_ for place, hash_ in remembered.items()),
    )


def waiting(signals: list[Signal], now: datetime) -> list[Waiting]:
    """By reason, in the order of the reasons."""
    counts = Counter(one.reason for one in signals)
    found = []
    for reason in Reason:
        if counts[reason]:
            oldest = min(one.made_at for one in signals if one.reason == reason)
            found.append(
                Waiting(
                    words.reason(reason), counts[reason], words.waited(oldest, now),
                    now - oldest > ASK_WITHIN,
                )
            )  # fmt: skip
    return found
