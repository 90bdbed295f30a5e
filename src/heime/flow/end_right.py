"""A right ends, at once: what it opened is closed to the next request."""

from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotYours
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.flow import keeping
from heime.records.access.models import Right
from heime.records.access.reach import enrolment_within

THEIRS_TO_END = frozenset({Ground.CONSENT, Ground.GP, Ground.REFERRAL})
"""What the person ends with one tap. To what was decided over their head they object."""


def may_end(right: Right, by: Actor) -> bool:
    """Whether this actor may end it: the person, the holder, or the person's team."""
    if right.ground == Ground.SELF:
        return False
    if right.account_id == by.account_id:
        return True
    if keeping.is_self(by, right.enrolment_id):
        return Ground(right.ground) in THEIRS_TO_END
    return enrolment_within(by, right.enrolment_id, Scope.WORK) is not None


def end(right_id: UUID, *, by: Actor, now: datetime) -> Right:
    """End a right. Raises NotFound, NotYours, and NotAllowedNow when it has ended already."""
    right = keeping.right_within(by, right_id)
    if not may_end(right, by):
        raise NotYours("This right is not yours to end. You can object to it.")
    live = Right.objects.filter(id=right.id, ends_at__isnull=True) | Right.objects.filter(
        id=right.id, ends_at__gt=now
    )
    if not live.update(ends_at=now, ended_by_id=by.account_id):
        raise NotAllowedNow("This right has ended already.")
    keeping.logged("right.ended", right, by=by, now=now)
    right.ends_at, right.ended_by_id = now, by.account_id
    return right
