"""Looking again: emergency accesses, rights that run out, seconds who must confirm, objections."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotFound, NotYours
from heime.core.rights import GROUNDS, Ground
from heime.core.roles import Role, Scope
from heime.flow import keeping
from heime.records.access.models import Objection, Right
from heime.records.access.reach import LIVE, within_reach
from heime.records.planned import planned_once

SOON = timedelta(days=30)
"""How long before a right runs out it is shown, so that it can be talked about and given anew."""
FINDINGS = ("needed", "not-needed", "follow-up")
"""What a look at an emergency access can come to."""
_SECOND = [ground for ground, terms in GROUNDS.items() if terms.second]
_PERSON = ("enrolment__patient", "enrolment__municipality", "account", "organisation", "given_by")


@dataclass(slots=True)
class Waiting:
    """What waits for somebody, the most pressing first in each."""

    emergencies: list[Right] = field(default_factory=list)
    to_confirm: list[Right] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    run_out: list[Right] = field(default_factory=list)

    @property
    def pressing(self) -> int:
        """How many must be answered; that a right runs out is only told."""
        return len(self.emergencies) + len(self.to_confirm) + len(self.objections)


def waiting_for(by: Actor, *, now: datetime) -> Waiting:
    """Everything that awaits somebody's look among those whose rights this actor keeps."""
    theirs = Right.objects.filter(within_reach(by, Scope.RIGHTS)).select_related(*_PERSON)
    live = theirs.filter(LIVE)
    return Waiting(
        emergencies=list(
            theirs.filter(ground=Ground.EMERGENCY, reviewed_at=None).order_by("review_at")
        ),
        to_confirm=list(live.filter(ground__in=_SECOND, second_by=None).order_by("given_at")),
        objections=list(
            Objection.objects.filter(within_reach(by, Scope.RIGHTS), answered_at=None)
            .select_related("enrolment__patient", "enrolment__municipality", "right__account")
            .order_by("made_at")
        ),
        run_out=list(
            live.filter(Q(ends_at__lt=now + SOON) | Q(review_at__lt=now + SOON))
            .exclude(ground=Ground.EMERGENCY)
            .exclude(ground__in=_SECOND, second_by=None)
            .order_by(F("ends_at").asc(nulls_last=True))
        ),
    )


def emergencies_told(by: Actor, *, now: datetime) -> int:
    """How many emergency accesses to the team's people wait for a look: for its worklist."""
    return len(planned_once(*_emergencies(by)))


@lru_cache(maxsize=512)
def _emergencies(by: Actor) -> tuple[str, tuple[Any, ...]]:
    found = Right.objects.filter(
        within_reach(by, Scope.RIGHTS), ground=Ground.EMERGENCY, reviewed_at=None
    )
    return found.values("id").query.sql_with_params()


def review(right_id: UUID, *, finding: str, text: str, by: Actor, now: datetime) -> Right:
    """Say what came of looking at an emergency access. By a lead of the team, never its holder.

    Raises MissingText, NotFound, NotYours, and NotAllowedNow when somebody has looked already.
    """
    words = keeping.said(text, "Write what you found")
    if finding not in FINDINGS:
        raise NotFound("There is no such finding.")
    right = keeping.right_within(by, right_id)
    if right.ground != Ground.EMERGENCY:
        raise NotFound("This is no emergency access.")
    if Role.LEAD not in by.roles or right.account_id == by.account_id:
        raise NotYours("A lead of the team reviews this, and nobody reviews their own.")
    keeping.kept_by(by, right.enrolment_id)
    changed = Right.objects.filter(id=right.id, reviewed_at=None).update(
        reviewed_by_id=by.account_id, reviewed_at=now, finding=f"{finding}: {words}"
    )
    if not changed:
        raise NotAllowedNow("Somebody has reviewed this already.")
    keeping.logged("right.reviewed", right, by=by, now=now)
    return right
