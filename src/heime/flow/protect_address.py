"""A protected address: sealed, opened by the team for a reason, and each opening in the log.

The person's own row then holds neither address nor phone, so no list, export, page of kin or FHIR
answer can hold them by mistake.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from heime.core import protection
from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow, NotFound
from heime.core.protection import Protection
from heime.core.roles import Scope
from heime.flow import keeping
from heime.records.access.reach import enrolments_within
from heime.records.audit.writes import note
from heime.records.people import identity
from heime.records.people.changes import PatientLink, ProtectedAddress
from heime.records.people.models import Enrolment, Patient


@dataclass(frozen=True, slots=True)
class Where:
    """How somebody is reached. Never shown unless it was opened for a reason."""

    address: str = field(repr=False)
    phone: str = field(repr=False)


def protect(
    enrolment_id: UUID, level: Protection, where: Where, *, by: Actor, now: datetime
) -> None:
    """From now on the address is protected, this strictly, and it is this. By the team.

    So is what stands openly in other records of the person here that are linked with this one.
    Raises NotFound, and NotAllowedNow for a level that protects nothing.
    """
    if level is Protection.NONE:
        raise NotAllowedNow("Say how strictly; or lift the protection.")
    person = keeping.worked_with(by, enrolment_id)
    _seal(person, level, where, by=by, now=now)
    protect_twins(person, level, by=by, now=now)


def protect_twins(person: Enrolment, level: Protection, *, by: Actor, now: datetime) -> None:
    """The same person's address must not stand openly in another record of them."""
    own = person.patient_id
    links = PatientLink.objects.filter(Q(patient_id=own) | Q(twin_id=own), ended_at=None)
    twins = {one for pair in links.values_list("patient_id", "twin_id") for one in pair} - {own}
    theirs = enrolments_within(by, Scope.WORK).filter(patient_id__in=twins, patient__protection="")
    newest = {one.patient_id: one for one in theirs.select_related("patient").order_by("starts_at")}
    for twin in newest.values():
        open_until_now = Where(twin.patient.address, twin.patient.phone)
        _seal(twin, level, open_until_now, by=by, now=now)


def _seal(person: Enrolment, level: Protection, where: Where, *, by: Actor, now: datetime) -> None:
    text = json.dumps({"address": where.address.strip(), "phone": where.phone.strip()})
    ProtectedAddress.objects.update_or_create(
        enrolment_id=person.id,
        defaults={
            "municipality_id": person.municipality_id,
            "sealed": identity.seal(text, person.municipality_id),
            "written_by_id": by.account_id,
            "written_at": now,
        },
    )
    Patient.objects.filter(id=person.patient_id).update(protection=level, address="", phone="")
    _note("address.protected", person, level, by=by, now=now)


def open_for(enrolment_id: UUID, reason: str, *, by: Actor, now: datetime) -> Where:
    """The protected address, for one of the reasons of core/protection.py; which one is logged.

    Raises NotFound for somebody who is not in the team or has no such address; BadOpening.
    """
    why = protection.reason(reason)
    person = keeping.worked_with(by, enrolment_id)
    kept = ProtectedAddress.objects.filter(enrolment_id=person.id).first()
    if kept is None:
        raise NotFound("No protected address is kept here.")
    _note("address.opened", person, why, by=by, now=now)
    return Where(**json.loads(identity.unseal(bytes(kept.sealed))))


def lift(enrolment_id: UUID, *, by: Actor, now: datetime) -> None:
    """The address is protected no more. What was sealed is gone: it is written anew, openly."""
    person = keeping.worked_with(by, enrolment_id)
    ProtectedAddress.objects.filter(enrolment_id=person.id).delete()
    Patient.objects.filter(id=person.patient_id).update(protection=Protection.NONE)
    _note("address.unprotected", person, "", by=by, now=now)


def _note(what: str, person: Enrolment, detail: str, *, by: Actor, now: datetime) -> None:
    note(
        what, by=by, at=now, enrolment_id=person.id, municipality_id=person.municipality_id,
        detail=detail or None,
    )  # fmt: skip
