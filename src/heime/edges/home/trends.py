"""One's own measurements over time: a sentence first, then a curve with the plan's limits, then the
table that says the same.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from heime.core.kinds import KINDS, Kind
from heime.core.roles import Scope
from heime.core.thinning import Dot, thinned
from heime.core.zone import State, Zone
from heime.edges.access import open_to
from heime.edges.clinic import chart, moments, words
from heime.edges.home import trendwords
from heime.edges.home.family_seen import AT_HOME, AtHome, at_home
from heime.edges.home.trendwords import Course
from heime.edges.person import curves
from heime.edges.person.seen import SPANS
from heime.records.happenings import reads as happenings
from heime.records.measurements import spans
from heime.records.measurements.spans import Judged, Taken
from heime.records.plans import reads as plans
from heime.records.plans.models import PlanVersion

USUAL = 7
MOST_IN_TABLE = 60


@require_GET
@open_to(*AT_HOME)
def trends(request: HttpRequest, enrolment_id: UUID) -> JsonResponse:
    """Each kind that was measured in the last 7, 30, 90 or 365 days, and the forms' sums."""
    seen = at_home(request, enrolment_id, Scope.VALUES, logged="values")
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(one) for one in SPANS} else USUAL
    since = seen.now - timedelta(days=days)
    return JsonResponse({
        "days": days,
        "spans": list(SPANS),
        "from": since.isoformat(),
        "now": seen.now.isoformat(),
        "limits_shared": Scope.PLAN in seen.sees,
        "kinds": [*_measured(seen, days), *_scored(seen, days)],
    })  # fmt: skip


def _measured(seen: AtHome, days: int) -> list[dict[str, Any]]:
    person, actor, since = seen.person, seen.actor, seen.now - timedelta(days=days)
    versions = plans.approved_versions(person.id, actor) if Scope.PLAN in seen.sees else []
    judged = spans.judged(person.id, since, actor)
    invalid = set(happenings.invalid_since(person.id, since, actor))
    by_kind: dict[int, list[Taken]] = {}
    for one in spans.readings(person.id, since, actor):
        if not one.rejected and one.value is not None and one.id not in invalid:
            by_kind.setdefault(one.kind, []).append(one)
    return [
        _kind(kind, taken, judged, versions, seen, days) for kind, taken in sorted(by_kind.items())
    ]


def _kind(
    kind: int,
    taken: Sequence[Taken],
    judged: dict[UUID, Judged],
    versions: Sequence[PlanVersion],
    seen: AtHome,
    days: int,
) -> dict[str, Any]:
    numbers = [("first", "")]
    if KINDS[Kind(kind)].has_two:
        numbers = list(zip(("first", "second"), words.pressure_names(), strict=True))
    course = Course(
        name=words.kind_name(kind),
        spans=[_span(kind, number, taken) for number, _name in numbers],
        unit=trendwords.unit(kind),
        count=len(taken),
        zones=[_zone(judged.get(one.id)) for one in taken],
        when=moments.stamp(taken[-1].measured_at, seen.now),
        days=days,
    )
    return {
        "kind": Kind(kind).label,
        "name": course.name,
        "unit": words.unit(kind),
        "decimals": KINDS[Kind(kind)].decimals,
        "sentence": trendwords.sentence(course),
        "curves": [_curve(kind, number, name, taken, judged, versions) for number, name in numbers],
        "table": [
            _row(kind, one, judged.get(one.id), seen)
            for one in list(reversed(taken))[:MOST_IN_TABLE]
        ],
        "of": len(taken),
    }


def _zone(one: Judged | None) -> int | None:
    """None for what no rule has said anything final of."""
    return one.zone if one is not None and one.state != State.PENDING else None


def _span(kind: int, number: str, taken: Sequence[Taken]) -> tuple[str, str]:
    values = [value for one in taken if (value := one.number(number)) is not None]
    if not values:
        return "", ""
    places = max(KINDS[Kind(kind)].decimals, *(one.decimals for one in taken), 0)
    return words.number(min(values), places), words.number(max(values), places)


def _curve(
    kind: int,
    number: str,
    name: str,
    taken: Sequence[Taken],
    judged: dict[UUID, Judged],
    versions: Sequence[PlanVersion],
) -> dict[str, Any]:
    dots = [
        (one, Dot(int(one.measured_at.timestamp()), value, (_zone(judged.get(one.id)) or 0) > 1))
        for one in taken
        if (value := one.number(number)) is not None
    ]
    shown = [dots[place] for place in thinned([dot for _one, dot in dots], curves.MOST_DOTS)]
    return {
        "name": name,
        "at": [dot.at for _one, dot in shown],
        "value": [words.as_number(dot.value) for _one, dot in shown],
        "zone": [_zone(judged.get(one.id)) for one, _dot in shown],
        "limits": chart.lines(kind, number, versions),
    }


def _row(kind: int, one: Taken, judged: Judged | None, seen: AtHome) -> dict[str, Any]:
    said = words.zone_words(judged.zone, judged.priority, judged.state) if judged else ""
    return {
        "at": moments.stamp(one.measured_at, seen.now),
        "value": words.amount(kind, one.value or 0, one.second, one.decimals),
        "zone": judged.zone if judged else int(Zone.GREY),
        "word": said or words.zone_words(Zone.GREY, None),
    }


def _scored(seen: AtHome, days: int) -> list[dict[str, Any]]:
    """The sums of forms over time, as the person's page has them."""
    since = seen.now - timedelta(days=days)
    found = curves.scored(seen.person.id, seen.actor, since)
    return [_score(one, seen, days) for one in found if one["value"]]


def _score(one: dict[str, Any], seen: AtHome, days: int) -> dict[str, Any]:
    course = Course(
        name=one["name"],
        spans=[(words.figure(str(min(one["value"]))), words.figure(str(max(one["value"]))))],
        unit=one["unit"],
        count=len(one["value"]),
        zones=[None] * len(one["value"]),
        when="",
        days=days,
    )
    rows = [
        {"at": moments.stamp(trendwords.moment(at), seen.now),
         "value": f"{words.figure(str(value))} {one['unit']}".strip(), "zone": None, "word": ""}
        for at, value in zip(one["at"], one["value"], strict=True)
    ]  # fmt: skip
    zones = [None] * len(one["value"])
    drawn = {"name": "", "at": one["at"], "value": one["value"], "zone": zones, "limits": []}
    return {
        "kind": one["name"], "name": one["name"], "unit": one["unit"], "decimals": 0,
        "sentence": trendwords.sum_sentence(course), "curves": [drawn],
        "table": list(reversed(rows))[:MOST_IN_TABLE], "of": len(rows),
    }  # fmt: skip
