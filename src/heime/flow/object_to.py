"""A person says no to a right that was given over their head; the team must answer."""

from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotFound, NotYours
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.flow import end_right, keeping
from heime.records.access.models import Objection
from heime.records.access.reach import within_reach

OPEN_TO_OBJECTION = frozenset({Ground.INCAPACITY, Ground.GUARDIAN})
"""What is decided over a person's head. Everything else they simply end or block."""


def make(right_id: UUID, *, text: str, by: Actor, now: datetime) -> Objection:
    """Object: the person themselves, or a clinician who writes down what they said or showed.

    Raises MissingText, NotFound, and NotAllowedNow for a right that is over, is of another kind,
    or has an objection that waits for its answer.
    """
    words = keeping.said(text, "Write what the objection is")
    right = keeping.right_within(by, right_id)
    keeping.kept_by(by, right.enrolment_id)
    is_over = right.ends_at is not None and right.ends_at <= now
    if right.ground not in OPEN_TO_OBJECTION or is_over:
        raise NotAllowedNow("This right is ended or blocked instead.")
    if Objection.objects.filter(right_id=right.id, answered_at=None).exists():
        raise NotAllowedNow("There is an objection already, which waits for its answer.")
    made = Objection.objects.create(
        municipality_id=right.municipality_id, enrolment_id=right.enrolment_id,
        right_id=right.id, text=words, made_by_id=by.account_id, made_at=now,
    )  # fmt: skip
    keeping.logged("objection.made", right, by=by, now=now)
    return made


def answer(objection_id: UUID, *, text: str, ends: bool, by: Actor, now: datetime) -> None:
    """Answer an objection: the right ends, or stays and the answer says why.

    By a clinician of the team who did not give the right themselves. Raises MissingText, NotFound,
    NotYours and NotAllowedNow.
    """
    words = keeping.said(text, "Write the answer")
    found = (
        Objection.objects.filter(within_reach(by, Scope.RIGHTS), id=objection_id)
        .select_related("right")
        .first()
    )
    if found is None or not keeping.works_with(by, found.enrolment_id):
        raise NotFound("There is no such objection, or it is not yours to answer.")
    if found.right.given_by_id == by.account_id:
        raise NotYours("Whoever gave the right does not answer the objection to it.")
    changed = Objection.objects.filter(id=found.id, answered_at=None).update(
        answer=words, answered_by_id=by.account_id, answered_at=now, ended_right=ends
    )
    if not changed:
        raise NotAllowedNow("This objection has been answered.")
    keeping.logged("objection.answered", found.right, by=by, now=now)
    if ends and (found.right.ends_at is None or found.right.ends_at > now):
        end_right.end(found.right_id, by=by, now=now)
