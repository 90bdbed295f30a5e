"""Before anything else: somebody signs in, proves it anew, rests, and goes."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password

from heime.core.actor import Actor
from heime.core.errors import Refused
from heime.core.identity import Identity
from heime.records.access.models import SignIn
from heime.records.access.reads import Locked, hashed, identify
from heime.records.audit.writes import note
from heime.records.people.identity import lookups
from heime.records.people.models import Account, Membership

LASTS = timedelta(hours=10)
"""A working day; after that everybody signs in anew, however busy they were."""
IDLE_STAFF, IDLE_SHARED, IDLE_AT_HOME = 15, 5, 30
"""Minutes without a person before a sign-in locks (reliability.md 4.7)."""
_DEVICE = 80


class NobodyHere(Refused):
    """The identity provider knows them; Heime does not. Where to turn is said on the page."""

    code = "nobody-here"


def sign_in(
    username: str, password: str, *, now: datetime, device: str = ""
) -> tuple[str, Actor] | None:
    """Start a sign-in by password. Return its token, which is kept nowhere, and whose it is.

    None for an unknown name, a wrong password and a closed account alike, in the same time.
    """
    account = Account.objects.filter(username=username.strip().lower()).first()
    if account is None:
        make_password(password)  # as slow as checking one, so that names cannot be fished for
        note("sign-in.failed", by=None, at=now)
        return None
    if not account.check_password(password) or not account.is_active:
        note("sign-in.failed", by=None, at=now, account_id=account.id)
        return None
    return begin(account, how="password", level=2, device=device, now=now)


def begin(
    account: Account,
    *,
    how: str,
    level: int,
    now: datetime,
    device: str = "",
    provider_session: str | None = None,
    proved_at: datetime | None = None,
) -> tuple[str, Actor]:
    """Start a sign-in for somebody whose proof has been checked.

    proved_at: when they gave it, if not now: a provider may vouch for a proof of hours ago.
    """
    token = secrets.token_urlsafe(32)
    SignIn.objects.create(
        token_hash=hashed(token), account=account, started_at=now, expires_at=now + LASTS, how=how,
        level=level, device=device[:_DEVICE], provider_session=provider_session, last_seen_at=now,
        idle_minutes=_idle(account), stepped_up_at=(proved_at or now) if level > 2 else None,
    )  # fmt: skip
    actor = identify(token)
    if actor is None:
        raise LookupError("a sign-in that was just made is not live")
    note("sign-in", by=actor, at=now, detail=how)
    return token, actor


def begin_from(identity: Identity, *, device: str, now: datetime) -> tuple[str, Actor]:
    """Start a sign-in for somebody whom an identity provider vouches for.

    Staff are known by the number in the register of health personnel, or like everybody else by
    the national identity number. Raises NobodyHere when neither is one of ours, or is closed.
    """
    account = _known(identity)
    if account is None or not account.is_active:
        note(
            "sign-in.failed", by=None, at=now,
            detail="account-closed" if account else "nobody-here",
            account_id=account.id if account else None,
        )  # fmt: skip
        raise NobodyHere("Nobody with this identity has an account here.")
    return begin(
        account, how=identity.provider, level=identity.level, device=device, now=now,
        provider_session=identity.session, proved_at=identity.authenticated_at,
    )  # fmt: skip


def _known(identity: Identity) -> Account | None:
    """Two numbers that name two accounts name nobody: that is for a person to sort out."""
    found = set()
    if identity.hpr_number:
        found |= set(Account.objects.filter(hpr_number=identity.hpr_number))
    if identity.national_id:
        found |= set(Account.objects.filter(national_id_lookup__in=lookups(identity.national_id)))
    return found.pop() if len(found) == 1 else None


def _idle(account: Account) -> int:
    if account.shared_pc:
        return IDLE_SHARED
    works = Membership.objects.filter(account=account).exists()
    return IDLE_STAFF if works else IDLE_AT_HOME


def refused_sign_in(code: str, *, now: datetime) -> None:
    """Note that somebody was turned away at the door, and why: a code, never who."""
    note("sign-in.failed", by=None, at=now, detail=code)


def stepped_up(*, by: Actor, now: datetime) -> None:
    """Somebody proved anew who they are."""
    SignIn.objects.filter(id=by.sign_in_id).update(stepped_up_at=now)
    note("sign-in.confirmed", by=by, at=now)


def lock(*, by: Actor, now: datetime) -> None:
    """Leave the PC to others for a moment: the token opens nothing until it is unlocked."""
    SignIn.objects.filter(id=by.sign_in_id).update(locked_at=now)
    note("sign-in.locked", by=by, at=now)


def unlock(rests: Locked, *, now: datetime) -> None:
    """Go on after a rest, the owner's proof having been checked."""
    SignIn.objects.filter(id=rests.sign_in_id, ended_at=None).update(
        locked_at=None, last_seen_at=now
    )
    note("sign-in.unlocked", by=None, at=now, account_id=rests.account_id)


def sessions_of(by: Actor, *, now: datetime) -> list[SignIn]:
    """One's own sign-ins that are not over, the newest first."""
    return list(
        SignIn.objects.filter(account_id=by.account_id, ended_at=None, expires_at__gt=now).order_by(
            "-started_at"
        )
    )


def end_session(id_: UUID, *, by: Actor, now: datetime) -> bool:
    """End one of one's own sign-ins, on whatever device it is."""
    ended = SignIn.objects.filter(id=id_, account_id=by.account_id, ended_at=None).update(
        ended_at=now
    )
    if ended:
        note("sign-out", by=by, at=now, detail="from another device")
    return bool(ended)


def end_by_provider(provider_session: str, *, now: datetime) -> int:
    """End what began with a session at an identity provider, which is over there."""
    live = SignIn.objects.filter(provider_session=provider_session, ended_at=None)
    accounts = list(live.values_list("account_id", flat=True))
    live.update(ended_at=now)
    for account in accounts:
        note("sign-out", by=None, at=now, account_id=account, detail="at the provider")
    return len(accounts)


def sign_out(*, by: Actor, now: datetime) -> None:
    """End this sign-in: its token opens nothing from here on."""
    SignIn.objects.filter(id=by.sign_in_id, ended_at=None).update(ended_at=now)
    note("sign-out", by=by, at=now)


def choose_language(language: str, *, by: Actor) -> None:
    """Remember the language somebody wants their pages in."""
    Account.objects.filter(id=by.account_id).update(language=language)
