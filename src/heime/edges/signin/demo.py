"""The invented people who can sign in to the demo. Never outside it."""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from heime.core.roles import ROLES, Place, Role
from heime.edges import naming
from heime.records.people.models import Municipality

log = logging.getLogger(__name__)

_OLD = {"guide": Role.THERAPIST}
"""What demos of earlier versions call a role."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One sign-in. role: in words; where: the municipality's name, or empty."""

    user: str
    password: str
    role: str
    where: str


@dataclass(frozen=True, slots=True)
class Group:
    """The accounts of one kind of place."""

    place: Place
    title: str
    accounts: list[DemoAccount]


def told() -> dict[str, Any]:
    """What demo.json says; nothing outside the demo, and nothing while it cannot be read."""
    folder = os.environ.get("HEIME_DATA")
    if settings.HEIME_MODE != "demo" or not folder:
        return {}
    try:
        known = json.loads((Path(folder) / "demo.json").read_text(encoding="utf-8"))
        return dict(known)
    except (OSError, ValueError, TypeError):
        log.warning("demo.json cannot be read; the pages offer nobody")
        return {}


def groups() -> list[Group]:
    """Everybody who can sign in, by the kind of place they belong to."""
    accounts = list(told().get("accounts", []))
    names = dict(Municipality.objects.values_list("number", "name")) if accounts else {}
    found = [
        Group(place, naming.place(place), list(_of(place, accounts, names))) for place in Place
    ]
    return [group for group in found if group.accounts]


def _of(
    place: Place, accounts: list[dict[str, Any]], names: dict[int, str]
) -> Iterator[DemoAccount]:
    for one in accounts:
        role = role_of(one)
        if role is not None and ROLES[role].place is place:
            where = names.get(one["municipality"] or 0, "")
            yield DemoAccount(one["user"], one["password"], naming.role(role), where)


def role_of(account: dict[str, Any]) -> Role | None:
    """The role that an account of demo.json has; None when it names none of ours."""
    said = str(account.get("role", ""))
    return _OLD.get(said) or (Role(said) if said in set(Role) else None)


def account_named(user: str) -> dict[str, Any] | None:
    """The account of demo.json with this user name."""
    return next((one for one in told().get("accounts", []) if one["user"] == user), None)
