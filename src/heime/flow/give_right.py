"""Somebody outside the team is let in: by the person's word, or by a clinician's decision."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotFound, NotYours
from heime.core.rights import GROUNDS, Asked, BadRight, Ground, Holder, checked
from heime.core.roles import Scope
from heime.flow import keeping
from heime.records.access.models import Right
from heime.records.access.reach import LIVE, contacts_of
from heime.records.people.models import Account, Contact, Enrolment, Organisation

GIVEN_HERE = frozenset(GROUNDS) - {Ground.SELF, Ground.EMERGENCY}
"""One's own right comes with the code for the phone; an emergency is opened, not given."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be given. Exactly one of contact and organisation, by the ground.

    contact: the next of kin as they stand with the person. ends, review: aware.
    """

    ground: Ground
    scopes: Collection[Scope]
    ends: datetime | None = None
    contact: UUID | None = None
    organisation: UUID | None = None
    reason: str = ""
    review: datetime | None = None


def give(enrolment_id: UUID, wish: Wish, *, by: Actor, now: datetime) -> Right:
    """Give a right, from now on. One that needs a second clinician counts when they confirm.

    Raises NotFound, BadRight with the term that is broken, and NotAllowedNow when the same holder
    has the same right already.
    """
    person = keeping.kept_by(by, enrolment_id)
    if wish.ground not in GIVEN_HERE:
        raise BadRight(f"The ground {wish.ground} is not given here.")
    holder = Holder.PERSON if wish.contact else Holder.ORGANISATION
    scopes = checked(
        Asked(
            wish.ground, holder, wish.scopes, now, wish.ends, reason=wish.reason,
            review=wish.review, by_clinician=keeping.works_with(by, enrolment_id),
            by_enrolled=keeping.is_self(by, enrolment_id),
            second_by_other=True,  # a step of its own: until `confirm`, the right opens nothing
        )
    )  # fmt: skip
    account = _account_of(wish.contact, person, by) if wish.contact else None
    organisation = _organisation(wish.organisation, person) if wish.organisation else None
    live = Right.objects.filter(LIVE, enrolment_id=person.id, ground=wish.ground)
    if live.filter(account=account, organisation=organisation).exists():
        raise NotAllowedNow("They have this right already. End it first to give another.")
    made = Right.objects.create(
        municipality_id=person.municipality_id, enrolment_id=person.id, ground=wish.ground,
        account=account, organisation=organisation, scopes=sorted(scopes), starts_at=now,
        ends_at=wish.ends, given_by_id=by.account_id, given_at=now, reason=wish.reason.strip(),
        review_at=wish.review,
    )  # fmt: skip
    keeping.logged("right.given", made, by=by, now=now)
    return made


def confirm(right_id: UUID, *, by: Actor, now: datetime) -> Right:
    """Be the second clinician behind a right; from here on it counts.

    Raises NotFound, NotYours for the one who gave it and for whoever does not work with the
    person, and NotAllowedNow when it waits for nobody.
    """
    right = keeping.right_within(by, right_id)
    if right.given_by_id == by.account_id or not keeping.works_with(by, right.enrolment_id):
        raise NotYours("Another clinician of the team must confirm this.")
    waiting = Right.objects.filter(
        LIVE, id=right.id, second_by=None,
        ground__in=[ground for ground, terms in GROUNDS.items() if terms.second],
    )  # fmt: skip
    if not waiting.update(second_by_id=by.account_id):
        raise NotAllowedNow("This right does not wait for anybody to confirm it.")
    keeping.logged("right.confirmed", right, by=by, now=now)
    right.second_by_id = by.account_id
    return right


def _account_of(contact_id: UUID, person: Enrolment, by: Actor) -> Account:
    """The next of kin's own account; one without a name is made where there is none."""
    found = next((one for one in contacts_of(person.id, by) if one.id == contact_id), None)
    if found is None:
        raise NotFound("There is no such next of kin.")
    if found.account_id:
        return Account.objects.get(id=found.account_id)
    made = Account.objects.create(
        username=f"k-{secrets.token_hex(6)}",
        language=person.patient.language,
        password=make_password(None),
    )
    Contact.objects.filter(id=found.id, enrolment_id=person.id).update(account=made)
    return made


def _organisation(id_: UUID, person: Enrolment) -> Organisation:
    """One that works for the person's municipality; others have nothing to do with them."""
    found = organisations_for(person).filter(id=id_).first()
    if found is None:
        raise NotFound("There is no such organisation in this person's municipality.")
    return found


def organisations_for(person: Enrolment) -> QuerySet[Organisation]:
    """Whom a right can be given to: those who work for the person's municipality."""
    return Organisation.objects.filter(
        organisationmunicipality__municipality_id=person.municipality_id
    ).order_by("name")
