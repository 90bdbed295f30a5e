"""Cases as they are counted: within what the reader reaches, never beyond."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce, TruncDate

from heime.core.actor import Actor
from heime.core.hours import HOME
from heime.core.indicators.counted import Counted
from heime.core.roles import Scope
from heime.core.zone import Priority, Zone
from heime.records.access.reach import within_reach
from heime.records.worklist.models import Case, CaseEvent

ALARMS = ("opened", "joined", "worsened")
"""What judging does to a case; everything else people do."""


def counted(actor: Actor, people: Collection[UUID], since: datetime) -> list[Counted]:
    """Every case of these people that was opened since, the newest first.

    It counts as answered when somebody first took it, or closed it without taking it.
    """
    cases = (
        Case.objects.filter(within_reach(actor, Scope.CASES), opened_at__gte=since)
        .filter(enrolment_id__in=people)
        .annotate(
            taken=Min("caseevent__at", filter=Q(caseevent__what="taken")),
            alarms=Count("caseevent", filter=Q(caseevent__what__in=ALARMS)),
        )
        .annotate(answered=Coalesce("taken", "taken_at", "closed_at"))
        .order_by("-opened_at", "id")
    )
    return [
        Counted(
            case.id, case.enrolment_id, Zone(case.zone), Priority(case.priority), case.opened_at,
            case.due_at, case.answered, case.outcome, case.alarms,
        )
        for case in cases
    ]  # fmt: skip


def closed_on(actor: Actor, people: Collection[UUID], since: datetime) -> dict[date, int]:
    """Local day → how many cases of these people were closed."""
    days = (
        Case.objects.filter(within_reach(actor, Scope.CASES), closed_at__gte=since)
        .filter(enrolment_id__in=people)
        .values(day=TruncDate("closed_at", tzinfo=HOME))
        .annotate(count=Count("id"))
        .order_by("day")
    )
    return {row["day"]: row["count"] for row in days}


def worked_by(actor: Actor, people: Collection[UUID], since: datetime) -> list[dict[str, Any]]:
    """Who (account, name) took and closed how many, and on how many days they did anything."""
    rows = (
        CaseEvent.objects.filter(within_reach(actor, Scope.CASES), at__gte=since)
        .filter(enrolment_id__in=people, by__isnull=False)
        .values(account=F("by_id"), name=F("by__name"))
        .annotate(
            taken=Count("case_id", filter=Q(what="taken"), distinct=True),
            closed=Count("case_id", filter=Q(what="closed"), distinct=True),
            days=Count(TruncDate("at", tzinfo=HOME), distinct=True),
        )
        .order_by("-closed", "-taken", "name")
    )
    return [dict(row) for row in rows]
