"""Plans that a doctor should sign again, after a stay, a drug, a diagnosis, oxygen or a new meter.

Rows of the team's list (core/worklist): made from what happened and from when a version was
approved, and gone when one has been.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from heime.core import happenings
from heime.core.actor import Actor
from heime.core.hours import HOME
from heime.core.phases import Phase
from heime.core.plan_life import HAS_HELD
from heime.core.roles import Scope
from heime.core.worklist import Item
from heime.core.worklist import Sort as Row
from heime.records.access.reach import within_reach
from heime.records.happenings.models import Happening
from heime.records.people.reads import hours_of_team
from heime.records.plans.models import PlanVersion


def waiting(by: Actor, *, now: datetime) -> list[Item]:
    """One row for each person whose plan should be signed again: for the first thing told.

    Nobody without an approved plan: their plan waits to be approved, and that is another row.
    """
    first: dict[UUID, Happening] = {}
    for one in unsigned(by):
        first.setdefault(one.enrolment_id, one)
    return [_item(one, now) for one in first.values()]


def unsigned(by: Actor, enrolment_id: UUID | None = None) -> Sequence[Happening]:
    """What happened since the plan was signed last, to people in care; the first told first."""
    versions = PlanVersion.objects.filter(
        enrolment_id=OuterRef("enrolment_id"), status__in=HAS_HELD, shadow=False
    )
    since = Q(approved_at__gt=OuterRef("entered_at"))
    found = (
        Happening.objects.filter(within_reach(by, Scope.WORK), struck_at=None)
        .filter(enrolment__phase__in=[Phase.ACTIVE, Phase.PAUSED])
        .filter(Exists(versions), ~Exists(versions.filter(since)))
        .select_related("enrolment__team")
        .order_by(F("entered_at"), "id")
    )
    return list(found if enrolment_id is None else found.filter(enrolment_id=enrolment_id))


def due(one: Happening) -> datetime:
    """Until when it should be signed: three working days of the team, holidays left out."""
    hours = hours_of_team(one.enrolment.team, one.entered_at.astimezone(HOME).date())
    return happenings.sign_by(one.entered_at, hours)


def _item(one: Happening, now: datetime) -> Item:
    return Item(
        Row.PLAN_TO_SIGN_AGAIN, one.id, one.enrolment_id, one.municipality_id,
        since=one.entered_at, due_at=due(one), about=one.sort,
    )  # fmt: skip
