"""Somebody without an electronic identity gets in: with a password and more, or with a passkey."""

from datetime import datetime

from heime.core.actor import Actor
from heime.flow import sign_in
from heime.records.access.models import SignIn
from heime.records.access.reads import Locked
from heime.records.audit.writes import note
from heime.records.credentials.models import DeviceCode
from heime.records.people.models import Account

PASSWORD_ALONE, TWO_FACTORS = 2, 3
"""Levels, by the identity providers' scale. Nobody reaches 4 without an electronic identity."""


def begin(
    account: Account, *, how: str, second_factor: bool, device: str, now: datetime
) -> tuple[str, Actor]:
    """Start a sign-in. Return its token, which is kept nowhere, and who it belongs to."""
    level = TWO_FACTORS if second_factor else PASSWORD_ALONE
    return sign_in.begin(account, how=how, level=level, device=device, now=now)


def failed(username: str, *, now: datetime) -> None:
    """Note a try that did not get in, by account where the name is one."""
    account = Account.objects.filter(username=username.strip().lower()).first()
    note("sign-in.failed", by=None, at=now, account_id=account.id if account else None)


def left(resting: Locked, *, now: datetime) -> None:
    """End a sign-in from its locked screen, for somebody else to use the PC."""
    SignIn.objects.filter(id=resting.sign_in_id, ended_at=None).update(ended_at=now)
    note("sign-out", by=None, at=now, account_id=resting.account_id)


def untold(*, by: Actor) -> list[DeviceCode]:
    """Second factors that others took away from this account, and that its owner has not heard of.

    Whoever used the code that came with it has not told the owner: that may have been a stranger.
    """
    return list(
        DeviceCode.objects.filter(account_id=by.account_id, removed__gt=0, told_at=None)
        .select_related("given_by")
        .order_by("given_at")
    )


def told(*, by: Actor, now: datetime) -> None:
    """The owner has read about them."""
    count = DeviceCode.objects.filter(account_id=by.account_id, removed__gt=0, told_at=None).update(
        told_at=now
    )
    if count:
        note("recovery.told", by=by, at=now)
