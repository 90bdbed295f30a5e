"""A phone is bound to one person: from then on it can send for them, and do nothing else."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import uuid_utils.compat as uuid7
from django.db import connection, transaction

from heime.core.actor import Actor
from heime.core.errors import MissingText, NotFound, NotYours
from heime.core.roles import Scope
from heime.records.access.reach import enrolment_within
from heime.records.access.reads import hashed
from heime.records.audit.writes import note
from heime.records.home import reads
from heime.records.home.models import HomeDevice

LIVES = timedelta(days=400)
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Bound:
    """A phone that was bound. credential: shown this once; only its hash is kept."""

    device: UUID
    credential: str = field(repr=False)
    until: datetime


def bind(enrolment_id: UUID, name: str, *, kiosk: bool, by: Actor, now: datetime) -> Bound:
    """Let the phone in their hand send for somebody. Raises NotFound, NotYours, MissingText."""
    called = " ".join(name.split())
    if not called or len(called) > LONGEST:
        raise MissingText(f"Give the phone a name, in at most {LONGEST} characters.")
    person = enrolment_within(by, enrolment_id, Scope.CONTACT)
    if person is None:
        raise NotFound("There is nobody of that id for whom you are here.")
    if enrolment_within(by, enrolment_id, Scope.ENTRY) is None:
        raise NotYours("You have not been given the right to measure and answer for them.")
    device, token = uuid7.uuid7(), secrets.token_urlsafe(32)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT bind_home(%s, %s, %s, %s, %s, %s, %s)",
                [device, person.id, called, kiosk, hashed(token), now, now + LIVES],
            )
            row = cursor.fetchone()
        if row is None or not row[0]:
            raise NotYours("This phone cannot be bound to them now.")
        note(
            "home-device.bound", by=by, at=now, enrolment_id=person.id,
            municipality_id=person.municipality_id, detail=str(device),
        )  # fmt: skip
    return Bound(device, token, now + LIVES)


def revoke(device_id: UUID, *, by: Actor, now: datetime) -> HomeDevice:
    """Take the right to send from a phone: one's own, one's person's, or one that the team lent.

    Raises NotFound. Revoked twice is revoked once.
    """
    with transaction.atomic():
        found = reads.device_seen_by(by, device_id)
        if found is None:
            raise NotFound("There is no such phone, or it is not yours to end.")
        live = HomeDevice.objects.filter(id=device_id, revoked_at=None)
        if live.update(revoked_at=now, revoked_by_id=by.account_id):
            note(
                "home-device.revoked", by=by, at=now, enrolment_id=found.enrolment_id,
                municipality_id=found.municipality_id, detail=str(device_id),
            )  # fmt: skip
        found.refresh_from_db()
        return found


def devices(enrolment_id: UUID, *, by: Actor) -> Sequence[HomeDevice]:
    """The phones that send for somebody, as far as they are this actor's to see; newest first."""
    return reads.devices_of(by, enrolment_id)
