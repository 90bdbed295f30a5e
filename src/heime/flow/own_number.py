"""Where somebody wants to be told that something waits for them: theirs to say and to take away."""

import re
from datetime import datetime

from heime.core.actor import Actor
from heime.core.errors import Refused
from heime.records.audit.writes import note
from heime.records.exchange.models import AccountAddress

_PHONE = re.compile(r"\+?[0-9 ]{5,19}")
_EMAIL = re.compile(r"[^@\s]{1,60}@[^@\s]{1,55}\.[^@\s.]{2,}")


class BadAddress(Refused):
    """This is no phone number, or no e-mail address."""

    code = "bad-address"


def own(by: Actor) -> AccountAddress:
    """Where one is told now; empty where one has said nothing."""
    found = AccountAddress.objects.filter(account_id=by.account_id).first()
    return found or AccountAddress(account_id=by.account_id)


def keep(phone: str, email: str, *, by: Actor, now: datetime) -> AccountAddress:
    """Keep a number, an address, both, or neither. Raises BadAddress."""
    phone, email = phone.strip(), email.strip()
    if (phone and not _PHONE.fullmatch(phone)) or (email and not _EMAIL.fullmatch(email)):
        raise BadAddress("This is no phone number or e-mail address.")
    if not AccountAddress.objects.filter(account_id=by.account_id).update(phone=phone, email=email):
        AccountAddress(account_id=by.account_id, phone=phone, email=email).save(force_insert=True)
    note("own-number.changed", by=by, at=now)
    return own(by)
