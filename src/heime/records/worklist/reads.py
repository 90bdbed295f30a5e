"""The team's work, as the pages show it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from heime.core.actor import Actor
from heime.core.casework import CaseState
from heime.core.roles import Scope
from heime.records.access.reach import within_reach
from heime.records.worklist.models import Awaited, Case, CaseEvent, Loop

_PERSON = ("enrolment__patient", "municipality")


def unfinished_cases(actor: Actor) -> list[Case]:
    """Every case the actor's teams have yet to close: worst first, then oldest."""
    return list(
        Case.objects.filter(within_reach(actor, Scope.CASES))
        .exclude(state=CaseState.CLOSED)
        .select_related(*_PERSON, "taken_by")
        .order_by("-zone", "-priority", "opened_at", "id")
    )


def unclosed(actor: Actor) -> Sequence[Mapping[str, Any]]:
    """What the list must know of every case that is not closed, without the cases themselves."""
    return list(
        Case.objects.filter(within_reach(actor, Scope.CASES))
        .exclude(state=CaseState.CLOSED)
        .values(
            "id", "enrolment_id", "municipality_id", "opened_at", "due_at", "zone", "priority",
            "taken_by_id",
        )
    )  # fmt: skip


def cases_by_id(ids: Collection[UUID], actor: Actor) -> dict[UUID, Case]:
    """Cases with their people, for rows of the list."""
    found = Case.objects.filter(within_reach(actor, Scope.CASES), id__in=ids)
    return {case.id: case for case in found.select_related(*_PERSON, "taken_by")}


def case_seen_by(actor: Actor, case_id: UUID, scope: Scope = Scope.CASES) -> Case | None:
    """One case, closed or not; None when it does not exist or is not reached with the scope."""
    return (
        Case.objects.filter(within_reach(actor, scope), id=case_id)
        .select_related(*_PERSON, "enrolment__team", "taken_by", "closed_by")
        .first()
    )


def cases_of(enrolment_id: UUID, actor: Actor, *, most: int = 50) -> list[Case]:
    """A person's cases: those that wait first, then the newest."""
    return list(
        Case.objects.filter(within_reach(actor, Scope.CASES), enrolment_id=enrolment_id)
        .select_related(*_PERSON, "taken_by")
        .order_by(F("closed_at").desc(nulls_first=True), "-zone", "-opened_at")[:most]
    )


def awaited_of(people: Collection[UUID], actor: Actor) -> list[Awaited]:
    """What these people were asked to measure again, the soonest to time out first."""
    return list(
        Awaited.objects.filter(within_reach(actor, Scope.CASES), enrolment_id__in=people)
        .select_related(*_PERSON)
        .order_by("-zone", "due_at", "enrolment_id")
    )


def events_of(case: Case, actor: Actor) -> list[CaseEvent]:
    """What happened in a case, the newest first."""
    return list(
        CaseEvent.objects.filter(within_reach(actor, Scope.CASES), case_id=case.id)
        .select_related("by")
        .order_by("-at", "-id")
    )


def judging_done_at() -> datetime | None:
    """When the due loop last got through its work; None when it never has."""
    loop = Loop.objects.filter(name="due").first()
    return loop.done_at if loop else None
