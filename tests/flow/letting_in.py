"""Those whom rights are about: Astrid and her daughter with their own sign-ins, an office, a lead.

On top of the cast of tests/people.py; `At` does one thing as one of them, in a request of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connections, transaction

from heime.core.rights import Ground
from heime.core.roles import Role, Scope
from heime.records.access import reach
from heime.records.access.models import Right
from heime.records.access.reads import identify
from heime.records.people.models import Account, Contact, Enrolment, Organisation
from tests import people
from tests.flow.at_work import At
from tests.people import DB, LOM, Cast

NUMBER = "14834550084"
"""A synthetic identity number (the series with 80 added to the month)."""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Around:
    """The cast, and who stands around Astrid. `kin` is the contact row that says who Marit is."""

    cast: Cast
    astrid: Account
    marit: Account
    kin: Contact
    nina: Account
    office: Organisation
    gry: Account
    legevakt: Organisation
    lars: Account


def everybody() -> Around:
    at = now()
    cast = people.everybody(at)
    astrid = people.account("astrid", "", "", member_of=None, now=at)
    marit = people.account("marit", "", "", member_of=None, now=at)
    people.right(cast.astrid, Ground.SELF, account=astrid, given_by=cast.ingrid, now=at)
    kin = Contact.objects.using(DB).get(enrolment=cast.astrid)
    Contact.objects.using(DB).filter(id=kin.id).update(account=marit)
    nina = people.account("nina", "Nina Lie", "SP", member_of=None, now=at)
    people.post(nina, Role.LEAD, team=cast.north, now=at)
    office = people.organisation("Breelvi legekontor", Organisation.Sort.GP, LOM)
    gry = people.account("gry", "Gry Bakke", "LE", member_of=None, now=at)
    people.post(gry, Role.GP, organisation=office, now=at)
    legevakt = people.organisation("Legevakta i dalen", Organisation.Sort.LEGEVAKT, LOM)
    lars = people.account("lars", "Lars Dahl", "LE", member_of=None, now=at)
    people.post(lars, Role.LEGEVAKT, organisation=legevakt, now=at)
    return Around(cast, astrid, marit, kin, nina, office, gry, legevakt, lars)


def reached(who: Account | At, person: Enrolment, scope: Scope = Scope.VALUES) -> bool:
    """Whether somebody reaches a person right now, in a request of its own."""
    token = who.token if isinstance(who, At) else people.signed_in(who, now())[0]
    try:
        with transaction.atomic():
            actor = identify(token)
            assert actor is not None
            return reach.enrolment_within(actor, person.id, scope) is not None
    finally:
        connections["default"].close()


def did(who: Account | At, verb: Any, *args: Any, **named: Any) -> Any:
    """Do something as somebody, now."""
    at = who if isinstance(who, At) else At(who)
    return at.do(verb, *args, now=named.pop("now", None) or now(), **named)


def sure(who: Account) -> At:
    """Signed in, and has just proved it anew."""
    at = At(who)
    from heime.records.access.models import SignIn

    SignIn.objects.using(DB).filter(account=who).update(stepped_up_at=now())
    return at


def consent(around: Around, *scopes: Scope, lasts: timedelta = timedelta(days=300)) -> Right:
    """Marit's right by Astrid's consent, an hour old."""
    return people.right(
        around.cast.astrid, Ground.CONSENT, account=around.marit, given_by=around.astrid,
        now=now(), scopes=scopes or (Scope.VALUES,), lasts=lasts,
    )  # fmt: skip


def fresh(right: Right) -> Right:
    return Right.objects.using(DB).get(id=right.id)


def acts(*names: str) -> Collection[str]:
    from heime.records.audit.models import Entry

    found = Entry.objects.using(DB).order_by("id").values_list("action", flat=True)
    return [name for name in found if not names or name in names]
