"""Rows for the list of what duty owns: reds on their way up, and hand-overs."""

from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.casework import CaseState
from heime.core.climbing import Step
from heime.core.hand_over import WAITS, State
from heime.core.roles import Scope
from heime.core.worklist import Item, Sort
from heime.core.zone import Zone
from heime.records.access.reach import within_reach
from heime.records.duty import handovers
from heime.records.duty.models import Climb
from heime.records.duty.reads import climbs_of
from heime.records.worklist.models import Case


def climbed(actor: Actor) -> dict[UUID, Step]:
    """How far up each red has gone that nobody has, by its case."""
    free = Case.objects.filter(
        within_reach(actor, Scope.CASES), state=CaseState.OPEN, zone=Zone.RED
    ).values_list("id", flat=True)
    return {case: Step(steps[-1].step) for case, steps in climbs_of(list(free), actor).items()}


def hand_overs(actor: Actor, now: datetime) -> list[Item]:
    """What waits for a receiver, and what came back or asks something: the team's again."""
    return [
        Item(
            Sort.HAND_OVER_WAITS if one.state == State.SENT else Sort.HAND_OVER_BACK, one.id,
            one.enrolment_id, one.municipality_id, one.answered_at or one.sent_at,
            one.due_at if one.state in WAITS else None, about=one.state,
        )
        for one in handovers.to_be_seen(actor)
    ]  # fmt: skip


def newest_step(case_ids: list[UUID], actor: Actor) -> dict[UUID, Climb]:
    """How far up each case is, for a mark on its row."""
    return {case: steps[-1] for case, steps in climbs_of(case_ids, actor).items()}
