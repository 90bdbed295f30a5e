"""Letting somebody in: by consent, by a decision that a second clinician confirms, by office."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heime.core.errors import NotAllowedNow, NotFound, NotYours
from heime.core.rights import BadRight, Ground
from heime.core.roles import Scope
from heime.flow import give_right
from heime.flow.give_right import Wish
from heime.records.access.models import Right
from tests import people
from tests.flow import letting_in
from tests.flow.letting_in import did, now, reached


@pytest.fixture
def around(database):
    return letting_in.everybody()


def to_marit(around, *scopes: Scope, days: int = 300) -> Wish:
    return Wish(
        Ground.CONSENT, scopes or (Scope.VALUES,), now() + timedelta(days=days),
        contact=around.kin.id,
    )  # fmt: skip


def capacity_lacking(around, **more) -> Wish:
    terms = {
        "ends": now() + timedelta(days=120),
        "review": now() + timedelta(days=90),
        "reason": "Forstår ikke lenger hva samtykket gjelder.",
    } | more
    return Wish(Ground.INCAPACITY, (Scope.VALUES, Scope.PLAN), contact=around.kin.id, **terms)


def test_astrid_lets_her_daughter_see_her_values_and_nothing_else(around) -> None:
    assert not reached(around.marit, around.cast.astrid, Scope.CONTACT)

    did(around.astrid, give_right.give, around.cast.astrid.id, to_marit(around))

    assert reached(around.marit, around.cast.astrid, Scope.VALUES)
    assert not reached(around.marit, around.cast.astrid, Scope.PLAN)
    assert not reached(around.marit, around.cast.gudbrand, Scope.CONTACT)
    assert letting_in.acts() == ["right.given"]


def test_a_nurse_may_note_what_astrid_said(around) -> None:
    made = did(around.cast.ingrid, give_right.give, around.cast.astrid.id, to_marit(around))

    assert made.given_by_id == around.cast.ingrid.id
    assert reached(around.marit, around.cast.astrid)


def test_a_next_of_kin_without_an_account_gets_one_that_carries_no_name(around) -> None:
    bror = people.contact(around.cast.astrid, "Per Lunde", "bror", "00 00 21 08", rank=2)

    made = did(
        around.astrid, give_right.give, around.cast.astrid.id,
        Wish(Ground.CONSENT, (Scope.VALUES,), now() + timedelta(days=30), contact=bror.id),
    )  # fmt: skip

    bror.refresh_from_db(using=people.DB)
    assert bror.account_id == made.account_id
    account = type(around.marit).objects.using(people.DB).get(id=made.account_id)
    assert account.name == ""
    assert "lunde" not in account.username


@pytest.mark.parametrize("who", ["kari", "marit", "gry"])
def test_nobody_else_lets_anybody_in(around, who) -> None:
    person = getattr(around, who, None) or getattr(around.cast, who)

    with pytest.raises(NotFound):
        did(person, give_right.give, around.cast.astrid.id, to_marit(around))
    assert not reached(around.marit, around.cast.astrid)


def test_a_consent_lasts_a_year_at_most(around) -> None:
    with pytest.raises(BadRight):
        did(around.astrid, give_right.give, around.cast.astrid.id, to_marit(around, days=367))


def test_a_consent_never_gives_the_log_or_the_work(around) -> None:
    for scope in (Scope.LOG, Scope.WORK, Scope.RIGHTS):
        with pytest.raises(BadRight):
            did(around.astrid, give_right.give, around.cast.astrid.id, to_marit(around, scope))


def test_the_same_right_is_not_given_twice(around) -> None:
    did(around.astrid, give_right.give, around.cast.astrid.id, to_marit(around))

    with pytest.raises(NotAllowedNow):
        did(around.astrid, give_right.give, around.cast.astrid.id, to_marit(around))


def test_what_runs_out_gives_nothing_any_more(around) -> None:
    letting_in.consent(around, lasts=timedelta(seconds=-1))

    assert not reached(around.marit, around.cast.astrid)


# --- Incapacity: a second clinician, in a step of their own -------------------------------------


def test_incapacity_opens_nothing_until_a_second_clinician_confirms(around) -> None:
    made = did(around.cast.nils, give_right.give, around.cast.astrid.id, capacity_lacking(around))
    assert not reached(around.marit, around.cast.astrid)

    did(around.cast.ingrid, give_right.confirm, made.id)

    assert reached(around.marit, around.cast.astrid)
    assert letting_in.acts() == ["right.given", "right.confirmed"]
    assert letting_in.fresh(made).second_by_id == around.cast.ingrid.id


def test_whoever_gave_it_is_not_the_second(around) -> None:
    made = did(around.cast.nils, give_right.give, around.cast.astrid.id, capacity_lacking(around))

    with pytest.raises(NotYours):
        did(around.cast.nils, give_right.confirm, made.id)
    assert not reached(around.marit, around.cast.astrid)


def test_neither_her_daughter_nor_another_team_is_the_second(around) -> None:
    made = did(around.cast.nils, give_right.give, around.cast.astrid.id, capacity_lacking(around))

    for who in (around.marit, around.cast.kari):
        with pytest.raises((NotYours, NotFound)):
            did(who, give_right.confirm, made.id)
    assert not reached(around.marit, around.cast.astrid)


def test_what_has_been_confirmed_is_not_confirmed_again(around) -> None:
    made = did(around.cast.nils, give_right.give, around.cast.astrid.id, capacity_lacking(around))
    did(around.cast.ingrid, give_right.confirm, made.id)

    with pytest.raises(NotAllowedNow):
        did(around.cast.tor, give_right.confirm, made.id)


@pytest.mark.parametrize(
    ("lacks", "why"),
    [
        ({"reason": " "}, "a reason must be written"),
        ({"review": None}, "somebody must look again"),
        ({"ends": now() + timedelta(days=200)}, "half a year is the most"),
    ],
)
def test_incapacity_has_terms(around, lacks, why) -> None:
    with pytest.raises(BadRight):
        did(
            around.cast.nils, give_right.give, around.cast.astrid.id,
            capacity_lacking(around, **lacks),
        )  # fmt: skip
    assert not Right.objects.using(people.DB).filter(ground=Ground.INCAPACITY).exists(), why


def test_astrid_does_not_decide_that_she_lacks_capacity(around) -> None:
    with pytest.raises(BadRight):
        did(around.astrid, give_right.give, around.cast.astrid.id, capacity_lacking(around))


# --- Offices ------------------------------------------------------------------------------------


def test_her_gp_office_is_let_in_and_everybody_who_works_there(around) -> None:
    wish = Wish(
        Ground.GP, (Scope.VALUES, Scope.PLAN), now() + timedelta(days=365),
        organisation=around.office.id,
    )  # fmt: skip
    assert not reached(around.gry, around.cast.astrid)

    did(around.cast.ingrid, give_right.give, around.cast.astrid.id, wish)

    assert reached(around.gry, around.cast.astrid)
    assert not reached(around.gry, around.cast.astrid, Scope.WORK)
    assert not reached(around.lars, around.cast.astrid), "another organisation"


def test_an_organisation_of_another_municipality_is_not_let_in(around) -> None:
    far = people.organisation("Legekontoret langt borte", "gp", people.VANG)
    wish = Wish(Ground.GP, (Scope.VALUES,), now() + timedelta(days=9), organisation=far.id)

    with pytest.raises(NotFound):
        did(around.cast.ingrid, give_right.give, around.cast.astrid.id, wish)


def test_neither_an_emergency_nor_ones_own_record_is_given_by_hand(around) -> None:
    for ground in (Ground.EMERGENCY, Ground.SELF):
        wish = Wish(ground, (Scope.VALUES,), now() + timedelta(hours=1), contact=around.kin.id)
        with pytest.raises(BadRight):
            did(around.cast.ingrid, give_right.give, around.cast.astrid.id, wish)
