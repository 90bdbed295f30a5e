"""Roles: given by one administrator, confirmed by another, never to oneself, ended at once."""

from __future__ import annotations

import pytest

from heime.core.errors import NotAllowedNow, NotFound, NotYours
from heime.core.roles import Role, Scope
from heime.flow import staff
from heime.flow.break_glass import ProveFirst
from heime.flow.staff import BadRole, Where
from tests import people
from tests.flow import letting_in
from tests.flow.letting_in import did, now, reached, sure
from tests.people import LOM, VANG


@pytest.fixture
def cast(database):
    return people.everybody(now())


@pytest.fixture
def anne(cast):
    """Administrator of Lom."""
    made = people.account("anne", "Anne Lie", "", member_of=None, now=now())
    people.post(made, Role.ADMINISTRATOR, municipality=LOM, now=now())
    return made


@pytest.fixture
def bjorn(cast):
    """The other administrator of Lom."""
    made = people.account("bjorn", "Bjørn Sletten", "", member_of=None, now=now())
    people.post(made, Role.ADMINISTRATOR, municipality=LOM, now=now())
    return made


@pytest.fixture
def siri(cast):
    """A nurse who has just been employed."""
    return people.account("siri", "Siri Nygard", "SP", member_of=None, now=now())


def give(who, cast, user="siri", role=Role.NURSE, where=None):
    return did(who, staff.give, user, role, where or Where(team=cast.north.id))


def test_a_role_counts_when_a_second_has_confirmed_it(cast, anne, bjorn, siri) -> None:
    made = give(sure(anne), cast)
    assert not reached(siri, cast.astrid)

    did(sure(bjorn), staff.confirm, made.id)

    assert reached(siri, cast.astrid)
    assert letting_in.acts() == ["role.given", "role.confirmed"]


def test_the_giver_does_not_confirm(cast, anne, siri) -> None:
    admin = sure(anne)
    made = give(admin, cast)

    with pytest.raises(NotYours):
        did(admin, staff.confirm, made.id)
    assert not reached(siri, cast.astrid)


def test_nobody_gives_themselves_a_role_or_confirms_their_own(cast, anne, bjorn) -> None:
    with pytest.raises(NotYours):
        give(sure(anne), cast, user="anne", role=Role.ASSISTANT)
    made = give(sure(anne), cast, user="bjorn", role=Role.ASSISTANT)
    with pytest.raises(NotYours):
        did(sure(bjorn), staff.confirm, made.id)
    assert not reached(bjorn, cast.astrid, Scope.CONTACT)


def test_it_needs_a_fresh_proof(cast, anne, siri) -> None:
    with pytest.raises(ProveFirst):
        give(anne, cast)


def test_a_role_goes_with_a_profession_and_a_place(cast, anne, siri) -> None:
    admin = sure(anne)
    people.account("berit", "Berit Ås", "", member_of=None, now=now())
    for user, role, where in (
        ("berit", Role.NURSE, Where(team=cast.north.id)),
        ("siri", Role.DOCTOR, Where(team=cast.north.id)),
        ("siri", Role.NURSE, Where(municipality=LOM)),
        ("siri", Role.NURSE, Where()),
        ("siri", Role.COORDINATOR, Where()),
        ("siri", Role.NURSE, Where(team=cast.valdres.id)),
        ("siri", Role.AUDITOR, Where(municipality=VANG)),
    ):
        with pytest.raises(BadRole):
            give(admin, cast, user, role, where)


def test_nobody_is_nobody(cast, anne) -> None:
    with pytest.raises(NotFound):
        give(sure(anne), cast, user="finnes-ikke")


def test_a_nurse_gives_no_roles(cast, siri) -> None:
    with pytest.raises(BadRole):
        give(sure(cast.ingrid), cast)


def test_a_role_ends_at_the_next_request(cast, anne, bjorn, siri) -> None:
    made = give(sure(anne), cast)
    did(sure(bjorn), staff.confirm, made.id)
    working = letting_in.At(siri)
    assert reached(working, cast.astrid)

    did(anne, staff.end, made.id)

    assert not reached(working, cast.astrid)
    with pytest.raises(NotAllowedNow):
        did(anne, staff.end, made.id)


def test_an_administrator_sees_and_ends_roles_of_their_own_places_only(cast, anne) -> None:
    seen = did(anne, staff.staff_of)

    assert {row.account_id for row in seen} >= {cast.ingrid.id, cast.nils.id, anne.id}
    assert cast.kari.id not in {row.account_id for row in seen}
    from heime.records.people.models import Membership

    karis = Membership.objects.using(people.DB).get(account=cast.kari)
    with pytest.raises(NotFound):
        did(anne, staff.end, karis.id)
