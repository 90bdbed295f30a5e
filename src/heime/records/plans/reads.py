"""Plans as the pages show them: which version held when, and who approved it."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from heime.core import plan
from heime.core.actor import Actor
from heime.core.plan import Plan
from heime.core.plan_life import HAS_HELD, Status
from heime.core.roles import Scope
from heime.core.sight import Reader
from heime.records.access.reach import enrolment_within, within_reach
from heime.records.people.models import Enrolment
from heime.records.plans.models import PlanVersion


def versions_by_id(ids: Iterable[int | None], actor: Reader) -> dict[int, PlanVersion]:
    """The versions that judgements point at."""
    return {version.id: version for version in _reached(ids, actor)}


MOST_KEPT = 4096
_KEPT: dict[UUID, Plan] = {}


def judged_by(
    ids: Iterable[int | None], actor: Reader, at_hand: Sequence[PlanVersion] = ()
) -> dict[int, Plan]:
    """The plans that judgements point at, read. at_hand: versions that the actor has been given.

    Whom the actor reaches is asked each time. What a version says is fetched and read once: one
    that anything was judged by never changes.
    """
    wanted = {id_ for id_ in ids if id_ is not None}
    found = {one.id: read(one) for one in at_hand if one.id in wanted}
    return found | (_judged_by(wanted - found.keys(), actor) if wanted - found.keys() else {})


def _judged_by(ids: Collection[int], actor: Reader) -> dict[int, Plan]:
    reached = _reached(ids, actor)
    named = dict(reached.values_list("id", "uid"))
    new = [id_ for id_, uid in named.items() if uid not in _KEPT]
    if len(_KEPT) + len(new) > MOST_KEPT:
        _KEPT.clear()
        new = list(named)
    for uid, content in reached.filter(id__in=new).values_list("uid", "content") if new else ():
        _KEPT[uid] = plan.read(content)
    return {id_: _KEPT[uid] for id_, uid in named.items() if uid in _KEPT}


def _reached(ids: Iterable[int | None], actor: Reader) -> QuerySet[PlanVersion]:
    wanted = {id_ for id_ in ids if id_ is not None}
    return PlanVersion.objects.filter(within_reach(actor, Scope.PLAN), id__in=wanted)


def approved_versions(enrolment_id: UUID, actor: Reader) -> list[PlanVersion]:
    """Every version that has held, in order of time."""
    return list(
        PlanVersion.objects.filter(within_reach(actor, Scope.PLAN), enrolment_id=enrolment_id)
        .filter(status__in=HAS_HELD, shadow=False)
        .select_related("approved_by")
        .order_by("valid_from", "number")
    )


def held_since(actor: Actor, people: Collection[UUID], since: datetime) -> list[PlanVersion]:
    """Of these people, every version that has held since then, person by person, oldest first."""
    held = (
        PlanVersion.objects.filter(within_reach(actor, Scope.PLAN), enrolment_id__in=people)
        .filter(status__in=HAS_HELD, shadow=False)
        .order_by("enrolment_id", "valid_from", "number")
    )
    found: list[PlanVersion] = []
    for version in held:
        before = found[-1] if found else None
        same = before is not None and before.enrolment_id == version.enrolment_id
        if same and version.valid_from <= since:
            found.pop()
        found.append(version)
    return found


def versions(enrolment_id: UUID, actor: Reader) -> list[PlanVersion]:
    """Every version there is, drafts and shadows too, the newest first."""
    return list(
        PlanVersion.objects.filter(within_reach(actor, Scope.PLAN), enrolment_id=enrolment_id)
        .select_related("drafted_by", "proposed_by", "approved_by")
        .order_by("-number")
    )


def version_seen_by(actor: Actor, id_: int, scope: Scope = Scope.PLAN) -> PlanVersion | None:
    """One version, if it is of somebody the actor reaches with the scope."""
    return PlanVersion.objects.filter(within_reach(actor, scope), id=id_).first()


def enrolment_seen_by(actor: Actor, enrolment_id: UUID) -> Enrolment | None:
    """Whose plan it would be, if the actor may plan for them."""
    return enrolment_within(actor, enrolment_id, Scope.PLANNING)


def read(version: PlanVersion) -> Plan:
    """What a version says. Approved versions never change, so it is read once."""
    return _read(version.id, json.dumps(version.content, sort_keys=True))


@lru_cache(maxsize=2048)
def _read(id_: int, content: str) -> Plan:
    loaded: dict[str, Any] = json.loads(content)
    return plan.read(loaded)


def version_named(actor: Actor, uid: UUID, scope: Scope = Scope.PLAN) -> PlanVersion | None:
    """One version by the id that pages and notices show."""
    return (
        PlanVersion.objects.filter(within_reach(actor, scope), uid=uid)
        .select_related("drafted_by", "proposed_by", "approved_by")
        .first()
    )


def in_force(enrolment_id: UUID, actor: Reader, *, shadow: bool = False) -> PlanVersion | None:
    """The version that holds now, or that runs in shadow now; None without one."""
    return (
        PlanVersion.objects.filter(
            within_reach(actor, Scope.PLAN), enrolment_id=enrolment_id, status=Status.APPROVED,
            shadow=shadow,
        )
        .select_related("approved_by")
        .order_by("-valid_from", "-number")
        .first()
    )  # fmt: skip


def unsettled(actor: Actor) -> list[PlanVersion]:
    """Every draft and proposal of somebody the actor may plan for, the oldest first."""
    return list(
        PlanVersion.objects.filter(
            within_reach(actor, Scope.PLANNING), status__in=[Status.DRAFT, Status.PROPOSED]
        )
        .select_related("enrolment__patient", "municipality", "drafted_by", "proposed_by")
        .order_by("proposed_at", "drafted_at", "id")
    )


def held_now(actor: Actor, scope: Scope = Scope.PLANNING) -> list[PlanVersion]:
    """Every version that holds now, of everybody the actor reaches with the scope."""
    return list(
        PlanVersion.objects.filter(within_reach(actor, scope), status=Status.APPROVED, shadow=False)
        .select_related("enrolment__patient", "municipality")
        .order_by("enrolment_id", "-number")
    )
