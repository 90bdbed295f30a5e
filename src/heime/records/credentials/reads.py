"""What somebody can prove themselves with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator

from heime.core.actor import Actor
from heime.records.people.models import Account


@dataclass(frozen=True, slots=True)
class Factor:
    """One second factor of an account. name: of the device, as its owner would say it."""

    id: int
    kind: str
    """totp, webauthn or recovery_codes."""
    name: str
    since: datetime
    last_used: datetime | None


def account(account_id: UUID) -> Account | None:
    """An account that may sign in."""
    return Account.objects.filter(id=account_id, is_active=True).first()


def own_account(by: Actor) -> Account:
    return Account.objects.get(id=by.account_id)


def factors_of(account_id: UUID) -> list[Factor]:
    return [
        Factor(row.id, row.type, row.data.get("name", ""), row.created_at, row.last_used_at)
        for row in Authenticator.objects.filter(user_id=account_id).order_by("created_at")
    ]


def kinds_of(account_id: UUID) -> set[str]:
    """Which kinds of second factor somebody has."""
    return set(Authenticator.objects.filter(user_id=account_id).values_list("type", flat=True))
