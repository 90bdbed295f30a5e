"""The team lends a tablet: a code binds it to one person, and the team changes and clears it."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import uuid_utils.compat as uuid7
from django.db import transaction

from heime.core.actor import Actor
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.phases import PHASES, Phase
from heime.flow import device_code, home_device, patient_device
from heime.records.access.reads import hashed as hashed_token
from heime.records.audit.writes import note
from heime.records.credentials.sealing import hashed
from heime.records.kiosk import reads
from heime.records.kiosk.models import KioskCode, KioskDevice, Mode
from heime.records.people.models import Enrolment

PURPOSE = b"kiosk code"
CODE_LIVES = timedelta(hours=24)
LENT_FOR = timedelta(days=400)
LONGEST = 60
SIZES = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Look:
    """How the tablet looks. size: 1 to 4."""

    mode: str
    size: int


def checked(look: Look) -> Look:
    """Raises MissingText."""
    if look.mode not in Mode.values or look.size not in SIZES:
        raise MissingText("Choose how the tablet looks.")
    return look


def lend(enrolment_id: UUID, name: str, look: Look, *, by: Actor, now: datetime) -> str:
    """A code for one tablet, to be typed within a day. One that was given before and not used
    opens nothing from here on. Raises NotFound, MissingText, NotAllowedNow."""
    called = " ".join(name.split())
    if not called or len(called) > LONGEST or not called.isprintable():
        raise MissingText(f"Give the tablet a name, in at most {LONGEST} characters.")
    checked(look)
    person = patient_device.patient(enrolment_id, by=by, now=now)
    if not PHASES[Phase(person.phase)].sends:
        raise NotAllowedNow("Nothing is received from this person now.")
    code = device_code.new_code()
    KioskCode.objects.filter(enrolment_id=person.id, used_at=None).update(expires_at=now)
    KioskCode(
        municipality_id=person.municipality_id, enrolment_id=person.id,
        account_id=patient_device.own_account(person, by=by, now=now),
        code_hash=hashed(code, purpose=PURPOSE), name=called, mode=look.mode, text_size=look.size,
        given_by_id=by.account_id, given_at=now, expires_at=now + CODE_LIVES,
    ).save(force_insert=True)  # fmt: skip
    _note("kiosk.lent", person, by=by, now=now)
    return code


@dataclass(frozen=True, slots=True)
class Bound:
    """A tablet that was bound. credential: shown this once; only its hash is kept."""

    device: UUID
    credential: str = field(repr=False)


def bind(code: str, *, now: datetime) -> Bound:
    """The tablet in somebody's hand typed its code. Raises NotFound for wrong, used and old."""
    device, token = uuid7.uuid7(), secrets.token_urlsafe(32)
    with transaction.atomic():
        bound = reads.bound(
            hashed(device_code.as_typed(code), purpose=PURPOSE), device, hashed_token(token),
            now, now + LENT_FOR,
        )  # fmt: skip
        if bound is not None:
            person, place = bound
            note(
                "kiosk.bound", by=None, at=now, enrolment_id=person, municipality_id=place,
                detail=str(device),
            )  # fmt: skip
    if bound is None:
        note("kiosk.refused", by=None, at=now)
        raise NotFound("The code is wrong, has been used, or is more than a day old.")
    return Bound(device, token)


def change(device_id: UUID, look: Look, *, by: Actor, now: datetime) -> UUID:
    """How a lent tablet looks, from its next contact on. Return whose it is. Raises NotFound."""
    checked(look)
    found = _tablet(device_id, by)
    KioskDevice.objects.filter(device_id=device_id).update(mode=look.mode, text_size=look.size)
    note(
        "kiosk.changed", by=by, at=now, enrolment_id=found.enrolment_id,
        municipality_id=found.municipality_id, detail=str(device_id),
    )  # fmt: skip
    return found.enrolment_id


def wipe(device_id: UUID, *, at_once: bool, by: Actor, now: datetime) -> UUID:
    """The tablet shall clear itself at its next contact, when it has sent what waits on it.

    at_once: it is lost or stolen: nothing more is taken from it either. Return whose it is.
    """
    found = _tablet(device_id, by)
    KioskDevice.objects.filter(device_id=device_id, wipe_at=None).update(
        wipe_at=now, wipe_by_id=by.account_id
    )
    note(
        "kiosk.wiped", by=by, at=now, enrolment_id=found.enrolment_id,
        municipality_id=found.municipality_id, detail=str(device_id),
    )  # fmt: skip
    if at_once:
        home_device.revoke(device_id, by=by, now=now)
    return found.enrolment_id


def _tablet(device_id: UUID, by: Actor) -> KioskDevice:
    found = reads.tablet_seen_by(by, device_id)
    if found is None:
        raise NotFound("No tablet of that id was lent to anybody this person works with.")
    return found


def _note(what: str, person: Enrolment, *, by: Actor, now: datetime) -> None:
    note(what, by=by, at=now, enrolment_id=person.id, municipality_id=person.municipality_id)
