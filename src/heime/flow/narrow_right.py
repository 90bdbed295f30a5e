"""A right is made smaller: it covers less from now on, and never more, and lasts no longer."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotYours
from heime.core.rights import BadRight, Ground
from heime.core.roles import Scope
from heime.flow import end_right, keeping
from heime.records.access.models import Right

THEIRS_TO_NARROW = frozenset({Ground.CONSENT})
"""What the person gave themselves. Of what others gave they block a part (block.py)."""


def narrow(right_id: UUID, scopes: Collection[Scope], *, by: Actor, now: datetime) -> Right:
    """End a consent, and give the same holder less of it until the same day, at once.

    A row says what was given from when to when, so what was seen before can still be told.

    Raises NotFound, NotYours for a right that the person did not give, BadRight when nothing or
    more than before is chosen, and NotAllowedNow when it has ended.
    """
    with transaction.atomic():
        right = keeping.right_within(by, right_id)
        if Ground(right.ground) not in THEIRS_TO_NARROW or not keeping.is_self(
            by, right.enrolment_id
        ):
            raise NotYours("This right is not yours to make smaller. A part of it can be blocked.")
        kept = frozenset(scopes) | {Scope.CONTACT}
        if kept == {Scope.CONTACT} or not kept < frozenset(Scope(one) for one in right.scopes):
            raise BadRight("Choose less than before, and at least one part.")
        if right.ends_at is None or right.ends_at <= now:
            raise NotAllowedNow("This right has ended already.")
        until = right.ends_at
        end_right.end(right.id, by=by, now=now)
        made = Right.objects.create(
            municipality_id=right.municipality_id, enrolment_id=right.enrolment_id,
            ground=right.ground, account_id=right.account_id, scopes=sorted(kept), starts_at=now,
            ends_at=until, given_by_id=by.account_id, given_at=now, reason=right.reason,
        )  # fmt: skip
        keeping.logged("right.given", made, by=by, now=now)
        return made
