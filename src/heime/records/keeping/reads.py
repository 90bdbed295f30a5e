"""Corrections and decisions, as the pages show them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from heime.core.actor import Actor
from heime.core.corrections import SEEN_WITH, Sort
from heime.core.roles import Scope
from heime.core.sight import Reader
from heime.records.access.reach import within_reach
from heime.records.keeping.models import Correction, Erasure


def corrections_of(enrolments: Collection[UUID], actor: Reader) -> list[Correction]:
    """Every correction of some follow-ups that the actor reaches, the newest first.

    But for those of messages: they are seen by whoever takes part in the thread.
    """
    seen = Q()
    for sort, scope in SEEN_WITH.items():
        if sort is not Sort.MESSAGE:
            seen |= Q(sort=sort) & within_reach(actor, scope)
    found = Correction.objects.filter(seen, enrolment_id__in=enrolments)
    return list(found.select_related("made_by").order_by("-made_at"))


def corrections_of_messages(
    enrolments: Collection[UUID], actor: Actor, read: QuerySet[Any, Any]
) -> list[Correction]:
    """What corrects some messages, the newest first. read: their ids as text, asked for already."""
    found = Correction.objects.filter(
        within_reach(actor, Scope.MESSAGES), enrolment_id__in=enrolments, sort=Sort.MESSAGE,
        about__in=read,
    )  # fmt: skip
    return list(found.select_related("made_by").order_by("-made_at"))


def erasures_of(enrolment_id: UUID, actor: Actor) -> list[Erasure]:
    """Every decision to erase, and what waits for one, the newest first."""
    return list(
        Erasure.objects.filter(within_reach(actor, Scope.WORK), enrolment_id=enrolment_id)
        .select_related("proposed_by", "decided_by")
        .order_by("-proposed_at")
    )
