"""Those who review the log of Lom, and what there is to ask about there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from heime.core.roles import Role
from heime.records.audit.models import Entry, Signal
from heime.records.people.models import Account, Enrolment
from tests import people
from tests.people import DB, LOM, VANG, Cast


@dataclass
class Reviewers:
    """Eva and Per review Lom's log, Mette manages Lom, Vidar reviews Vang's.

    signal: Ingrid opened Astrid an hour ago, and nothing explains it.
    """

    cast: Cast
    eva: Account
    per: Account
    mette: Account
    vidar: Account
    signal: Signal


def reviewers(cast: Cast, now: datetime) -> Reviewers:
    made = {}
    for user, name, role, place in (
        ("eva", "Eva Lien", Role.AUDITOR, LOM),
        ("per", "Per Sande", Role.AUDITOR, LOM),
        ("mette", "Mette Skogen", Role.MANAGER, LOM),
        ("vidar", "Vidar Dale", Role.AUDITOR, VANG),
    ):
        made[user] = people.account(user, name, "", member_of=None, now=now)
        people.post(made[user], role, municipality=place, now=now)
    entry = looked(cast.astrid, cast.ingrid, now - timedelta(hours=1))
    return Reviewers(cast=cast, signal=signal(entry, now), **made)


def looked(
    who: Enrolment, by: Account, at: datetime, action: str = "person.opened", **more: Any
) -> Entry:
    return Entry.objects.using(DB).create(
        at=at, action=action, account_id=by.id, enrolment_id=who.id,
        municipality_id=who.municipality_id, **({"role": "nurse", "ground": "care"} | more),
    )  # fmt: skip


def signal(entry: Entry, now: datetime, reason: str = "no-work", **more: Any) -> Signal:
    """To be asked about since last night."""
    from heime.core.hours import HOME

    said = {
        "municipality_id": entry.municipality_id, "enrolment_id": entry.enrolment_id,
        "account_id": entry.account_id, "day": entry.at.astimezone(HOME).date(),
        "reason": reason, "entry": entry.id, "facts": {"times": 1}, "made_at": now,
    } | more  # fmt: skip
    return Signal.objects.using(DB).create(**said)


def fresh(one: Signal) -> Signal:
    return Signal.objects.using(DB).get(id=one.id)


def logged(action: str) -> list[Entry]:
    return list(Entry.objects.using(DB).filter(action=action).order_by("id"))
