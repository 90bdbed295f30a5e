"""A patient without an electronic identity gets a code, face to face, for their own phone."""

import secrets
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password

from heime.core.actor import Actor
from heime.core.errors import NotFound
from heime.core.rights import GROUNDS, Ground
from heime.core.roles import Scope
from heime.flow import device_code
from heime.records.access.models import Right
from heime.records.access.reach import LIVE, enrolment_within, rights_to
from heime.records.audit.writes import note
from heime.records.people.models import Account, Enrolment


def patient(enrolment_id: UUID, *, by: Actor, now: datetime) -> Enrolment:
    """The person, for somebody who works with them. Raises NotFound for everybody else."""
    found = enrolment_within(by, enrolment_id, Scope.WORK)
    if found is None:
        raise NotFound("Nobody that this person works with.")
    note(
        "person.opened", by=by, at=now, enrolment_id=found.id,
        municipality_id=found.municipality_id, resource="contact",
    )  # fmt: skip
    return found


def give_code(enrolment_id: UUID, *, checked: str, by: Actor, now: datetime) -> str:
    """A code for the patient's own account, which is made when they have none yet."""
    person = patient(enrolment_id, by=by, now=now)
    account_id = own_account(person, by=by, now=now)
    note(
        "device-code.given", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id, detail=checked,
    )  # fmt: skip
    return device_code.give(account_id, checked=checked, by=by, now=now)


def own_account(person: Enrolment, *, by: Actor, now: datetime) -> UUID:
    """The patient's own account, which is made when they have none yet. The caller has asked
    whether `by` works with them."""
    own = rights_to(person.id, by).filter(LIVE, ground=Ground.SELF).first()
    account_id = own.account_id if own else _account_for(person, by, now)
    if account_id is None:
        raise NotFound("The right to one's own record is always a person's.")
    return account_id


def _account_for(person: Enrolment, by: Actor, now: datetime) -> UUID:
    """An account without a name, which stands with the patient, and without a password."""
    made = Account.objects.create(
        username=f"p-{secrets.token_hex(6)}",
        language=person.patient.language,
        password=make_password(None),
    )
    Right.objects.create(
        municipality_id=person.municipality_id,
        enrolment_id=person.id,
        ground=Ground.SELF,
        account=made,
        scopes=sorted(GROUNDS[Ground.SELF].scopes),
        starts_at=now,
        given_by_id=by.account_id,
        given_at=now,
    )
    return made.id
