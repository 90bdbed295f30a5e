"""After a breach: everybody whom a user, a sign-in, a device or anybody saw in a period.

The search is in the log before anything is read, and so is that a list was taken out.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heime.core.actor import Actor
from heime.core.affected import Affected, gathered
from heime.core.errors import NotFound
from heime.core.roles import Role
from heime.flow.break_glass import ProveFirst
from heime.records.audit import reviewing
from heime.records.audit.writes import note
from heime.records.people.models import Account


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a breach. until: not itself in the period.

    user: the name somebody signs in with. device: as the log calls it, or the id of one sign-in.
    """

    place: int
    since: datetime
    until: datetime
    user: str = ""
    device: str = ""


def affected(asked: Asked, *, by: Actor, now: datetime) -> list[Affected]:
    """Everybody who was seen, the first first. Nobody, when nobody signs in with that name.

    Raises NotFound for a municipality that one does not review.
    """
    if asked.place not in by.municipalities_as(Role.AUDITOR):
        note("denied", by=by, at=now, detail="breach", denied=True)
        raise NotFound("There is no such municipality whose log you review.")
    account = _account(asked.user)
    sign_in = _uuid(asked.device)
    by_what = [f"account {account}" if account else "account unknown"] if asked.user else []
    if asked.device:
        by_what.append(f"sign-in {sign_in}" if sign_in else "device")
    note(
        "log.searched", by=by, at=now, municipality_id=asked.place, resource="log",
        ground="review", detail=" ".join(["affected", *by_what]),
    )  # fmt: skip
    if asked.user and account is None:
        return []
    acts = reviewing.seen(
        asked.place, since=asked.since, until=asked.until, account=account, device=asked.device,
        sign_in=sign_in,
    )  # fmt: skip
    return gathered(acts)


def taken_out(asked: Asked, *, by: Actor, now: datetime) -> list[Affected]:
    """The same, to be taken out of Heime. Raises ProveFirst when the proof of who asks is old."""
    if not by.is_sure(now):
        raise ProveFirst("Prove who you are first.")
    people = affected(asked, by=by, now=now)
    note(
        "exported", by=by, at=now, municipality_id=asked.place, resource="log", ground="review",
        detail=f"affected {len(people)}",
    )  # fmt: skip
    return people


def _account(user: str) -> UUID | None:
    found = Account.objects.filter(username=user.strip().lower()).values_list("id", flat=True)
    return found.first() if user.strip() else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
