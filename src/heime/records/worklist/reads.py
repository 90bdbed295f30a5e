"""The team's work, as the pages show it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from heime.core.actor import Actor
from heime.core.casework import CaseState
from heime.core.hours import HOME
from heime.core.roles import Scope
from heime.core.setting_aside import LONGEST, back_to, is_over
from heime.core.sight import Reader
from heime.records.access.reach import within_reach
from heime.records.people.reads import hours_of_team
from heime.records.planned import planned_once
from heime.records.worklist.models import Awaited, Case, CaseAct, CaseEvent, Task

_PERSON = ("enrolment__patient", "municipality")


def unfinished_cases(actor: Actor) -> list[Case]:
    """Every case the actor's teams have yet to close: worst first, then oldest."""
    return list(
        Case.objects.filter(within_reach(actor, Scope.CASES))
        .exclude(state=CaseState.CLOSED)
        .select_related(*_PERSON, "taken_by")
        .order_by("-zone", "-priority", "opened_at", "id")
    )


def cases_by_id(ids: Collection[UUID], actor: Reader) -> dict[UUID, Case]:
    """Cases with their people, for rows of the list."""
    found = Case.objects.filter(within_reach(actor, Scope.CASES), id__in=ids)
    return {case.id: case for case in found.select_related(*_PERSON, "taken_by")}


def case_seen_by(actor: Actor, case_id: UUID, scope: Scope = Scope.CASES) -> Case | None:
    """One case, closed or not; None when it does not exist or is not reached with the scope."""
    return (
        Case.objects.filter(within_reach(actor, scope), id=case_id)
        .select_related(*_PERSON, "enrolment__team", "taken_by", "closed_by", "closing_by")
        .first()
    )


def cases_of(enrolment_id: UUID, actor: Reader, *, most: int = 50) -> list[Case]:
    """A person's cases: those that wait first, then the newest."""
    return list(
        Case.objects.filter(within_reach(actor, Scope.CASES), enrolment_id=enrolment_id)
        .select_related("taken_by")
        .order_by(F("closed_at").desc(nulls_first=True), "-zone", "-opened_at")[:most]
    )


def awaited_of(people: Collection[UUID], actor: Reader) -> list[Awaited]:
    """What these people were asked to measure again, the soonest to time out first."""
    return list(
        Awaited.objects.filter(within_reach(actor, Scope.CASES), enrolment_id__in=people)
        .select_related(*_PERSON)
        .order_by("-zone", "due_at", "enrolment_id")
    )


def events_of(case: Case, actor: Reader) -> list[CaseEvent]:
    """What happened in a case, the newest first."""
    return list(
        CaseEvent.objects.filter(within_reach(actor, Scope.CASES), case_id=case.id)
        .select_related("by")
        .order_by("-at", "-id")
    )


def stands(case: Case, now: datetime) -> tuple[CaseState, UUID | None]:
    """The state of a case and who has it, as of now: back when its time is out, whether or not
    the due loop has come by to write it down.
    """
    state, until, aside = CaseState(case.state), case.waits_until, case.aside_at
    if not is_over(state, until, now) or until is None or aside is None:
        return state, case.taken_by_id
    hours = hours_of_team(case.enrolment.team, aside.astimezone(HOME).date())
    return back_to(case.taken_by_id, aside, at=until, hours=hours)


def acts_of(case: Case, actor: Reader) -> list[CaseAct]:
    """What was done in a case, the oldest first."""
    return list(
        CaseAct.objects.filter(within_reach(actor, Scope.CASES), case_id=case.id)
        .select_related("by")
        .order_by("at", "id")
    )


def closed_before(case: Case, actor: Reader) -> Case | None:
    """The last case of the same person that was closed shortly before this one opened.

    Not the one it was taken up again from, which it names itself.
    """
    found = Case.objects.filter(
        within_reach(actor, Scope.CASES), enrolment_id=case.enrolment_id,
        closed_at__lte=case.opened_at, closed_at__gt=case.opened_at - LONGEST,
    )  # fmt: skip
    last = found.select_related("closed_by").order_by("-closed_at").first()
    return None if last is None or last.id == case.earlier_id else last


def again_of(case: Case, actor: Reader) -> Case | None:
    """The case that this one was taken up again as."""
    return Case.objects.filter(within_reach(actor, Scope.CASES), earlier_id=case.id).first()


def tasks_undone(actor: Actor) -> list[Task]:
    """What the actor's team was asked to do and nobody has done, the soonest due first."""
    return list(_undone(actor))


def tasks_of(enrolment_id: UUID, actor: Reader) -> list[Task]:
    """What is to be done about a person."""
    return list(_undone(actor).filter(enrolment_id=enrolment_id))


def _undone(actor: Reader) -> QuerySet[Task]:
    return (
        Task.objects.filter(within_reach(actor, Scope.WORK), done_at=None)
        .select_related(*_PERSON, "account", "made_by")
        .order_by("due_at", "id")
    )


def task_seen_by(actor: Actor, task_id: UUID) -> Task | None:
    """One task, done or not; None when it is not reached by those who do the work."""
    found = Task.objects.filter(within_reach(actor, Scope.WORK), id=task_id)
    return found.select_related(*_PERSON, "account").first()


def undone_among(task_ids: Collection[UUID], enrolment_id: UUID, actor: Reader) -> set[UUID]:
    """Of these tasks, those that nobody has done yet, as far as the actor may know."""
    found = Task.objects.filter(
        within_reach(actor, Scope.CASES), enrolment_id=enrolment_id, id__in=set(task_ids),
        done_at=None,
    )  # fmt: skip
    return set(found.values_list("id", flat=True))


def judging_done_at() -> datetime | None:
    """When the due loop last got through its work; None when it never has."""
    return done_at("due")


def done_at(name: str) -> datetime | None:
    """When a loop of the jobs process was last through; None when it never was."""
    found = planned_once("SELECT done_at FROM loop WHERE name = %s", [name])
    return found[0][0] if found else None
