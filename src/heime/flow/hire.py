"""Somebody starts to work: an account with their profession, and their first role.

Said by those who run Heime, at a terminal: so a municipality gets its first administrators. After
that administrators give roles on their page, two for each (flow/staff.py).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from heime.core import identifiers
from heime.core.errors import NotAllowedNow, NotFound
from heime.core.professions import PROFESSIONS
from heime.core.roles import ROLES, Place, Role, may_hold
from heime.flow.staff import BadRole, Where
from heime.records.people.models import Account, Membership, Municipality, Organisation, Team


def hire(
    username: str,
    name: str,
    role: Role,
    where: Where,
    *,
    profession: str = "",
    hpr: str = "",
    now: datetime,
    until: datetime | None = None,
) -> Account:
    """An account with this role; one that is there gets the role too.

    profession: of code list 9060; hpr: their number in the register of health personnel. A role
    with clinical acts needs both. The account has no password: its owner gets in by HelseID, or by
    a code given by hand. Raises BadRole, BadIdentifier, NotFound and NotAllowedNow.
    """
    number = identifiers.hpr_number(hpr) if hpr else None
    account = _account(username.strip().lower(), name.strip(), profession, number)
    _must_fit(account, role, where)
    if number and Account.objects.filter(hpr_number=number).exclude(id=account.id).exists():
        raise NotAllowedNow("Another account has this number.")
    account.save()
    place: dict[str, Any] = {
        "team_id": where.team, "organisation_id": where.organisation,
        "municipality_id": where.municipality,
    }  # fmt: skip
    Membership.objects.get_or_create(
        account=account, role=role, ends_at=until, **place, defaults={"starts_at": now}
    )
    return account


def _account(username: str, name: str, profession: str, number: str | None) -> Account:
    """The account that is there, or a new one, not saved yet."""
    found = Account.objects.filter(username=username).first()
    if found is None:
        if profession and profession not in PROFESSIONS:
            raise BadRole(f"{profession} is no category of health personnel (code list 9060).")
        found = Account(username=username, name=name, profession=profession, hpr_number=number)
        found.set_unusable_password()
    elif (profession, number) not in ((found.profession, found.hpr_number), ("", None)):
        raise NotAllowedNow("This account has another profession or number. Nothing was changed.")
    return found


def _must_fit(account: Account, role: Role, where: Where) -> None:
    terms = ROLES[role]
    if not may_hold(role, account.profession):
        needed = " or ".join(sorted(terms.signs)) or "a profession"
        raise BadRole(f"The role {role} needs {needed} (code list 9060): give --profession.")
    if terms.clinical and not account.hpr_number:
        raise BadRole(f"The role {role} has clinical acts, and needs a number in HPR: give --hpr.")
    places = {
        Place.TEAM: where.team, Place.ORGANISATION: where.organisation,
        Place.MUNICIPALITY: where.municipality,
    }  # fmt: skip
    given = {place for place, value in places.items() if value is not None}
    if given != ({terms.place} & places.keys()):
        raise BadRole(f"The role {role} is held in: {terms.place}.")
    _must_exist(where)


def _must_exist(where: Where) -> None:
    found = (
        where.team is None or Team.objects.filter(id=where.team).exists(),
        where.organisation is None or Organisation.objects.filter(id=where.organisation).exists(),
        where.municipality is None
        or Municipality.objects.filter(number=where.municipality, active=True).exists(),
    )
    if not all(found):
        raise NotFound("There is no such place here.")


def team_called(name: str) -> UUID:
    """The id of a team by its name. Raises NotFound."""
    return _called(list(Team.objects.filter(name=name).values_list("id", flat=True)), name)


def organisation_called(name: str) -> UUID:
    """The id of an organisation by its name or number. Raises NotFound, also for two of a name."""
    by_number = list(Organisation.objects.filter(number=name).values_list("id", flat=True))
    by_name = list(Organisation.objects.filter(name=name).values_list("id", flat=True))
    return _called(by_number or by_name, name)


def _called(found: list[UUID], name: str) -> UUID:
    if len(found) != 1:
        raise NotFound(f"{len(found)} here are called {name}: say which.")
    return found[0]
