"""Plans that need somebody: to be signed, to be looked at again, to be made at all."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from heime.core import run_in
from heime.core.actor import Actor
from heime.core.errors import Refused
from heime.core.hours import HOME
from heime.core.phases import PHASES, Phase
from heime.core.plan_life import Status
from heime.core.roles import Scope
from heime.core.worklist import Item, Sort
from heime.records.access.reach import enrolments_within, within_reach
from heime.records.people.models import Enrolment
from heime.records.plans import reads
from heime.records.plans.models import PlanVersion

SOON = timedelta(days=14)
"""How long before its review date a plan is on the list. Design: time to find an hour for it."""


def items(actor: Actor, *, now: datetime) -> list[Item]:
    """The rows of the list about plans. `id` is the version's, as its pages name it."""
    found = [_to_approve(one) for one in _proposed(actor)]
    for version in _maybe_due(actor, now):
        found += _to_review(version, now)
    return found


def _proposed(actor: Actor) -> QuerySet[PlanVersion]:
    reached = PlanVersion.objects.filter(within_reach(actor, Scope.PLAN), status=Status.PROPOSED)
    return reached.defer("content").order_by("proposed_at")


def _maybe_due(actor: Actor, now: datetime) -> QuerySet[PlanVersion]:
    """Plans in force that are near their review or have a run-in; the list is asked often, so the
    database leaves out the others, and those that have a next version in hand already."""
    soon = (now.astimezone(HOME).date() + SOON).isoformat()
    in_hand = PlanVersion.objects.filter(
        enrolment_id=OuterRef("enrolment_id"), status__in=[Status.DRAFT, Status.PROPOSED]
    )
    return (
        PlanVersion.objects.filter(
            within_reach(actor, Scope.PLAN), status=Status.APPROVED, shadow=False,
            enrolment__phase=Phase.ACTIVE, enrolment__ends_at=None,
        )
        .filter(Q(review_on__lte=soon) | Q(has_run_in=True))
        .filter(~Exists(in_hand))
    )  # fmt: skip


def _to_approve(version: PlanVersion) -> Item:
    assert version.proposed_at is not None  # noqa: S101  the database sees to it
    return _item(Sort.PLAN_TO_APPROVE, version, version.proposed_at, None, "")


def _to_review(version: PlanVersion, now: datetime) -> Iterator[Item]:
    today = now.astimezone(HOME).date()
    over = run_in_over(version, today)
    if over is not None:
        yield _item(Sort.PLAN_TO_REVIEW, version, _start(over + timedelta(days=1)), _start(over),
                    "run-in")  # fmt: skip
        return
    review = _day(version.content.get("review_on"))
    if review is not None and review - SOON <= today:
        about = "review-passed" if review < today else "review"
        yield _item(Sort.PLAN_TO_REVIEW, version, _start(review - SOON), _start(review), about)


def run_in_over(version: PlanVersion, today: date) -> date | None:
    """The last day of a run-in that is over; None while it lasts, or where there was none."""
    try:
        found = run_in.read(version.content.get("run_in"), "run_in")
    except Refused:
        return None
    return found.last_day if found is not None and found.last_day < today else None


def _item(
    sort: Sort, version: PlanVersion, since: datetime, due_at: datetime | None, about: str
) -> Item:
    return Item(
        sort, version.uid, version.enrolment_id, version.municipality_id, since, due_at,
        about=about,
    )  # fmt: skip


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
