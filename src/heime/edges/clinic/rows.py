"""Rows about what was judged, a case or an awaited reading, ready to be read at a glance.

Rows about anything else are made in otherrows.py, and the whole list in listing.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from heime.core import reasons, topics
from heime.core.actor import Actor
from heime.core.casework import CaseState
from heime.core.hours import HOME
from heime.core.limits import Limits
from heime.core.picture import Part
from heime.core.plan import Plan
from heime.core.sight import Reader
from heime.core.verdict import Verdict
from heime.core.worklist import Group, Sort, group_of
from heime.core.zone import Priority, State, Zone
from heime.edges.clinic import marks, moments, results, sparkline, why, words
from heime.edges.clinic.row import Row
from heime.records.measurements import reads as measurements
from heime.records.measurements.models import Judgement, Measurement, Response
from heime.records.measurements.reads import JudgementKey, Point
from heime.records.people.models import Enrolment
from heime.records.plans import reads as plans
from heime.records.plans.models import PlanVersion
from heime.records.worklist.models import Awaited, Case

Work = Case | Awaited
Curves = dict[tuple[UUID, int], list[Point]]
"""The last few readings of a person's kinds."""


@dataclass(frozen=True, slots=True)
class Known:
    """What rows are made from, read in a few statements for the whole list."""

    judgements: dict[JudgementKey, Judgement]
    measurements: dict[UUID, Measurement]
    responses: dict[UUID, Response]
    plans: dict[int, Plan]
    latest: Curves


def key_of(work: Work) -> JudgementKey:
    return (work.enrolment_id, work.measurement_id, work.judged_at)


def known_about(
    work: Sequence[Work],
    actor: Reader,
    *,
    now: datetime,
    curves: bool = True,
    versions: Sequence[PlanVersion] = (),
    latest: Curves | None = None,
) -> Known:
    """Everything that these rows need, as far as the reader reaches it.

    curves: whether the last few readings are shown too. versions: of plans that the reader reaches,
    those that are at hand already. latest: the curves, of whoever has asked for them already.
    """
    taken = {item.measured_at for item in work}
    judged = measurements.judgements([key_of(item) for item in work], actor, taken=taken)
    asked = [item.measurement_id for item in work if item.kind in topics.ASKED.values()]
    return Known(
        judgements=judged,
        measurements=measurements.measurements(
            [item.measurement_id for item in work],
            [item.enrolment_id for item in work],
            actor,
            taken=taken,
        ),
        responses=measurements.responses(asked, actor) if asked else {},
        plans=plans.judged_by((j.plan_version_id for j in judged.values()), actor, versions),
        latest=_latest_of(work if curves else (), actor, now) if latest is None else latest,
    )


def _latest_of(work: Sequence[Work], actor: Reader, now: datetime) -> Curves:
    kinds = ((item.enrolment_id, results.measured_kind(item.kind)) for item in work)
    wanted = [(person, kind) for person, kind in kinds if kind is not None]
    return measurements.latest(wanted, actor, now=now)


def part_behind(work: Work, known: Known) -> Part | None:
    """The result that a row stands for; None if its judgement is out of reach."""
    judgement = known.judgements.get(key_of(work))
    if judgement is None:
        return None
    return part_of(
        judgement,
        measurement=known.measurements.get(work.measurement_id),
        response=known.responses.get(work.measurement_id),
        plan=known.plans.get(judgement.plan_version_id or 0),
    )


def part_of(
    judgement: Judgement,
    *,
    measurement: Measurement | None,
    response: Response | None,
    plan: Plan | None,
) -> Part:
    """A stored judgement as the core made it."""
    verdict = Verdict(
        judgement.session_at,
        Zone(judgement.zone),
        State(judgement.state),
        None if judgement.priority is None else Priority(judgement.priority),
        tuple(judgement.rules or ()),
        tuple(judgement.inputs or (judgement.measurement_id,)),
        deciding(judgement, measurement),
        facts=tuple((judgement.facts or {}).items()),
    )
    answers = measurements.answers_of(response) if response else None
    return Part(topics.label(judgement.kind), verdict, answers, plan)


def deciding(judgement: Judgement, measurement: Measurement | None) -> tuple[int, ...]:
    """The numbers a judgement rests on: worked out, or simply its own measurement's."""
    if not topics.is_measured(judgement.kind) or judgement.state == State.REJECTED:
        return ()
    if judgement.computed:
        return tuple(judgement.computed)
    if measurement is None or measurement.value is None:
        return ()
    if measurement.second is None:
        return (measurement.value,)
    return (measurement.value, measurement.second)


def reason_of(work: Work, known: Known) -> str:
    """Why a row is on the list; only what it is about when that cannot be told.

    Said once for each judgement and language: a judgement never changes, and whoever has its key
    has read it through their own walls.
    """
    judgement = known.judgements.get(key_of(work))
    if judgement is None:
        return words.kind_name(work.kind)
    # What of it the reader reaches: without the plan, say, its limit is not said.
    reached = (
        (judgement.plan_version_id or 0) in known.plans,
        work.measurement_id in known.measurements,
        work.measurement_id in known.responses,
    )
    key = (key_of(work), work.kind, words.language(), reached)
    if key not in _SAID:
        if len(_SAID) > MOST_SAID:
            _SAID.clear()
        _SAID[key] = _reason(work, known)
    return _SAID[key]


MOST_SAID = 20_000
_SAID: dict[tuple[JudgementKey, int, str, tuple[bool, bool, bool]], str] = {}


def _reason(work: Work, known: Known) -> str:
    part = part_behind(work, known)
    if part is None:
        return words.kind_name(work.kind)
    measurement = known.measurements.get(work.measurement_id)
    readings = [measurements.reading_of(measurement)] if measurement else []
    return why.reason(reasons.explain(part, readings), measurement.decimals if measurement else 0)


def limits_of(work: Work, known: Known) -> Limits | None:
    judgement = known.judgements.get(key_of(work))
    plan = known.plans.get(judgement.plan_version_id or 0) if judgement else None
    kind = results.measured_kind(work.kind)
    lines = plan.limits.get(kind) if plan and kind is not None else None
    return lines.first if lines else None


def person_words(enrolment: Enrolment, now: datetime) -> tuple[str, int | None, str]:
    """Name, age and conditions as the page shows them."""
    patient = enrolment.patient
    return (
        f"{patient.given} {patient.family}",
        words.years(patient.birth_date, now.astimezone(HOME).date()),
        ", ".join(words.condition(code) for code in enrolment.conditions),
    )


def case_row(case: Case, known: Known, actor: Actor, *, now: datetime) -> Row:
    zone, priority = Zone(case.zone), Priority(case.priority)
    away = case.waits_until is not None and case.waits_until > now
    is_overdue = now > case.due_at and case.state != CaseState.CLOSED and not away
    due = (moments.overdue if is_overdue else moments.due)(case.due_at, now)
    if away and case.waits_until is not None:
        due = _("until %(time)s") % {"time": moments.stamp(case.waits_until, now)}
    return Row(
        key=str(case.id),
        case=case,
        link=reverse("case", args=[case.id]),
        group=group_of(zone, priority),
        urgent=priority is Priority.HIGH and zone is not Zone.GREY,
        word=words.zone_words(zone, priority),
        since=moments.when(case.opened_at, now),
        due=due,
        is_overdue=is_overdue,
        has_it=case.taken_by.name if case.taken_by else "",
        is_mine=case.taken_by_id == actor.account_id,
        **_shared(case, zone, known, now),  # type: ignore[arg-type]
    )


def awaited_row(awaited: Awaited, known: Known, *, now: datetime) -> Row:
    return Row(
        key=f"{awaited.enrolment_id}-{awaited.kind}",
        case=None,
        sort=Sort.AWAITED,
        link=reverse("person", args=[awaited.enrolment_id]),
        group=Group.AWAITED,
        urgent=False,
        word=words.zone_words(awaited.zone, None),
        since=moments.stamp(awaited.since, now),
        due=moments.due(awaited.due_at, now),
        is_overdue=now > awaited.due_at,
        has_it=words.awaited_for(awaited.why),
        is_mine=False,
        **_shared(awaited, Zone(awaited.zone), known, now),  # type: ignore[arg-type]
    )


def _shared(work: Work, zone: Zone, known: Known, now: datetime) -> dict[str, object]:
    name, age, conditions = person_words(work.enrolment, now)
    points = _points(work, known)
    latest, latest_at = _latest(work, known, points)
    return {
        "enrolment_id": work.enrolment_id,
        "municipality_id": work.municipality_id,
        "zone": zone,
        "name": name,
        "age": age,
        "place": work.municipality.name,
        "conditions": conditions,
        "marks": marks.of(work.enrolment.patient, now),
        "reason": reason_of(work, known),
        "latest": latest,
        "latest_at": latest_at,
        "latest_when": moments.when(latest_at, now) if latest_at else "",
        "limit": _limit_words(work, known) if latest else "",
        "curve": sparkline.draw(points, limits_of(work, known)),
    }


def _limit_words(work: Work, known: Known) -> str:
    """The lines nearest to what is green: "grense 88", "grense 50–110"; empty without any."""
    kind, lines = results.measured_kind(work.kind), limits_of(work, known)
    if kind is None or lines is None:
        return ""
    drawn = [words.line(kind, line) for line in sparkline.nearest(lines) if line is not None]
    return _("limit %(lines)s") % {"lines": "–".join(drawn)} if drawn else ""


def _points(work: Work, known: Known) -> list[Point]:
    kind = results.measured_kind(work.kind)
    return [] if kind is None else known.latest.get((work.enrolment_id, kind), [])


def _latest(work: Work, known: Known, points: list[Point]) -> tuple[str, datetime | None]:
    """The newest there is of what a row is about, and when it was taken."""
    response = known.responses.get(work.measurement_id)
    if response is not None:
        return results.of_form(response, known.judgements.get(key_of(work))), response.answered_at
    kind = results.measured_kind(work.kind)
    if not points or kind is None:
        return "", None
    last = points[-1]
    return words.amount(kind, last.value, last.second, last.decimals), last.at


def one_row(case: Case, actor: Actor, *, now: datetime) -> Row:
    """The row of one case, to replace the one on the page."""
    return case_row(case, known_about([case], actor, now=now), actor, now=now)
