"""Before anything else, for those who prove who they are at a provider: the way there and back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q

from heime.core.actor import Actor
from heime.core.identity import Identity, Provider
from heime.records.people.identity import lookups
from heime.records.people.models import Account
from heime.records.signin import once
from heime.records.signin.models import SignInAttempt

Purpose = Literal["sign-in", "step-up"]

LASTS = timedelta(minutes=10)
"""As long as a person with a code device in another room may need."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody on the way to a provider. Its secrets are kept hashed, or for these minutes only.

    state: comes back with the person. browser: stays in this browser's cookie.
    back: the page of ours to show afterwards. sign_in_id: of the sign-in to renew, by a step-up.
    """

    provider: Provider
    purpose: Purpose
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    dpop_key: dict[str, Any] | None = field(repr=False)
    back: str
    sign_in_id: UUID | None
    started_at: datetime
    state: str = field(repr=False)
    browser: str = field(repr=False)


def remember(attempt: Attempt) -> None:
    """Expect them back, within ten minutes and in the same browser."""
    SignInAttempt.objects.create(
        state_hash=once.digest(attempt.state),
        browser_hash=once.digest(attempt.browser),
        provider=attempt.provider,
        purpose=attempt.purpose,
        nonce=attempt.nonce,
        verifier=attempt.verifier,
        dpop_key=attempt.dpop_key,
        back=attempt.back,
        sign_in_id=attempt.sign_in_id,
        started_at=attempt.started_at,
        ends_at=attempt.started_at + LASTS,
    )


def come_back(state: str, browser: str, provider: Provider, *, now: datetime) -> Attempt | None:
    """What was begun in this browser, once. None for what was never begun, elsewhere or before."""
    found = once.take(state, browser, provider, now=now)
    if found is None:
        return None
    purpose: Purpose = "step-up" if found.purpose == "step-up" else "sign-in"
    return Attempt(
        provider=provider,
        purpose=purpose,
        nonce=found.nonce,
        verifier=found.verifier,
        dpop_key=found.dpop_key,
        back=found.back,
        sign_in_id=found.sign_in_id,
        started_at=found.started_at,
        state=state,
        browser=browser,
    )


def first_use(issuer: str, use: str, token_id: str, *, until: datetime) -> bool:
    """Whether a token that may be used once is used for the first time."""
    return once.first_time(issuer, use, token_id, until=until)


def is_the_same(who: Identity, *, by: Actor) -> bool:
    """Whether the one whom a provider vouches for is the one who is signed in."""
    account = Account.objects.get(id=by.account_id)
    same_number = who.hpr_number is not None and account.hpr_number == who.hpr_number
    return same_number or _has_identity(account, who)


def _has_identity(account: Account, who: Identity) -> bool:
    if who.national_id is None or account.national_id_lookup is None:
        return False
    return bytes(account.national_id_lookup) in lookups(who.national_id)


def had_access(who: Identity) -> bool:
    """Whether somebody who fits nobody now has an account that is closed."""
    theirs = Q(pk__in=[])
    if who.hpr_number:
        theirs |= Q(hpr_number=who.hpr_number)
    if who.national_id:
        theirs |= Q(national_id_lookup__in=lookups(who.national_id))
    return Account.objects.filter(theirs, is_active=False).exists()
