"""Before anything else: somebody signs in, and out again."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from heime.core.actor import Actor
from heime.records.access.models import SignIn
from heime.records.access.reads import hashed, identify
from heime.records.audit.writes import note
from heime.records.people.models import Account

LASTS = timedelta(hours=10)
"""A working day; after that everybody signs in anew, however busy they were."""


def sign_in(username: str, password: str, *, now: datetime) -> tuple[str, Actor] | None:
    """Start a sign-in. Return its token, which is kept nowhere, and who it belongs to.

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
    token = secrets.token_urlsafe(32)
    SignIn.objects.create(
        token_hash=hashed(token), account=account, started_at=now, expires_at=now + LASTS
    )
    actor = identify(token)
    if actor is None:
        raise LookupError("a sign-in that was just made is not live")
    note("sign-in", by=actor, at=now)
    return token, actor


def sign_out(*, by: Actor, now: datetime) -> None:
    """End this sign-in: its token opens nothing from here on."""
    SignIn.objects.filter(id=by.sign_in_id, ended_at=None).update(ended_at=now)
    note("sign-out", by=by, at=now)


def choose_language(language: str, *, by: Actor) -> None:
    """Remember the language somebody wants their pages in."""
    Account.objects.filter(id=by.account_id).update(language=language)
