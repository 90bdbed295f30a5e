"""Plans as the pages show them: which version held when, and who approved it."""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from heime.core import plan
from heime.core.actor import Actor
from heime.core.plan import Plan
from heime.records.people.reads import within_reach
from heime.records.plans.models import PlanVersion


def versions_by_id(ids: Iterable[int | None], actor: Actor) -> dict[int, PlanVersion]:
    """The versions that judgements point at."""
    wanted = {id_ for id_ in ids if id_ is not None}
    return {v.id: v for v in PlanVersion.objects.filter(within_reach(actor), id__in=wanted)}


def approved_versions(enrolment_id: UUID, actor: Actor) -> list[PlanVersion]:
    """Every version that has held, in order of time."""
    return list(
        PlanVersion.objects.filter(within_reach(actor), enrolment_id=enrolment_id)
        .exclude(status=PlanVersion.Status.DRAFT)
        .select_related("approved_by")
        .order_by("valid_from", "number")
    )


def read(version: PlanVersion) -> Plan:
    """What a version says. Approved versions never change, so it is read once."""
    return _read(version.id, json.dumps(version.content, sort_keys=True))


@lru_cache(maxsize=2048)
def _read(id_: int, content: str) -> Plan:
    loaded: dict[str, Any] = json.loads(content)
    return plan.read(loaded)
