"""Somebody arranges how they sign in: a passkey, an app with codes, a printed list."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn

from heime.core.actor import Actor
from heime.core.errors import NotAllowedNow
from heime.flow.sign_in import end_session, sessions_of
from heime.records.audit.writes import note
from heime.records.credentials.reads import kinds_of
from heime.records.people.models import Account


def add_passkey(
    account: Account, name: str, credential: dict[str, Any], *, by: Actor | None, now: datetime
) -> None:
    """Keep a passkey that has been checked. by: None when a code given by hand brought it."""
    WebAuthn.add(account, name, credential)
    note("factor.added", by=by, at=now, detail="webauthn", account_id=account.id)


def add_app(account: Account, secret: str, *, by: Actor | None, now: datetime) -> None:
    """Keep an app's secret, a code of which has been checked. It takes the earlier app's place."""
    Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(account, secret)
    note("factor.added", by=by, at=now, detail="totp", account_id=account.id)


def set_password(account: Account, password: str, *, by: Actor | None, now: datetime) -> None:
    """Put a password that has been checked in the place of whatever was there.

    Whoever is signed in with the account elsewhere must sign in anew: it may be for them that it
    was changed. by: None when a code given by hand brought it.
    """
    account.set_password(password)
    account.save(update_fields=["password"])
    note("factor.added", by=by, at=now, detail="password", account_id=account.id)
    if by is not None:
        for row in sessions_of(by, now=now):
            if row.id != by.sign_in_id:
                end_session(row.id, by=by, now=now)


def new_codes(account: Account, *, by: Actor, now: datetime) -> list[str]:
    """Ten codes to print; those printed before open nothing from here on."""
    Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
    note("factor.added", by=by, at=now, detail="recovery_codes")
    codes: list[str] = RecoveryCodes.activate(account).generate_codes()
    return codes


def remove(factor_id: int, *, by: Actor, now: datetime) -> None:
    """Take one of one's own away; the last that can be used every day stays."""
    own = Authenticator.objects.filter(user_id=by.account_id)
    row = own.filter(id=factor_id).first()
    if row is None:
        return
    daily = own.exclude(type=Authenticator.Type.RECOVERY_CODES)
    if row.type != Authenticator.Type.RECOVERY_CODES and daily.count() == 1:
        raise NotAllowedNow("This is the only way left to sign in. Add another one first.")
    row.delete()
    note("factor.removed", by=by, at=now, detail=row.type)


def has_second_factor(account: Account) -> bool:
    """Whether the account has anything besides its password."""
    return bool(kinds_of(account.id) - {"recovery_codes"})
