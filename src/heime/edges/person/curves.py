"""What the curves draw, span by span, as compact JSON: readings, lines as they were, and marks.

Asked for by the page's own script. The tables beside the curves say the same without any.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from heime.core.kinds import KINDS, Kind
from heime.core.roles import Scope
from heime.core.sight import Reader
from heime.core.thinning import Dot, thinned
from heime.core.topics import NEWS2, label
from heime.core.zone import Zone
from heime.edges.access import open_to
from heime.edges.clinic import chart, words
from heime.edges.people.listing import REACH_PEOPLE
from heime.edges.person import marksof
from heime.edges.person.seen import Seen, days_of, person_seen
from heime.records.happenings import reads as happenings
from heime.records.measurements import reads as measurements
from heime.records.measurements import spans
from heime.records.measurements.spans import Judged, Taken
from heime.records.plans.models import PlanVersion

MOST_DOTS = 400
"""On one curve; a screen is hardly wider. What is not green is always drawn."""
SCORES = {
    "phq9": ("phq9_total", {"yellow_high": 15, "red_high": 20}),
    "gad7": ("gad7_total", {"yellow_high": 15}),
    "who5": ("who5_percent", {"yellow_low": 28}),
    "rss": ("rss_total", {"yellow_high": 24, "red_high": 31}),
    "news2": ("news2_total", {"yellow_high": 1, "red_high": 5}),
}
"""What each form comes to, and the sums that RS-1 7.5 and 2.3 draw lines at (score above)."""


@require_GET
@open_to(*REACH_PEOPLE)
def curves(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Everything that one shared axis of time shows."""
    seen = person_seen(request, enrolment_id, Scope.VALUES)
    days = days_of(request)
    since = seen.now - timedelta(days=days)
    versions = seen.versions if Scope.PLAN in seen.sees else []
    return JsonResponse({
        "from": _seconds(since),
        "now": _seconds(seen.now),
        "curves": [*_measured(seen, since, versions), *scored(seen.person.id, seen.sight, since)],
        "marks": marksof.marks(seen, since, versions),
    })  # fmt: skip


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _measured(seen: Seen, since: datetime, versions: Sequence[PlanVersion]) -> list[dict[str, Any]]:
    taken = spans.readings(seen.person.id, since, seen.sight)
    judged = spans.judged(seen.person.id, since, seen.sight)
    invalid = set(happenings.invalid_since(seen.person.id, since, seen.sight))
    by_kind: dict[int, list[Taken]] = {}
    for one in taken:
        by_kind.setdefault(one.kind, []).append(one)
    found = []
    for kind in sorted(by_kind):
        for number in ("first", "second") if KINDS[Kind(kind)].has_two else ("first",):
            found.append(_curve(kind, number, by_kind[kind], judged, invalid, versions))
    return found


def _curve(
    kind: int,
    number: str,
    taken: Sequence[Taken],
    judged: dict[UUID, Judged],
    invalid: set[UUID],
    versions: Sequence[PlanVersion],
) -> dict[str, Any]:
    """One curve: what counts as a line, what does not as marks of its own."""
    valid = [one for one in taken if not one.rejected and one.id not in invalid]
    dots = [
        Dot(_seconds(one.measured_at), value, _zone(judged.get(one.id)) > Zone.GREEN)
        for one in valid
        if (value := one.number(number)) is not None
    ]
    shown = [dots[place] for place in thinned(dots, MOST_DOTS)]
    out = [
        [_seconds(one.measured_at), words.as_number(value)]
        for one in taken
        if one.id in invalid and (value := one.number(number)) is not None
    ]
    return {
        "name": name_of(kind, number),
        "unit": words.unit(kind),
        "decimals": KINDS[Kind(kind)].decimals,
        "at": [dot.at for dot in shown],
        "value": [words.as_number(dot.value) for dot in shown],
        "worse": [int(dot.kept) for dot in shown],
        "rejected": [_seconds(one.measured_at) for one in taken if one.rejected],
        "invalid": out,
        "limits": chart.lines(kind, number, versions),
        "of": len(dots),
    }


def _zone(judged: Judged | None) -> int:
    return int(Zone.GREEN) if judged is None else judged.zone


def name_of(kind: int, number: str) -> str:
    """The name of a curve: of blood pressure, which of the two."""
    name = words.kind_name(kind)
    if not KINDS[Kind(kind)].has_two:
        return name
    upper, lower = words.pressure_names()
    return f"{name}, {upper if number == 'first' else lower}"


class Score(NamedTuple):
    """The sum of one form or set. broken: a reading of it does not count."""

    at: datetime
    value: int
    worse: bool
    broken: bool


def scored(person: UUID, reader: Reader, since: datetime) -> list[dict[str, Any]]:
    """Sums of forms and of NEWS2 over time, by the judgements that were made of them."""
    sets = happenings.sets_since(person, since, reader)
    invalid = happenings.invalid_since(person, since, reader)
    broken = {one.id for one in sets if not invalid.keys().isdisjoint(one.readings)}
    at = {
        one.id: one.answered_at for one in measurements.responses_since(person, since, reader)
    } | {one.id: one.measured_at for one in sets}
    found: dict[str, list[Score]] = {}
    for id_, judged in spans.judged(person, since, reader).items():
        what = label(judged.kind) if id_ in at else ""
        total = (judged.facts or {}).get(SCORES[what][0]) if what in SCORES else None
        if total is not None:
            worse = judged.zone > Zone.GREEN
            found.setdefault(what, []).append(Score(at[id_], int(total), worse, id_ in broken))
    return [_score(what, sorted(found[what]), since) for what in SCORES if what in found]


def _score(what: str, scores: Sequence[Score], since: datetime) -> dict[str, Any]:
    whole = [one for one in scores if not one.broken]
    lines = {"from": _seconds(since), "to": None, "version": 0, "lines": SCORES[what][1]}
    name = "NEWS2" if what == label(NEWS2) else words.what_name(what)
    return {
        "name": name,
        "unit": "%" if what == "who5" else "",
        "decimals": 0,
        "at": [_seconds(one.at) for one in whole],
        "value": [one.value for one in whole],
        "worse": [int(one.worse) for one in whole],
        "rejected": [],
        "invalid": [[_seconds(one.at), one.value] for one in scores if one.broken],
        "limits": [lines],
        "of": len(whole),
    }
