"""Plans that need somebody: to be signed, to be looked at again, to be made at all."""

import json
from datetime import date, datetime, time, timedelta
from uuid import UUID

from heime.core import run_in
from heime.core.actor import Actor
from heime.core.errors import Refused
from heime.core.hours import HOME
from heime.core.phases import PHASES, Phase
from heime.core.roles import Scope
from heime.core.worklist import Item, Sort
from heime.records.access import standing
from heime.records.access.reach import enrolments_within
from heime.records.access.standing import Found, Part, as_item
from heime.records.people.models import Enrolment
from heime.records.plans import reads
from heime.records.plans.models import PlanVersion

SOON = timedelta(days=14)
"""How long before its review date a plan is on the list. Design: time to find an hour for it."""


_PROPOSED = """
SELECT p.uid, p.enrolment_id, p.municipality_id, p.proposed_at, NULL::timestamptz, NULL::smallint,
       NULL::smallint, NULL::uuid, NULL::timestamptz, ''
  FROM plan_version p WHERE p.status = 'proposed' AND p.enrolment_id {plan}
"""
# Plans in force that may be near their review or have a run-in, without those that have a next
# version in hand already. about: what their review and run-in say, for `_to_review`.
_MAYBE_DUE = f"""
SELECT p.uid, p.enrolment_id, p.municipality_id, p.approved_at, NULL::timestamptz, NULL::smallint,
       NULL::smallint, NULL::uuid, NULL::timestamptz,
       json_build_object('review_on', p.review_on, 'run_in', p.content -> 'run_in')::text
  FROM plan_version p JOIN folk e ON e.id = p.enrolment_id
 WHERE p.status = 'approved' AND NOT p.shadow AND e.phase = 'active' AND e.ends_at IS NULL
   AND (p.has_run_in OR p.review_on <= ({{soon}}::date + {SOON.days})::text)
   AND NOT EXISTS (SELECT FROM plan_version n WHERE n.enrolment_id = p.enrolment_id
                      AND n.status IN ('draft', 'proposed'))
   AND p.enrolment_id {{plan}}
"""  # noqa: S608  a number of our own


def items(actor: Actor, *, now: datetime) -> list[Item]:
    """The rows of the list about plans. `id` is the version's, as its pages name it."""
    return standing.items(PARTS, actor, now)


def _to_review(found: Found, now: datetime) -> Item | None:
    today, said = now.astimezone(HOME).date(), json.loads(found.about)
    over = _run_in_over(said["run_in"], today)
    if over is not None:
        return _row(found, _start(over + timedelta(days=1)), _start(over), "run-in")
    review = _day(said["review_on"])
    if review is None or review - SOON > today:
        return None
    about = "review-passed" if review < today else "review"
    return _row(found, _start(review - SOON), _start(review), about)


def _row(found: Found, since: datetime, due_at: datetime, about: str) -> Item:
    row = found._replace(since=since, due_at=due_at, about=about)
    return as_item(Sort.PLAN_TO_REVIEW, row)


PARTS = (
    Part(_PROPOSED, lambda found, now: as_item(Sort.PLAN_TO_APPROVE, found)),
    Part(_MAYBE_DUE, _to_review),
)


def run_in_over(version: PlanVersion, today: date) -> date | None:
    """The last day of a run-in that is over; None while it lasts, or where there was none."""
    return _run_in_over(version.content.get("run_in"), today)


def _run_in_over(said: object, today: date) -> date | None:
    try:
        found = run_in.read(said, "run_in")
    except Refused:
        return None
    return found.last_day if found is not None and found.last_day < today else None


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), HOME)


def without_plan(actor: Actor, *, now: datetime) -> list[Enrolment]:
    """Those who send readings and have no plan that a doctor has signed, nor one on its way."""
    having: set[UUID] = {one.enrolment_id for one in reads.held_now(actor)}
    having |= {one.enrolment_id for one in reads.unsettled(actor)}
    sending = [
        phase for phase, means in PHASES.items() if means.sends and phase is not Phase.INTAKE
    ]
    return list(
        enrolments_within(actor, Scope.PLANNING)
        .filter(phase__in=sending, starts_at__lte=now)
        .exclude(id__in=having)
        .select_related("patient", "municipality")
        .order_by("patient__family", "patient__given", "id")
    )
