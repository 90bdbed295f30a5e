"""Corrections and decisions, as the pages show them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from heime.core.actor import Actor
from heime.core.corrections import SEEN_WITH
from heime.core.roles import Scope
from heime.records.access.reach import enrolments_within, within_reach
from heime.records.keeping.models import Correction, Erasure


def corrections_of(enrolments: Collection[UUID], actor: Actor) -> list[Correction]:
    """Every correction of some follow-ups that the actor reaches, the newest first."""
    seen = Q()
    for sort, scope in SEEN_WITH.items():
        reached = enrolments_within(actor, scope).filter(id__in=enrolments)
        seen |= Q(sort=sort, enrolment_id__in=reached.values("id"))
    return list(Correction.objects.filter(seen).select_related("made_by").order_by("-made_at"))


def erasures_of(enrolment_id: UUID, actor: Actor) -> list[Erasure]:
    """Every decision to erase, and what waits for one, the newest first."""
    return list(
        Erasure.objects.filter(within_reach(actor, Scope.WORK), enrolment_id=enrolment_id)
        .select_related("proposed_by", "decided_by")
        .order_by("-proposed_at")
    )
