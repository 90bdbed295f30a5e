"""Whom the matrix does not walk by themselves, since both walls take them for somebody walked."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from heime.core.roles import ROLES, Role
from tests import people
from tests.walls import relations, walk
from tests.walls.alike import NOBODY, OWN, WITH_A_NURSES_REACH, alike, known_of, twins
from tests.walls.relations import MAY_SEE, MAY_WORK, PLACES, RELATIONS


def test_who_stands_for_another_is_walked_and_so_is_every_role():
    for _role, relation, other in twins():
        assert alike(other, relation) is other
    for role in Role:
        assert [relation for relation in RELATIONS if alike(role, relation) is role]
        assert alike(role, "live") is role, "a role's own pages are its own"


@pytest.mark.parametrize("role", WITH_A_NURSES_REACH)
def test_who_is_walked_as_a_nurse_has_a_nurses_reach(role: Role):
    assert ROLES[role].reach == ROLES[Role.NURSE].reach
    assert (PLACES[role], MAY_SEE[role]) == (PLACES[Role.NURSE], MAY_SEE[Role.NURSE])
    assert (role in MAY_WORK) == (Role.NURSE in MAY_WORK)


@pytest.mark.parametrize("role", WITH_A_NURSES_REACH)
def test_no_page_is_open_to_who_is_walked_as_a_nurse_and_not_to_a_nurse(role: Role):
    places = [walk.pages()[name].replace("{id}", str(uuid4())) for name in walk.ASKED]
    own = [place for place in places if walk.is_open_to(role, place)]
    assert len(own) > 50
    assert [place for place in own if not walk.is_open_to(Role.NURSE, place)] == []


LESS = {Role.THERAPIST: {"ctx_breaks_glass()": ("false", "true")}}
"""A therapist may open no emergency access, and a nurse may: it is walked where it could matter, in
the relations that are their own."""


def test_both_walls_know_the_same_of_those_who_are_alike(database: Any):
    known = known_of_all(database.superuser_url)
    compared = [one for one in twins() if one[:2] in known]
    assert len(compared) > 60
    for role, relation, other in compared:
        found = differs(known[role, relation], known[other, relation])
        assert found in ({}, LESS.get(role)), (role, relation)

    # Nobody at all is behind a token that is no good any more.
    for actor, told in (known[one] for one in known if one[1] in NOBODY):
        assert actor is None
        assert set(told.values()) == {"", "false"}

    # Who is not alike is seen to differ: else this would prove nothing.
    told = {str(known[Role.NURSE, relation]) for relation in ("ended", "locked", *OWN)}
    assert len(told) == 6
    assert "ctx_log()" in differs(known[Role.LEAD, "live"], known[Role.NURSE, "live"])


def differs(one: Any, other: Any) -> dict[str, Any]:
    """What is known otherwise of the one than of the other."""
    (actor, told), (other_actor, told_of_other) = one, other
    found = {asked: (said, told_of_other[asked]) for asked, said in told.items()}
    found |= {"actor": (actor, other_actor)}
    return {asked: pair for asked, pair in found.items() if pair[0] != pair[1]}


def known_of_all(superuser_url: str) -> dict[tuple[Role, str], Any]:
    """What both walls know of everybody who is taken for another, of those, and a few more."""
    now = datetime.now(UTC)
    cast = people.everybody(now)
    her = relations.her(cast, now)
    wanted = {
        pair for role, relation, other in twins() for pair in ((role, relation), (other, relation))
    }
    wanted |= {(role, relation) for role in (Role.NURSE, Role.LEAD) for relation in OWN}
    return {
        (role, one.relation): known_of(one.token, superuser_url)
        for role in Role
        for one in relations.askers(cast, her, now, role)
        if (role, one.relation) in wanted
    }
