"""A next of kin answers about themselves: how they sleep, how heavy it is. It is their own record.

The team reads it, and so does whoever answered. The patient never does, nor anybody who asks for
the patient's own record.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from heime.core.actor import Actor
from heime.core.errors import MissingText, NotYours
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.core.sight import Reader
from heime.records.access.models import Right
from heime.records.access.reach import LIVE, enrolment_within, within_reach
from heime.records.audit.writes import note
from heime.records.people.changes import CarerResponse

AS_KIN = (Ground.CONSENT, Ground.INCAPACITY, Ground.GUARDIAN)


def answer(
    enrolment_id: UUID,
    questionnaire: str,
    version: str,
    items: Mapping[str, int],
    *,
    by: Actor,
    now: datetime,
) -> CarerResponse:
    """Keep what a next of kin answered about themselves. Raises NotYours and MissingText."""
    person = enrolment_within(by, enrolment_id, Scope.CONTACT)
    is_kin = Right.objects.filter(
        LIVE, account_id=by.account_id, enrolment_id=enrolment_id, ground__in=AS_KIN
    )
    if person is None or not is_kin.exists():
        raise NotYours("Only their next of kin answers this, about themselves.")
    if not items:
        raise MissingText("Answer at least one question.")
    made = CarerResponse.objects.create(
        municipality_id=person.municipality_id, enrolment_id=person.id, account_id=by.account_id,
        questionnaire=questionnaire, version=version, items=dict(items), answered_at=now,
    )  # fmt: skip
    # About the carer: the patient's log must not tell that they answered, so no person is named.
    note(
        "carer.answered", by=by, at=now, municipality_id=person.municipality_id,
        account_id=by.account_id,
    )  # fmt: skip
    return made


def own(*, by: Actor, now: datetime) -> Sequence[CarerResponse]:
    """What somebody has answered about themselves, of whomever they are next of kin; newest
    first. It stays theirs when the right to the person has ended."""
    found = list(CarerResponse.objects.filter(account_id=by.account_id).order_by("-answered_at"))
    if found:
        note("carer.answers-read", by=by, at=now, municipality_id=found[0].municipality_id)
    return found


def of_carers(enrolment_id: UUID, *, by: Reader, now: datetime) -> Sequence[CarerResponse]:
    """What carers of this person have answered, as far as it is this reader's; newest first: all of
    it for the team, one's own for a carer, nothing for anybody else."""
    actor = by if isinstance(by, Actor) else by.actor
    found = list(
        CarerResponse.objects.filter(
            within_reach(by, Scope.WORK) | Q(account_id=actor.account_id), enrolment_id=enrolment_id
        ).order_by("-answered_at")
    )
    if found:
        note("carer.answers-read", by=actor, at=now, municipality_id=found[0].municipality_id)
    return found
