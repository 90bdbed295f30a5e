"""A code is given by hand to somebody who is known, and binds one device to their account.

For patients without an electronic identity, and for colleagues who have lost theirs.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from heime.core.actor import Actor
from heime.core.errors import NotFound, NotYours
from heime.core.roles import Role
from heime.records.access.models import SignIn
from heime.records.audit.writes import note
from heime.records.credentials.models import DeviceCode
from heime.records.credentials.sealing import hashed
from heime.records.people.models import Account, Membership, TeamMunicipality

ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
"""Without what is taken for something else: B8, I1L, O0, S5, Z2."""
LENGTH = 8
LIVES = timedelta(hours=24)
PURPOSE = b"device code"


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def as_typed(code: str) -> str:
    """What somebody typed, as the code was written: small letters, spaces and dashes forgiven."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def shown(code: str) -> str:
    """The code in two groups, easier to read aloud and to copy."""
    return f"{code[:4]} {code[4:]}"


def whom_one_may_help(*, by: Actor, now: datetime) -> list[Account]:
    """Colleagues whose sign-in this person may put right: never anybody with more than they see.

    A team lead: those who work in the lead's teams, and nowhere else. An administrator: those who
    work for the municipality, and nowhere else.
    """
    places = _places(by, now)
    live = Membership.objects.filter(_live(now))
    inside = live.filter(places).exclude(account_id=by.account_id)
    outside = live.exclude(places)
    return list(
        Account.objects.filter(id__in=inside.values("account_id"), is_active=True)
        .exclude(id__in=outside.values("account_id"))
        .order_by("name")
    )


def _places(by: Actor, now: datetime) -> Q:
    own = Membership.objects.filter(_live(now), account_id=by.account_id)
    teams = own.filter(role=Role.LEAD).values("team_id")
    towns = own.filter(role=Role.ADMINISTRATOR).values("municipality_id")
    serving = TeamMunicipality.objects.filter(municipality_id__in=towns).values("team_id")
    return Q(team_id__in=teams) | Q(team_id__in=serving) | Q(municipality_id__in=towns)


def _live(now: datetime) -> Q:
    return Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))


def recover(account_id: UUID, *, checked: str, by: Actor, now: datetime) -> str:
    """Take away a colleague's second factors and give them a code for a new device.

    checked: how the giver knows that it is them (DeviceCode.Checked). Whoever is signed in as them
    is signed out: the lost device may be in other hands.
    """
    if account_id not in {account.id for account in whom_one_may_help(by=by, now=now)}:
        raise NotYours("Somebody else must help with this account.")
    removed, _ = Authenticator.objects.filter(user_id=account_id).delete()
    SignIn.objects.filter(account_id=account_id, ended_at=None).update(ended_at=now)
    note("recovery", by=by, at=now, detail=f"{checked}: {account_id}")
    return _give(account_id, checked, by.account_id, now, removed=max(removed, 1))


def give(account_id: UUID, *, checked: str, by: Actor, now: datetime) -> str:
    """Give the owner of an account a code for one device.

    The caller has asked whether `by` may, and logged it. A code that was given before and not used
    opens nothing from here on.
    """
    return _give(account_id, checked, by.account_id, now, removed=0)


def first_code(account: Account, *, now: datetime) -> str:
    """A code from those who run Heime, for somebody whom no colleague can let in yet: without it a
    place that has no HelseID would have no first administrator."""
    operations, _ = Account.objects.get_or_create(
        username="operations", defaults={"name": "Heime", "is_active": False, "password": "!"}
    )
    return _give(account.id, DeviceCode.Checked.KNOWN_TO_ME, operations.id, now, removed=0)


def _give(account_id: UUID, checked: str, by: UUID, now: datetime, *, removed: int) -> str:
    if checked not in DeviceCode.Checked.values:
        raise NotFound("This is no way to check who somebody is.")
    DeviceCode.objects.filter(account_id=account_id, used_at=None).update(expires_at=now)
    code = new_code()
    DeviceCode.objects.create(
        account_id=account_id,
        code_hash=hashed(code, purpose=PURPOSE),
        checked=checked,
        removed=removed,
        given_by_id=by,
        given_at=now,
        expires_at=now + LIVES,
    )
    return code


def find(code: str, *, now: datetime) -> UUID | None:
    """The id of a live code that says this; None for wrong, used and expired ones alike."""
    found = _live_codes(now).filter(code_hash=hashed(as_typed(code), purpose=PURPOSE)).first()
    if found is None:
        note("device-code.refused", by=None, at=now)
        return None
    return found.id


def owner(code_id: UUID, *, now: datetime) -> Account | None:
    """Whom a live code was given to."""
    found = _live_codes(now).filter(id=code_id).select_related("account").first()
    return found.account if found and found.account.is_active else None


def use(code_id: UUID, *, now: datetime) -> bool:
    """Spend the code. Of two at once, one gets True."""
    spent = _live_codes(now).filter(id=code_id).update(used_at=now) == 1
    if spent:
        account_id = DeviceCode.objects.values_list("account_id", flat=True).get(id=code_id)
        note("device-code.used", by=None, at=now, account_id=account_id)
    return spent


def _live_codes(now: datetime) -> QuerySet[DeviceCode]:
    return DeviceCode.objects.filter(used_at=None, expires_at__gt=now)
