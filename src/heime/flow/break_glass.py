"""Life or health cannot wait: a clinician opens one person without any other right, by name.

The person and their team are told at once, it ends by itself after a working shift, and somebody
looks at it afterwards (flow/review.py).
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from heime.core import national_id
from heime.core.actor import Actor
from heime.core.errors import NotFound, NotYours, Refused
from heime.core.rights import (
    EMERGENCIES_A_DAY,
    EMERGENCY_REASONS,
    EMERGENCY_ROLES,
    GROUNDS,
    Asked,
    BadRight,
    Ground,
    Holder,
    checked,
)
from heime.core.roles import Scope
from heime.flow import keeping
from heime.records.access.models import Right
from heime.records.access.reach import LIVE, enrolment_within
from heime.records.audit.writes import note
from heime.records.exchange.models import Notice
from heime.records.people.identity import lookup
from heime.records.people.models import Enrolment
from heime.records.worklist.notify import changed

TOLD = ("emergency-opened", "emergency-tell-patient")
"""What the team is told: that it happened, and to see that the person knows."""


class ProveFirst(Refused):
    """This needs a proof, not older than five minutes, of who one is."""

    code = "prove-first"


class TooMany(Refused):
    """As many emergency accesses as one person opens in a day without asking somebody."""

    code = "too-many-emergencies"


class ReachedAlready(Refused):
    """They can be opened without an emergency: the ordinary way is open."""

    code = "reached-already"


def open_in_emergency(number: str, *, code: str, reason: str, by: Actor, now: datetime) -> Right:
    """Find somebody by their identity number and open them, for some hours.

    Raises NotYours, ProveFirst, TooMany, BadRight, BadNationalId, NotFound for a number that
    nobody followed up here has (which is logged), and ReachedAlready.
    """
    if not (by.profession and by.roles & EMERGENCY_ROLES):
        raise NotYours("Only clinicians on duty may use emergency access.")
    if not by.is_sure(now):
        raise ProveFirst("Prove again who you are.")
    _not_too_many(by, now)
    begins = _begins()
    scopes, ends, review = _terms(code, reason, begins)
    enrolment_id, municipality_id = _found(number, by=by, now=now)
    made = Right.objects.create(
        municipality_id=municipality_id, enrolment_id=enrolment_id, ground=Ground.EMERGENCY,
        account_id=by.account_id, scopes=sorted(scopes), starts_at=begins, ends_at=ends,
        given_by_id=by.account_id, given_at=begins, reason=reason.strip(), code=code,
        review_at=review,
    )  # fmt: skip
    note(
        "emergency.opened", by=by, at=now, enrolment_id=enrolment_id,
        municipality_id=municipality_id, detail=code, ground=Ground.EMERGENCY.value,
    )  # fmt: skip
    _tell(made, now)
    return made


def _begins() -> datetime:
    """The moment of this transaction, so that the right holds in it already: the team is told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (moment,) = cursor.fetchone()
    return moment  # type: ignore[no-any-return]


def _not_too_many(by: Actor, now: datetime) -> None:
    opened = Right.objects.filter(
        account_id=by.account_id, ground=Ground.EMERGENCY, given_at__gt=now - timedelta(days=1)
    )
    if opened.count() >= EMERGENCIES_A_DAY:
        note("denied", by=by, at=now, detail=TooMany.code, denied=True)
        raise TooMany("You have opened as many as you may in a day without asking somebody.")


def _terms(code: str, reason: str, now: datetime) -> tuple[frozenset[Scope], datetime, datetime]:
    if code not in EMERGENCY_REASONS:
        raise BadRight("Choose why it cannot wait.")
    terms = GROUNDS[Ground.EMERGENCY]
    assert terms.lasts is not None  # noqa: S101  an emergency always ends,
    assert terms.review is not None  # noqa: S101  and is always looked at
    ends, review = now + terms.lasts, now + terms.review
    keeping.said(reason, "Write why it cannot wait")
    scopes = checked(
        Asked(
            Ground.EMERGENCY, Holder.PERSON, terms.scopes, now, ends, reason=reason, review=review
        )
    )
    return scopes, ends, review


def _found(number: str, *, by: Actor, now: datetime) -> tuple[UUID, int]:
    """Enrolment and municipality of the one person with this number."""
    digits = "".join(number.split())
    national_id.parse(digits)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM found_in_emergency(%s)", [lookup(digits)])
        rows = cursor.fetchall()
    if not rows:
        note("denied", by=by, at=now, detail="emergency: nobody here", denied=True)
        raise NotFound("Nobody with this number is followed up where you work.")
    enrolment_id, municipality_id = rows[0]
    if enrolment_within(by, enrolment_id, Scope.VALUES) is not None:
        raise ReachedAlready("You reach this person already.")
    return enrolment_id, municipality_id


def _tell(opened: Right, now: datetime) -> None:
    """Messages that leave at once, and the list of the team that shows it."""
    team_id = Enrolment.objects.values_list("team_id", flat=True).get(id=opened.enrolment_id)
    for what in TOLD:
        Notice.objects.create(
            municipality_id=opened.municipality_id, enrolment_id=opened.enrolment_id,
            team_id=team_id, what=what, about=opened.id, created_at=now, due_at=now,
        )  # fmt: skip
    changed(team_id, opened.enrolment_id)


def opened_by(by: Actor, *, now: datetime) -> list[Right]:
    """One's own emergency accesses that are still open, the newest first."""
    own = Right.objects.filter(
        LIVE, account_id=by.account_id, ground=Ground.EMERGENCY, ends_at__gt=now
    )
    return list(own.select_related("enrolment__patient").order_by("-starts_at"))
