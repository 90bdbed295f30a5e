"""Whose rights are being changed, and who may change them: what the verbs about rights share."""

from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.errors import MissingText, NotFound
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.records.access.models import Right
from heime.records.access.reach import LIVE, enrolment_within, within_reach
from heime.records.audit.writes import note
from heime.records.people.models import Enrolment

LONGEST = 2000


def kept_by(by: Actor, enrolment_id: UUID) -> Enrolment:
    """The person whose rights this actor keeps: their own, or of somebody their team follows up.

    Raises NotFound for everybody else.
    """
    found = enrolment_within(by, enrolment_id, Scope.RIGHTS)
    if found is None:
        raise NotFound("There is nobody of that id whose rights you keep.")
    return found


def is_self(by: Actor, enrolment_id: UUID) -> bool:
    """Whether the actor is the person."""
    return Right.objects.filter(
        LIVE, enrolment_id=enrolment_id, account_id=by.account_id, ground=Ground.SELF
    ).exists()


def works_with(by: Actor, enrolment_id: UUID) -> bool:
    """Whether the actor is a clinician of the person's team."""
    return bool(by.profession) and enrolment_within(by, enrolment_id, Scope.WORK) is not None


def worked_with(by: Actor, enrolment_id: UUID) -> Enrolment:
    """Somebody whom the actor, a clinician, follows up, with the patient. Raises NotFound."""
    found = enrolment_within(by, enrolment_id, Scope.WORK) if by.profession else None
    if found is None:
        raise NotFound("There is nobody of that id whom you follow up.")
    return found


def right_within(by: Actor, right_id: UUID) -> Right:
    """A right to somebody whose rights the actor keeps, or the actor's own. Raises NotFound."""
    people = Right.objects.select_related("enrolment", "account", "organisation")
    found = (
        people.filter(within_reach(by, Scope.RIGHTS), id=right_id).first()
        or people.filter(id=right_id, account_id=by.account_id).first()
    )
    if found is None:
        raise NotFound("There is no such right, or it is not yours to change.")
    return found


def said(text: str, otherwise: str) -> str:
    """What somebody wrote. Raises MissingText with this sentence when they did not."""
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise MissingText(f"{otherwise}, in 1 to {LONGEST} characters.")
    return words


def logged(what: str, of: Right, *, by: Actor, now: datetime) -> None:
    """The log entry about a right."""
    note(
        what, by=by, at=now, enrolment_id=of.enrolment_id, municipality_id=of.municipality_id,
        detail=of.ground, resource="rights",
    )  # fmt: skip
